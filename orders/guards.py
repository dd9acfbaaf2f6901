"""When a move is allowed. A guard gives the sentence that refuses, or nothing; each stands in orders/moves.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orders.actor import Actor
from orders.closures import closures, says_something
from orders.life_state import LifeState, day

COMMUNITY = "community"
SYSTEM_NAME = "分流"


@dataclass(frozen=True)
class Rules:
    """What of the region's limits the guards ask for."""

    community_list: frozenset[str] = frozenset()
    """Codes of what a community may lead (facts 5.4: three classes)."""
    returns_to_consultation: int = 3
    longest_extension_days: int = 10
    result_characters: int = 15


@dataclass(frozen=True)
class Asked:
    """One move as somebody wants to make it."""

    state: LifeState
    said: Mapping[str, Any]
    actor: Actor
    at: datetime
    rules: Rules


Guard = Callable[[Asked], str]


def third_return(asked: Asked) -> bool:
    """Condition: this return is the one that goes to consultation by itself."""
    return asked.state.returns + 1 >= asked.rules.returns_to_consultation


CONDITIONS: Mapping[str, Callable[[Asked], bool]] = {"third_return": third_return}


def _may_lead(asked: Asked) -> str:
    """A community leads only what its list gives it (北京条例17: 不得把社区职责清单以外的事交给社区)."""
    lead, level = str(asked.said["lead"]), asked.said["level"]
    if not (lead == COMMUNITY or lead.startswith(f"{COMMUNITY}:") or level == COMMUNITY):
        return ""
    duty = asked.said.get("community_class", "")
    if duty in asked.rules.community_list:
        return ""
    return "这件事不在社区职责清单里，社区不能主办。请派给有权的部门或街道；需要社区帮忙的，把社区列为协办。"


def _own_unit(asked: Asked) -> str:
    if asked.actor.role != "unit" or asked.actor.unit == asked.state.lead_code:
        return ""
    return f"这张工单由{asked.state.lead_unit or asked.state.lead_code}主办，只有主办单位能做这一步。"


def _own_or_co(asked: Asked) -> str:
    if asked.actor.unit in (asked.state.lead_code, *asked.state.co_units):
        return ""
    return "这张工单不是您单位主办或协办的。"


def _new_co_unit(asked: Asked) -> str:
    known = asked.said["co"] in (asked.state.lead_code, *asked.state.co_units)
    return "这个单位已经在办这张工单了。" if known else ""


def _not_designated(asked: Asked) -> str:
    return "这张工单已经会商定责，不能再退单或另议；有困难请申请协办或延期。" if asked.state.designated else ""


def _in_return_time(asked: Asked) -> str:
    late = asked.state.return_by is not None and asked.at > asked.state.return_by
    return f"退单要在 {asked.state.return_by:%m-%d %H:%M} 前提出，过了就算接受了。" if late else ""


def _not_the_dispatcher(asked: Asked) -> str:
    state, name = asked.state, asked.actor.name
    if name == state.dispatched_by and name != SYSTEM_NAME:
        return "这张工单是您派的，退单要由别人来审。"
    return "退单是您提的，要由别人来审。" if name == state.returned_by else ""


def _not_who_resolved(asked: Asked) -> str:
    return "这张工单是您办结的，维持答复要由别人来定。" if asked.actor.name == asked.state.resolved_by else ""


def _return_was_refused(asked: Asked) -> str:
    return "" if asked.state.return_refused else "退单被驳回之后才能上提会商。"


def _extension_asked(asked: Asked) -> str:
    return "" if asked.state.extension_asked else "没有等着审批的延期申请。"


def _not_who_asked(asked: Asked) -> str:
    return "延期是您申请的，要由别人来批。" if asked.actor.name == asked.state.extension_by else ""


def _may_extend(asked: Asked) -> str:
    longest, days = asked.rules.longest_extension_days, int(asked.said["days"])
    if asked.state.extension_asked:
        return "上一次延期申请还没有审批。"
    if not 0 < days <= longest - asked.state.extension_days:
        return f"一共最多延期 {longest} 个工作日，还能申请 {longest - asked.state.extension_days} 天。"
    return "正在等居民补充，时限已经停了，不用延期。" if asked.state.paused_at else ""


def _not_paused(asked: Asked) -> str:
    return "已经在等居民补充了。" if asked.state.paused_at else ""


def _is_paused(asked: Asked) -> str:
    return "" if asked.state.paused_at else "现在没有在等居民补充，时限正常在走。"


def _contacted(asked: Asked) -> str:
    return "" if asked.state.first_contact_at else "还没有联系过诉求人，先联系再办结。"


def _evidence(asked: Asked) -> str:
    """What this way of closing needs on record (facts 5.1 拱墅; 潍坊条例21: ending is judged by somebody else)."""
    closure = closures().get(str(asked.said["closure_type"]))
    if closure is None:
        return f"办结类型只能是：{'、'.join(one.name for one in closures().values())}。"
    missing = [name for name in closure.needs if not str(asked.said.get(name) or "").strip()]
    if missing:
        return f"按“{closure.name}”办结还要写明：{'、'.join(WORDS_ZH.get(name, name) for name in missing)}。"
    if closure.coordination and not asked.state.coordinations:
        return f"按“{closure.name}”办结要有协调记录（跟谁协调、结果怎样），先补上再办结。"
    if "approver" in closure.needs and asked.said["approver"] == asked.actor.name:
        return "终止办理要由经办人以外的人审核同意。"
    revisit = day(asked.said.get("revisit_on"))
    if revisit is not None and revisit <= asked.at.date():
        return "复查日期要在今天以后。"
    return ""


def _plain_result(asked: Asked) -> str:
    if says_something(str(asked.said["result"]), asked.rules.result_characters):
        return ""
    return "办理结果要写清做了什么、结果怎样，不能只有套话。"


def _lone_voice(asked: Asked) -> str:
    return "" if asked.state.voices == 1 else "还有别的居民反映的同一件事并在这张单里，不能整单撤回；可以先拆单再撤。"


def _was_handled(asked: Asked) -> str:
    return "" if asked.state.lead_code and asked.state.resolved_at else "这张工单没有办结过，不能重办。"


def _revisit_is_due(asked: Asked) -> str:
    revisit = asked.state.revisit_on
    if asked.state.closure_type != "unsolvable_now" or revisit is None:
        return "这张工单没有约定复查日期。"
    return "" if revisit <= asked.at.date() else f"复查日期是 {revisit:%Y-%m-%d}，还没到。"


def _not_denied(asked: Asked) -> str:
    return "诉求人说没有解决，要重办或者由人核实，不能直接归为已回访。" if asked.said.get("solved") == "no" else ""


def _has_voices(asked: Asked) -> str:
    return "" if asked.state.voices > int(asked.said["voices"]) else "这张单里没有这么多份诉求。"


def _is(column: str, refusal: str) -> Guard:
    return lambda asked: "" if getattr(asked.state, column) else refusal


def _is_not(column: str, refusal: str) -> Guard:
    return lambda asked: refusal if getattr(asked.state, column) else ""


WORDS_ZH: Mapping[str, str] = {
    "basis": "依据", "reason": "理由", "proposed_unit": "建议单位", "note": "说明", "how": "联系方式", "days": "天数",
    "participants": "参加单位", "minutes": "会商纪要", "lead": "主办单位", "level": "层级", "closure_type": "办结类型",
    "result": "办理结果", "policy_basis": "政策依据", "channel": "法定途径", "revisit_on": "复查日期",
    "approver": "审核人", "into": "主单", "why": "为什么是同一件", "co": "协办单位", "order": "工单",
    "due_at": "办理时限", "accept_by": "签收时限", "voices": "份数", "stopped": "停了几分钟",
    "contacted": "联系了没有", "solved": "解决了没有", "satisfied": "满意几分", "unanswered": "没有回应回访",
}  # fmt: skip
"""The Chinese name of everything that can be said with a move."""

GUARDS: Mapping[str, Guard] = {
    "may_lead": _may_lead,
    "own_unit": _own_unit,
    "own_or_co": _own_or_co,
    "new_co_unit": _new_co_unit,
    "not_designated": _not_designated,
    "in_return_time": _in_return_time,
    "not_the_dispatcher": _not_the_dispatcher,
    "not_who_resolved": _not_who_resolved,
    "return_was_refused": _return_was_refused,
    "extension_asked": _extension_asked,
    "not_who_asked": _not_who_asked,
    "may_extend": _may_extend,
    "not_paused": _not_paused,
    "is_paused": _is_paused,
    "contacted": _contacted,
    "evidence": _evidence,
    "plain_result": _plain_result,
    "lone_voice": _lone_voice,
    "was_handled": _was_handled,
    "revisit_is_due": _revisit_is_due,
    "not_denied": _not_denied,
    "has_voices": _has_voices,
    "is_paired": _is("conflict_with", "这张工单没有配对的相反诉求。"),
    "is_doubtful": _is("doubtful", "这张工单没有被标为疑似虚假办结。"),
    "not_exempted": _is_not("exempted", "这张工单已经剔除考核了。"),
    "is_exempted": _is("exempted", "这张工单没有剔除考核。"),
}
