"""A handoff as a worker sees it: everything the resident said and the desk found out, so that nobody asks twice.

Numbers of persons are masked for everybody but the worker who holds the handoff.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.handoff_words import Titles, note_in_words, reason_in_words, waited
from config.masking import mask, mask_phone
from config.vocabulary import name_of
from handlers.message import Option, Reply
from orders.endings import ending
from orders.status import CLAIMED, ENDED, WAITING
from orders.tables import Handoff

LONGEST_TEXT = 600
"""Characters of the resident's words in the bubble itself; more of them fold."""
LONGEST_ROW = 120
A_MINUTE = timedelta(minutes=1)
SHOWN_CANDIDATES = 3
FOLDED = "全部材料"
URGENT_MARK = "🔴【紧急】"
HELD_ACTIONS = (("quick", "快捷回复"), ("file", "立单"), ("transfer", "转交"), ("end", "办结"), ("back", "退回机器人"))
CONSENT = {"yes": "居民同意登记", "no": "居民不同意登记，号码没有记下", "": "还没问过登记同意"}
Show = Callable[[str], str]


@dataclass(frozen=True)
class View:
    """Who looks, when, and with which names. `known` are numbers of offices, as digits: everybody may read them."""

    now: datetime
    staff_id: int | None = None
    holder: str = ""
    """The name of who holds or held it."""
    title_of: Titles = str
    known: Collection[str] = ()


def handoff_card(handoff: Handoff, view: View) -> Reply:
    """The whole card with the buttons that this person may press."""
    said = "\n".join(f"“{words}”" for words in words_said(handoff, view)) or "（没有留下文字）"
    rows = packet_rows(handoff, view)
    short = tuple((name, _clipped(value, LONGEST_ROW)) for name, value in rows)
    folded: tuple[tuple[str, str], ...] = ()
    if len(said) > LONGEST_TEXT or short != rows:
        folded = ((FOLDED, "\n".join([said, *(f"{name}：{value}" for name, value in rows)])),)
    words = said if len(said) <= LONGEST_TEXT else f"{said[:LONGEST_TEXT]}……（全文见“{FOLDED}”）"
    text = f"{headline(handoff, view.now)}\n居民说：\n{words}"
    return Reply(text, kind="card", options=options(handoff, view.staff_id), rows=short, folded=folded)


def packet_rows(handoff: Handoff, view: View) -> tuple[tuple[str, str], ...]:
    """Everything but the words, as names and values in full; masked for whoever does not hold it."""
    show, mine = _shown(handoff, view)
    return tuple(_rows(handoff, view, show, mine=mine))


def words_said(handoff: Handoff, view: View) -> tuple[str, ...]:
    """What the resident said, in order; masked for whoever does not hold it."""
    show, _ = _shown(handoff, view)
    return tuple(map(show, _words(handoff.packet)))


def headline(handoff: Handoff, now: datetime) -> str:
    """One line: urgency, receipt, why, how long the resident waits. It tells nothing private."""
    mark = URGENT_MARK if handoff.urgent and handoff.status != ENDED else ""
    since = handoff.waiting_since or (handoff.created_at if handoff.status == WAITING else None)
    waits = f" · {_waits(since, now)}" if since and handoff.status != ENDED else ""
    return f"{mark}{handoff.receipt} · {reason_in_words(handoff.reason)}{waits}"


def _shown(handoff: Handoff, view: View) -> tuple[Show, bool]:
    """How this person sees texts, and whether they hold the handoff."""
    mine = handoff.status == CLAIMED and handoff.staff_id == view.staff_id
    return (str if mine else lambda text: mask(text, view.known)), mine


def _waits(since: datetime, now: datetime) -> str:
    return f"已等 {waited(since, now)}" if now - since >= A_MINUTE else "刚来的"


def options(handoff: Handoff, staff_id: int | None) -> tuple[Option, ...]:
    """受理 for everybody while it waits, the rest for its holder, nothing for others and after the end."""
    if handoff.status == WAITING:
        return (claim_option(handoff),)
    if handoff.status == CLAIMED and handoff.staff_id == staff_id:
        return tuple(Option(f"h.{action}:{handoff.id}", label) for action, label in HELD_ACTIONS)
    return ()


def claim_option(handoff: Handoff, label: str = "受理") -> Option:
    """The button that claims it."""
    return Option(f"h.claim:{handoff.id}", label)


def _words(packet: Mapping[str, Any]) -> list[str]:
    """What the resident said, in order; what was added later comes once."""
    return list(dict.fromkeys(str(words) for words in [*packet.get("words", []), *packet.get("added", [])] if words))


def _rows(handoff: Handoff, view: View, show: Show, *, mine: bool) -> Iterator[tuple[str, str]]:
    packet = handoff.packet
    yield "状态", _standing(handoff, view)
    if packet.get("cancelled"):
        yield "注意", "居民说想撤回这件事"
    yield "渠道", name_of("channels", handoff.channel)
    if title := _title(packet, view):
        yield "判断是", title
    if found := _candidates(packet, view):
        yield "可能是", found
    for name, value in (packet.get("fields") or {}).items():
        if value:
            hidden = mask_phone(str(value)) if name == "contact_phone" and not mine else show(str(value))
            yield name_of("fields", name), hidden
    yield from _material(packet, show, mine=mine)
    notes = dict.fromkeys(note_in_words(note, view.title_of) for note in packet.get("tried", []))
    if tried := "；".join(notes):
        yield "已经做过", tried
    yield "登记", "匿名，不留姓名电话" if packet.get("anonymous") else CONSENT.get(str(packet.get("consent", "")), "")


def _standing(handoff: Handoff, view: View) -> str:
    if handoff.status == WAITING:
        return f"等候受理，{handoff.created_at:%m-%d %H:%M} 转来"
    who = "您" if handoff.staff_id == view.staff_id else view.holder or "同事"
    if handoff.status == CLAIMED:
        return f"{who}受理，从 {handoff.claimed_at:%m-%d %H:%M} 开始"
    order = f"，工单 {handoff.order_number}" if handoff.order_number else ""
    return f"{handoff.ended_at:%m-%d %H:%M} 办结：{ending(handoff.ended_as).name}{order}"


def _title(packet: Mapping[str, Any], view: View) -> str:
    return str(packet.get("title") or (view.title_of(str(packet["card"])) if packet.get("card") else ""))


def _candidates(packet: Mapping[str, Any], view: View) -> str:
    """The cards that came into question and where each would lead; those the resident turned down are left out."""
    excluded = set(packet.get("excluded", []))
    left = [one for one in packet.get("candidates", []) if one.get("card") not in excluded]
    return "；".join(_candidate(one, view) for one in left[:SHOWN_CANDIDATES])


def _candidate(one: Mapping[str, Any], view: View) -> str:
    way = "·".join(
        filter(None, (name_of("destinations", one.get("destination")), name_of("handlers", one.get("handler"))))
    )
    return f"{view.title_of(str(one.get('card')))}（{way}，{float(one.get('score', 0)):.0%}）"


def _material(packet: Mapping[str, Any], show: Show, *, mine: bool) -> Iterator[tuple[str, str]]:
    """Photos, place, orders of the conversation, and other matters of the same message."""
    if files := packet.get("attachments"):
        yield "照片等", f"{len(files)} 份"
    if spot := packet.get("location"):
        point = f"{spot.get('label') or ''}（{spot.get('lat')}, {spot.get('lng')}）"
        yield "定位", point if mine else "有，受理后可看"
    if orders := packet.get("orders"):
        yield "这段对话的工单", "、".join(map(str, orders))
    if further := packet.get("further_matters"):
        yield "还有别的事", "；".join(show(str(words)) for words in further)


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}……"
