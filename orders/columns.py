"""The column helpers of `config.columns`, as the tables of orders name them."""

from __future__ import annotations

from config.columns import BIG, Moment, column

__all__ = ["BIG", "Moment", "column"]
