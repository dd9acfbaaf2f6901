"""The sentences of the desk, from `wording.yaml` and `wording.en.yaml`, with values and the region's contacts."""

from __future__ import annotations

import string
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from config.region import Region
from config.vocabulary import Language

FILE = Path(__file__).parent / "wording.yaml"


@lru_cache(maxsize=2)
def sentences(language: Language = "zh") -> dict[str, str]:
    """Every sentence by its dotted name: `greeting.hello`."""
    path = FILE if language == "zh" else FILE.with_suffix(f".{language}.yaml")
    return dict(_flat(yaml.safe_load(path.read_text(encoding="utf-8")), ""))


def names_in(sentence: str) -> frozenset[str]:
    """The {names} of a sentence."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


def _flat(raw: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for name, value in raw.items():
        if isinstance(value, dict):
            flat.extend(_flat(value, f"{prefix}{name}."))
        else:
            flat.append((f"{prefix}{name}", str(value)))
    return flat


class Wording:
    """The sentences as they read in one region and one language."""

    def __init__(self, region: Region, language: Language = "zh") -> None:
        self.region = region
        self.language: Language = language

    def __call__(self, key: str, **values: object) -> str:
        """The sentence `key`; a {name} is one of `values`, or a contact of the region with its number."""
        return sentences(self.language)[key].format_map(_Values(self.region, self.language, values))

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in sentences(self.language)

    def same(self, text: str, other: Wording, group: str = "") -> str:
        """The sentence of `other` that reads `text`, as it reads here; `text` itself where there is none such."""
        for key, sentence in sentences(other.language).items():
            if key.startswith(group) and names_in(sentence) <= self.region.contacts.keys() and other(key) == text:
                return self(key)
        return text


class _Values(dict[str, object]):
    def __init__(self, region: Region, language: Language, values: dict[str, object]) -> None:
        super().__init__(values)
        self.region = region
        self.language: Language = language

    def __missing__(self, key: str) -> str:
        return self.region.contact(key).short_in(self.language)
