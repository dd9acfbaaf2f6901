"""The answer card: where a matter belongs, why, and the next step; the rest is folded and opens on request."""

from __future__ import annotations

from collections.abc import Iterable

from handlers import card_words, in_english
from handlers.lexicon import lexicon
from handlers.local_people import local_people
from handlers.message import Reply
from handlers.talk import Rows, Talk
from knowledge_base.card import Card, Law

LONGEST = 125
"""Characters of an answer before its details: the design says about 120. Steps are told as far as they fit."""
LONGEST_WAYS = 220
"""Characters of the steps for whoever asks how."""
MAX_CONTACTS = 3


def answer(talk: Talk, card: Card) -> Reply:
    """The short answer with its folded details; in English below where it belongs in English."""
    if talk.language == "en":
        text = "\n".join([*opening(talk, card), in_english.answer(talk, card, goes(talk, card))])
        talk.replies.append(Reply(text, kind="card"))
        lines = [talk.wording("language.details"), talk.region.fill(card.why)]
    else:
        lines = [*opening(talk, card), f"{goes(talk, card)}{talk.region.fill(card.why)}"]
    room = LONGEST - sum(map(len, lines))
    steps = [talk.region.fill(card.next_steps[0])]
    for step in map(talk.region.fill, card.next_steps[1:]):
        room -= len(steps[-1])
        if len(step) > room:
            break
        steps.append(step)
    told = "；".join(step.rstrip("。；") for step in steps) + "。"
    lines.append(told if talk.language == "en" else talk.wording("answer.next", step=told))
    return Reply("\n".join(lines), kind="card", folded=details(talk, card, first=len(steps)))


def opening(talk: Talk, card: Card) -> list[str]:
    """The first sentence for a distressed resident, once per matter: the card's own, or one that fits the tone."""
    matter = talk.matter
    if matter.comforted:
        return []
    said = "".join(matter.words)
    comfort = talk.region.fill(card.comfort) if card.comfort and talk.language == "zh" else None
    if comfort is None:
        comfort = tone(talk, said)
    matter.comforted = comfort is not None
    return [comfort] if comfort else []


def tone(talk: Talk, said: str) -> str | None:
    """One empathetic sentence where the words are angry or sad."""
    if lexicon().sad.search(said):
        return talk.wording("empathy.sad")
    return talk.wording("empathy.upset") if lexicon().upset.search(said) else None


def goes(talk: Talk, card: Card) -> str:
    """Where the matter belongs, as a sentence."""
    return card_words.goes(talk.wording, card)


def brief(talk: Talk, card: Card) -> str:
    """The answer in one sentence, for a question in the middle of a form."""
    place = goes(talk, card) if card.destination != "order" else ""
    step = talk.wording("answer.next", step=talk.region.fill(card.next_steps[0])) if card.destination != "order" else ""
    return talk.wording("midway.matter", title=card.title, why=f"{place}{talk.region.fill(card.why)}", step=step)


def ways(talk: Talk, card: Card) -> str:
    """All steps that fit, one a line, and whom to reach: for whoever asks how."""
    room = LONGEST_WAYS
    lines: list[str] = []
    for step in map(talk.region.fill, card.next_steps):
        room -= len(step)
        if room < 0 and lines:
            break
        lines.append(f"{len(lines) + 1}. {step}")
    reach = _reach(talk, card)
    return "\n".join([talk.wording("midway.ways"), *lines, *([reach] if reach else [])])


def contact(talk: Talk, card: Card) -> str:
    """Where the matter belongs and whom to reach there, with numbers; else the first step."""
    reach = _reach(talk, card) or talk.wording("answer.next", step=talk.region.fill(card.next_steps[0]))
    return f"{goes(talk, card)}{reach}"


def _reach(talk: Talk, card: Card) -> str:
    named = _contacts(talk, card)[:MAX_CONTACTS]
    return talk.wording("midway.reach", contacts=("；" if talk.language == "zh" else "; ").join(named)) if named else ""


def details(talk: Talk, card: Card, *, first: int) -> Rows:
    """What opens on request; `first` is the place of the first next step not yet said."""
    say = talk.wording
    parts = (
        (say("answer.law_title"), law_lines(talk, card.law)),
        (say("answer.bring_title"), [talk.region.fill(item) for item in card.bring]),
        (say("answer.time_title"), _time_and_cost(talk, card)),
        (say("answer.contacts_title"), _contacts(talk, card)),
        (say("answer.more_title"), [talk.region.fill(step) for step in card.next_steps[first:]]),
        (say("answer.back_title"), [say("answer.back")] if card.destination != "order" else []),
    )
    return tuple((title, "\n".join(lines)) for title, lines in parts if lines)


def law_lines(talk: Talk, laws: Iterable[Law]) -> list[str]:
    """Citations, one a line."""
    return [card_words.law_line(talk.wording, law) for law in laws]


def _time_and_cost(talk: Talk, card: Card) -> list[str]:
    time = [talk.wording("answer.time", time=talk.region.fill(card.time_limit))] if card.time_limit else []
    cost = [talk.wording("answer.cost", cost=talk.region.fill(card.cost))] if card.cost else []
    return [*time, *cost]


def _contacts(talk: Talk, card: Card) -> list[str]:
    people = local_people(talk, card)
    if talk.language == "en":
        return [*people, *in_english.contacts(talk, card)]
    where = [talk.region.fill(card.where)] if card.where else []
    return [*people, *where, *(talk.region.contact(key).line for key in card.contacts)]
