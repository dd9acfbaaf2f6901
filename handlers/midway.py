"""A question in the middle of a form is answered; another matter is noted; then the form resumes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from handlers import answers, decisions, waiting
from handlers.extract import extract
from handlers.lexicon import bare, lexicon
from handlers.message import Reply
from handlers.talk import Talk
from knowledge_base.card import Card

FREE = ("content", "detail", "prior_contact", "demand")
"""Fields whose answer may be anything, also something that sounds like another matter."""
SHORT_QUESTION = 24
"""A longer text with a question mark in it, given for a free field, is its answer."""
OTHER_MATTER = 5
"""Fewer characters are no matter of their own."""
DESK = ("why", "call", "robot")
OPEN = ("apply", "unit")
"""Questions that end many a matter (朋友不还钱怎么办), so that another matter is looked for first."""
SURE: Final = 0.8
"""Belief in a card from which words in a form are another matter, not a clumsy answer."""
SURE_SAID: Final = 0.4
"""The same where the resident says so: 另外, 还有一件, 对了."""


def is_question(text: str, asking: str) -> bool:
    """Whether the resident asks something instead of answering the pending question."""
    table = lexicon()
    if is_concern(text):
        return True
    if not table.question.search(text):
        return False
    if asking == "demand" and table.wish.search(text):
        return False
    return asking not in FREE or len(bare(text)) <= SHORT_QUESTION


def is_concern(text: str) -> bool:
    """Whether the resident fears to be known: 别让他知道是我, 会不会报复我."""
    return lexicon().said["concern"].search(text) is not None


def is_about(text: str) -> bool:
    """Whether the words ask about the procedure of the matter in hand."""
    table = lexicon()
    asks = table.question.search(text) or table.midway["call"].search(text)
    return is_concern(text) or (asks is not None and any(one.search(text) for one in table.midway.values()))


def is_about_desk(text: str) -> bool:
    """Whether the words ask what the desk itself does: 能帮我打电话吗, 为什么要同意."""
    return any(lexicon().midway[name].search(text) for name in DESK)


def answer(talk: Talk, text: str) -> None:
    """Answers a question about this order, or the procedure; else says what the library knows of it."""
    if is_concern(text):
        talk.say("midway.privacy")
        return
    for name, pattern in lexicon().midway.items():
        if not pattern.search(text):
            continue
        if name in OPEN and other_matter(talk, text):
            return
        talk.replies.append(Reply(ANSWERS[name](talk, talk.card)))
        return
    if not other_matter(talk, text, sure=0.0):
        talk.say("midway.unsure")


def other_matter(talk: Talk, text: str, *, sure: float = SURE) -> bool:
    """Where `text` is another matter, or several: answers briefly, and queues what could become an order."""
    said = lexicon().another.match(text) is not None
    if not said and extract(text, talk.now).get("prior_contact"):
        return False
    least = min(sure, SURE_SAID) if said else sure
    found = decisions.other_matters(talk, text, sure=least, shortest=OTHER_MATTER)
    kept, full = list[str](), False
    for card, words in found:
        if card is not None and card.destination != "order":
            talk.replies.append(_brief(talk, card))
        elif queue(talk, words):
            kept.append(talk.wording("midway.title", title=card.title if card else waiting.quoted(words)))
        else:
            full = True
    if kept:
        key = "midway.queued" if len(kept) == 1 else "midway.queued_more"
        talk.say(key, titles=talk.listed(kept), count=len(kept))
    if full:
        talk.say("queue.full", count=waiting.MAX_WAITING)
    return bool(found)


def _brief(talk: Talk, card: Card) -> Reply:
    return Reply(answers.brief(talk, card), kind="card", folded=answers.details(talk, card, first=1))


def queue(talk: Talk, words: str) -> bool:
    """Puts a further matter at the end of the queue, once; False where no more can wait."""
    state = talk.state
    if words not in state.queue:
        if len(state.queue) >= waiting.MAX_WAITING:
            return False
        state.queue.append(words)
        state.matters = max(state.matters, 1) + 1
    return True


def _time(talk: Talk, card: Card | None) -> str:
    if card is not None and card.time_limit:
        return talk.wording("midway.time", time=talk.region.fill(card.time_limit))
    if card is None or card.destination != "order":
        return talk.wording("midway.time_there")
    days = talk.region.working_days(card.appeal_type)
    return talk.wording("midway.deadline", kind=talk.named("appeal_types", card.appeal_type), days=days)


def _bring(talk: Talk, card: Card | None) -> str:
    if card is None or not card.bring:
        return talk.wording("midway.no_bring")
    return talk.wording("midway.bring", items=talk.listed(talk.region.fill(item) for item in card.bring))


def _cost(talk: Talk, card: Card | None) -> str:
    if card is not None and card.cost:
        return talk.wording("answer.cost", cost=talk.region.fill(card.cost))
    there = card is not None and card.destination != "order"
    return talk.wording("midway.cost_there" if there else "midway.cost")


def _id_card(talk: Talk, card: Card | None) -> str:
    there = card is not None and card.destination != "order"
    return _bring(talk, card) if there else talk.wording("midway.id_card")


def _unit(talk: Talk, card: Card | None) -> str:
    if card is None:
        return talk.wording("midway.unsure")
    if card.destination != "order":
        return answers.contact(talk, card)
    return talk.wording("midway.unit", unit=talk.unit(card.handler))


def _apply(talk: Talk, card: Card | None) -> str:
    if card is None:
        return talk.wording("midway.unsure")
    if card.destination != "order":
        return answers.ways(talk, card)
    return talk.wording("midway.apply", unit=talk.unit(card.handler))


def _call(talk: Talk, card: Card | None) -> str:
    step = talk.region.fill(card.next_steps[0]) if card is not None and card.destination != "order" else ""
    return talk.wording("midway.call_there", step=f"{step.rstrip('。')}。") if step else talk.wording("midway.call")


def _law(talk: Talk, card: Card | None) -> str:
    if card is None or not card.law:
        return talk.wording("midway.no_law")
    return talk.wording("midway.law", laws="；".join(answers.law_lines(talk, card.law)))


ANSWERS: Mapping[str, Callable[[Talk, Card | None], str]] = {
    "why": lambda talk, _: talk.wording("midway.why" if talk.nth("why") == 1 else "midway.why_more"),
    "call": _call,
    "time": _time,
    "id_card": _id_card,
    "bring": _bring,
    "cost": _cost,
    "privacy": lambda talk, _: talk.wording("midway.privacy"),
    "unit": _unit,
    "law": _law,
    "robot": lambda talk, _: talk.wording("midway.robot"),
    "apply": _apply,
}
"""Name of the row in the lexicon -> the answer."""
