"""A card as an admin edits it: plain data with the fields of its YAML, checked like a file, told more gently."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from config.errors import KnowledgeError
from config.region import Region
from config.vocabulary import vocabulary
from knowledge_base import yaml_file
from knowledge_base.card import Card
from knowledge_base.library import MIN_QUESTIONS, check_card, fill_law, unknown_law

WORDS = yaml_file.read(Path(__file__).parent / "words.yaml")
FIELDS: Final[Mapping[str, str]] = WORDS["fields"]
"""Field -> its Chinese name, in reading order; `topic` and `questions` stand beside the card's own."""
LARGEST: Final = 64_000
"""Characters of a card as JSON; the longest shipped one has about 5,000."""
GROUPS: Final = {"destination": "destinations", "handler": "handlers", "appeal_type": "appeal_types", "level": "levels"}
"""Field that holds a code -> group of the vocabulary."""
_FAULTS = tuple((re.compile(seen), say) for seen, say in WORDS["faults"])
_SPACE = re.compile(r"\W+")
Laws = Mapping[str, Mapping[str, Any]]


class Fault(NamedTuple):
    """What is wrong with a field, and what would be right."""

    field: str
    say: str

    @property
    def words(self) -> str:
        """As a sentence: 为什么：最多 90 个字."""
        name = self.field.split(".")[0]
        return f"{FIELDS.get(name, name)}：{self.say}"


@lru_cache(maxsize=4)
def laws_of(folder: Path) -> Laws:
    """The law table of a knowledge base."""
    table: Laws = yaml_file.read(folder / "laws.yaml") or {}
    return table


def content_of(card: Card, laws: Laws) -> dict[str, Any]:
    """The card as it would stand in its file: no defaults, citations without what the law table fills in."""
    content = card.model_dump(mode="json", exclude_defaults=True)
    for citation in content.get("law", ()):
        for name, value in laws.get(citation["name"], {}).items():
            if citation.get(name) == str(value):
                del citation[name]
    if "fields" in content:
        content["fields"] = [one["name"] if len(one) == 1 else one for one in content["fields"]]
    return content


def read_content(content: Mapping[str, Any], laws: Laws) -> tuple[Card | None, list[Fault]]:
    """The card, or what is wrong with it."""
    raw = copy.deepcopy(dict(content))
    faults = []
    for place, citation in enumerate(_listed(raw, "law")):
        if isinstance(citation, dict) and not fill_law(citation, laws):
            faults.append(Fault(f"law.{place}.name", unknown_law(citation)))
    if faults:
        return None, faults
    raw["fields"] = [{"name": one} if isinstance(one, str) else one for one in _listed(raw, "fields")]
    try:
        return Card.model_validate(raw), []
    except ValidationError as error:
        return None, [Fault(yaml_file.field_of(one), _told(one)) for one in error.errors()]


def card_of(content: Mapping[str, Any], laws: Laws) -> Card:
    """The card.

    Raises:
        KnowledgeError: with every problem on a line of its own.
    """
    card, faults = read_content(content, laws)
    if card is None:
        raise KnowledgeError(say="\n".join(fault.words for fault in faults))
    return card


def check(
    content: Mapping[str, Any],
    questions: Sequence[Mapping[str, Any]],
    laws: Laws,
    known: Container[str],
    region: Region,
) -> list[Fault]:
    """All that keeps content and questions from being published; `known` are the cards that it may refer to."""
    card, faults = read_content(content, laws)
    if card is not None:
        faults = [Fault(name, say) for name, say in check_card(card, known, region)]
    phrases = card.phrases if card is not None else ()
    return [*faults, *_check_questions(questions, phrases)]


def digest_of(parts: Mapping[str, Any]) -> str:
    """SHA-256 of plain data, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def texts_of(questions: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The words of test questions."""
    return tuple(str(one["text"]) for one in questions)


def as_questions(texts: Iterable[str]) -> list[dict[str, Any]]:
    """Test questions that must pass."""
    return [{"text": text, "must_pass": True} for text in texts]


def _check_questions(questions: Sequence[Mapping[str, Any]], phrases: Sequence[str]) -> list[Fault]:
    texts = [_SPACE.sub("", text) for text in texts_of(questions)]
    faults = []
    if len(texts) < MIN_QUESTIONS:
        faults.append(Fault("questions", f"至少要 {MIN_QUESTIONS} 句测试问句，换一种说法，不要抄居民说法"))
    inside = "\n".join(_SPACE.sub("", phrase) for phrase in phrases)
    copied = [text for text in texts if text and text in inside]
    faults += [Fault("questions", f"“{text}”就在居民说法里，测试问句要另外写") for text in copied]
    if twice := {text for text in texts if texts.count(text) > 1}:
        faults.append(Fault("questions", f"“{min(twice)}”写了两遍，留一句"))
    if not all(texts):
        faults.append(Fault("questions", "有一句是空的，删掉它"))
    return faults


def _listed(raw: Mapping[str, Any], name: str) -> list[Any]:
    found = raw.get(name)
    return found if isinstance(found, list) else [found] if found else []


def _told(error: Any) -> str:
    """What is wrong with a field; codes by the names that an admin knows."""
    field = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "literal_error" and field in GROUPS and len(error["loc"]) == 1:
        return f"应当是 {'、'.join(vocabulary()[GROUPS[field]].values())} 之一（现在是“{str(error['input'])[:20]}”）"
    return _gently(yaml_file.said(error))


def _gently(say: str) -> str:
    """The words of a check for an admin, where there are any."""
    for seen, gentle in _FAULTS:
        if found := seen.search(say):
            return found.expand(gentle)
    return say
