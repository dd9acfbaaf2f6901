"""Which role may do what: `rights.yaml`, and nothing besides."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from config.errors import FenliuError
from orders.actor import Role

FILE = Path(__file__).parent / "rights.yaml"


class NotAllowed(FenliuError):
    """Somebody may not do this; `say` tells who may."""

    def __init__(self, right: str) -> None:
        who = "、".join(_ZH[role] for role in _rights()[right]["roles"])
        say = f"您的账号不能“{_rights()[right]['name']}”，需要{who}来做。"
        super().__init__(say, say=say)


_ZH = {"worker": "工作人员", "supervisor": "主管", "admin": "管理员"}


def may(role: str, right: str) -> bool:
    """Whether a role has a right.

    Raises:
        KeyError: there is no such right: a mistake in the code that asks.
    """
    return role in _rights()[right]["roles"]


def name_of_right(right: str) -> str:
    """What it allows, in words; the code itself where there is none such (any more)."""
    return str(_rights().get(right, {}).get("name", right))


def all_rights() -> tuple[str, ...]:
    """Every right there is."""
    return tuple(_rights())


def acts_as(role: str) -> tuple[Role, ...]:
    """The roles in which somebody makes the steps of an order."""
    return tuple(_read()["acts_as"].get(role, ()))


def _rights() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = _read()["rights"]
    return found


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return raw
