"""Signals: danger and other things that come before any matter, from a table in the process.

Works with database and cards gone. Recall comes first: a false alarm still gets the ordinary answer below
the emergency lines, a missed one may cost a life. How an expression is written stands at the top of the table.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from config.errors import KnowledgeError
from config.region import Region
from config.vocabulary import Language
from knowledge_base import yaml_file
from knowledge_base.signal_rules import Back, Rule, Where, alternatives, needs_of

FILE = Path(__file__).parent / "signals.yaml"

Kind = Literal["danger", "self_harm", "violence", "group", "human", "abuse", "status", "chat"]
URGENT: frozenset[str] = frozenset({"danger", "self_harm", "violence", "group"})

SENTENCE = re.compile(r"[^。！？!?\n；;]+")
SIGNS = {"~": "[^，。不没别未怕]{0,4}", "…": "(?:[^不没别未怕]|不(?=[停断小慎住])){0,10}", "，": ","}
"""Gaps that no word of denial or fear may stand in; and a plain text holds no wide comma (NFKC)."""
GROUP = re.compile(r"\{([a-z][a-z_|]*)\}")
HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Signal:
    """One row of the table. `say` has its numbers filled in already."""

    name: str
    kind: Kind
    say: str
    card: str | None
    any: tuple[Rule, ...]
    unless: tuple[re.Pattern[str], ...]
    back: tuple[Back, ...]
    whole: bool
    say_english: str = ""
    unless_english: tuple[re.Pattern[str], ...] = ()
    """Like `unless`, but only where the sentence has no Chinese character; so is `back_english`."""
    back_english: tuple[Back, ...] = ()

    def said(self, language: Language) -> str:
        """The sentence for the resident; Chinese where there is no other."""
        return (self.say_english if language == "en" else "") or self.say

    @property
    def urgent(self) -> bool:
        """True where the signal goes before everything else."""
        return self.kind in URGENT

    def in_sentence(self, sentence: str, rules: list[Rule]) -> bool:
        """Whether a sentence (plain, lower case) carries the signal and nothing takes it back."""
        chinese = HAN.search(sentence) is not None
        unless = self.unless if chinese else (*self.unless, *self.unless_english)
        backs = self.back if chinese else (*self.back, *self.back_english)
        for found in (found for rule in rules for found in rule.find(sentence)):
            if any(pattern.search(sentence) for pattern in unless):
                return False
            if not any(back.takes(sentence, found) for back in backs):
                return True
        return False


class Signals:
    """The whole table, in order of urgency."""

    def __init__(self, rows: tuple[Signal, ...], read_as: Mapping[int, str]) -> None:
        self.rows = rows
        self._read_as = read_as
        self._by_name = {row.name: row for row in rows}
        self._rules = [(row, rule) for row in rows for rule in row.any]
        self._first, self._second = self._index(0), self._index(1)

    def __getitem__(self, name: str) -> Signal:
        return self._by_name[name]

    def find(self, plain: str) -> tuple[Signal, ...]:
        """The signals in a plain text (see `knowledge_base.text.Cleaner.plain`), most urgent first."""
        text = plain.translate(self._read_as)
        found = self._in_sentence(text.strip(), whole=True)
        for sentence in SENTENCE.findall(text):
            found |= self._in_sentence(sentence, whole=False)
        return tuple(row for row in self.rows if row.name in found)

    def _in_sentence(self, sentence: str, *, whole: bool) -> set[str]:
        """Names of the rows that look at whole messages, or at sentences, and find something."""
        possible = self.possible(sentence)
        rows = (self._by_name[name] for name in possible)
        return {row.name for row in rows if row.whole is whole and row.in_sentence(sentence, possible[row.name])}

    def possible(self, text: str) -> dict[str, list[Rule]]:
        """By name of the row the rules that are worth a try; most of the thousand are not."""
        seen = frozenset(text)
        left: dict[str, list[Rule]] = defaultdict(list)
        for number in sorted(self._alive(self._first, seen) & self._alive(self._second, seen)):
            row, rule = self._rules[number]
            if rule.possible(seen):
                left[row.name].append(rule)
        return left

    def _index(self, place: int) -> dict[str, list[int]]:
        """Character -> the rules one of whose needs holds it; under no character those without such a need."""
        index: dict[str, list[int]] = defaultdict(list)
        for number, (_, rule) in enumerate(self._rules):
            for char in rule.needs[place] if place < len(rule.needs) else ("",):
                index[char].append(number)
        return dict(index)

    @staticmethod
    def _alive(index: Mapping[str, list[int]], seen: frozenset[str]) -> set[int]:
        return set().union(index.get("", ()), *(index[char] for char in seen if char in index))


def load_signals(region: Region, path: Path = FILE) -> Signals:
    """The table with the region's numbers filled in, and the English one beside it.

    Raises:
        KnowledgeError: a row lacks a field, or an expression cannot be compiled.
        RegionError: a {contact} that the region does not have.
    """
    reader = Reader(path)
    rows = {name: reader.row(name, row, region) for name, row in reader.rows.items()}
    if (beside := path.with_suffix(".en.yaml")).is_file():
        english = Reader(beside)
        reader.read_as |= english.read_as
        rows |= {name: english.in_english(rows, name, row, region) for name, row in english.rows["rows"].items()}
    return Signals(tuple(rows.values()), reader.read_as)


class Reader:
    """Reads the table: expands word groups and gaps, and notes what each expression cannot match without."""

    def __init__(self, path: Path) -> None:
        self.path = path
        raw: dict[str, Any] = dict(yaml_file.read(path))
        self._words: dict[str, str] = {}
        self.read_as: dict[int, str] = str.maketrans(raw.pop("read_as", None) or {})
        for name, text in (raw.pop("words", None) or {}).items():
            self._words[name] = self._expand("words", text)
        backs = raw.pop("takes_back", None) or {}
        self._backs = {name: self._back(f"takes_back.{name}", entry) for name, entry in backs.items()}
        self.rows: dict[str, Mapping[str, Any]] = raw

    def row(self, name: str, row: Mapping[str, Any], region: Region) -> Signal:
        """One row as a signal."""
        try:
            return Signal(
                name=name,
                kind=row["kind"],
                say=region.fill(row["say"]),
                card=row.get("card"),
                any=tuple(rule for text in row["any"] for rule in self._rules(name, text)),
                unless=tuple(self._compile(name, text) for text in row.get("unless") or ()),
                back=tuple(self._backs[back] for back in row.get("back") or ()),
                whole=bool(row.get("whole", False)),
            )
        except KeyError as error:
            raise self._wrong(name, f"缺少字段，或 takes_back 里没有 {error}") from error

    def in_english(self, rows: Mapping[str, Signal], name: str, row: Mapping[str, Any], region: Region) -> Signal:
        """The row of that name with what is looked for and said in English."""
        try:
            return replace(
                rows[name],
                say_english=region.fill(self.rows["says"][row["say"]], "en"),
                any=(*rows[name].any, *(rule for text in row.get("any") or () for rule in self._rules(name, text))),
                unless_english=tuple(self._compile(name, text) for text in row.get("unless") or ()),
                back_english=tuple(self._backs[back] for back in row.get("back") or ()),
            )
        except KeyError as error:
            raise self._wrong(name, f"缺少字段，或 signals.yaml、says、takes_back 里没有 {error}") from error

    def _rules(self, name: str, text: str) -> Iterator[Rule]:
        """One rule for each alternative of the first part: the narrower a rule, the sooner it is ruled out."""
        first, *parts = text.split(" & ")
        others = tuple(self._compile(name, part) for part in parts if not part.startswith("!"))
        without = tuple(self._compile(name, part[1:]) for part in parts if part.startswith("!"))
        for alternative in alternatives(first):
            pattern = self._compile(name, alternative)
            yield Rule(pattern, others, without, needs_of((pattern, *others)))

    def _back(self, name: str, entry: Mapping[str, str]) -> Back:
        where: Any = entry.get("where")
        if where not in get_args(Where) or "words" not in entry:
            raise self._wrong(name, f"需要 words，以及 where（{'、'.join(get_args(Where))} 之一）")
        words = f"({entry['words']})[^，。！？；,.!?;]{{0,3}}$" if where == "near" else entry["words"]
        return Back(where, self._compile(name, words), self._compile(name, entry["but"]) if "but" in entry else None)

    def _expand(self, name: str, text: str) -> str:
        for sign, meant in SIGNS.items():
            text = text.replace(sign, meant)
        try:
            return GROUP.sub(lambda one: f"(?:{'|'.join(self._words[word] for word in one[1].split('|'))})", text)
        except KeyError as error:
            raise self._wrong(name, f"words 里没有词组 {error}") from error

    def _compile(self, name: str, text: str) -> re.Pattern[str]:
        try:
            return re.compile(self._expand(name, text))
        except re.error as error:
            raise self._wrong(name, f"正则表达式写错了：{error}：{text}") from error

    def _wrong(self, name: str, problem: str) -> KnowledgeError:
        msg = f"{self.path}: {name}: {problem}"
        return KnowledgeError(msg, say=msg)
