"""Forgetting the word tables, so that changed ones are read anew."""

from __future__ import annotations

from knowledge_base import features, text


def forget() -> None:
    """The next text is cleaned and read with the tables as they are on disk now."""
    text.cleaner.cache_clear()
    text.tokenizer.cache_clear()
    features.concepts.cache_clear()
    features.lengths.cache_clear()
