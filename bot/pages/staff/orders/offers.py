"""The steps that one visit may make with an order, with what the lists propose filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.accounts.rights import acts_as
from bot.cli_words import unit_name
from bot.pages.staff.orders.dossier import Dossier
from bot.pages.staff.orders.steps import LISTED, Step, case_steps, steps_of
from bot.pages.staff.visit import Visit
from orders.book import OrderBook
from orders.dispatch.dispatcher import Dispatcher
from orders.dispatch.way import Lead


async def offers(book: OrderBook, dossier: Dossier, visit: Visit) -> list[Step]:
    """What may be made now, what is looked for first in front."""
    order, acts = dossier.order, acts_as(visit.me.role)
    found = steps_of(order, acts, book.region, book.clock.now()) + case_steps(order, dossier.exemption, acts)
    found = [step for step in found if visit.may(step.right)]
    if any(step.code == "dispatch" for step in found):
        found = await _with_lists(book, dossier, found)
    held = dossier.consultation
    if held is not None:
        proposed = {"lead": next(iter(held.candidates), None)}
        found = [_filled(step, proposed) if step.code == "assign" else step for step in found]
    return found


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
