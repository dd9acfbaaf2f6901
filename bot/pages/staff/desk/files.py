"""Photos and voice notes of a handoff, for whoever holds it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlmodel import col
from starlette.responses import FileResponse, PlainTextResponse, Response

from bot.pages.staff.gate import ROOT
from bot.pages.staff.visit import Visit
from bot.photos import mime_of
from orders.status import CLAIMED
from orders.tables import Handoff

router = APIRouter()
NOT_YOURS = "受理以后才能看照片和语音。"
GONE = "这个文件已经不在了。"


def address_of(handoff_id: int, ref: str) -> str:
    """Where a file of a handoff is shown."""
    return f"{ROOT}/desk/{handoff_id}/files/{ref}"


@router.get(f"{ROOT}/desk/{{handoff_id}}/files/{{ref}}")
async def show(request: Request, handoff_id: int, ref: str) -> Response:
    """The file, if it belongs to the resident of the handoff, and the handoff to who asks."""
    visit = Visit.of(request.scope)
    async with visit.services.database.reading() as session:
        wanted = select(Handoff).where(col(Handoff.id) == handoff_id)
        handoff = (await session.execute(wanted)).scalar_one_or_none()
    if handoff is None or not visit.may("desk") or handoff.status != CLAIMED or handoff.staff_id != visit.me.staff_id:
        return PlainTextResponse(NOT_YOURS, status_code=403)
    path = await visit.services.photos.file(ref, handoff.account)
    if path is None:
        return PlainTextResponse(GONE, status_code=404)
    return FileResponse(path, media_type=mime_of(ref), headers={"X-Content-Type-Options": "nosniff"})
