"""Three questions after an order was closed: solved, contacted, satisfied; by button at any time, or in plain words.

Source: facts 1.4 回访 (三率分开记) and 满意度 (低分必有理由, asked and never demanded). One question at a time, for a
small screen; what most needs to be known comes first. Nothing that is pending in the conversation is lost by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from config.errors import FenliuError
from handlers import choices, decisions, in_english, resume
from handlers.endings import ASKING
from handlers.known_orders import FollowUp
from handlers.lexicon import bare, lexicon
from handlers.message import Option, Rate, Reply
from handlers.state import Step
from handlers.talk import Talk

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "solved": ("yes", "partly", "no"),
    "contacted": ("yes", "no", "unsure"),
    "satisfied": ("5", "3", "1"),
    "reason": ("skip",),
}
"""Question -> its answers, in the order they are asked and offered; the last comes only after a low one."""
BUTTON = re.compile(r"fu_(?P<asked>solved|contacted|satisfied|reason)_(?P<answer>\w+):(?P<number>[0-9-]+)")
LOW: Final = 2
"""Satisfaction, of five, up to which it is asked what is missing."""
IDLE = (Step.OPEN, Step.FILED)
LOOSE = (*IDLE, Step.ANSWERED, Step.EMERGENCY)
"""Steps in which words right after the push are about the push."""
LONGEST = 24
"""A longer message tells a story of its own, unless it was asked for what is missing."""
SURE = 0.8
"""Belief in another card from which words are a matter of their own, not an answer."""
SHORTEST_MATTER = 5
ABOUT_US = "hotline-"
"""How the cards begin whose matter is the hotline's own handling: just what is being asked about."""
POINTS = re.compile("(?:打)?([1-5])[分星]")


def options(talk: Talk, number: str, asked: str) -> tuple[Option, ...]:
    """The buttons of a question. They carry the order's number and work however old they are."""
    names = [f"fu_{asked}_{answer}" for answer in QUESTIONS[asked]]
    return tuple(Option(f"{name}:{number}", talk.wording(f"options.{name}")) for name in names)


def passed(talk: Talk) -> str:
    """A message has come: what `FollowUp.near` was before it; from now on the question is not the last thing read."""
    asked = talk.state.follow_up
    if asked is None:
        return ""
    near, asked.near = asked.near, ""
    return near


def heard(talk: Talk, near: str) -> str:
    """The button that a message is, or means: `fu_solved_no:20261122-00017-4`; empty where it is none.

    `near` is what `FollowUp.near` was before this message.
    """
    if talk.heard.rating:
        return talk.heard.rating
    asked = talk.state.follow_up
    tapped = talk.incoming is not None and bool(talk.incoming.option)
    if asked is None or tapped or not talk.heard.text:
        return ""
    words, close = bare(talk.heard.text), near == "asked" or (near == "pushed" and talk.state.step in LOOSE)
    if close and asked.asked == "reason":
        return _reason(talk, asked, words)
    name = _exact(talk, asked) if close else ""
    newer = any(order.number != asked.number for order in talk.state.orders[-1:])
    quiet = talk.state.step in IDLE and not (talk.state.question or talk.heard.code or newer)
    if not name and len(words) <= LONGEST and (close or quiet) and not _other_matter(talk, asked):
        name = _meant(words)
    return f"{name}:{asked.number}" if name else ""


def _reason(talk: Talk, asked: FollowUp, words: str) -> str:
    """What is missing, in any words; but not words that open another matter."""
    known = lexicon().option_words["fu_reason_skip"] | {bare(talk.wording("options.fu_reason_skip"))}
    if words in known:
        return f"fu_reason_skip:{asked.number}"
    return "" if _other_matter(talk, asked) else f"fu_reason_said:{asked.number}"


def _other_matter(talk: Talk, asked: FollowUp) -> bool:
    """Whether the words open a matter of their own, not that of the closed order."""
    if lexicon().another.match(talk.heard.text):
        return True
    card = decisions.another_card(talk, talk.heard.text, sure=SURE, shortest=SHORTEST_MATTER)
    return card is not None and card.title != asked.title and not card.id.startswith(ABOUT_US)


def _exact(talk: Talk, asked: FollowUp) -> str:
    """The words or the place of a button of the question, or like words for it."""
    text = talk.heard.text
    if asked.asked == "satisfied" and (points := POINTS.fullmatch(bare(text))):
        return f"fu_satisfied_{points.group(1)}"
    offered = [(one.code.partition(":")[0], one.label) for one in options(talk, asked.number, asked.asked)]
    return choices.by_label(text, offered) or choices.by_number(text, offered) or choices.by_words(text, offered)


def _meant(words: str) -> str:
    """The answer that plain words are, to whichever question; what is not solved is heard before what is."""
    table = lexicon().said
    return next((name for name in table if name.startswith("fu_") and table[name].search(words)), "")


def take(talk: Talk, code: str) -> None:
    """Takes an answer down; a button of an older order asks on about that one."""
    found = BUTTON.fullmatch(code)
    asked, answer, number = found.group("asked", "answer", "number") if found else ("reason", "", "")
    if not _is_answer(talk, asked, answer):
        talk.say("bad.stale_open")
        return
    current = talk.state.follow_up
    if current is None or current.number != number:
        current = talk.state.follow_up = FollowUp(number)
    current.asked = asked
    current.answers[asked] = answer
    if answer == "skip":
        _next(talk, current)
    else:
        talk.effects.append(Rate(number=number, answer={asked: _value(talk, asked, answer)}))


def _is_answer(talk: Talk, asked: str, answer: str) -> bool:
    """Whether it is one of the answers: what comes from a web page may be anything."""
    if asked == "reason" and answer == "said":
        return bool(talk.heard.text)
    return answer in QUESTIONS[asked] or (asked == "satisfied" and POINTS.fullmatch(f"{answer}分") is not None)


def _value(talk: Talk, asked: str, answer: str) -> object:
    if asked == "reason":
        return talk.heard.text
    if asked == "contacted":
        return {"yes": True, "no": False}.get(answer)
    return int(answer) if asked == "satisfied" else answer


def report(talk: Talk, effect: Rate, result: Mapping[str, Any] | FenliuError) -> None:
    """Says what follows from the answer, and asks on."""
    current = talk.state.follow_up
    if isinstance(result, FenliuError) or current is None:
        text = in_english.problem(talk, result) if isinstance(result, FenliuError) else talk.wording("follow_up.thanks")
        talk.state.follow_up = None
        talk.replies.append(Reply(text, options=(_human(talk),)))
        _resume(talk)
        return
    lead = ""
    if effect.answer.get("solved") == "no":
        lead = talk.wording(
            "follow_up.reopened" if result.get("reopened") else "follow_up.not_solved", number=effect.number
        )
    _next(talk, current, lead)


def _next(talk: Talk, current: FollowUp, lead: str = "") -> None:
    """The next question not yet answered; after the last one thanks, and what was pending goes on."""
    low = current.answers.get("solved") in ("no", "partly") or int(current.answers.get("satisfied", 5)) <= LOW
    left = [one for one in QUESTIONS if one not in current.answers and one != "reason"]
    if low and "reason" not in current.answers:
        left.insert(0, "reason")
    if not left:
        _thank(talk, low=low)
        return
    current.asked, current.near = left[0], "asked"
    text = talk.wording(f"follow_up.{left[0]}")
    text = f"{lead}\n{text}" if lead else text
    talk.replies.append(Reply(text, kind="question", options=options(talk, current.number, left[0])))


def _thank(talk: Talk, *, low: bool) -> None:
    talk.state.follow_up = None
    text = talk.wording("follow_up.thanks_low" if low else "follow_up.thanks")
    talk.replies.append(Reply(text, options=(_human(talk),) if low else ()))
    _resume(talk)


def _resume(talk: Talk) -> None:
    state = talk.state
    if state.step in ASKING:
        resume.resume(talk)
    else:
        state.ended = state.ended or "answered"


def _human(talk: Talk) -> Option:
    return Option("human", talk.wording("options.human"))
