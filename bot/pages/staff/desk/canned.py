"""Canned replies, found by meaning: the quick replies, and the next steps of the card that was decided on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from bot import quick_replies
from bot.pages.staff.desk.packet import Judgement
from knowledge_base.text import cleaner, words

GOOD: Final = 50.0
"""Points from 0 to 100 that an entry needs to be shown for a search."""
NAME_WEIGHT: Final = 1.0
TEXT_WEIGHT: Final = 0.85
"""A word in the title says more than one somewhere in the text."""
STEP: Final = "下一步"
BRING: Final = "要带的东西"


@dataclass(frozen=True)
class Canned:
    """One entry. Where `code` is empty the text is whole as it stands; else it is a quick reply with fill-ins."""

    name: str
    text: str
    code: str = ""
    about: str = ""


def entries(judgement: Judgement | None) -> tuple[Canned, ...]:
    """Everything there is to choose from; what fits the decided card comes first."""
    own: list[Canned] = []
    if judgement is not None:
        own += [Canned(f"{STEP} {place}", text) for place, text in enumerate(judgement.next_steps, 1)]
        own += [Canned("为什么", judgement.why)] if judgement.why else []
        own += [Canned(BRING, f"请带上：{'、'.join(judgement.bring)}。")] if judgement.bring else []
    quick = (Canned(one.name, one.text, one.code, one.about) for one in quick_replies.quick_replies().values())
    return (*own, *quick)


def find(query: str, among: Iterable[Canned]) -> list[Canned]:
    """The entries that fit these words, best first; all of them where nothing is asked for."""
    listed = list(among)
    if not query.strip():
        return listed
    wanted = _cleaned(query)
    scored = [(_points(wanted, one), place) for place, one in enumerate(listed)]
    return [listed[place] for points, place in sorted(scored, key=lambda one: (-one[0], one[1])) if points >= GOOD]


def still_open(entry: Canned, values: Mapping[str, str]) -> tuple[str, ...]:
    """The fill-ins the worker is asked for."""
    return quick_replies.open_fill_ins(entry.code, values) if entry.code else ()


def preview(entry: Canned, values: Mapping[str, str]) -> str:
    """The sentence as the resident would read it; what is still open stands in 〔〕."""
    if not entry.code:
        return entry.text
    gaps = {name: f"〔{quick_replies.question_for(name)}〕" for name in still_open(entry, values)}
    return quick_replies.fill(entry.code, {**values, **gaps})


def _points(wanted: str, entry: Canned) -> float:
    named = _closeness(wanted, _cleaned(entry.name)) * NAME_WEIGHT
    told = max((_closeness(wanted, _cleaned(word)) for word in entry.about.split()), default=0.0)
    return max(named, told, _closeness(wanted, _cleaned(entry.text)) * TEXT_WEIGHT)


def _closeness(wanted: str, text: str) -> float:
    """How much of the wanted words is in a text: as characters in a row, and word by word; 0 to 100."""
    if not text:
        return 0.0
    run = fuzz.partial_ratio(wanted, text) if len(text) >= len(wanted) else fuzz.ratio(wanted, text)
    return float(max(run, _covered(words(wanted), text), _covered(words(text), wanted) if len(text) > 1 else 0.0))


def _covered(parts: Sequence[str], text: str) -> float:
    whole = sum(map(len, parts))
    return 100.0 * sum(len(part) for part in parts if part in text) / whole if whole else 0.0


@lru_cache(maxsize=512)
def _cleaned(text: str) -> str:
    """As the engine cleans words of residents; what is nothing but politeness to it stays."""
    return cleaner().clean(text) or cleaner().plain(text)
