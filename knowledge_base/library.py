"""The library: all cards with their twins, read from YAML and checked together.

An error names file, line, field and what would be right; all problems are told at once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.errors import KnowledgeError
from config.region import Region
from config.vocabulary import vocabulary
from knowledge_base import yaml_file
from knowledge_base.card import Card

FOLDER = Path(__file__).parent
MIN_QUESTIONS = 4
LINKS = "near_miss_of/clarify"
NUMBER_IN_TEXT = re.compile(
    r"(?<![\d.])(?:1[12]\d|12\d{3}|9[56]\d{3,4}|\d{3,4}-\d{7,8}|400\d{7})(?![\d.个元年月日天次条%])"
)
PLACEHOLDER = re.compile(r"\{(\w+)\}")
FOUNDER_FIGURES = ("43%的工时", "320元/件", "47次投诉", "5.8万元", "76%的时间")
REFUSALS = ("不予受理", "不归我们", "不属于我们", "超出受理范围", "与我们无关", "无权受理")


@dataclass(frozen=True)
class Library:
    """All cards of one version. `version` is the digest of their content, 12 hex digits."""

    cards: Mapping[str, Card]
    questions: Mapping[str, tuple[str, ...]]
    versions: Mapping[str, str]
    version: str
    topics: Mapping[str, str] = field(default_factory=dict)
    """Card -> the folder it stands in; with the handler it finds the item of the dispatch catalogue."""

    def __getitem__(self, card_id: str) -> Card:
        return self.cards[card_id]

    def __iter__(self) -> Iterator[Card]:
        return iter(self.cards.values())

    def __len__(self) -> int:
        return len(self.cards)


def load_library(region: Region, folder: Path = FOLDER) -> Library:
    """Reads and checks every card and twin under `folder`.

    Raises:
        KnowledgeError: with every problem on a line of its own.
    """
    laws = yaml_file.read(folder / "laws.yaml") or {}
    cards: dict[str, Card] = {}
    paths: dict[str, Path] = {}
    problems: list[str] = []
    for path in sorted((folder / "cards").glob("*/*.yaml")):
        try:
            card = read_card(path, laws)
        except KnowledgeError as error:
            problems.append(error.say)
            continue
        if card.id in cards:
            problems.append(f"{path}:1: id: {card.id} 已经在 {paths[card.id]} 里用过")
        cards[card.id], paths[card.id] = card, path
    questions = _read_twins(folder, paths, problems)
    problems.extend(_lone_twins(folder))
    for card in cards.values():
        problems.extend(_check_links(card, paths[card.id], cards, region))
    if not cards and not problems:
        problems.append(f"{folder / 'cards'}: 一张卡片也没有")
    if problems:
        msg = "\n".join(problems)
        raise KnowledgeError(msg, say=msg)
    return library_of(cards, questions, {card_id: path.parent.name for card_id, path in paths.items()})


def library_of(
    cards: Mapping[str, Card], questions: Mapping[str, tuple[str, ...]], topics: Mapping[str, str]
) -> Library:
    """The cards as one library, with the digest of each and of all."""
    versions = {card_id: version_of(card) for card_id, card in cards.items()}
    version = _digest("".join(f"{k}{v}" for k, v in sorted(versions.items())))
    return Library(cards, questions, versions, version, topics)


def version_of(card: Card) -> str:
    """The digest of a card's content, 12 hex digits."""
    return _digest(card.model_dump_json())


def read_card(path: Path, laws: Mapping[str, Mapping[str, Any]]) -> Card:
    """One card, with its citations completed from the law table.

    Raises:
        KnowledgeError: with file, line, field and what would be right.
    """
    raw = yaml_file.read(path)
    if not isinstance(raw, dict):
        msg = f"{path}:1: 整个文件: 应当是“字段: 内容”的格式"
        raise KnowledgeError(msg, say=msg)
    for place, citation in enumerate(raw.get("law") or ()):
        _complete(path, place, citation, laws)
    raw["fields"] = [{"name": one} if isinstance(one, str) else one for one in raw.get("fields") or ()]
    try:
        card = Card.model_validate(raw)
    except ValidationError as error:
        msg = yaml_file.explain(path, error)
        raise KnowledgeError(msg, say=msg) from error
    if card.id != path.stem:
        msg = f"{path}:{yaml_file.line_of(path, ('id',))}: id: 应当与文件名相同，写成 {path.stem}"
        raise KnowledgeError(msg, say=msg)
    return card


def _complete(path: Path, place: int, citation: Any, laws: Mapping[str, Mapping[str, Any]]) -> None:
    """Fills version, dates and source of a citation from the law table, in place."""
    if isinstance(citation, dict) and not fill_law(citation, laws):
        line = yaml_file.line_of(path, ("law", place, "name"))
        msg = f"{path}:{line}: law.{place}.name: {unknown_law(citation)}"
        raise KnowledgeError(msg, say=msg)


def fill_law(citation: dict[str, Any], laws: Mapping[str, Mapping[str, Any]]) -> bool:
    """Completes a citation in place; False where the law table does not know it."""
    known = laws.get(str(citation.get("name", "")))
    if known is None:
        return False
    for name, value in known.items():
        citation.setdefault(name, value)
    if citation["source"] == "G":
        citation["verified_on"] = None
    if isinstance(citation.get("article"), int):
        citation["article"] = str(citation["article"])
    if isinstance(citation.get("version"), date):
        citation["version"] = citation["version"].isoformat()
    return True


def unknown_law(citation: Mapping[str, Any]) -> str:
    """What to do about a law that is not in the table."""
    return f"laws.yaml 里没有《{citation.get('name')}》，请先在那里登记版本和生效日期"


def _read_twins(folder: Path, paths: Mapping[str, Path], problems: list[str]) -> dict[str, tuple[str, ...]]:
    questions: dict[str, tuple[str, ...]] = {}
    for card_id, path in paths.items():
        twin = folder / "questions" / path.parent.name / f"{card_id}.yaml"
        if not twin.exists():
            problems.append(f"{twin}: 卡片 {card_id} 缺少测试问句文件，至少写 {MIN_QUESTIONS} 句")
            continue
        raw = yaml_file.read(twin)
        asked = raw.get("questions") if isinstance(raw, dict) else None
        if not isinstance(asked, list) or len(asked) < MIN_QUESTIONS or not all(isinstance(q, str) for q in asked):
            problems.append(f"{twin}:1: questions: 至少要 {MIN_QUESTIONS} 句文字")
            continue
        questions[card_id] = tuple(asked)
    return questions


def _lone_twins(folder: Path) -> Iterator[str]:
    for twin in sorted((folder / "questions").glob("*/*.yaml")):
        if not (folder / "cards" / twin.parent.name / twin.name).exists():
            yield f"{twin}: 有测试问句，却没有卡片 {twin.stem}"


def _check_links(card: Card, path: Path, cards: Mapping[str, Card], region: Region) -> Iterable[str]:
    for name, problem in check_card(card, cards, region):
        line = 1 if name == LINKS else yaml_file.line_of(path, (name,))
        yield f"{path}:{line}: {name}: {problem}"


def check_card(card: Card, cards: Container[str], region: Region) -> Iterator[tuple[str, str]]:
    """Field and problem: what a card refers to must exist, and its words must be fit for a resident."""
    if card.handler is not None and card.handler not in vocabulary()["handlers"]:
        yield "handler", f"词表里没有 {card.handler}"
    for contact in card.contacts:
        if contact not in region.contacts:
            yield "contacts", f"地区文件里没有 {contact}"
    options = card.clarify.options if card.clarify else ()
    for other in (*card.near_miss_of, *(option.card for option in options)):
        if other not in cards:
            yield LINKS, f"没有卡片 {other}"
    for name in ("why", "next_steps", "bring", "where", "time_limit", "cost", "comfort"):
        for text in _texts(getattr(card, name)):
            for problem in _check_words(text, region):
                yield name, problem


def _texts(value: Any) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def _check_words(text: str, region: Region) -> Iterable[str]:
    for key in PLACEHOLDER.findall(text):
        if key not in region.contacts:
            yield f"地区文件里没有 {{{key}}}"
    if found := NUMBER_IN_TEXT.search(text):
        yield f"号码 {found.group()} 属于地区数据，请写成 {{联系方式名}}"
    for phrase in REFUSALS:
        if phrase in text:
            yield f"“{phrase}”像拒绝，请改说该去哪里、怎么走"
    for figure in FOUNDER_FIGURES:
        if figure in text:
            yield f"“{figure}”没有第二来源，不得给居民看"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
