"""The words of `extract.yaml`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "extract.yaml"


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """The one table of the process."""
    raw: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return raw
