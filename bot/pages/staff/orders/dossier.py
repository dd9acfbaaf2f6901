"""Everything that one order's page shows, read at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from bot.cli_detail import facts, veil
from bot.cli_words import unit_name
from bot.pages.staff.orders.board import Board, Row
from bot.pages.staff.orders.story import Told, story
from config.vocabulary import name_of
from orders.book import OrderBook
from orders.case_tables import Alert, Appendix, Case, Consultation, ExternalRef, Rating
from orders.cases.book import Cases
from orders.cases.restraints import Restraints
from orders.dispatch.conflicts import Conflicts
from orders.elsewhere import Elsewhere, SamePerson
from orders.export import COLUMNS, export_row, safe_cell
from orders.external import ExternalRefs
from orders.follow_up.alerts import Alerts
from orders.joining import Joining
from orders.statements import Record
from orders.status import STATUS_ZH
from orders.tables import Order

Line = tuple[str, str]
WORDS = (
    "content", "demand", "occurred_at", "incident_address", "respondent", "detail", "prior_contact", "requester_name",
    "contact_phone",
)  # fmt: skip
"""What the resident told, in the order in which it is read."""
MOST = 20
"""Rows of one part that are shown."""


@dataclass(frozen=True)
class Added:
    """追加记录."""

    at: str
    number: str
    words: str
    files: Sequence[str]


@dataclass(frozen=True)
class Pair:
    """An order that wants the contrary."""

    number: str
    title: str
    state: str
    outcome: str
    """Empty while it waits for the deliberation."""


@dataclass(frozen=True)
class Dossier:
    """One order. `wrong`: what does not fit between it and its log, empty where the record is whole."""

    order: Order
    row: Row
    words: Sequence[Line]
    facts: Sequence[Line]
    story: Sequence[Told]
    record: Record
    wrong: str
    files: Sequence[str]
    main: str = ""
    """The number of the order that it joined."""
    voices: Sequence[Row] = ()
    added: Sequence[Added] = ()
    consultation: Consultation | None = None
    ratings: Sequence[Rating] = ()
    refs: Sequence[ExternalRef] = ()
    pairs: Sequence[Pair] = ()
    cases: Sequence[Case] = ()
    alerts: Sequence[Alert] = ()
    elsewhere: Sequence[Elsewhere] = field(default=())


class Dossiers:
    """Reads, within one database session."""

    def __init__(self, book: OrderBook) -> None:
        self.book = book
        self.session = book.session
        self.board = Board(book.session, book.region, book.clock.now())

    async def read(self, number: str, *, unmasked: bool = False) -> Dossier:
        """The order with that number. `unmasked`: with name, telephone and door, but never of a confidential one.

        Raises:
            OrderNotFound: there is none.
        """
        order = await self.book.get(number)
        hide = veil(order, unmasked=unmasked)
        events = await self.book.life.steps(order)
        joining = Joining(self.book.life)
        voices = await joining.voices(order)
        return Dossier(
            order=order,
            row=self.board.row(order),
            words=words_of(order, unmasked=unmasked),
            facts=facts(self.book.region, order, hide),
            story=story(self.book.region, events, hide),
            record=Record(self.book.region, events, hide),
            wrong=await self.book.life.check(order),
            files=() if order.confidential and not unmasked else tuple(order.attachments),
            main=(await joining.main(order)).number if order.merged_into else "",
            voices=[self.board.row(voice) for voice in voices],
            added=await self._added(order, voices, unmasked=unmasked),
            consultation=await self._consultation(order),
            ratings=await self._ratings(order, voices),
            refs=await ExternalRefs(self.book).of(order),
            pairs=await self._pairs(order, hide),
            cases=await self._cases(order),
            alerts=(await Alerts(self.session, self.book.clock).open_(order=order))[:MOST],
            elsewhere=await SamePerson(self.session).elsewhere(order),
        )

    def units(self, codes: Sequence[str]) -> str:
        """Units by name."""
        return "、".join(unit_name(self.book.region, code) for code in codes)

    async def files(self, order: Order) -> dict[str, Order]:
        """The attachments of an order, of its voices and of what they added, each with whose it is."""
        voices = await Joining(self.book.life).voices(order)
        found = {ref: one for one in (order, *voices) for ref in one.attachments}
        return found | {ref: teller for row, teller in await self._appendices(order, voices) for ref in row.attachments}

    async def _appendices(self, order: Order, voices: Sequence[Order]) -> list[tuple[Appendix, Order]]:
        own = {one.id or 0: one for one in (order, *voices)}
        wanted = select(Appendix).where(col(Appendix.order_id).in_(own)).order_by(col(Appendix.id))
        return [(row, own[row.order_id]) for row in (await self.session.execute(wanted)).scalars()]

    async def _added(self, order: Order, voices: Sequence[Order], *, unmasked: bool) -> list[Added]:
        """What each of those who told the matter added, as hidden as their first words."""
        found = []
        for row, teller in await self._appendices(order, voices):
            hide = veil(teller, unmasked=unmasked)
            files = () if teller.confidential and not unmasked else tuple(row.attachments)
            found.append(Added(f"{row.at:%Y-%m-%d %H:%M}", teller.number, hide(row.words), files))
        return found

    async def _consultation(self, order: Order) -> Consultation | None:
        """The one that has not ended."""
        mine = (col(Consultation.order_id) == order.id) & col(Consultation.decided_at).is_(None)
        return (await self.session.execute(select(Consultation).where(mine).limit(1))).scalar_one_or_none()

    async def _ratings(self, order: Order, voices: Sequence[Order]) -> Sequence[Rating]:
        own = [one.id for one in (order, *voices)]
        wanted = select(Rating).where(col(Rating.order_id).in_(own)).order_by(col(Rating.id)).limit(MOST)
        return (await self.session.execute(wanted)).scalars().all()

    async def _pairs(self, order: Order, hide: Callable[[str], str]) -> list[Pair]:
        found = []
        for pair in await Conflicts(self.book.life).of(order):
            other = await self.session.get(Order, pair.other_id if pair.one_id == order.id else pair.one_id)
            if other is not None:
                row = self.board.row(other)
                outcome = hide(pair.outcome) if pair.ended_at else ""
                found.append(Pair(row.number, row.title, STATUS_ZH[other.status], outcome))
        return found

    async def _cases(self, order: Order) -> Sequence[Case]:
        """Those of the order, and the soft limit of whoever told it, which belongs to the person."""
        wanted = select(Case).where(col(Case.order_id) == order.id).order_by(col(Case.id).desc()).limit(MOST)
        found = list((await self.session.execute(wanted)).scalars())
        limits = Restraints(Cases(self.session, self.book.region, self.book.clock))
        limit = await limits.active(order.channel, order.account) if order.account else None
        return [*found, limit] if limit is not None else found


def words_of(order: Order, *, unmasked: bool) -> list[Line]:
    """What the resident told, and how it came; of a confidential order without what points to them."""
    row = export_row(order, unmasked=unmasked, at_work=True)
    lines = [(COLUMNS[name], safe_cell(row[name]).removeprefix("'")) for name in WORDS]
    lines.append(("诉求类型", name_of("appeal_types", order.appeal_type)))
    lines.append(("受理渠道", name_of("channels", order.channel)))
    lines.append(("受理时间", f"{order.received_at:%Y-%m-%d %H:%M}"))
    return [(name, content) for name, content in lines if content]


def why(order: Order) -> list[Line]:
    """Why it became an order, and what else was considered."""
    record = order.decision or {}
    others = [_candidate(one) for one in record.get("candidates") or () if isinstance(one, dict)]
    words = [str(one[0]) for one in record.get("words") or () if isinstance(one, list | tuple) and one]
    lines = [
        ("范围判断", order.scope_reason),
        ("依据的卡片", f"{order.card_id} {order.card_version}".strip()),
        ("把握", f"{order.confidence:.2f}" if order.confidence else ""),
        ("起作用的词", "、".join(words)),
        ("候选", "；".join(others)),
        ("知识库版本", order.library_version),
        ("人工立单", f"{order.worker}：{order.worker_reason or ''}" if order.worker else ""),
    ]
    return [(name, content) for name, content in lines if content]


def _candidate(one: dict[str, Any]) -> str:
    where = name_of("destinations", one.get("destination"))
    return f"{one.get('card') or '—'}（{where}，{float(one.get('score') or 0):.2f}）"
