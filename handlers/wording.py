"""The sentences of the desk, from `wording.yaml`, with values and the region's contacts filled in."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from config.region import Region

FILE = Path(__file__).parent / "wording.yaml"


@lru_cache(maxsize=1)
def sentences() -> dict[str, str]:
    """Every sentence by its dotted name: `greeting.hello`."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return dict(_flat(raw, ""))


def _flat(raw: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for name, value in raw.items():
        if isinstance(value, dict):
            flat.extend(_flat(value, f"{prefix}{name}."))
        else:
            flat.append((f"{prefix}{name}", str(value)))
    return flat


class Wording:
    """The sentences as they read in one region."""

    def __init__(self, region: Region) -> None:
        self.region = region

    def __call__(self, key: str, **values: object) -> str:
        """The sentence `key`; a {name} is one of `values`, or a contact of the region with its number."""
        return sentences()[key].format_map(_Values(self.region, values))

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in sentences()


class _Values(dict[str, object]):
    def __init__(self, region: Region, values: dict[str, object]) -> None:
        super().__init__(values)
        self.region = region

    def __missing__(self, key: str) -> str:
        return self.region.contact(key).short
