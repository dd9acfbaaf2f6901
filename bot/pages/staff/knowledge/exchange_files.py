"""Files that leave the knowledge base: all cards in service as a table."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from bot.pages.staff.gate import ROOT
from bot.pages.staff.knowledge.ways import EDIT
from bot.pages.staff.visit import SignedOut, Visit
from config.errors import FenliuError
from knowledge_base.revisions.sheet import Format

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "yaml": "application/yaml; charset=utf-8",
}
router = APIRouter(prefix=f"{ROOT}/knowledge")


@router.get("/export.{form}")
async def export(request: Request, form: Format) -> Response:
    """Every card in service, a row each."""
    visit = Visit.of(request.scope)
    try:
        await visit.check(EDIT)
        data = await asyncio.to_thread(visit.services.knowledge.export, form)
        await visit.note("cards.export", "", form=form)
    except FenliuError as error:
        return PlainTextResponse(error.say, status_code=401 if isinstance(error, SignedOut) else 403)
    name = f"卡片-{visit.services.clock.now():%Y%m%d-%H%M}.{form}"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(data, media_type=TYPES[form], headers=headers)
