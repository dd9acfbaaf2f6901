"""The designs that others use, each in the setting its documentation gives and in the best one found.

All get the same phrases. `best` answers with the id of a card.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import bm25s
import jieba
import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from knowledge_base.library import Library
from knowledge_base.text import cleaner


class Peer(ABC):
    """One design."""

    slow = False

    @abstractmethod
    def best(self, text: str) -> str:
        """The card a text is for."""


def _same(text: str) -> str:
    return text


def _jieba_joined(text: str) -> str:
    return " ".join(word for word in jieba.cut(text) if word.strip())


class Fuzzy(Peer):
    """RapidFuzz `extractOne` over all phrases."""

    slow = True

    def __init__(self, library: Library, scorer: Callable[..., float], prepare: Callable[[str], str]) -> None:
        pairs = [(prepare(phrase), card.id) for card in library for phrase in card.phrases]
        self.phrases, self.owners = [phrase for phrase, _ in pairs], [owner for _, owner in pairs]
        self.scorer, self.prepare = scorer, prepare

    def best(self, text: str) -> str:
        """The owner of the most similar phrase."""
        found = process.extractOne(self.prepare(text), self.phrases, scorer=self.scorer)
        return self.owners[found[2]]


def grams(text: str) -> list[str]:
    """Characters and pairs of neighbouring characters."""
    chars = [char for char in text if not char.isspace()]
    return chars + [a + b for a, b in pairwise(chars)]


class Bm25(Peer):
    """bm25s over character 1-2-grams, the phrases of a card joined: the strongest simple peer (shared `peers.md`)."""

    def __init__(self, library: Library, prepare: Callable[[str], str]) -> None:
        self.cards = [card.id for card in library]
        self.prepare = prepare
        self.model = bm25s.BM25()
        texts = [[gram for phrase in card.phrases for gram in grams(prepare(phrase))] for card in library]
        self.model.index(texts, show_progress=False)

    def best(self, text: str) -> str:
        """The card with the highest score."""
        known = [gram for gram in grams(self.prepare(text)) if gram in self.model.vocab_dict]
        return self.cards[int(np.argmax(self.model.get_scores(known)))] if known else self.cards[0]


class Nearest(Peer):
    """TF-IDF over character 1-3-grams, the nearest phrase by cosine."""

    def __init__(self, library: Library, prepare: Callable[[str], str], **settings: Any) -> None:
        pairs = [(prepare(phrase), card.id) for card in library for phrase in card.phrases]
        self.owners = [owner for _, owner in pairs]
        self.prepare = prepare
        self.vectorizer = TfidfVectorizer(**settings)
        self.table = self.vectorizer.fit_transform([phrase for phrase, _ in pairs]).T.tocsr()

    def best(self, text: str) -> str:
        """The owner of the nearest phrase."""
        near = self.vectorizer.transform([self.prepare(text)]) @ self.table
        return self.owners[int(near.indices[near.data.argmax()])] if near.nnz else self.owners[0]


class Linear(Peer):
    """TF-IDF over character n-grams and a LinearSVC over cards."""

    def __init__(self, library: Library, prepare: Callable[[str], str], **settings: Any) -> None:
        pairs = [(prepare(phrase), card.id) for card in library for phrase in card.phrases]
        self.prepare = prepare
        self.vectorizer = TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **settings)
        table = self.vectorizer.fit_transform([phrase for phrase, _ in pairs])
        self.model = LinearSVC(C=1.0, random_state=0).fit(table, [owner for _, owner in pairs])

    def best(self, text: str) -> str:
        """The class with the highest margin."""
        return str(self.model.predict(self.vectorizer.transform([self.prepare(text)]))[0])


clean = cleaner().clean
CHARACTERS = {"analyzer": "char", "ngram_range": (1, 2)}
PEERS: dict[str, Callable[[Library], Peer]] = {
    "RapidFuzz WRatio, jieba words joined": lambda library: Fuzzy(library, fuzz.WRatio, _jieba_joined),
    "RapidFuzz WRatio, raw text": lambda library: Fuzzy(library, fuzz.WRatio, _same),
    "RapidFuzz token_set_ratio, jieba words joined": lambda library: Fuzzy(
        library, fuzz.token_set_ratio, _jieba_joined
    ),
    "RapidFuzz ratio, cleaned text (its best setting)": lambda library: Fuzzy(library, fuzz.ratio, clean),
    "BM25 character 1-2-grams per card, raw (bm25s)": lambda library: Bm25(library, _same),
    "BM25 character 1-2-grams per card, cleaned (bm25s)": lambda library: Bm25(library, clean),
    "TF-IDF characters, nearest phrase, raw": lambda library: Nearest(library, _same, **CHARACTERS),
    "TF-IDF characters, nearest phrase, cleaned": lambda library: Nearest(library, clean, **CHARACTERS),
    "TF-IDF characters + LinearSVC over cards, raw": lambda library: Linear(library, _same, **CHARACTERS),
    "TF-IDF characters + LinearSVC over cards, cleaned": lambda library: Linear(library, clean, **CHARACTERS),
}
"""Name in the table -> how it is built."""
