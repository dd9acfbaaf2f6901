"""A small learned model: shallow trees whose votes add up to a chance.

`model.json` is made by `python -m tests.orders.alike.learn --write`.
A tree is a list of nodes; a node is `[sign, most, left, right, value]`: below or at `most` it goes left. A leaf has
sign -1. `value` is what the tree says on average there, so the change from node to node is what that sign contributed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FILE = Path(__file__).parent / "model.json"
Node = tuple[int, float, int, int, float]
Whole = npt.NDArray[np.int64]
LEAF = -1


@dataclass(frozen=True)
class Grown:
    """All nodes of all trees in one row, so that all trees are walked at once; a leaf leads to itself."""

    signs: Whole
    most: npt.NDArray[np.float64]
    left: Whole
    right: Whole
    values: npt.NDArray[np.float64]
    depth: int
    """Steps from a root to the deepest leaf."""


def grow(trees: Sequence[Sequence[Node]]) -> Grown:
    """The trees in one row."""
    rows: list[Node] = []
    for nodes in trees:
        first = len(rows)
        for number, (sign, most, left, right, value) in enumerate(nodes):
            leaf = sign == LEAF
            down = (first + number, first + number) if leaf else (first + left, first + right)
            rows.append((0 if leaf else sign, most, *down, value))
    whole = [np.array([row[place] for row in rows], dtype=np.int64) for place in (0, 2, 3)]
    most_of, values = (np.array([row[place] for row in rows], dtype=np.float64) for place in (1, 4))
    return Grown(whole[0], most_of, whole[1], whole[2], values, max((_depth(nodes, 0) for nodes in trees), default=0))


def _depth(nodes: Sequence[Node], at: int) -> int:
    sign, _, left, right, _ = nodes[at]
    return 0 if sign == LEAF else 1 + max(_depth(nodes, left), _depth(nodes, right))


@dataclass(frozen=True)
class Trees:
    """`start` and the nodes' values are log odds; `names` are the signs in the order of their numbers."""

    names: tuple[str, ...]
    start: float
    trees: tuple[tuple[Node, ...], ...]

    def chance(self, signs: Mapping[str, float]) -> float:
        """The chance, 0 to 1. A sign that is not there counts as 0."""
        values = np.array([signs.get(name, 0.0) for name in self.names])
        grown, here = self._grown, self._roots
        for _ in range(grown.depth):
            here = np.where(values[grown.signs[here]] <= grown.most[here], grown.left[here], grown.right[here])
        return 1 / (1 + exp(-self.start - float(grown.values[here].sum())))

    @cached_property
    def _grown(self) -> Grown:
        return grow(self.trees)

    @cached_property
    def _roots(self) -> Whole:
        return np.cumsum([0, *map(len, self.trees[:-1])])

    def because(self, signs: Mapping[str, float]) -> list[tuple[str, float]]:
        """What each sign added to the log odds, the strongest first."""
        values = [signs.get(name, 0.0) for name in self.names]
        added: dict[str, float] = defaultdict(float)
        for nodes in self.trees:
            sign, most, left, right, before = nodes[0]
            while sign != LEAF:
                name = self.names[sign]
                sign, most, left, right, value = nodes[left if values[sign] <= most else right]
                added[name] += value - before
                before = value
        return sorted(added.items(), key=lambda pair: (-abs(pair[1]), pair[0]))


@dataclass(frozen=True)
class Model:
    """Trees for the same matter and for opposing demands, and the chances from which each is said."""

    same: Trees
    opposing: Trees
    suggest: float
    """Chance of one matter from which it is suggested to a resident."""
    look: float
    """The same from which a worker is shown it although the rules see two matters."""
    contrary: float
    """Chance of opposing demands from which nothing is suggested, whatever else speaks for it."""


@lru_cache(maxsize=1)
def model() -> Model:
    """The model of this package."""
    raw: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return model_of(raw)


def model_of(raw: Mapping[str, Any]) -> Model:
    """The model that the learner wrote."""
    names = tuple(raw["signs"])
    same, opposing = (
        Trees(names, float(raw[key]["start"]), tuple(tuple(tuple(node) for node in tree) for tree in raw[key]["trees"]))
        for key in ("same", "opposing")
    )
    return Model(same, opposing, raw["suggest"], raw["look"], raw["contrary"])
