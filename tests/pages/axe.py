"""What axe-core complains of. It is fetched by whoever wants it (npm install --no-save axe-core), never shipped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

PLACES = (os.environ.get("FENLIU_TEST_AXE", ""), str(Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"))
SERIOUS = ("serious", "critical")


def script() -> str:
    """axe-core itself; without it the test skips."""
    found = next((Path(one) for one in PLACES if one and Path(one).is_file()), None)
    if found is None:
        pytest.skip("没有 axe-core：npm install --no-save axe-core，或设 FENLIU_TEST_AXE")
    return found.read_text(encoding="utf-8")


def axe(page: Page) -> list[Any]:
    """Impact, rule and where, of all that it finds on the page as it is now."""
    page.evaluate(script())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert len(found["passes"]) > 10
    return [
        (one["impact"], one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found["violations"]
    ]


def serious(page: Page) -> list[Any]:
    """What keeps somebody from using the page."""
    return [one for one in axe(page) if one[0] in SERIOUS]
