"""Learns `orders/alike/model.json` from the labelled pairs; `python -m tests.orders.alike.learn [b] [c] [h] [--write]`.

Learns from `LEARNED` only, each pair with and without the desk's decision. What it prints for them is out of fold:
pairs that share a place, a road or a firm are held out together. `BLIND` files are never learned from; `--write` stores
the model. Takes about three minutes.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import GroupKFold

from config.region import load_region
from knowledge_base.library import load_library
from orders.alike.judge import Chances, verdict
from orders.alike.rarity import FILE as COMMON
from orders.alike.rarity import pairs as pairs_of
from orders.alike.rules import Examined, examine
from orders.alike.signs import Signs, signs
from orders.alike.traits import traits
from orders.alike.trees import FILE, LEAF, Model, model
from orders.alike.words import plain
from tests.orders.alike.scorer import Pair, Score, Scored, pairs, score

LEARNED = ("a", "d", "e", "f", "g")
BLIND = ("b", "c", "h")
FOLDS = 8
SEEDS = (0, 1, 2)
"""Ways to cut the folds; the chance of a pair is the mean over them."""
SUGGEST = 0.7
"""Chance from which the resident is asked 是同一件吗. A person's choice (docs/duplicates.md): at 0.915, where precision
out of fold is 98 %, one duplicate in fifty is asked about; a wrong question costs a tap, a missed one an order."""
LISTED = 12
"""Phrases from which a pair of characters is listed in `common.json`."""
WANTED = 0.98
"""Precision, out of fold, of the strict threshold that is printed beside."""
LOOK, CONTRARY = 0.5, 0.12
"""Chance of one matter from which a worker sees it against the rules; of opposing demands that forbids suggesting."""
Numbers = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Row:
    """A pair, compared."""

    pair: Pair
    seen: Examined
    found: Signs


def rows(names: Sequence[str], *, bare: bool = False) -> list[Row]:
    """All pairs of some files."""
    return [_row(pair) for name in names for pair in pairs(name, bare=bare)]


def _row(pair: Pair) -> Row:
    a, b = traits(pair.a), traits(pair.b)
    seen = examine(a, b)
    return Row(pair, seen, signs(a, b, seen))


def groups(chosen: Sequence[Row]) -> list[int]:
    """A number for each pair; the same where two share a place, a road or a firm."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for row in chosen:
        for told in (row.pair.a, row.pair.b):
            place, firm = traits(told).place, traits(told).respondent
            for word in (*place.estates, *place.others, *place.roads, *([firm] if firm else [])):
                parent[root(row.pair.name)] = root(f"@{word[:3]}")
    found = [root(row.pair.name) for row in chosen]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(found))}
    return [numbers[name] for name in found]


def table(chosen: Sequence[Row], names: Sequence[str]) -> Numbers:
    """Rows of numbers, signs in the order of their names."""
    return np.array([[row.found[name] for name in names] for row in chosen], dtype=np.float64)


def labels(chosen: Sequence[Row], label: str) -> Truth:
    """Which pairs carry the label."""
    return np.array([row.pair.label == label for row in chosen])


def learner(seed: int = 0) -> GradientBoostingClassifier:
    """The settings, chosen by cross-validation over a and d, before the other files were there."""
    return GradientBoostingClassifier(
        n_estimators=100, max_depth=3, learning_rate=0.06, subsample=0.6, max_features=0.15, min_samples_leaf=4,
        random_state=seed,
    )  # fmt: skip


@lru_cache(maxsize=1)
def held_out() -> dict[bool, tuple[list[Row], list[Chances]]]:
    """The pairs that are learned from with chances from models that saw nothing of their places; key: bare."""
    with_cards, without = rows(LEARNED), rows(LEARNED, bare=True)
    names = sorted(with_cards[0].found)
    places = np.array(groups(with_cards))
    tables = {False: table(with_cards, names), True: table(without, names)}
    told = {(bare, label): np.zeros(len(places)) for bare in tables for label in ("same", "opposing")}
    for seed in SEEDS:
        mixed = np.random.RandomState(seed).permutation(places.max() + 1)[places]
        for known, asked in GroupKFold(FOLDS).split(tables[False], groups=mixed):
            for label in ("same", "opposing"):
                truth = labels(with_cards, label)[known]
                fitted = learner(seed).fit(np.vstack([tables[False][known], tables[True][known]]), np.tile(truth, 2))
                for bare, numbers in tables.items():
                    told[bare, label][asked] += fitted.predict_proba(numbers[asked])[:, 1] / len(SEEDS)
    both = {bare: zip(told[bare, "same"], told[bare, "opposing"], strict=True) for bare in tables}
    said = {bare: [Chances(float(same), float(contrary)) for same, contrary in both[bare]] for bare in tables}
    return {False: (with_cards, said[False]), True: (without, said[True])}


@dataclass(frozen=True)
class Said(Scored):
    """A pair with its verdict and what led to it."""

    seen: Examined
    said: Chances


def judged(chosen: Sequence[Row], said: Sequence[Chances], known: Model) -> list[Said]:
    """The pairs with their verdicts."""
    return [
        Said(row.pair, replace(row.seen.likeness, verdict=verdict(row.seen, one, known), score=one.same), row.seen, one)
        for row, one in zip(chosen, said, strict=True)
    ]


def out_of_fold(name: str, *, bare: bool = False) -> list[Said]:
    """The verdicts on a file that was learned from, by models that did not see the pair nor its places."""
    chosen, said = held_out()[bare]
    return [one for one in judged(chosen, said, model()) if one.pair.name.startswith(name)]


def threshold(chosen: Sequence[Row], said: Sequence[Chances], known: Model) -> float:
    """The lowest chance from which the precision is what is wanted; 1 where none gives it."""
    best = 1.0
    for chance in sorted({one.same for one in said}, reverse=True):
        found = score(judged(chosen, said, replace(known, suggest=chance)))
        if found.precision >= WANTED:
            best = chance
    return best


def learn() -> dict[str, Any]:
    """The model as it is stored."""
    everything = rows(LEARNED) + rows(LEARNED, bare=True)
    names = sorted(everything[0].found)
    raw: dict[str, Any] = {"signs": names, "suggest": 1.0, "look": LOOK, "contrary": CONTRARY}
    for label in ("same", "opposing"):
        raw[label] = _stored([learner(seed).fit(table(everything, names), labels(everything, label)) for seed in SEEDS])
    return raw | {"suggest": SUGGEST}


def _stored(fitted: Sequence[GradientBoostingClassifier]) -> dict[str, Any]:
    """The mean of several models as one sum of trees."""
    start = float(fitted[0].init_.class_prior_[1])
    trees = [_tree(one[0].tree_, each.learning_rate / len(fitted)) for each in fitted for one in each.estimators_]
    return {"start": round(float(np.log(start / (1 - start))), 5), "trees": trees}


def _tree(tree: Any, rate: float) -> list[list[float]]:
    return [
        [int(sign) if left >= 0 else LEAF, round(float(most), 4), int(left), int(right), round(float(value) * rate, 4)]
        for sign, most, left, right, value in zip(
            tree.feature, tree.threshold, tree.children_left, tree.children_right, tree.value[:, 0, 0], strict=True
        )
    ]


def unseen(name: str, *, bare: bool = False) -> list[Said]:
    """The verdicts of the stored model on a file that it was not learned from."""
    chosen = rows([name], bare=bare)
    known = model()
    return judged(
        chosen, [Chances(known.same.chance(row.found), known.opposing.chance(row.found)) for row in chosen], known
    )


def by_threshold(results: Sequence[Said]) -> Iterator[tuple[float, Score]]:
    """Counts for other thresholds; a verdict of opposing or never stays."""
    for most in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95):
        yield most, Score(score([_moved(one, most) for one in results]).table)


def _moved(one: Said, suggest: float) -> Said:
    found = verdict(one.seen, one.said, replace(model(), suggest=suggest))
    return replace(one, likeness=replace(one.likeness, verdict=found))


def recall_at(results: Sequence[Said], wanted: float) -> float:
    """The most that can be found with this precision, if the threshold were chosen afterwards."""
    chances_ = sorted({one.likeness.score for one in results})
    found = (score([_moved(one, chance) for one in results]) for chance in chances_)
    return max((one.recall for one in found if one.precision >= wanted), default=0.0)


def write_common() -> None:
    """In how many phrases of the cards each pair of characters occurs, the frequent ones."""
    phrases = [plain(phrase) for card in load_library(load_region("sample")).cards.values() for phrase in card.phrases]
    counted = Counter(pair for phrase in phrases for pair in set(pairs_of(phrase)))
    common = {pair: count for pair, count in sorted(counted.items()) if count >= LISTED}
    text = json.dumps({"phrases": len(phrases), "pairs": common}, ensure_ascii=False, indent=0)
    COMMON.write_text(text + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> None:
    """Prints, and with `--write` stores."""
    print(f"strict threshold: {threshold(*held_out()[False], model()):.3f}")  # noqa: T201
    if "--write" in arguments:
        write_common()
        text = json.dumps(learn(), separators=(",", ":")).replace("],[[", "],\n[[")
        FILE.write_text(text + "\n", encoding="utf-8")
        model.cache_clear()
    for bare in (False, True):
        everything = []
        for name in LEARNED:
            everything += _show(f"{name} out of fold", out_of_fold(name, bare=bare), bare=bare)
        _show("all out of fold", everything, bare=bare)
        for name in arguments:
            if name in BLIND:
                _show(f"{name} never learned", unseen(name, bare=bare), bare=bare)


def _show(title: str, results: list[Said], *, bare: bool) -> list[Said]:
    found = score(results)
    kind = "without decisions" if bare else "with decisions"
    print(f"{title}, {kind}: precision {found.precision:.3f}, recall {found.recall:.3f}; ", end="")  # noqa: T201
    print("recall at precision", *(f"{p:.2f}: {recall_at(results, p):.2f}" for p in (0.98, 0.95, 0.9, 0.8)))  # noqa: T201
    print("   ", *(f"{at}: {one.precision:.2f}/{one.recall:.2f}" for at, one in by_threshold(results)))  # noqa: T201
    kinds = ("same", "ambiguous", "opposing", "different")
    for label in kinds:
        row = [f"{said} {found.table[label, said]:3}" for said in kinds]
        print(f"    {label:10}", *row)  # noqa: T201
    return results


if __name__ == "__main__":
    main(sys.argv[1:])
