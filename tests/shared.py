"""The material beside the repository; tests that need it skip with the reason where it is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

INDEX = Path(__file__).parent.parent / "build" / "index"
"""One index file for all tests, and for the commands they start."""

FOLDER = Path(__file__).parent.parent.parent / "shared"

WHOLE = bool(os.environ.get("FENLIU_TEST_WHOLE"))
"""Whether walks over pages go to every end on both databases; without it each page is walked, in half the time."""

needs_shared = pytest.mark.skipif(not (FOLDER / "eval").is_dir(), reason="../shared/eval is not beside the repository")
