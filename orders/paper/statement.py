"""工单处理说明书: how an order was handled, on which policy and with whom it was coordinated, as plain values.

Whoever closes an order without having solved it owes this document: articles of policy and records of coordination
(facts 5.1, 拱墅). Nothing here reads a database. What is empty is left out of the document; persons are masked when it
is printed, whatever was filled in. Moments are local time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any

from config.masking import mask

HIDDEN = "（保密工单，不显示）"
FULL_NAME = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff·]{2,}(?<!先生|女士|同志|老师|经理|师傅|阿姨|大爷|大妈|居民)"
)
KEPT = frozenset({"number", "head", "digest", "policies", "next_steps"})
"""Digits of the record, law and telephone numbers of offices: they belong to nobody."""


@dataclass(frozen=True)
class Step:
    """One row of 办理经过."""

    at: datetime
    what: str
    """The step in two or four characters: 派单, 签收, 首次联系."""
    by: str
    """Unit or role, never the name of a resident."""
    note: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Return:
    """退单: who sent the order back, why, and what somebody else judged of it."""

    at: datetime
    by: str
    reason: str
    basis: str = ""
    proposed: str = ""
    """The unit proposed instead."""
    judgement: str = ""
    """同意退单 or 不同意退单, with its basis; who judged."""


@dataclass(frozen=True)
class Consultation:
    """会商: who sat together and what they settled."""

    at: datetime
    participants: tuple[str, ...]
    conclusion: str
    assigned: str = ""
    """The unit that leads from then on."""


@dataclass(frozen=True)
class Coordination:
    """协调: one time that units spoke with each other or with the resident about the matter."""

    at: datetime
    participants: tuple[str, ...]
    what: str


@dataclass(frozen=True)
class Policy:
    """政策依据: the text that the handling rests on."""

    law: str
    article: str = ""
    text: str = ""
    """What the article says about this matter."""


@dataclass(frozen=True)
class Decided:
    """决策记录 (容错): who decided what on which text, with the short digest of the event in the chain."""

    at: datetime
    by: str
    what: str
    basis: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Statement:
    """Everything the document says, in the order in which it says it."""

    number: str
    title: str
    region: str
    """The name of the city or district whose hotline signs."""
    requester: str
    """张先生, 匿名, or a full name, which is then shortened wherever it stands."""
    filed_at: datetime
    appeal_type: str = ""
    matter: str = ""
    demand: str = ""
    place: str = ""
    occurred: str = ""
    """When it happened, in the resident's words."""
    confidential: bool = False
    voices: int = 1
    """Residents who brought the same matter, the first included (并单)."""

    lead: str = ""
    co: tuple[str, ...] = ()
    dispatch_basis: str = ""
    due_at: datetime | None = None
    resolved_at: datetime | None = None

    steps: tuple[Step, ...] = ()
    returns: tuple[Return, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    coordinations: tuple[Coordination, ...] = ()

    closure: str = ""
    """已解决, 解释说明, 转法定途径, 暂无法解决 or 终止办理."""
    result: str = ""
    """What the resident was told."""
    policies: tuple[Policy, ...] = ()
    look_again: date | None = None
    """复查日期: when an order that cannot be solved now is looked at again."""
    decisions: tuple[Decided, ...] = ()
    next_steps: tuple[str, ...] = ()
    """What the resident may do who does not agree: where, until when, with what."""

    head: str = ""
    """The digest of the last event: whoever has the record can check that this is all of it."""
    printed_at: datetime | None = None
    printed_by: str = ""

    def masked(self) -> Statement:
        """The same with nothing in it that names a person: numbers hidden, the requester as 张**.

        Of a confidential order (济南条例32) only the steps, units, times and texts of law remain: what people wrote
        in their own words could tell who complained.
        """
        name, short = self.requester, short_name(self.requester)
        safe: Statement = _each_text(self, lambda text: mask(text.replace(name, short) if len(name) > 1 else text))
        return _secret(safe) if safe.confidential else safe


def short_name(name: str) -> str:
    """张** for 张三丰; what is no full name (张先生, 匿名, 张**) stays as it is."""
    return name if name == "匿名" or not FULL_NAME.fullmatch(name) else name[0] + "**"


def _secret(one: Statement) -> Statement:
    return replace(
        one,
        title=HIDDEN,
        requester=HIDDEN,
        matter=HIDDEN,
        demand="",
        place=HIDDEN,
        occurred="",
        result=HIDDEN if one.result else "",
        steps=tuple(replace(step, note="") for step in one.steps),
        returns=tuple(replace(back, reason=HIDDEN, judgement=HIDDEN if back.judgement else "") for back in one.returns),
        consultations=tuple(replace(talk, conclusion=HIDDEN) for talk in one.consultations),
        coordinations=tuple(replace(talk, what=HIDDEN) for talk in one.coordinations),
    )


def _each_text(value: Any, safe: Callable[[str], str]) -> Any:
    """`value` with every text in it made `safe`, at every depth."""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, tuple):
        return tuple(_each_text(one, safe) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        touched = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in KEPT}
        return replace(value, **{name: _each_text(one, safe) for name, one in touched.items()})
    return value
