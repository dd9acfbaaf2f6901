"""Labels of problem kinds are for workers only: nothing a resident sees has one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from config.errors import MoveIncomplete, MoveNotAllowed
from orders.book import OrderBook
from orders.case_tables import Notice
from orders.cases.book import Cases
from orders.cases.labels import Labels, leaks, names
from orders.cases.rows import step_of
from orders.export import export_row, to_csv, to_json
from orders.tables import Order
from tests.orders.cases.people import DESK, HOUSING, RESIDENT, REVIEWER
from tests.orders.cases.test_council import begin

CONFLICT = "两家借噪声斗气"


async def label(cases: Cases, order: Order, key: str = "k", **said: Any) -> None:
    told = {"basis": "三次来电都提揽工程", "problem_kind": "private_gain", "root_conflict": CONFLICT} | said
    await Labels(cases).put(order, DESK, key=key, **told)


@pytest.mark.parametrize("kind", list(names()))
async def test_a_resident_never_sees_a_label(cases: Cases, book: OrderBook, order: Order, kind: str) -> None:
    """三类问题诉求 公私不分、以公谋私、历史遗留 (facts 5.1): not in progress, notices, exports or what a council
    says."""
    case = await begin(cases, order=order)
    await label(cases, order, problem_kind=kind)
    await cases.life.move(order, "accept", HOUSING)
    assert (order.problem_kind, order.root_conflict) == (kind, CONFLICT)
    sent = (await cases.session.execute(select(Notice).where(col(Notice.order_id) == order.id))).scalars().all()
    shown = [await book.progress(order), [one.values for one in sent], [one.key for one in sent]]
    shown += [export_row(order), export_row(order, unmasked=True), to_csv([order]), to_json([order], unmasked=True)]
    shown += [
        [event.note for event in await book.events(order)],
        cases.told(case, step_of((await cases.events(case))[-1])),
    ]
    assert sent
    assert leaks(shown, order) == []


def test_a_leak_would_be_seen() -> None:
    """The watch means something."""
    order = Order(problem_kind="legacy", root_conflict=CONFLICT)
    assert leaks({"a": [{"problem_kind": ""}]}) == ["problem_kind"]
    assert leaks(["这是历史遗留问题"]) == ["这是历史遗留问题"]
    assert leaks([{"x": ("好", f"（{CONFLICT}）")}], order) == [f"（{CONFLICT}）"]
    assert leaks([{"x": ("好", 1, None)}], order) == []


async def test_who_labelled_and_why_is_on_record(cases: Cases, order: Order) -> None:
    await label(cases, order)
    await label(cases, order)
    await label(cases, order, key="k2", problem_kind="legacy", basis="房改房，1998年的")
    assert (order.problem_kind, order.root_conflict) == ("legacy", CONFLICT)
    await Labels(cases).remove(order, REVIEWER, "查明不是")
    assert (order.problem_kind, order.root_conflict) == ("", "")
    (case,) = await cases.list("label", open_only=False)
    told = [(event.move, event.actor, event.data["basis"]) for event in await cases.events(case)]
    assert told == [
        ("open", "小李", "三次来电都提揽工程"),
        ("change", "小李", "房改房，1998年的"),
        ("remove", "老周", "查明不是"),
    ]
    assert case.account == ""
    assert await cases.check(case) == ""


async def test_only_workers_label_with_a_known_kind_and_a_basis(cases: Cases, order: Order) -> None:
    for actor in (RESIDENT, HOUSING):
        with pytest.raises(MoveNotAllowed):
            await Labels(cases).put(order, actor, key="k", basis="b", problem_kind="legacy")
    with pytest.raises(MoveIncomplete):
        await label(cases, order, basis="")
    for said in ({"problem_kind": "troublemaker"}, {"problem_kind": "", "root_conflict": ""}):
        with pytest.raises(MoveNotAllowed, match="a_label"):
            await label(cases, order, **said)
    assert order.problem_kind == ""
