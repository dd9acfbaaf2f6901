"""/staff: on to the first page that the person may see."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse

from bot.pages.staff.frame import WAYS, there
from bot.pages.staff.gate import ROOT
from bot.pages.staff.visit import Visit

router = APIRouter()


@router.get(ROOT)
@router.get(f"{ROOT}/")
async def home(request: Request) -> RedirectResponse:
    """To the desk, mostly; to the own account first where the password was given by somebody else."""
    visit = Visit.of(request.scope)
    way = next((way for right, way, *_ in WAYS if there(way) and visit.may(right)), "/me")
    return RedirectResponse(f"{ROOT}{way}", status_code=303)
