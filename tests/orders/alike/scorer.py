"""Scores the judge on the hand-labelled pairs; `python -m tests.orders.alike.scorer [a … h] [--bare] [--wrong]`.

b, c and h are blind: nobody who changes the judge reads their entries. `--wrong`, which prints the pairs that went
wrong, prints those of a only.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from config.clock import CHINA
from config.region import load_region
from knowledge_base.engine import Engine
from orders.alike.certain import certain
from orders.alike.judge import Likeness, judge
from orders.alike.meaning import cards_of, meaning_of
from orders.alike.told import Told
from tests.shared import INDEX

FOLDER = Path(__file__).parent
SETS = ("a", "b", "c", "d", "e", "f", "g", "h")
START = datetime(2026, 11, 10, 9, 0, tzinfo=CHINA)


@dataclass(frozen=True)
class Pair:
    """Two appeals and what a person says of them."""

    name: str
    label: str
    why: str
    a: Told
    b: Told


@dataclass(frozen=True)
class Scored:
    """A pair with the verdict of the judge."""

    pair: Pair
    likeness: Likeness


@dataclass(frozen=True)
class Score:
    """Counts over some pairs: rows are labels, columns are verdicts."""

    table: Counter[tuple[str, str]]

    @property
    def precision(self) -> float:
        """Of what is suggested to residents, the share that is the same matter."""
        suggested = sum(count for (_, verdict), count in self.table.items() if verdict == "same")
        return self.table["same", "same"] / suggested if suggested else 1.0

    @property
    def recall(self) -> float:
        """Of what is the same matter, the share that is suggested."""
        same = sum(count for (label, _), count in self.table.items() if label == "same")
        return self.table["same", "same"] / same if same else 1.0


@lru_cache(maxsize=8)
def pairs(name: str, *, bare: bool = False) -> tuple[Pair, ...]:
    """The pairs of one file; `bare`: without what the library makes of the texts."""
    raw = yaml.safe_load((FOLDER / f"pairs_{name}.yaml").read_text(encoding="utf-8"))
    return tuple(_pair(entry, bare=bare) for entry in raw)


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine.load(load_region("sample"), INDEX)


def _decision(text: str) -> dict[str, Any]:
    return _engine().decide(text).as_record()


def _pair(entry: dict[str, Any], *, bare: bool) -> Pair:
    later = START + timedelta(days=float(entry["days"]))
    a, b = (_told(entry[one], at, bare=bare) for one, at in (("a", START), ("b", later)))
    return Pair(str(entry["id"]), entry["label"], entry["why"], a, b)


def _told(entry: dict[str, Any], at: datetime, *, bare: bool) -> Told:
    words = {key: str(entry.get(key) or "") for key in ("text", "address", "time", "respondent")}
    decision = None if bare else _decision(words["text"])
    return Told(
        text=words["text"],
        address=words["address"],
        occurred_at=words["time"],
        respondent=words["respondent"],
        received_at=at,
        meaning=meaning_of(decision),
        cards=cards_of(decision),
    )


def scored(chosen: Sequence[Pair]) -> list[Scored]:
    """Every pair with its verdict."""
    return [Scored(pair, judge(pair.a, pair.b)) for pair in chosen]


def score(results: Sequence[Scored]) -> Score:
    """The counts."""
    return Score(Counter((one.pair.label, one.likeness.verdict) for one in results))


def wrong_merges(chosen: Sequence[Pair]) -> list[str]:
    """Pairs that are not one matter, and would be merged without being asked: with other accounts, or with one."""
    wrong = []
    for pair in chosen:
        if pair.label == "same":
            continue
        for one, two in (("p1", "p2"), ("p1", "p1")):
            a, b = replace(pair.a, account=one), replace(pair.b, account=two)
            if certain(a, b) or certain(b, a):
                wrong.append(pair.name)
    return wrong


def main(arguments: Sequence[str]) -> None:
    """Prints the counts of each file and of both."""
    names = [name for name in SETS if name in arguments] or list(SETS)
    everything: list[Scored] = []
    chosen = {name: pairs(name, bare="--bare" in arguments) for name in names}
    for name in names:
        results = scored(chosen[name])
        everything += results
        _print(name, results, len(wrong_merges(chosen[name])))
        if "--wrong" in arguments and name == "a":
            _print_wrong(results)
    if len(names) > 1:
        _print("all", everything, sum(len(wrong_merges(chosen[name])) for name in names))


def _print(name: str, results: Sequence[Scored], merges: int) -> None:
    found = score(results)
    print(f"{name}: {len(results)} pairs, precision {found.precision:.3f}, recall {found.recall:.3f}, ", end="")  # noqa: T201
    print(f"wrong automatic merges {merges}")  # noqa: T201
    for label in ("same", "ambiguous", "opposing", "different"):
        row = {verdict: found.table[label, verdict] for verdict in ("same", "ambiguous", "opposing", "different")}
        print(f"  {label:10}", "  ".join(f"{verdict} {count:3}" for verdict, count in row.items()))  # noqa: T201


def _print_wrong(results: Sequence[Scored]) -> None:
    for one in results:
        if ("same" in (one.pair.label, one.likeness.verdict)) and one.pair.label != one.likeness.verdict:
            print(f"\n{one.pair.name} {one.pair.label} → {one.likeness.verdict}: {one.pair.why}")  # noqa: T201
            print(f"  {'；'.join(one.likeness.reasons)}")  # noqa: T201
            for told in (one.pair.a, one.pair.b):
                print(f"  [{told.address}|{told.occurred_at}|{told.respondent}] {told.text}")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
