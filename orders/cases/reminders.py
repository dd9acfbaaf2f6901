"""What must not be forgotten: cases in which nothing has happened for too long, and soft limits that are over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from config.region import Region
from orders.actor import SYSTEM
from orders.case_tables import Alert, Case, CaseEvent
from orders.cases.alerts import LATE, UNANSWERED
from orders.cases.book import Cases
from orders.cases.kinds import KINDS, open_states
from orders.cases.rows import name_of_state
from orders.life_state import day, moment


@dataclass(frozen=True)
class Reminder:
    """One thing to tell the staff. `once` keeps it from being told twice; `unit` empty: the supervisors."""

    case: Case
    once: str
    text: str
    unit: str = ""


class Reminders:
    """Looks through the open cases, within one database session."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases

    async def due(self, now: datetime) -> list[Reminder]:
        """Everything that waits too long at `now`; the same again after each further period."""
        region = self.cases.region
        found = [_RULES[case.kind](region, case, last, now) for case, last in await self._open() if case.kind in _RULES]
        return list(chain.from_iterable(found))

    async def remind(self, now: datetime) -> list[Alert]:
        """Ends what is over, and tells the staff what waits, each once; what was told now."""
        for case in await self.cases.list("restraint"):
            if case.expires_at is not None and case.expires_at <= now:
                await self.cases.move(case, "lapse", SYSTEM)
        say = self.cases.alerts.say
        told = [
            await say(one.case, f"{one.case.kind}_late", one.once, one.text, unit=one.unit)
            for one in await self.due(now)
        ]
        return [alert for alert in told if alert is not None]

    async def _open(self) -> list[tuple[Case, datetime]]:
        """Every open case with the moment of its last step, oldest first."""
        numbers: tuple[Any, Any] = (
            col(CaseEvent.case_id).label("case_id"),
            func.max(col(CaseEvent.sequence)).label("sequence"),
        )
        newest = select(*numbers).group_by(col(CaseEvent.case_id)).subquery()
        states = [(col(Case.kind) == kind) & col(Case.state).in_(open_states(kind)) for kind in KINDS]
        anything = states[0]
        for state in states[1:]:
            anything |= state
        wanted = select(Case, col(CaseEvent.at)).join(newest, newest.c.case_id == col(Case.id))
        wanted = wanted.join(
            CaseEvent, (col(CaseEvent.case_id) == newest.c.case_id) & (col(CaseEvent.sequence) == newest.c.sequence)
        )
        rows = await self.cases.session.execute(wanted.where(anything).order_by(col(Case.id)))
        return [(row[0], row[1]) for row in rows.all()]


def _council(region: Region, case: Case, last: datetime, now: datetime) -> Iterator[Reminder]:
    """平谷 (facts 5.5): never silently dead."""
    if times := _periods(last, now, region.limits.council_step_days):
        text = f"{case.receipt}“{name_of_state(case)}”已 {(now - last).days} 天没有进展，请往下走，或写明理由退回热线。"
        yield Reminder(case, f"{LATE} {last:%Y%m%d%H%M} {times}", text, case.unit)
        if times > 1:
            yield Reminder(case, f"{LATE} {last:%Y%m%d%H%M} {times} boss", text)


def _exemption(region: Region, case: Case, last: datetime, now: datetime) -> Iterator[Reminder]:
    due = region.calendar.due(last, region.limits.exemption_working_days)
    if now > due:
        times = (now - due).days
        yield Reminder(case, f"{LATE} {times}", f"剔除申请 {case.receipt} 过了审核时限，请审核。")


def _joint_help(region: Region, case: Case, last: datetime, now: datetime) -> Iterator[Reminder]:
    """A whistle that nobody hears goes to the supervisor (facts 5.2 吹不响)."""
    for unit, answer in case.data["answers"].items():
        by = moment(answer["by"])
        if by is not None and by < now and not {"reported_at", "declined_at"} & set(answer):
            name = region.unit_by_code(unit).name
            yield Reminder(case, f"{UNANSWERED} {unit} {answer['by']}", f"吹哨 {case.receipt}：{name}到时没有答复。")
    if times := _periods(last, now, region.limits.council_step_days):
        text = f"吹哨 {case.receipt}“{name_of_state(case)}”已 {(now - last).days} 天没有进展，请了结。"
        yield Reminder(case, f"{LATE} {last:%Y%m%d%H%M} {times}", text)


def _restraint(_region: Region, case: Case, last: datetime, now: datetime) -> Iterator[Reminder]:
    if case.state == "noticed" and (times := _periods(last, now, 1)):
        yield Reminder(case, f"{LATE} {times}", f"{case.receipt} 还没有人看：请看看这位居民要什么，或结束它。")


def _warning(region: Region, case: Case, last: datetime, now: datetime) -> Iterator[Reminder]:
    again = day(case.data.get("look_again_on")) if case.state == "watched" else None
    if again is not None:
        if again <= now.date():
            yield Reminder(case, f"again {again}", f"预警 {case.receipt} 约好今天再看。")
        return
    if times := _periods(last, now, region.limits.council_step_days):
        text = f"预警 {case.receipt}“{name_of_state(case)}”已 {(now - last).days} 天没人看，请关注、转出或结束。"
        yield Reminder(case, f"{LATE} {last:%Y%m%d%H%M} {times}", text)


def _objection(_region: Region, case: Case, _last: datetime, now: datetime) -> Iterator[Reminder]:
    """The resident was told a day; it is kept, or the supervisors hear of it every day."""
    by = moment(case.data.get("answer_by"))
    if by is not None and by < now:
        text = f"边界申诉 {case.receipt} 过了答应居民的日子（{by:%m-%d}），请今天就看。"
        yield Reminder(case, f"{LATE} {(now - by).days}", text)


def _three_step(region: Region, case: Case, last: datetime, now: datetime) -> Iterator[Reminder]:
    """南京 (facts 5.3): whoever took it on by hand sees it through."""
    if times := _periods(last, now, region.limits.council_step_days):
        text = (
            f"三步曲 {case.receipt}“{name_of_state(case)}”已 {(now - last).days} 天没有进展，请往下走，或写明理由停下。"
        )
        yield Reminder(case, f"{LATE} {last:%Y%m%d%H%M} {times}", text)


def _periods(last: datetime, now: datetime, days: int) -> int:
    """How many whole periods without a step."""
    return max(0, (now - last) // timedelta(days=days))


_RULES: Mapping[str, Callable[[Region, Case, datetime, datetime], Iterator[Reminder]]] = {
    "council": _council,
    "exemption": _exemption,
    "joint_help": _joint_help,
    "objection": _objection,
    "restraint": _restraint,
    "three_step": _three_step,
    "warning": _warning,
}
