"""When a move of a case is allowed. A guard gives the sentence that refuses, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orders.actor import Actor
from orders.cases.kinds import table
from orders.cases.state import CaseState
from orders.life_state import day, moment

THREE = 3
TOLD = (True, "true", "是", "已告知")
"""How a worker says that the resident was told of the legal way, also on the command line."""


@dataclass(frozen=True)
class Facts:
    """What the guards ask of the world: the order's lead unit, whether another such case is open, the latest expiry,
    and whether a worker filed the order by hand."""

    lead_code: str = ""
    another_open: bool = False
    latest_expiry: datetime | None = None
    by_hand: bool = False


@dataclass(frozen=True)
class Asked:
    """One move as somebody wants to make it."""

    state: CaseState
    said: Mapping[str, Any]
    actor: Actor
    at: datetime
    facts: Facts


Guard = Callable[[Asked], str]


def _council(asked: Asked) -> str:
    """平谷 (facts 5.5): the village or community of the place, no department and no street office."""
    if str(asked.said.get("unit", "")).startswith("community"):
        return ""
    return "群评要交给事发地的村或社区议事会，请先选好是哪个村（社区）。"


def _only_agreed(asked: Asked) -> str:
    along, ask = list(asked.said["goes_along"]), table(asked.state.kind).head["ask"]
    if unknown := set(along) - set(ask):
        return f"可以一起交的只有固定几项，没有：{'、'.join(sorted(unknown))}。"
    if "issue" not in along:
        return "居民没有同意把争点告诉议事会，就不能交；请先问清楚。"
    extra = [name for name in ask if asked.said.get(name) not in (None, "", [], ()) and name not in along]
    if extra:
        names = "、".join(WORDS_ZH.get(name, name) for name in extra)
        return f"居民没有同意一起交：{names}。去掉后再提交。"
    return ""


def _already_agreed(asked: Asked) -> str:
    agreed = moment(asked.said["consent_at"])
    return "居民同意的时间不能在现在以后。" if agreed and agreed > asked.at else ""


def _nobody_yet(asked: Asked) -> str:
    """The resident reads of a unit only where one has it."""
    return "先登记，再转给能看的单位。" if asked.said.get("unit") else ""


def _own_case(asked: Asked) -> str:
    if asked.actor.role != "unit" or asked.actor.unit == asked.state.unit:
        return ""
    return "这件事没有交给您单位，不能替别的单位记。"


def _leads_the_order(asked: Asked) -> str:
    if asked.actor.unit and asked.actor.unit == asked.facts.lead_code:
        return ""
    return "只有主办单位能为自己主办的工单申请剔除。"


def _not_twice(asked: Asked) -> str:
    if not asked.facts.another_open:
        return ""
    return f"这张工单已经有{table(asked.state.kind).what}，还没了结或者已同意。"


def _another_person(asked: Asked) -> str:
    return "申请是您提的，要由别人来审。" if asked.actor.name == asked.state.opened_by else ""


def _another_unit(asked: Asked) -> str:
    same = asked.actor.unit and asked.actor.unit == asked.state.opener_unit
    return "申请是您单位提的，要由别的单位的人来审。" if same else ""


def _opener_unit(asked: Asked) -> str:
    return "" if asked.actor.unit == asked.state.opener_unit else "申请不是您单位提的。"


def _opener_or_desk(asked: Asked) -> str:
    if asked.actor.role != "unit" or asked.actor.unit == asked.state.opener_unit:
        return ""
    return "这一步由吹哨的单位或热线来做。"


def _a_level(asked: Asked) -> str:
    levels = table("joint_help").head["levels_zh"]
    if asked.said["level"] in levels:
        return ""
    return f"吹哨层级只能是：{'、'.join(levels.values())}。"


def _not_own_unit(asked: Asked) -> str:
    return "不能吹哨叫自己的单位。" if asked.actor.unit and asked.actor.unit in asked.said["units"] else ""


def _was_called(asked: Asked) -> str:
    return "" if asked.actor.unit in asked.state.data["answers"] else "这次吹哨没有叫您单位。"


def _not_answered(asked: Asked) -> str:
    answer = asked.state.data["answers"].get(asked.actor.unit, {})
    return "您单位已经答复过这次吹哨了。" if {"reported_at", "declined_at"} & set(answer) else ""


def _not_too_long(asked: Asked) -> str:
    until, latest = moment(asked.said["expires_at"]), asked.facts.latest_expiry
    if until is None or until <= asked.at:
        return "到期时间要在现在以后。"
    return f"最长只能到 {latest:%Y-%m-%d}。" if latest and until > latest else ""


def _expired(asked: Asked) -> str:
    until = asked.state.expires_at
    return "" if until and until <= asked.at else "还没有到期。"


def _not_expired(asked: Asked) -> str:
    return "" if _expired(asked) else "这项软限制已经到期，不起作用了。"


def _not_handed_over(asked: Asked) -> str:
    return "线索已经移送过了。" if asked.state.data.get("handed_over") else ""


def _later_day(asked: Asked) -> str:
    again = day(asked.said.get("look_again_on"))
    return "再看的日期要在今天以后。" if again and again <= asked.at.date() else ""


def _a_label(asked: Asked) -> str:
    kinds, kind = table("label").head["kinds"], asked.said.get("problem_kind")
    if kind and kind not in kinds:
        return f"问题类型只能是：{'、'.join(kinds.values())}。"
    return "" if kind or asked.said.get("root_conflict") else "要写明问题类型或核心矛盾。"


def _filed_by_hand(asked: Asked) -> str:
    """南京 (facts 5.3): only where a person took it on; the program itself never does."""
    return "" if asked.facts.by_hand else "三步曲只用在工作人员坚持受理、人工立的工单上。"


def _told_first(asked: Asked) -> str:
    return "" if asked.said["told_legal_way"] in TOLD else "请先告知诉求人这件事应走司法途径，再开始三步曲。"


def _a_legal_channel(asked: Asked) -> str:
    channels = table("three_step").head["channels"]
    if asked.said["legal_channel"] in channels:
        return ""
    return f"法定途径只能是：{'、'.join(f'{name}（{code}）' for code, name in channels.items())}。"


def _leads_or_desk(asked: Asked) -> str:
    if asked.actor.role != "unit" or asked.actor.unit == asked.facts.lead_code:
        return ""
    return "这一步由主办单位或热线来做。"


def _three_parties(asked: Asked) -> str:
    """Both sides and somebody between them."""
    named = asked.said["participants"]
    parties = named.replace("，", "、").split("、") if isinstance(named, str) else named
    return "" if len([one for one in parties if one]) >= THREE else "三方协商要写明三方：双方当事人和主持的一方。"


WORDS_ZH: Mapping[str, str] = {
    "about": "原来答复的卡片", "agreed": "商定的事", "answer_by": "答复时限", "basis": "依据",
    "committee": "哪个委员会", "consent_at": "居民同意的时间", "contacts": "次数", "decision": "当时的判断",
    "destination": "原来说的去向", "evidence": "证据", "expires_at": "到期时间",
    "legal_advice": "法律咨询（谁给的、怎么说）", "legal_channel": "应走的法定途径",
    "told_legal_way": "已告知应走司法", "goes_along": "居民同意一起交的内容", "issue": "争点", "level": "吹哨层级",
    "look_again_on": "再看的日期", "matter": "什么事", "meeting_time": "议事时间", "minutes": "议事记录",
    "name": "称呼", "next_meeting": "下次议事", "next_step": "下一步", "note": "说明", "opinion": "议事意见",
    "order": "工单", "participants": "谁参加", "parties": "当事人", "phone": "电话", "place": "地点",
    "problem_kind": "问题类型", "reason": "理由", "result": "结果", "right_card": "该按哪张卡片",
    "root_conflict": "核心矛盾", "text": "申请说明", "unit": "单位", "units": "叫哪些单位", "what": "担心什么",
    "when": "什么时候", "why": "居民的理由", "words": "居民的话",
}  # fmt: skip
"""The Chinese name of everything that can be said with a move."""

GUARDS: Mapping[str, Guard] = {
    "council": _council,
    "only_agreed": _only_agreed,
    "already_agreed": _already_agreed,
    "nobody_yet": _nobody_yet,
    "own_case": _own_case,
    "leads_the_order": _leads_the_order,
    "not_twice": _not_twice,
    "another_person": _another_person,
    "another_unit": _another_unit,
    "opener_unit": _opener_unit,
    "opener_or_desk": _opener_or_desk,
    "a_level": _a_level,
    "not_own_unit": _not_own_unit,
    "was_called": _was_called,
    "not_answered": _not_answered,
    "not_too_long": _not_too_long,
    "expired": _expired,
    "not_expired": _not_expired,
    "not_handed_over": _not_handed_over,
    "later_day": _later_day,
    "a_label": _a_label,
    "filed_by_hand": _filed_by_hand,
    "told_first": _told_first,
    "a_legal_channel": _a_legal_channel,
    "leads_or_desk": _leads_or_desk,
    "three_parties": _three_parties,
}
