"""Opens a case for a worker, from a page or the command line; where a kind has a way of its own, by that way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from config.errors import BadInput
from config.gazetteer import Spot
from orders.actor import Actor
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.council import Council, ask
from orders.cases.guards import WORDS_ZH
from orders.cases.joint_help import JointHelp
from orders.cases.labels import Labels
from orders.cases.restraints import Restraints
from orders.matter import spot_of
from orders.move_table import Move
from orders.tables import Order

NEEDS_ORDER = {
    "exemption": "剔除",
    "restraint": "软限制（凭工单知道是哪位居民）",
    "label": "标签",
    "three_step": "三步曲",
}


async def open_one(
    cases: Cases, kind: str, actor: Actor, said: dict[str, Any], *, key: str, order: Order | None, council: str = ""
) -> Case:
    """Opens it with what was said, once for the key; `council` is the unit to which a council's matter goes.

    Raises:
        MoveNotAllowed, MoveIncomplete: as the table of the kind has it.
        BadInput: it needs an order, and none was named.
    """
    if kind == "council":
        return await _council(cases, actor, said, order=order, council=council, key=key)
    if kind == "joint_help":
        asked = {name: said.pop(name, "") for name in ("matter", "basis", "level")}
        matter = asked.pop("matter")
        return await JointHelp(cases).call(
            matter, actor, key=key, order=order, units=said.pop("units", []), **asked, **said
        )
    if kind == "objection":
        raise BadInput(say="边界申诉由居民自己在对话里提出（点“我不同意”）；这里可以看、可以答复。")
    if kind == "warning":
        return await cases.open(kind, key=key, actor=actor, order=order, **said)
    if order is None:
        raise BadInput(say=f"{NEEDS_ORDER[kind]}要用 --order 写明是哪张工单。")
    if kind == "restraint":
        return await Restraints(cases).open(
            order.channel, order.account, actor, key=key, reason=said.get("reason", ""), until=said.get("expires_at")
        )
    if kind == "label":
        return await Labels(cases).put(order, actor, key=key, **({"basis": ""} | said))
    name = {"exemption": "剔除考核", "three_step": "三步曲"}[kind]
    return await cases.open(kind, key=key, actor=actor, order=order, title=f"{name} {order.number}", **said)


def put_rest(cases: Cases, rows: Sequence[Move], said: Mapping[str, Any]) -> dict[str, Any]:
    """What the program puts beside what was said: until when an answer to a call is owed."""
    put = dict(said)
    if any("answer_by" in row.needs for row in rows):
        put["answer_by"] = cases.region.accept_by(cases.clock.now())
    return put


async def _council(
    cases: Cases, actor: Actor, said: dict[str, Any], *, order: Order | None, council: str, key: str
) -> Case:
    spot = _spot(council) if council else (spot_of(order) if order else None) or Spot()
    told = {name: said[name] for name in ask() if name in said}
    if extra := [name for name in told if name not in said.get("goes_along", ())]:
        names = "、".join(WORDS_ZH[name] for name in extra)
        raise BadInput(say=f"居民同意一起交的内容里没有：{names}。没同意的不要写进来。")
    return await Council(cases).open(
        key=key, spot=spot, consent_at=said.get("consent_at"), goes_along=said.get("goes_along", []), told=told,
        actor=actor, order=order,
    )  # fmt: skip


def _spot(unit: str) -> Spot:
    kind, _, place = unit.partition(":")
    if kind != "community" or not place:
        raise BadInput(say="群评要交给村（社区），例如 松烟社区。")
    return Spot(community=place)
