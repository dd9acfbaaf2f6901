"""`python -m bot` is `fenliu`."""

from __future__ import annotations

from bot.cli import main

main()
