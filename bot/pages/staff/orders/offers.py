"""The steps that one visit may make with an order, with what the lists propose filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.accounts.rights import acts_as
from bot.cli_words import unit_name
from bot.pages.staff.orders.case_steps import OPEN_CASE, openings
from bot.pages.staff.orders.dossier import Dossier
from bot.pages.staff.orders.steps import LISTED, Step, steps_of
from bot.pages.staff.visit import Visit
from orders.book import OrderBook
from orders.cases.book import Cases
from orders.cases.joint_help import JointHelp
from orders.dispatch.dispatcher import Dispatcher
from orders.dispatch.way import Lead


async def offers(book: OrderBook, dossier: Dossier, visit: Visit) -> list[Step]:
    """The order's own steps that may be made now, what is looked for first in front."""
    found = steps_of(dossier.order, acts_as(visit.me.role), book.region, book.clock.now())
    found = [step for step in found if visit.may(step.right)]
    if any(step.code == "dispatch" for step in found):
        found = await _with_lists(book, dossier, found)
    held = dossier.consultation
    if held is not None:
        proposed = {"lead": next(iter(held.candidates), None)}
        found = [_filled(step, proposed) if step.code == "assign" else step for step in found]
    return found


def beside(book: OrderBook, dossier: Dossier, visit: Visit) -> list[Step]:
    """The cases that may be opened beside the order now."""
    order = dossier.order
    usual = JointHelp(Cases(book.session, book.region, book.clock))
    hint = usual.hint(order.title, topic=order.topic, handler=order.handler or "")
    found = openings(order, dossier.cases, acts_as(visit.me.role))
    found = [replace(step, hint=hint) if step.code == f"{OPEN_CASE}joint_help" else step for step in found]
    return [step for step in found if visit.may(step.right)]


async def _with_lists(book: OrderBook, dossier: Dossier, steps: list[Step]) -> list[Step]:
    """Where the lists send it stands as a step of its own, and in the form for another unit."""
    way = await Dispatcher(book.life).way(dossier.order)
    if not isinstance(way, Lead):
        return steps
    unit = unit_name(book.region, way.lead)
    roles = next(step.roles for step in steps if step.code == "dispatch")
    listed = Step(LISTED, f"按目录派给{unit}", roles, hint=f"依据：{way.basis}")
    others = [replace(step, name="派给别的单位") if step.code == "dispatch" else step for step in steps]
    return [listed, *others]


def _filled(step: Step, values: dict[str, Any]) -> Step:
    return replace(step, fields=tuple(replace(one, value=values.get(one.name, one.value)) for one in step.fields))
