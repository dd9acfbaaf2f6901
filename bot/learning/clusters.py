"""Like messages together, the most frequent first. Pure and deterministic: the same messages give the same clusters.

Features are the matcher's own: characters, pairs of characters and concepts, so that 面馆 meets 餐饮店. A message
joins the one that has the most neighbours, not a chain of neighbours: the first of a cluster is like all of it.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import numpy as np

from knowledge_base.features import WEIGHT, written
from knowledge_base.text import cleaner

ALIKE: Final = 0.35
"""Cosine from which two messages are alike: of pairs of shipped test questions of different cards, one in 90,000 is."""
ALIKE_ABOUT: Final = 0.2
"""The same for two messages of which the engine thought of the same card first."""
BLOCK: Final = 500
"""Messages compared with all others at a time; keeps the memory below 20 MB for some thousands."""
LONGEST: Final = 200
"""Characters that are compared."""
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Cluster(Generic[Key]):
    """Like messages, the one most like the others first."""

    members: tuple[Key, ...]


def clusters(said: Sequence[tuple[Key, str, str]]) -> list[Cluster[Key]]:
    """All messages in clusters, the largest first; of equal ones that with the earliest message.

    `said`: key, words, and the card that was thought of first, if any. 2,000 take some 0.4 s of CPU: call it in
    a thread.
    """
    if not said:
        return []
    numbers = {about: number for number, about in enumerate(dict.fromkeys(about for _, _, about in said if about))}
    about = np.array([numbers.get(one, -1 - place) for place, (_, _, one) in enumerate(said)])
    near = _neighbours(_matrix([text for _, text, _ in said]), about)
    by_degree = sorted(range(len(said)), key=lambda place: (-len(near[place]), place))
    taken = [False] * len(said)
    found: list[tuple[int, ...]] = []
    for place in by_degree:
        if not taken[place]:
            members = (place, *(other for other in near[place] if other != place and not taken[other]))
            found.append(members)
            for member in members:
                taken[member] = True
    found.sort(key=lambda members: (-len(members), min(members)))
    return [Cluster(tuple(said[member][0] for member in members)) for members in found]


def _features(text: str) -> tuple[tuple[str, float], ...]:
    """Features of a message with what each weighs, before it is known how common they are."""
    counts = written(cleaner().clean(text[:LONGEST]))
    return tuple((name, WEIGHT[name[0]] * (1.0 + math.log(count))) for name, count in counts.items())


def _matrix(texts: Sequence[str]) -> Any:
    """A row of length 1 for each message, rare features heavier; messages without any stay empty."""
    from scipy import sparse  # noqa: PLC0415 - a while to import, needed for this page only

    columns: dict[str, int] = {}
    rows, places, weights = list[int](), list[int](), list[float]()
    for row, text in enumerate(texts):
        for name, weight in _features(text):
            rows.append(row)
            places.append(columns.setdefault(name, len(columns)))
            weights.append(weight)
    shape = (len(texts), max(len(columns), 1))
    matrix = sparse.csr_matrix((np.array(weights, dtype=np.float32), (rows, places)), shape=shape)
    common = np.asarray((matrix > 0).sum(axis=0)).ravel()
    rarity = np.log((1.0 + len(texts)) / (1.0 + common)) + 1.0
    matrix = matrix @ sparse.diags(rarity.astype(np.float32))
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sparse.diags(1.0 / np.where(norms > 0, norms, 1.0)) @ matrix).tocsr()


def _neighbours(matrix: Any, about: Any) -> list[list[int]]:
    """For each message the places of those alike, itself among them, in order."""
    turned, found = matrix.T.tocsr(), list[list[int]]()
    for start in range(0, matrix.shape[0], BLOCK):
        alike = (matrix[start : start + BLOCK] @ turned).tocoo()
        same = about[alike.row + start] == about[alike.col]
        kept = alike.data >= np.where(same, ALIKE_ABOUT, ALIKE)
        lists: list[list[int]] = [[] for _ in range(alike.shape[0])]
        for row, other in sorted(zip(alike.row[kept].tolist(), alike.col[kept].tolist(), strict=True)):
            lists[row].append(other)
        found += lists
    return found
