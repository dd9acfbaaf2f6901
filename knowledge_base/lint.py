"""Lint: what a supervisor would strike out of the cards, found before a resident reads it.

Each rule looks at the whole library and yields findings; what cannot even be loaded is reported by the loader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from knowledge_base.library import NUMBER_IN_TEXT
from knowledge_base.lint_tables import laws, tones

if TYPE_CHECKING:
    from knowledge_base.card import Card
    from knowledge_base.library import Library
    from knowledge_base.matcher import Matcher

ELEMENTS: Final = ("occurred_at", "incident_address", "respondent", "content", "demand")
"""时间、地点、对象、事件、诉求: what an order must ask (facts file, section 2)."""
NEAR: Final = 85.0
"""RapidFuzz ratio from which a test question is a phrase with small changes."""
REVIEW_DAYS: Final = 180
"""After so long a review no longer counts (issue 3; laws change twice a year)."""
SHADOW_PHRASES: Final = 8
"""Phrases of a card that are put to the library, spread over its list."""
SHADOW_SHARE: Final = 0.5
"""A card that wins less of its own phrases is shadowed."""
SHORTEST_COPY: Final = 5
"""A shorter text (没热水) stands in many sentences by itself."""
WORDS: Final = ("title", "why", "next_steps", "bring", "where", "time_limit", "cost", "comfort")
"""Parts of a card that residents read."""

_SPACE = re.compile(r"\W+")
_BOOK = re.compile(r"《([^》]+)》")


@dataclass(frozen=True)
class Finding:
    """One thing to mend."""

    rule: str
    card: str
    say: str


@dataclass(frozen=True)
class Subject:
    """What the rules look at."""

    library: Library
    matcher: Matcher
    today: date


def lint(library: Library, matcher: Matcher, today: date) -> list[Finding]:
    """All findings, rule by rule. `today` decides which reviews are too old."""
    subject = Subject(library, matcher, today)
    return [Finding(name, card, say) for name, rule in RULES.items() for card, say in rule(subject)]


def _missing(subject: Subject) -> Iterator[tuple[str, str]]:
    for card in subject.library:
        asked = {field.name for field in card.fields}
        lost = [name for name in ELEMENTS if name not in asked]
        if card.destination == "order" and lost:
            yield card.id, f"工单卡没有问：{'、'.join(lost)}"
        if card.destination in ("order", "department", "operator") and len(card.next_steps) < 2:  # noqa: PLR2004
            yield card.id, "next_steps 只有一步；请写先做什么、接下来会怎样"
        if not card.near_miss_of:
            yield card.id, "near_miss_of 空着：写上最容易弄混的卡片"


def _duplicates(subject: Subject) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for card in subject.library:
        for phrase in card.phrases:
            other = seen.setdefault(_bare(phrase), card.id)
            if other != card.id:
                yield card.id, f"“{phrase}”也写在 {other} 里"


def _shadowed(subject: Subject) -> Iterator[tuple[str, str]]:
    index = subject.matcher.index
    for at, card in enumerate(index.card_ids):
        phrases = index.phrases[at][:-1]
        asked = phrases[:: max(1, len(phrases) // SHADOW_PHRASES)][:SHADOW_PHRASES]
        winners = [subject.matcher.rank(phrase).order[0] for phrase in asked]
        won = winners.count(at)
        if won < SHADOW_SHARE * len(asked):
            takers = sorted({index.card_ids[one] for one in winners if one != at})
            yield card, f"自己的 {len(asked)} 句说法只赢 {won} 句，被 {'、'.join(takers)} 抢走"


def _contains_questions(subject: Subject) -> Iterator[tuple[str, str]]:
    everywhere = "\n".join(_bare(phrase) for card in subject.library for phrase in card.phrases)
    for card in subject.library:
        for question in subject.library.questions[card.id]:
            bare = _bare(question)
            near = max((fuzz.ratio(bare, _bare(phrase)) for phrase in card.phrases), default=0.0)
            if near >= NEAR:
                yield card.id, f"测试问句“{question}”和一句说法几乎一样"
            elif len(bare) >= SHORTEST_COPY and bare in everywhere:
                yield card.id, f"测试问句“{question}”写进了说法里"


def _repealed(subject: Subject) -> Iterator[tuple[str, str]]:
    gone, amended = laws()
    for card in subject.library:
        for law in card.law:
            if law.name in gone:
                yield card.id, f"《{law.name}》已废止，改引《{gone[law.name]}》"
            for article in _articles(law.article) if law.name in amended else ():
                if not amended[law.name](article):
                    yield card.id, f"《{law.name}》条文已改，第{article}条还没有核对过新文本"
        for _, text in _read_aloud(card):
            for name in _BOOK.findall(text):
                if name.removeprefix("中华人民共和国") in gone:
                    yield card.id, f"正文里提到已废止的《{name}》"


def _old_reviews(subject: Subject) -> Iterator[tuple[str, str]]:
    limit = subject.today - timedelta(days=REVIEW_DAYS)
    for card in subject.library:
        if card.reviewed_on < limit:
            yield card.id, f"{card.reviewed_on} 之后没有复核过（超过 {REVIEW_DAYS} 天）"
        for law in card.law:
            if law.verified_on and law.verified_on < limit:
                yield card.id, f"《{law.name}》{law.verified_on} 之后没有核对过"


def _numbers(subject: Subject) -> Iterator[tuple[str, str]]:
    for card in subject.library:
        for name, text in _read_aloud(card):
            if found := NUMBER_IN_TEXT.search(text):
                yield card.id, f"{name}：号码 {found.group()} 属于地区数据，写成 {{联系方式名}}"


def _tone(subject: Subject) -> Iterator[tuple[str, str]]:
    for card in subject.library:
        for name, text in _read_aloud(card):
            for pattern, advice in tones():
                if found := pattern.search(text):
                    yield card.id, f"{name}：“{found.group()}”——{advice}"


RULES: Final[dict[str, Callable[[Subject], Iterable[tuple[str, str]]]]] = {
    "missing": _missing,
    "duplicate": _duplicates,
    "shadowed": _shadowed,
    "question-copied": _contains_questions,
    "repealed-law": _repealed,
    "old-review": _old_reviews,
    "number": _numbers,
    "tone": _tone,
}
"""Name -> rule, in the order in which findings are told."""


def _articles(article: str | None) -> list[str]:
    return re.findall(r"\d+", article or "")


def _read_aloud(card: Card) -> Iterator[tuple[str, str]]:
    """Every text of a card that a resident reads, with the name of its field."""
    for name in WORDS:
        value = getattr(card, name)
        for text in (value,) if isinstance(value, str) else value or ():
            yield name, text
    if card.clarify:
        yield "clarify", card.clarify.ask
        for option in card.clarify.options:
            yield "clarify", option.say
    for field in card.fields:
        if field.ask:
            yield "fields", field.ask


def _bare(text: str) -> str:
    return _SPACE.sub("", text)
