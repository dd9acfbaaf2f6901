"""One order with its log and its alerts, and the questions that every order of the town must stand up to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from config.catalogue import CatalogueItem
from config.region import Region
from orders.actor import SYSTEM
from orders.changes import replay
from orders.closures import closures
from orders.follow_up.conditions import ANSWERED
from orders.follow_up.numbers import numbers
from orders.ledger import broken_at
from orders.life_state import COLUMNS, Step, state_of
from orders.matter import matter_of
from orders.moves import states
from orders.status import OPEN
from orders.tables import Order

COMMUNITY = "community"
SENT = ("dispatch", "assign")
JUDGED = ("uphold_return", "refuse_return")
SLACK = timedelta(days=2)
"""Beyond the settings of the follow-up: rounds come twice a day here."""


@dataclass(frozen=True)
class Known:
    """What is asked of beside an order: the region, the time, and what staff has been told of."""

    region: Region
    now: datetime
    alerted: frozenset[int] = frozenset()
    """Orders of which an alert is open."""
    in_review: frozenset[int] = frozenset()
    """Orders of which a rating still waits for a person."""


@dataclass(frozen=True)
class Seen:
    """One order, and its log as steps with their digests."""

    order: Order
    steps: Sequence[Step]
    log: Sequence[object]
    """The same as rows, with the digests."""
    known: Known = field(repr=False)

    def of(self, *moves: str) -> list[Step]:
        """The steps of these moves."""
        return [step for step in self.steps if step.move in moves]

    @property
    def item(self) -> CatalogueItem | None:
        """What the catalogue said of it when it was first sent."""
        sent = next((step.at for step in self.steps if step.move in (*SENT, "queue_hard")), self.order.received_at)
        return self.known.region.catalogue.find(matter_of(self.order), sent.date())

    @property
    def for_community(self) -> bool:
        """Whether the list lets a community lead it, and it is known which."""
        item = self.item
        listed = item is not None and item.community_class in self.known.region.community_list
        return listed and item is not None and item.level == COMMUNITY and bool(self.order.community)


def led_by_community(lead: str) -> bool:
    """Whether that unit is a community."""
    return lead.partition(":")[0] == COMMUNITY


def allowed_state(seen: Seen) -> str:
    """Every order is in a state of the table."""
    return "" if seen.order.status in states() else f"状态是“{seen.order.status}”"


def whole_log(seen: Seen) -> str:
    """The chain of digests is whole, and the steps lead to what stands in the order (as `Life.check`)."""
    order = seen.order
    if broken := broken_at(order.number, seen.log):  # type: ignore[arg-type]
        return f"流转记录从第 {broken} 步起对不上"
    if not seen.log or getattr(seen.log[-1], "digest", "") != order.log_head:
        return "流转记录缺了最后几步"
    replayed, now = replay(seen.steps).plain(), state_of(order).plain()
    wrong = [name for name in COLUMNS if replayed[name] != now[name]]
    return f"{'、'.join(wrong)}和流转记录不一致" if wrong else ""


def not_forgotten(seen: Seen) -> str:
    """Whatever is old enough has ended, or somebody has been told that it waits for them."""
    order, known = seen.order, seen.known
    limits, number = known.region.limits, order.id or 0
    told = number in known.alerted or number in known.in_review
    if order.status in OPEN and order.paused_at is None and order.due_at <= known.now - SLACK and not told:
        return f"过了时限还是“{states()[order.status].name}”，没有人被提醒"
    if order.status in OPEN and order.paused_at is not None and not told:
        days = known.region.calendar.working_days_between(order.paused_at, known.now)
        return "一直在等居民补充，没有人被提醒" if days > numbers().pause_working_days + 2 else ""
    wait = timedelta(hours=limits.follow_up_hours, days=limits.follow_up_wait_days + numbers().settle_days) + SLACK
    waits = order.status in ("resolved", "followed_up") and order.resolved_at is not None
    if waits and order.resolved_at < known.now - wait and not told:  # type: ignore[operator]
        return "办结很久没有归档，也没有人被提醒"
    return ""


def within_the_list(seen: Seen) -> str:
    """No community leads what the list does not give it (北京条例17)."""
    order, listed = seen.order, seen.known.region.community_list
    if not (led_by_community(order.lead_code) or order.level == COMMUNITY):
        return ""
    item = seen.item
    if item is None or item.community_class not in listed:
        return f"由社区主办，但“{item.title if item else '目录里没有的事'}”不在社区清单里"
    wrong = [step for step in seen.of(*SENT) if led_by_community(step.data["lead"])]
    return "派给社区时没有写明是清单里的哪一类" if any(not step.data.get("community_class") for step in wrong) else ""


def share_of_communities(seen: Seen) -> str:
    """What the list gives a community goes to it first, and nothing else does."""
    sent = seen.of(*SENT)
    if not sent:
        return ""
    led = led_by_community(sent[0].data["lead"])
    if led == seen.for_community:
        return ""
    return "清单没有给社区，却先派给了社区" if led else "清单给了社区，却没有先派给社区"


def closed_with_evidence(seen: Seen) -> str:
    """No result without contact, and none without what its kind needs."""
    contacted = coordinated = False
    for step in seen.steps:
        contacted = contacted or step.move == "contact"
        coordinated = coordinated or step.move == "coordinate"
        if step.move in SENT:
            contacted = False
        if step.move == "resolve":
            closure = closures()[step.data["closure_type"]]
            missing = [name for name in closure.needs if not step.data.get(name)]
            if missing or not contacted or (closure.coordination and not coordinated):
                return (
                    f"按“{closure.name}”办结缺少：{'、'.join(missing) or ('协调记录' if contacted else '联系诉求人')}"
                )
    return ""


def looked_at_again(seen: Seen) -> str:
    """Every 暂无法解决 has a day to look again, and on that day it woke."""
    order, today = seen.order, seen.known.now.date()
    if order.closure_type != "unsolvable_now" or order.status not in ANSWERED:
        return ""
    if order.revisit_on is None:
        return "暂无法解决，没有复查日期"
    return f"复查日期 {order.revisit_on} 过了没有重新派出" if order.revisit_on < today else ""


def judged_by_another(seen: Seen) -> str:
    """Who judges a return neither dispatched the order nor returned it."""
    sent = returned = ""
    for step in seen.steps:
        if step.move in SENT:
            sent = step.actor
        elif step.move == "return":
            returned = step.actor
        elif step.move in JUDGED and (step.actor == returned or step.actor == sent != SYSTEM.name):
            return f"退单由{step.actor}审核，派单或退单的也是他"
    return ""


def designated_stays(seen: Seen) -> str:
    """After an assignment in a consultation nothing is returned any more (潍坊条例22)."""
    assigned = False
    for step in seen.steps:
        assigned = assigned or step.move == "assign"
        if assigned and step.move in ("return", "raise_return"):
            return "会商定责以后又退了单"
    return ""


def exempted_is_answered(seen: Seen) -> str:
    """Leaving an order out of the score ends nothing: it is answered, or due (facts 5.1 免责不免责)."""
    order = seen.order
    answered = bool(order.result) and order.status in ANSWERED
    owed = order.status in OPEN and order.due_at is not None
    return "剔除考核了，却没有答复也没有时限" if order.exempted and not (answered or owed) else ""


QUESTIONS: Mapping[str, Callable[[Seen], str]] = {
    "每张工单都停在流转表里的状态": allowed_state,
    "流转记录前后相连，重放得到同样的状态": whole_log,
    "该了结的都了结了，还等着的都有人被提醒": not_forgotten,
    "社区主办的都在社区清单里": within_the_list,
    "清单给社区的都先派给社区，别的都没有": share_of_communities,
    "没有缺材料的办结": closed_with_evidence,
    "暂无法解决的都有复查日期，到期都重新派出": looked_at_again,
    "审退单的人没有派过、也没有退过这张单": judged_by_another,
    "会商定责以后没有再退单": designated_stays,
    "剔除考核的都有答复或时限": exempted_is_answered,
}
"""What is asked -> the question. An answer is what is wrong, empty where nothing is."""
