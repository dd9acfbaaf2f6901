"""Places: a linear model that says which destination and handler a text is for, over all cards at once.

BM25 reads each card alone; the linear model learns from all phrases what separates one unit's matters from
another's. It is scikit-learn's LinearSVC, trained on the phrases when the index is built (never on test questions):
half a second, one row of weights per feature. Nothing of scikit-learn is needed to use it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from knowledge_base.features import SOUND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scipy.sparse import csr_array

    from knowledge_base.index import Floats, Index, Numbers, Reading
    from knowledge_base.library import Library

PENALTY: Final = 1.0
"""LinearSVC's C. 0.1 to 3 differ by half a point on the test questions."""
STEEPNESS: Final = 5.0
"""Of the softmax over the model's margins; 3 to 8 differ by half a point."""
FEWEST: Final = 2
"""Phrases a feature must stand in before the model looks at it."""
DECIMALS: Final = 4
"""Weights are kept to here: the last bits of a training differ from processor to processor."""


@dataclass(frozen=True)
class Places:
    """The model, and which place each card is for."""

    names: tuple[str, ...]
    """Places, sorted: `destination` or `destination handler`."""
    of_card: Numbers
    """Per card of the index its place."""
    row_of: Numbers
    """Per feature of the index its row in `rarity` and `weights`; -1 where the model does not look at it."""
    rarity: Floats
    weights: Floats
    """Rows x places."""
    bias: Floats

    def destination(self, place: int) -> str:
        """The destination of a place."""
        return self.names[place].split(" ")[0]

    def belief(self, reading: Reading) -> Floats:
        """One number per place; they sum to one."""
        rows = self.row_of[list(reading.places)]
        counts = np.asarray(reading.counts, dtype=np.float32)[rows >= 0]
        rows = rows[rows >= 0]
        values = self.rarity[rows] * _damped(counts)
        length = float(np.sqrt((values * values).sum())) or 1.0
        margins = (values / np.float32(length)) @ self.weights[rows] + self.bias
        raised = np.exp(np.float32(STEEPNESS) * (margins - margins.max()))
        result: Floats = (raised / raised.sum()).astype(np.float32)
        return result


def place_of(library: Library, card_id: str) -> str:
    """The name of the place a card is for."""
    card = library[card_id]
    return f"{card.destination} {card.handler}" if card.handler else card.destination


def train_places(library: Library, index: Index) -> Places:
    """Trains the model on the cleaned phrases in the index."""
    of_each = [place_of(library, card_id) for card_id in index.card_ids]
    names = tuple(sorted(set(of_each)))
    of_card = np.asarray([names.index(place) for place in of_each], dtype=np.int32)
    readings = [index.read(phrase) for phrases in index.phrases for phrase in phrases]
    labels = [place for place, phrases in zip(of_card, index.phrases, strict=True) for _ in phrases]
    holders = Counter(place for reading in readings for place in reading.places)
    used = [place for place, held in holders.items() if held >= FEWEST and index.names[place][0] != SOUND]
    used.sort()
    row_of = np.full(len(index.names), -1, dtype=np.int32)
    row_of[used] = np.arange(len(used))
    rarity = np.log1p(len(readings) / np.asarray([holders[place] for place in used])).astype(np.float32)
    weights, bias = np.zeros((len(used), len(names)), dtype=np.float32), np.zeros(len(names), dtype=np.float32)
    if len(names) > 1:
        weights, bias = _fit(_rows(readings, row_of, rarity), labels, len(names))
    return Places(names, of_card, row_of, rarity, weights, bias)


def _damped(counts: Floats) -> Floats:
    """1 for a feature that stands once, growing slowly; 0 for one that was only heard."""
    damped: Floats = np.log2(counts + 1)
    return damped


def _rows(readings: Sequence[Reading], row_of: Numbers, rarity: Floats) -> csr_array:
    """One row of unit length per phrase."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - a second to import, needed for building only
    from sklearn.preprocessing import normalize  # noqa: PLC0415

    kept = [[(row_of[place], count) for place, count in zip(one.places, one.counts, strict=True)] for one in readings]
    kept = [[pair for pair in pairs if pair[0] >= 0] for pairs in kept]
    starts = np.cumsum([0, *(len(pairs) for pairs in kept)], dtype=np.int32)
    columns = np.asarray([row for pairs in kept for row, _ in pairs], dtype=np.int32)
    counts = np.asarray([count for pairs in kept for _, count in pairs], dtype=np.float32)
    table = csr_array((rarity[columns] * _damped(counts), columns, starts), shape=(len(kept), len(rarity)))
    return normalize(table)


def _fit(table: csr_array, labels: Sequence[int], places: int) -> tuple[Floats, Floats]:
    """Weights and bias, rounded; two places are kept as two columns like any other number."""
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    model = LinearSVC(C=PENALTY, random_state=0).fit(table, labels)
    weights, bias = model.coef_.T, model.intercept_
    if places == 2:  # noqa: PLR2004 - scikit-learn keeps one column for two classes
        weights, bias = np.hstack((-weights, weights)), np.concatenate((-bias, bias))
    return np.round(weights, DECIMALS).astype(np.float32), np.round(bias, DECIMALS).astype(np.float32)
