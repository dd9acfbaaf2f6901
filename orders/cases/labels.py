"""Labels of problem kinds, for workers only (facts 5.1: 不给居民贴标签): who put one, and why, stays on record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from orders.actor import Actor
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.kinds import table
from orders.cases.rows import key_of
from orders.tables import Order

FIELDS = frozenset({"problem_kind", "root_conflict"})


class Labels:
    """The labels, within one database session."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases

    async def put(
        self, order: Order, actor: Actor, *, key: str, basis: str, problem_kind: str = "", root_conflict: str = ""
    ) -> Case:
        """Labels an order, or changes its label.

        Raises:
            MoveIncomplete: no basis.
            MoveNotAllowed: no such kind, or neither kind nor conflict is named.
        """
        said = {"basis": basis, "problem_kind": problem_kind, "root_conflict": root_conflict}
        known = await self._of(order)
        if known is not None and known.key != key_of("label", key):
            return await self.cases.move(known, "change", actor, key=key, **said)
        return await self.cases.open("label", key=key, actor=actor, order=order, **said)

    async def remove(self, order: Order, actor: Actor, basis: str) -> None:
        """Takes the label away; that there was one stays in the log."""
        known = await self._of(order)
        if known is not None:
            await self.cases.move(known, "remove", actor, basis=basis)

    async def _of(self, order: Order) -> Case | None:
        mine = (col(Case.kind) == "label") & (col(Case.order_id) == order.id) & (col(Case.state) == "put")
        return (await self.cases.session.execute(select(Case).where(mine).limit(1))).scalar_one_or_none()


def names() -> dict[str, str]:
    """The problem kinds by code."""
    return dict(table("label").head["kinds"])


def leaks(shown: Any, order: Order | None = None) -> list[str]:
    """What of a label stands in something meant for a resident: fields, names and codes of kinds, the order's own."""
    secret = {*names(), *names().values()}
    if order is not None:
        secret |= {order.problem_kind, order.root_conflict} - {""}
    found = [part for part in _parts(shown) if part in FIELDS or any(word in part for word in secret)]
    return sorted(set(found))


def _parts(shown: Any) -> Iterator[str]:
    """Every key and text in it, at every depth."""
    if isinstance(shown, dict):
        for key, value in shown.items():
            yield str(key)
            yield from _parts(value)
    elif isinstance(shown, list | tuple):
        for one in shown:
            yield from _parts(one)
    elif shown is not None:
        yield str(shown)
