"""What `fenliu orders show` tells of an order beside its own words: where it went, until when, and what hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from bot.cli_words import unit_name
from config.masking import HIDDEN, mask
from config.region import Region
from config.vocabulary import name_of
from orders.book import OrderBook
from orders.case_tables import Appendix, Case
from orders.cases.kinds import table
from orders.cases.rows import name_of_state
from orders.closures import closures
from orders.dispatch.conflicts import Conflicts
from orders.elsewhere import SamePerson
from orders.external import ExternalRefs
from orders.joining import Joining
from orders.status import STATUS_ZH
from orders.tables import Order

Veil = Callable[[str], str]
PERSON = ("requester_name", "contact_phone", "incident_address", "account")
MIN_WORD = 2
"""Single characters are not searched for: 王 would black out half of it."""
FLAGS = (
    ("hard", "疑难"), ("designated", "会商指定承办"), ("direct", "工单直派"), ("transferred", "超权限自动转办"),
    ("doubtful", "疑似虚假办结"), ("exempted", "剔除考核"),
)  # fmt: skip
COUNTS = (("dispatches", "派单"), ("returns", "退单"), ("redo_count", "重办"), ("supervised", "督办"))
MOMENTS = (
    ("dispatched_at", "派单时间"), ("accept_by", "签收时限"), ("accepted_at", "签收时间"), ("return_by", "退单时限"),
    ("first_contact_at", "首次联系"), ("paused_at", "从何时起等居民补充"),
    ("resolved_at", "办结时间"), ("followed_up_at", "回访时间"), ("closed_at", "归档时间"),
)  # fmt: skip
Line = tuple[str, str]


def veil(order: Order, *, unmasked: bool) -> Veil:
    """Hides in what was written later who told the order; of a confidential one always."""
    if unmasked and not order.confidential:
        return str
    words = sorted({getattr(order, name) or "" for name in PERSON}, key=len, reverse=True)

    def hide(text: str) -> str:
        for word in words:
            if len(word) >= MIN_WORD:
                text = text.replace(word, HIDDEN)
        return mask(text)

    return hide


async def details(book: OrderBook, order: Order, *, unmasked: bool) -> list[Line]:
    """Name and content of every line; what is empty is left out."""
    hide = veil(order, unmasked=unmasked)
    lines = [
        *facts(book.region, order, hide),
        *await _voices(book, order),
        *await _added(book, order, hide, unmasked=unmasked),
        *[("外部编号", f"{one.system} {one.ref}") for one in await ExternalRefs(book).of(order)],
        *await _cases(book, order),
        *await _conflicts(book, order),
        *[
            (
                "同一电话的其他工单",
                f"{one.number} {one.title}（{name_of('channels', one.channel)}，{one.status_zh}，{one.phone}）",
            )
            for one in await SamePerson(book.session).elsewhere(order)
        ],
    ]
    return [(name, content) for name, content in lines if content]


def facts(region: Region, order: Order, hide: Veil) -> list[Line]:
    """What its own columns tell: where it went, until when, and how it was closed; what is empty is left out."""
    lines = (*_where(region, order, hide), *_when(order), *_closed(order, hide))
    return [(name, content) for name, content in lines if content]


def _where(region: Region, order: Order, hide: Veil) -> Iterator[Line]:
    yield "主办单位代码", order.lead_code
    yield "承办层级", name_of("levels", order.level)
    yield "派单依据", hide(order.dispatch_basis)
    yield "协办单位", "、".join(f"{code}（{unit_name(region, code)}）" for code in order.co_units)
    yield "标记", "、".join(name for column, name in FLAGS if getattr(order, column))
    yield "次数", "、".join(f"{name} {getattr(order, column)}" for column, name in COUNTS if getattr(order, column))


def _when(order: Order) -> Iterator[Line]:
    for column, name in MOMENTS:
        yield name, _shown(getattr(order, column))
    yield "等居民补充什么", order.paused_for if order.paused_at else ""
    yield "已延期", f"{order.extension_days} 个工作日" if order.extension_days else ""
    yield "申请延期", f"{order.extension_asked} 个工作日，等审批" if order.extension_asked else ""


def _closed(order: Order, hide: Veil) -> Iterator[Line]:
    closure = closures().get(order.closure_type)
    yield "办结类型", closure.name if closure else order.closure_type
    yield "办理结果", hide(order.result)
    yield "政策依据", hide(order.policy_basis)
    yield "法定途径", hide(order.legal_channel)
    yield "复查日期", order.revisit_on.isoformat() if order.revisit_on else ""
    yield "办结经办人", order.resolved_by


async def _voices(book: OrderBook, order: Order) -> list[Line]:
    joining = Joining(book.life)
    if order.merged_into is not None:
        return [("并入主单", (await joining.main(order)).number)]
    numbers = [voice.number for voice in await joining.voices(order)]
    return [("并进来的诉求", f"{'、'.join(numbers)}（连自己共 {order.voices} 份）")] if numbers else []


async def _added(book: OrderBook, order: Order, hide: Veil, *, unmasked: bool) -> list[Line]:
    """追加记录: the resident's own words, as hidden as their first ones."""
    wanted = select(Appendix).where(col(Appendix.order_id) == order.id).order_by(col(Appendix.id))
    rows: Sequence[Appendix] = (await book.session.execute(wanted)).scalars().all()
    secret = order.confidential and not unmasked
    return [("追加记录", f"{_shown(row.at)}　{HIDDEN if secret else hide(row.words)}") for row in rows]


async def _cases(book: OrderBook, order: Order) -> list[Line]:
    wanted = select(Case).where(col(Case.order_id) == order.id).order_by(col(Case.id))
    cases = (await book.session.execute(wanted)).scalars().all()
    return [("旁路事项", f"{one.receipt}　{table(one.kind).head['name']}　{name_of_state(one)}") for one in cases]


async def _conflicts(book: OrderBook, order: Order) -> list[Line]:
    lines = []
    for pair in await Conflicts(book.life).of(order):
        other = await book.session.get(Order, pair.other_id if pair.one_id == order.id else pair.one_id)
        if other is not None:
            how = f"商议结果：{mask(pair.outcome)}" if pair.ended_at else "等着商议"
            lines.append(("相反诉求", f"{other.number}　{STATUS_ZH[other.status]}　{how}"))
    return lines


def _shown(value: datetime | None) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if value else ""
