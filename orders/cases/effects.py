"""What a step of a case brings about elsewhere: an order exempted, a co-unit added, somebody told. Same transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from orders.actor import SYSTEM, Actor
from orders.book import OrderBook
from orders.case_tables import Case
from orders.cases.kinds import table
from orders.cases.state import CARD
from orders.life_state import Step
from orders.moves import rows
from orders.tables import Order

if TYPE_CHECKING:
    from orders.cases.book import Cases

KIND = "objection"
"""The kind of its alerts."""
Effect = Callable[["Cases", Case, Step, Order | None], Awaitable[None]]


async def _exempt(cases: Cases, case: Case, step: Step, order: Order | None) -> None:
    """平谷 申诉-剔除 (facts 5.5): touches the score, and nothing else."""
    if order is not None:
        reason = f"申诉剔除 {case.receipt}"
        await cases.life.move(order, "exempt", _actor(step), reason=reason, basis=step.data["basis"])


async def _unexempt(cases: Cases, _case: Case, step: Step, order: Order | None) -> None:
    if order is not None and order.exempted:
        await cases.life.move(order, "unexempt", _actor(step), basis=step.data["basis"])


async def _asked_for_exemption(cases: Cases, case: Case, step: Step, _order: Order | None) -> None:
    text = f"{step.data['order']} 的主办单位申请剔除考核（{case.receipt}），请由别人审核。答复照常要给。"
    await cases.alerts.say(case, "exemption_asked", "asked", text)


async def _handed_over(cases: Cases, case: Case, _step: Step, _order: Order | None) -> None:
    text = f"居民同意把一件事交给你们议事（{case.receipt}），请领交接卡，商量后把经过记上。"
    await cases.alerts.say(case, "council_new", "handed over", text, unit=case.unit)


async def _given_back(cases: Cases, case: Case, step: Step, _order: Order | None) -> None:
    """A matter that comes back is the hotline's again, never nobody's."""
    text = f"议事会退回 {case.receipt}：{step.data['reason']}。请接着办，已告诉居民下一步：{step.data['next_step']}"
    await cases.alerts.say(case, "council_back", f"back {step.sequence}", text)


async def _withdrawn(cases: Cases, case: Case, _step: Step, _order: Order | None) -> None:
    text = f"居民撤回了 {case.receipt}，请不要再议，交接卡已经收回。"
    await cases.alerts.say(case, "council_withdrawn", "withdrawn", text, unit=case.unit)


async def _called(cases: Cases, case: Case, step: Step, _order: Order | None) -> None:
    level = table("joint_help").head["levels_zh"][case.data["level"]]
    for unit in step.data["units"]:
        text = f"{level}吹哨 {case.receipt}：{case.data['matter']}。依据：{step.data['basis']}。请报到，或写明依据。"
        await cases.alerts.say(case, "joint_help", f"called {step.sequence} {unit}", text, unit=unit)


async def _reported(cases: Cases, case: Case, step: Step, order: Order | None) -> None:
    """Whoever reports becomes a co-unit of the order (北京条例16), where it stands so that one can be added."""
    unit = str(step.data["by_unit"])
    if order is None or unit in (order.lead_code, *order.co_units):
        return
    name = cases.region.unit_by_code(unit).name
    if rows("add_co_unit", order.status):
        reason = f"吹哨报到 {case.receipt}：{name}报到"
        await cases.life.move(order, "add_co_unit", SYSTEM, co=unit, reason=reason)
        return
    text = f"{name}已报到（{case.receipt}），但工单 {order.number} 现在不能加协办，请在派单时列为协办。"
    await cases.alerts.say(case, "joint_help_co", f"co {unit}", text)


async def _declined(cases: Cases, case: Case, step: Step, _order: Order | None) -> None:
    level = table("joint_help").head["levels_zh"][case.data["level"]]
    name = cases.region.unit_by_code(str(step.data["by_unit"])).name
    text = f"{name}说不能到场（{case.receipt}），依据：{step.data['basis']}。已提到{level}，请定由谁来。"
    await cases.alerts.say(case, "joint_help_up", f"up {step.sequence}", text)


async def _objected(cases: Cases, case: Case, step: Step, _order: Order | None) -> None:
    by = str(step.data["answer_by"])[:10]
    text = f"居民不同意“{case.title or step.data['about']}”的答复（{case.receipt}），请在 {by} 前看过并写明理由。"
    await cases.alerts.say(case, KIND, "asked", text)


async def _upheld(cases: Cases, case: Case, step: Step, _order: Order | None) -> None:
    """A person goes on with it at once; the resident need not come back for that."""
    said = case.data.get(CARD, {})
    tried = [f"objection upheld: {step.data['reason']}（{case.receipt}，{step.actor}）"]
    packet = {
        "channel": case.channel, "account": case.account, "title": case.title, "tried": tried,
        "words": [one for one in (said.get("words"), said.get("why")) if one],
        "card": step.data.get("right_card") or case.data["about"], "candidates": [], "fields": {},
        "decisions": [said["decision"]] if said.get("decision") else [],
    }  # fmt: skip
    book = OrderBook(cases.session, cases.region, cases.clock)
    handoff = await book.hand_off(packet, "objection upheld", f"objection:{case.receipt}")
    told = cases.told(case, step) | {"handoff": handoff.receipt}
    cases.life.notices.of_case(case, "objection_upheld", told, step.at)


async def _many_contacts(cases: Cases, case: Case, step: Step, _order: Order | None) -> None:
    if step.role == SYSTEM.role:
        text = f"有一位居民今天说了 {step.data['contacts']} 回（{case.receipt}），请人看看怎么帮；不拦、不拒。"
        await cases.alerts.say(case, "contacts", "noticed", text)


async def _warned(cases: Cases, case: Case, _step: Step, _order: Order | None) -> None:
    await cases.alerts.say(case, "warning", "recorded", f"居民登记了一条预警（{case.receipt}），请看要不要转给谁。")


async def _passed_on(cases: Cases, case: Case, step: Step, _order: Order | None) -> None:
    text = f"转给你们看一条预警（{case.receipt}）：{step.data['note']}"
    await cases.alerts.say(case, "warning", f"passed on {step.sequence}", text, unit=case.unit)


async def _label(_cases: Cases, case: Case, _step: Step, order: Order | None) -> None:
    if order is not None:
        order.problem_kind = str(case.data.get("problem_kind", ""))
        order.root_conflict = str(case.data.get("root_conflict", ""))


async def _unlabel(_cases: Cases, _case: Case, _step: Step, order: Order | None) -> None:
    if order is not None:
        order.problem_kind = order.root_conflict = ""


async def _three_steps(cases: Cases, case: Case, step: Step, order: Order | None) -> None:
    """Each of the three steps stands in the order's log; talks of the lead unit count as coordination (facts 5.1)."""
    if order is None:
        return
    said = step.data.get("note") or step.data.get("result") or step.data.get("reason", "")
    note = f"三步曲 {case.receipt} {table('three_step').states[step.status].name}：{said}"
    actor, parties = _actor(step), step.data.get("participants")
    if parties and actor.role == "unit" and rows("coordinate", order.status):
        await cases.life.move(order, "coordinate", actor, note=note, participants=parties)
    elif rows("append", order.status):
        await cases.life.move(order, "append", SYSTEM, note=f"{note}（{actor.name}）")


def _actor(step: Step) -> Actor:
    """Who made the step, for the order's own log."""
    return Actor(step.actor, step.role, str(step.data.get("by_unit", "")))  # type: ignore[arg-type]


EFFECTS: Mapping[tuple[str, str], Effect] = {
    ("council", "open"): _handed_over,
    ("council", "give_back"): _given_back,
    ("council", "withdraw"): _withdrawn,
    ("exemption", "open"): _asked_for_exemption,
    ("exemption", "grant"): _exempt,
    ("exemption", "revoke"): _unexempt,
    ("joint_help", "open"): _called,
    ("joint_help", "call_more"): _called,
    ("joint_help", "report"): _reported,
    ("joint_help", "decline"): _declined,
    ("objection", "open"): _objected,
    ("objection", "uphold"): _upheld,
    ("restraint", "open"): _many_contacts,
    ("warning", "open"): _warned,
    ("warning", "pass_on"): _passed_on,
    **{("three_step", move): _three_steps for move in ("open", "contact", "talk", "consult", "finish", "stop")},
    ("label", "open"): _label,
    ("label", "change"): _label,
    ("label", "remove"): _unlabel,
}
