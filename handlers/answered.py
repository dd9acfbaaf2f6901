"""After an answer card: understood, not what was meant, a person, a question about it, or another matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers import (
    answers,
    clarify,
    consented,
    corrections,
    council,
    decisions,
    handoff,
    lookup,
    matters,
    midway,
    objection,
    opened,
    small_talk,
)  # fmt: skip
from handlers.lexicon import bare, lexicon
from handlers.message import Reply
from handlers.state import Step
from handlers.talk import Talk
from knowledge_base.card import Card
from knowledge_base.decision import Decision

SURE = 0.5
"""Belief in another card from which words after an answer open a new matter."""
SHORTEST = 4
"""Characters that can state a matter: 路灯坏了."""
FEW = 2
"""The second message that changes nothing gets the steps again, in other words."""


def take(talk: Talk) -> None:
    """The ANSWERED step: understood, not what I meant, a person, or more words."""
    action = BUTTONS.get(talk.heard.code or ("reword" if talk.heard.old == "reword" else ""))
    if action is not None:
        action(talk)
    elif objection.wanted(talk):
        objection.begin(talk, talk.heard.text)
    elif council.wanted(talk):
        council.begin(talk)
    elif midway.is_about(talk.heard.text) and (midway.is_about_desk(talk.heard.text) or not _clearly_else(talk)):
        midway.answer(talk, talk.heard.text)
        _ask_again(talk)
    elif talk.card is not None and talk.card.destination == "declined" and _complains(talk.heard.text):
        _what_about(talk, talk.card)
    elif rest := _begins_another(talk.heard.text):
        matters.open_matter(talk, rest)
    else:
        _more_words(talk, talk.heard.text)


def _understood(talk: Talk) -> None:
    if talk.state.queue:
        opened.next_matter(talk)
    else:
        ended = "emergency" if talk.state.ended == "emergency" else "answered"
        talk.rest(Step.OPEN, ended=ended)
        talk.say("answer.closed")


BUTTONS: Mapping[str, Callable[[Talk], None]] = {
    "understood": _understood,
    "not_this": clarify.not_this,
    "want_person": lambda talk: handoff.start(talk, "after the answer"),
    "person": lambda talk: handoff.start(talk, "after the answer"),
    "reword": clarify.in_other_words,
    "council": council.begin,
    objection.BUTTON: objection.begin,
    "agree": consented.take,
    "anonymous": consented.take,
}
"""Code of a button under an answer -> what it does."""


def _more_words(talk: Talk, text: str) -> None:
    """Words after an answer: thanks, another matter, or more about the same one."""
    alone = decisions.decide(talk, text, alone=True)
    kinds = decisions.kinds(talk, alone)
    if alone.outcome == "chat" and talk.state.queue and not lexicon().small_talk["who"].search(text):
        opened.next_matter(talk)
    elif alone.outcome == "chat":
        small_talk.answer(talk)
    elif alone.outcome == "status":
        lookup.start(talk)
    elif alone.outcome == "human" and kinds & {"human", "violence", "group"}:
        matters.go_on(talk, text)
    elif decisions.another_card(talk, text, sure=SURE, shortest=SHORTEST):
        matters.open_matter(talk, text)
    else:
        _same_or_clearer(talk, text, alone)


def _same_or_clearer(talk: Talk, text: str, alone: Decision) -> None:
    """More about the matter in hand: either it now belongs elsewhere, or the answer stands."""
    together = decisions.decide(talk, text)
    moved = together.outcome == "route" and together.card != talk.matter.card
    corrected = corrections.find(text, {}, talk.now) is not None
    if moved and alone.outcome != "route" and not corrected and together.card not in talk.matter.excluded:
        talk.remember(text)
        matters.dispatch(talk, together)
        return
    talk.remember(text)
    _stands(talk)


def _stands(talk: Talk) -> None:
    """The answer stands: said once, then its steps in other words, then a person; never the same line twice."""
    nth, card = talk.nth("stands"), talk.card
    if nth == 1 or card is None:
        talk.say("answer.also_same")
        _ask_again(talk)
        return
    ended = talk.state.ended
    if nth == FEW:
        talk.replies.append(Reply(answers.ways(talk, card)))
    key = "answer.stuck" if nth % 2 else "answer.restate"
    talk.ask(key, "person", "reword", "understood", step=Step.ANSWERED)
    talk.state.ended = ended


def _complains(text: str) -> bool:
    return lexicon().said["complain"].search(bare(text)) is not None


def _what_about(talk: Talk, card: Card) -> None:
    """那我投诉他, after an answer that offers just that: which of the ways is meant; the second time a person."""
    if talk.nth("complains") == 1:
        clarify.probe(talk, card)
    else:
        clarify.undecided(talk)


def _clearly_else(talk: Talk) -> bool:
    """Whether a question states another matter, however it ends: 朋友不还钱怎么办."""
    found = decisions.another_card(talk, talk.heard.text, sure=midway.SURE, shortest=midway.OTHER_MATTER)
    return found is not None


def _begins_another(text: str) -> str:
    """What follows 还有个事, 另外 and the like; empty where the words begin no further matter."""
    mark = lexicon().another.match(text)
    rest = text[mark.end() :] if mark else ""
    return rest if len(bare(rest)) >= SHORTEST else ""


def _ask_again(talk: Talk) -> None:
    if talk.state.options:
        talk.ask_again()
