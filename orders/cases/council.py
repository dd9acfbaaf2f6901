"""下交群评: what is the neighbours' own matter goes to the council of the village or community, if the resident agrees.

平谷 (facts 5.5): 提出 → 讨论 → 多次议 → 意见 → 委员会审议, or back. Law: 居委会、村委会组织法; consent 个保法13、17.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.clock import CHINA
from config.errors import CaseNotFound, MoveNotAllowed
from config.gazetteer import Person, Spot
from config.region import Region
from orders.actor import RESIDENT, Actor
from orders.case_tables import Case
from orders.cases.book import Cases
from orders.cases.guards import WORDS_ZH
from orders.cases.kinds import table
from orders.cases.rows import name_of_state
from orders.cases.state import CARD
from orders.tables import Order

UNKNOWN_PLACE = "还不知道是哪个村（社区），请先问清地点，再交给那里的议事会。"


@dataclass(frozen=True)
class HandoverCard:
    """交接卡: what the council gets to read, and only what the resident agreed to. `told`: heading and content."""

    receipt: str
    council: str
    told: tuple[tuple[str, str], ...]
    consent_at: datetime
    helpers: tuple[Person, ...]

    @property
    def text(self) -> str:
        """The card as lines of text."""
        lines = [f"群评交接卡 {self.receipt}", f"交给：{self.council}"]
        lines += [f"{name}：{value}" for name, value in self.told]
        lines.append(
            f"居民同意：{self.consent_at.astimezone(CHINA):%Y-%m-%d %H:%M} 同意转交以上内容，没写的没有同意，请不要打听"
        )
        if self.helpers:
            lines.append(f"可请：{'、'.join(_helper(person) for person in self.helpers)}")
        lines.append("请把每次谁来了、说了什么记上；议不成可以退回热线，写明理由和下一步。")
        return "\n".join(lines)


class Council:
    """The councils, within one database session."""

    def __init__(self, cases: Cases) -> None:
        self.cases = cases

    async def open(
        self,
        *,
        key: str,
        spot: Spot,
        consent_at: datetime | None,
        goes_along: Sequence[str],
        told: Mapping[str, Any],
        actor: Actor = RESIDENT,
        order: Order | None = None,
        title: str = "",
        channel: str = "",
        account: str = "",
    ) -> Case:
        """Hands a matter to the council of the place; of `told` only goes along what the resident agreed to.

        Raises:
            MoveNotAllowed: the village or community is not known, or the resident did not let the point at issue go.
            MoveIncomplete: the resident did not agree, or it is not said what about.
        """
        unit = self.cases.region.unit_at("community", spot)
        if unit is None:
            raise MoveNotAllowed(say=UNKNOWN_PLACE)
        agreed = {name: value for name, value in told.items() if name in goes_along}
        return await self.cases.open(
            "council", key=key, actor=actor, order=order, unit=unit.code, channel=channel, account=account,
            title=title or (order.title if order else ""), consent_at=consent_at, goes_along=list(goes_along), **agreed,
        )  # fmt: skip

    async def withdraw(self, case: Case, actor: Actor = RESIDENT, reason: str = "") -> Case:
        """Takes the consent back: nothing more is discussed, and the card is gone.

        Raises:
            MoveNotAllowed: it is over.
        """
        return await self.cases.move(case, "withdraw", actor, reason=reason)

    def card(self, case: Case) -> HandoverCard:
        """The handover card for the council.

        Raises:
            CaseNotFound: it is no council's case.
            MoveNotAllowed: the resident took the consent back.
        """
        if case.kind != "council":
            raise CaseNotFound
        if CARD not in case.data:
            raise MoveNotAllowed(say="居民已经撤回同意，交接卡收回了。")
        kept, along = case.data[CARD], set(case.data["goes_along"])
        told = [(WORDS_ZH[name], _words(kept[name])) for name in ask() if name in along and kept.get(name)]
        unit = self.cases.region.unit_by_code(case.unit)
        at = datetime.fromisoformat(case.data["consent_at"])
        return HandoverCard(case.receipt, unit.legal_name, tuple(told), at, helpers(self.cases.region, case.unit))

    async def progress(self, receipt: str, *, channel: str = "", account: str = "") -> dict[str, Any]:
        """Where it is, for whoever has the receipt; opinion and result only to the resident's own account.

        Raises:
            CaseNotFound: there is no such case that a resident may look up.
        """
        case = await self.cases.get(receipt)
        if case.kind != "council":
            raise CaseNotFound
        unit = self.cases.region.unit_by_code(case.unit)
        people = [_helper(person) for person in helpers(self.cases.region, case.unit)]
        events = await self.cases.events(case)
        names = table("council").states
        shown = {
            "receipt": case.receipt,
            "state": case.state,
            "state_zh": name_of_state(case, resident=True),
            "unit": unit.name,
            "phone": unit.phone,
            "helpers": people,
            "rounds": len(case.data.get("rounds", ())),
            "next_meeting": case.data.get("next_meeting", ""),
            "steps": [{"at": one.at.isoformat(), "what": names[one.state].resident} for one in events],
        }
        own = bool(account) and (channel, account) == (case.channel, case.account)
        told = ("opinion", "committee", "result", "reason", "next_step") if own else ()
        return shown | {name: case.data[name] for name in told if case.data.get(name)}


def ask() -> tuple[str, ...]:
    """What the resident is asked about, one by one, whether it may go along."""
    return tuple(table("council").head["ask"])


def helpers(region: Region, unit: str) -> tuple[Person, ...]:
    """The mediators and 法律明白人 (facts 5.1 城桥镇) of a community, by its unit."""
    community = region.places.communities.get(unit.removeprefix("community:"))
    return (*community.mediators, *community.advisers) if community else ()


def _helper(person: Person) -> str:
    more = "，".join(part for part in (person.phone, person.hours) if part)
    return f"{person.name}（{more}）" if more else person.name


def _words(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
