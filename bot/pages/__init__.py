"""The pages a browser gets: plain files, no build step."""

from __future__ import annotations

from pathlib import Path

CHAT = Path(__file__).parent / "chat"
