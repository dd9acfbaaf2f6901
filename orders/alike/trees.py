"""A small learned model: shallow trees whose votes add up to a chance.

`model.json` is made by `python -m tests.orders.alike.learn --write`.
A tree is a list of nodes; a node is `[sign, most, left, right, value]`: below or at `most` it goes left. A leaf has
sign -1. `value` is what the tree says on average there, so the change from node to node is what that sign contributed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "model.json"
Node = tuple[int, float, int, int, float]
LEAF = -1


@dataclass(frozen=True)
class Trees:
    """`start` and the nodes' values are log odds; `names` are the signs in the order of their numbers."""

    names: tuple[str, ...]
    start: float
    trees: tuple[tuple[Node, ...], ...]

    def chance(self, signs: Mapping[str, float]) -> float:
        """The chance, 0 to 1. A sign that is not there counts as 0."""
        values = [signs.get(name, 0.0) for name in self.names]
        total = self.start
        for nodes in self.trees:
            sign, most, left, right, value = nodes[0]
            while sign != LEAF:
                sign, most, left, right, value = nodes[left if values[sign] <= most else right]
            total += value
        return 1 / (1 + exp(-total))

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
