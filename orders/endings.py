"""How a handoff may end: codes, their names for the worker, and the sentence the resident reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

import yaml

from config.errors import OrderError

FILE = Path(__file__).parent / "endings.yaml"


@dataclass(frozen=True)
class Ending:
    """One way to end. `offered`: a worker may choose it; the others come of what the worker does."""

    code: str
    name: str
    say: str
    """With {receipt} and {order}."""
    offered: bool = True


@lru_cache(maxsize=1)
def endings() -> dict[str, Ending]:
    """Every ending by its code, in the order in which workers read them."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {code: Ending(code=code, **entry) for code, entry in raw.items()}


def ending(code: str) -> Ending:
    """The ending of that code.

    Raises:
        OrderError: there is none.
    """
    known = endings().get(code)
    return known if known is not None else _refuse(code)


def chosen(code: str) -> Ending:
    """The ending of that code, if a worker may choose it.

    Raises:
        OrderError: there is none, or it only comes of something else the worker does.
    """
    known = endings().get(code)
    return known if known is not None and known.offered else _refuse(code)


def say_of(code: str, *, receipt: str, order: str = "") -> str:
    """What the resident reads when a handoff ends that way."""
    return ending(code).say.format(receipt=receipt, order=order)


def _refuse(code: str) -> NoReturn:
    msg = f"没有“{code}”这种办结方式，可以选：{'、'.join(one.name for one in endings().values() if one.offered)}"
    raise OrderError(msg, say=msg)
