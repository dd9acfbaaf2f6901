"""What may be taken away as a file: the 说明书, the filtered list, and the photos of an order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import FileResponse, PlainTextResponse, Response

from bot.pages.staff.gate import ROOT
from bot.pages.staff.orders.board import SORTED
from bot.pages.staff.orders.dossier import Dossiers
from bot.pages.staff.orders.filters import Filters
from bot.pages.staff.orders.finding import conditions
from bot.pages.staff.visit import SignedOut, Visit
from bot.photos import REF, mime_of
from config.errors import FenliuError, OrderNotFound
from orders.book import OrderBook
from orders.export import to_csv
from orders.export_xlsx import to_xlsx
from orders.paper.statement_docx import to_docx
from orders.paper.statement_pdf import to_pdf
from orders.statements import statement_of
from orders.status import OPEN
from orders.tables import Order

MOST = 20_000
"""Orders in one file; whoever needs more takes it in parts."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAPERS: dict[str, tuple[str, Callable[..., bytes]]] = {"pdf": ("application/pdf", to_pdf), "docx": (WORD, to_docx)}
SAFE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
PHOTO = SAFE | {"Cross-Origin-Resource-Policy": "same-origin"}
router = APIRouter(prefix=f"{ROOT}/orders")


@router.get("/export.{form}")
async def export(request: Request, form: Literal["csv", "xlsx"]) -> Response:
    """The filtered list, at most MOST orders, newest first unless sorted otherwise; personal data masked."""
    visit, filters = Visit.of(request.scope), Filters.read(request.query_params)
    try:
        await visit.check("orders.export")
        clock, region = visit.services.clock, visit.services.region
        wanted = select(Order).where(*conditions(filters, clock.now(), region.calendar)).order_by(*SORTED[filters.sort])
        async with visit.services.database.reading() as session:
            orders = (await session.execute(wanted.limit(MOST))).scalars().all()
        content = await asyncio.to_thread(_file, form, orders)
        await visit.note("orders.export", "", form=form, count=len(orders), filters=filters.query())
    except FenliuError as error:
        return _refused(error)
    name = f"工单-{clock.now():%Y%m%d-%H%M}.{form}"
    return _download(content, name, EXCEL if form == "xlsx" else "text/csv; charset=utf-8")


@router.get("/{number}/statement.{form}")
async def statement(request: Request, number: str, form: Literal["pdf", "docx"]) -> Response:
    """工单处理说明书; of an order under way a draft that says so."""
    visit, (kind, made) = Visit.of(request.scope), PAPERS[form]
    try:
        await visit.check("orders")
        services = visit.services
        async with services.database.reading() as session:
            order = await OrderBook(session, services.region, services.clock).get(number)
            paper = await statement_of(
                session, services.region, order, now=services.clock.now(), printed_by=visit.me.name,
                draft=order.status in OPEN,
            )  # fmt: skip
        content = await asyncio.to_thread(made, paper)
        await visit.note("order.statement", order.number, form=form)
    except FenliuError as error:
        return _refused(error)
    return _download(content, f"工单处理说明书-{order.number}.{form}", kind)


@router.get("/{number}/files/{ref}")
async def file(request: Request, number: str, ref: str) -> Response:
    """A photo or voice note that belongs to the order or to what was added to it. Those of a confidential order show
    who told it: only who judges may open them, and it is put down."""
    visit = Visit.of(request.scope)
    try:
        await visit.check("orders")
        if not REF.fullmatch(ref):
            raise OrderNotFound(say="没有这个附件。")
        order = await _holder(visit, number, ref)
        if order.confidential:
            await visit.check("orders.judge")
            await visit.note("order.file", order.number, ref=ref)
    except FenliuError as error:
        return _refused(error)
    path = visit.services.photos.folder / ref
    if not path.is_file():
        return PlainTextResponse("这个附件已经不在了。", status_code=404)
    return FileResponse(path, media_type=mime_of(ref), headers=PHOTO, content_disposition_type="inline")


async def _holder(visit: Visit, number: str, ref: str) -> Order:
    """The order, or the voice that joined it, to which the file belongs.

    Raises:
        OrderNotFound: it belongs to neither.
    """
    services = visit.services
    async with services.database.reading() as session:
        book = OrderBook(session, services.region, services.clock)
        held = await Dossiers(book).files(await book.get(number))
    if ref in held:
        return held[ref]
    raise OrderNotFound(say="没有这个附件。")


def _file(form: str, orders: Iterable[Order]) -> bytes:
    return to_xlsx(orders) if form == "xlsx" else to_csv(orders).encode()


def _download(content: bytes, name: str, kind: str) -> Response:
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=kind, headers=SAFE | named)


def _refused(error: FenliuError) -> Response:
    status = 401 if isinstance(error, SignedOut) else 404 if isinstance(error, OrderNotFound) else 403
    return PlainTextResponse(error.say, status_code=status)
