"""Quick replies: sentences that workers send often, with fill-ins that the program or the worker completes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from config.errors import BadInput
from config.region import Region
from orders.tables import Handoff

FILE = Path(__file__).parent / "quick_replies.yaml"
UNNAMED = "居民朋友"


@dataclass(frozen=True)
class QuickReply:
    """One sentence. `fill_ins` are the names in it, in the order in which they stand."""

    code: str
    name: str
    text: str
    about: str = ""
    """Other words for when it fits, to find it by."""

    @property
    def fill_ins(self) -> tuple[str, ...]:
        """The names of its fill-ins, each once."""
        return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(self.text) if name))


@lru_cache(maxsize=1)
def quick_replies() -> dict[str, QuickReply]:
    """Every quick reply by its code, in the order in which workers see them."""
    return {code: QuickReply(code=code, **entry) for code, entry in _file()["replies"].items()}


def question_for(fill_in: str) -> str:
    """What the worker is asked for a fill-in that is still open."""
    return str(_file()["fill_ins"].get(fill_in, fill_in))


def open_fill_ins(code: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The fill-ins of that reply for which there is no value, or an empty one: the worker is asked for these.

    Raises:
        BadInput: there is no such quick reply.
    """
    return tuple(name for name in _reply(code).fill_ins if not values.get(name, "").strip())


def fill(code: str, values: Mapping[str, str]) -> str:
    """The sentence with its values.

    Raises:
        BadInput: there is no such quick reply, or something is still open; `say` names it.
    """
    if missing := open_fill_ins(code, values):
        raise BadInput(say=f"还差：{'、'.join(question_for(name) for name in missing)}。")
    return _reply(code).text.format_map({name: value.strip() for name, value in values.items()})


def known_values(handoff: Handoff, staff_name: str, region: Region) -> dict[str, str]:
    """What needs no asking: from the handoff, the worker and the region."""
    fields = handoff.packet.get("fields") or {}
    return {
        "居民称呼": str(fields.get("requester_name") or "") or UNNAMED,
        "回执号": handoff.receipt,
        "工作人员": staff_name,
        "热线": region.contact("hotline").phone or "",
        "事项": str(handoff.packet.get("title") or ""),
        "工单号": handoff.order_number,
    }


def _reply(code: str) -> QuickReply:
    known = quick_replies().get(code)
    if known is None:
        raise BadInput(say="没有这条快捷回复，请重新选一条。")
    return known


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return raw
