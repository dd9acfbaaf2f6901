"""Hundreds of random towns: no move outside the tables, exempted orders keep owing their answer, chains stay whole.

The rules are said here a second time, from the tables' own files and the issue, not by calling the code under test.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.clock import CHINA
from config.errors import FenliuError, MoveIncomplete, MoveNotAllowed
from orders.actor import Actor
from orders.book import OrderBook
from orders.cases.book import Cases
from orders.cases.exemptions import Exemptions
from orders.cases.guards import Facts
from orders.cases.making import make
from orders.cases.state import CaseState, advance, replay
from orders.ledger import broken, digest
from orders.life_state import Step
from orders.tables import Order
from tests.conftest import StandingClock
from tests.orders.cases.people import DESK, REVIEWER
from tests.orders.drafts import draft

RUNS = 5000
STEPS = 20
START = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)
FOLDER = Path(__file__).parents[3] / "orders" / "cases"
TABLES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.yaml")}
ROLES = ("resident", "dispatcher", "reviewer", "supervisor", "unit", "co_unit", "system")
UNITS = ("housing", "market", "fire", "community:willow", "")
LISTS = {
    "goes_along": ["issue", "parties"],
    "units": ["market", "fire"],
    "participants": ["王家", "李家", "社区"],
    "parties": ["王家"],
}
CHOICES = {
    "level": ("street", "department", "district", "village"),
    "problem_kind": ("legacy", "private_gain", "troublemaker", ""),
    "unit": ("housing", "market"),
    "told_legal_way": (True, "是", False, "说过"),
    "legal_channel": ("court", "arbitration", "police"),
}
NOT_AGREED = {"place", "meeting_time", "name", "phone"}
SEEN: Counter[tuple[str, str]] = Counter()
SAID: set[str] = set()


class Somebody:
    """Whoever tries things, mostly sensible ones."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def row(self, kind: str, state: str) -> dict[str, Any]:
        """A move, mostly one that leads on from here, and rather not to the end at once."""
        rows = TABLES[kind]["moves"]
        likely = [row for row in rows if state in row["from"]]
        choice = likely if likely and self.random.random() < 0.9 else rows
        states = TABLES[kind]["states"]
        weights = [1 if states.get(row.get("to", state), {}).get("end") else 3 for row in choice]
        found: dict[str, Any] = self.random.choices(choice, weights)[0]
        return found

    def actor(self, row: dict[str, Any]) -> Actor:
        """Who tries it, mostly in a fitting role."""
        role = self.random.choice(row["by"] if self.random.random() < 0.9 else ROLES)
        unit = self.random.choice(UNITS) if role in {"unit", "co_unit"} or self.random.random() < 0.1 else ""
        return Actor(self.random.choice("甲乙丙"), role, unit)

    def said(self, row: dict[str, Any], now: datetime) -> dict[str, Any]:
        """What is said with it, sometimes with something left out or too much."""
        names = [*row.get("needs", ()), *row.get("may", ())]
        told = {name: self.word(name, now) for name in names if self.random.random() < 0.97}
        return {name: value for name, value in told.items() if name not in NOT_AGREED or self.random.random() < 0.1}

    def word(self, name: str, now: datetime) -> Any:
        """One thing that is said."""
        random = self.random
        if name in {"expires_at", "answer_by"}:
            return now + timedelta(days=random.choice((-1, 1, 5, 40)))
        if name == "consent_at":
            return now - timedelta(hours=random.choice((0, 1, 1, -1)))
        if name == "look_again_on":
            return now.date() + timedelta(days=random.choice((-1, 3)))
        if name in LISTS:
            return LISTS[name] if random.random() < 0.95 else []
        return random.choice(CHOICES.get(name, (*["写明了"] * 15, "")))


def check_table(kind: str, before: CaseState, step: Step, said: dict[str, Any]) -> None:
    """The step stands in the table's file: from, to, who, and what must be said."""
    fitting = [
        row
        for row in TABLES[kind]["moves"]
        if row["move"] == step.move
        and before.state in row["from"]
        and step.role in row["by"]
        and step.status == row.get("to", before.state)
        and all(said.get(name) not in (None, "", []) for name in row.get("needs", ()))
    ]
    assert fitting, (kind, before.state, step)


def check_step(kind: str, before: CaseState, step: Step, actor: Actor, said: dict[str, Any]) -> None:
    """The rules of the issue, said again."""
    code = (kind, step.move)
    if code in {("exemption", "grant"), ("exemption", "refuse")}:
        assert actor.name != before.opened_by
        assert not actor.unit or actor.unit != before.opener_unit
    if code == ("council", "open"):
        assert not NOT_AGREED & {name for name, value in said.items() if value}
        assert step.data["unit"].startswith("community")
        assert datetime.fromisoformat(step.data["consent_at"]) <= step.at
        assert not set(step.data) & {"issue", "parties"}
    if code == ("joint_help", "open"):
        assert said["basis"]
        assert said["level"] != "village"
    if code in {("joint_help", "report"), ("joint_help", "decline")}:
        assert set(before.data["answers"][actor.unit]) == {"by"}
    if code == ("restraint", "hand_over"):
        assert actor.role == "supervisor"
    if code == ("restraint", "lapse"):
        assert before.expires_at is not None
        assert before.expires_at <= step.at
    if code == ("three_step", "open"):
        assert said["told_legal_way"] in {True, "是"}
    if code == ("three_step", "consult"):
        assert said["legal_advice"]
        assert before.state in {"talked", "consulted"}
    if kind == "restraint" and actor.role == "system":
        assert step.status in {"noticed", "lapsed"}


def live(kind: str, somebody: Somebody) -> list[Step]:
    """One case of a kind, and all that somebody managed to do with it."""
    state, now, log = CaseState(kind), START, list[Step]()
    for _ in range(STEPS):
        now += timedelta(hours=somebody.random.choice((1, 24, 24 * 7)))
        row = somebody.row(kind, state.state)
        actor, said = somebody.actor(row), somebody.said(row, now)
        facts = Facts(
            "housing", somebody.random.random() < 0.1, now + timedelta(days=30), somebody.random.random() < 0.9
        )
        if row["move"] == "open":
            said["unit"] = (
                "" if kind != "council" else somebody.random.choice(("community:willow", "community:willow", "housing"))
            )
        try:
            _, step, _ = make(state, row["move"], actor, said, now, facts=facts)
        except (MoveNotAllowed, MoveIncomplete) as refused:
            SAID.add(refused.say)
            continue
        check_table(kind, state, step, said)
        check_step(kind, state, step, actor, said)
        state = advance(state, step)
        log.append(step)
        SEEN[kind, step.move] += 1
        assert (state.ended_at is not None) == bool(TABLES[kind]["states"][state.state].get("end"))
    assert replay(kind, log) == state
    return log


def check_chain(log: list[Step]) -> None:
    """The chain is whole, and no step can be changed, dropped or swapped without showing."""
    told, head = list[tuple[Step, str]](), ""
    for step in log:
        head = digest(head, "C1", step)
        told.append((step, head))
    assert broken("C1", told) is None
    for at in range(len(told) - 1):
        assert broken("C1", told[:at] + told[at + 1 :]) == at + 1


@settings(max_examples=RUNS, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=2**63), kind=st.sampled_from(sorted(TABLES)))
def test_no_case_leaves_its_table(seed: int, kind: str) -> None:
    """平谷下交群评, 申诉-剔除, 吹哨报到, 软限频, 风险预感, 南京三步曲: random moves of random people."""
    check_chain(live(kind, Somebody(seed)))


def test_the_random_cases_went_everywhere() -> None:
    """The property means something: every move of every table was made many times."""
    if not SEEN:
        for seed in range(1200):
            live(sorted(TABLES)[seed % len(TABLES)], Somebody(seed))
    every = {(kind, row["move"]) for kind, table in TABLES.items() for row in table["moves"]}
    assert {one: SEEN[one] for one in every if SEEN[one] < 3} == {}
    assert len(SAID) > 30
    assert [say for say in SAID if not say.endswith("。") or "missing" in say] == []


@pytest.mark.parametrize("seed", range(12))
async def test_what_runs_beside_an_order_never_answers_it(
    cases: Cases, book: OrderBook, clock: StandingClock, seed: int
) -> None:
    """平谷申诉-剔除: whatever cases do in the database, the order owes its answer as before; the logs are whole."""
    order = await book.file(draft(), key="order")
    await book.life.move(order, "dispatch", DESK, lead="housing", level="department", basis="派单目录")
    due, somebody = order.due_at, Somebody(seed)
    asked = await Exemptions(cases).request(order, Actor("丁", "unit", "housing"), key="x", text="申请", basis="办法")
    await Exemptions(cases).grant(asked, REVIEWER, "属实")
    assert order.exempted
    for n in range(40):
        clock.forward(hours=somebody.random.choice((1, 30)))
        await something(cases, order, somebody, n)
        assert (order.status, order.due_at, order.result, order.resolved_at) == ("dispatched", due, "", None)
    granted = [case for case in await cases.list("exemption", open_only=False) if case.state == "granted"]
    assert order.exempted == bool(granted)
    assert await book.life.check(order) == ""
    for kind in TABLES:
        for case in await cases.list(kind, open_only=False):
            assert await cases.check(case) == ""


async def something(cases: Cases, order: Order, somebody: Somebody, n: int) -> None:
    """One thing somebody tries with the cases about an order; refused as a whole, or done as a whole."""
    kind = somebody.random.choice(("exemption", "exemption", "exemption", *TABLES))
    known = await cases.list(kind, open_only=False)
    case = somebody.random.choice(known) if known and somebody.random.random() < 0.8 else None
    row = somebody.row(kind, case.state if case else "")
    said = somebody.said(row, cases.clock.now())
    said.pop("order", None)
    try:
        async with cases.session.begin_nested():
            if case is not None and row["move"] != "open":
                await cases.move(case, row["move"], somebody.actor(row), **said)
            elif row["move"] == "open":
                about = None if kind == "restraint" else order
                unit = "community:willow" if kind == "council" else ""
                actor = Actor("甲", "unit", "housing") if kind == "exemption" else somebody.actor(row)
                await cases.open(kind, key=str(n), actor=actor, order=about, unit=unit, **said)
    except FenliuError as refused:
        SAID.add(refused.say)
