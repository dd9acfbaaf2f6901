"""Errors as the page gets them: a status, and always the sentence `say`."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from bot.plain_page import plain_page, wants_page
from bot.rate import TooFast
from bot.web_guard import TooLarge
from config.errors import AttachmentRefused, BadInput, FenliuError, OrderNotFound

STATUS: dict[type[FenliuError], int] = {
    TooLarge: 413,
    TooFast: 429,
    AttachmentRefused: 422,
    OrderNotFound: 404,
    BadInput: 400,
}
SAY = {
    404: "没有这个页面。请回到首页，在对话框里说说您的事。",
    405: "这个地址不能这样用。请回到首页，在对话框里说说您的事。",
}


def speak_errors(app: FastAPI) -> None:
    """Registers the handlers."""
    app.add_exception_handler(FenliuError, _expected)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


def refusal(error: Exception, **more: Any) -> JSONResponse:
    """The answer to a request that was refused."""
    say = error.say if isinstance(error, FenliuError) else FenliuError.say
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 503)
    headers = {"Retry-After": str(error.wait)} if isinstance(error, TooFast) else None
    return JSONResponse({"say": say} | more, status_code=status, headers=headers)


async def _expected(_request: Request, error: Exception) -> Response:
    return refusal(error)


async def _http(request: Request, error: Exception) -> Response:
    if isinstance(error.__cause__, FenliuError):  # a form that was cut off while it was read
        return refusal(error.__cause__)
    status = error.status_code if isinstance(error, HTTPException) else 503
    say = SAY.get(status, BadInput.say)
    if wants_page(request):
        return plain_page(say, "/", "回到首页", status)
    return JSONResponse({"say": say}, status_code=status)


async def _invalid(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"say": BadInput.say}, status_code=400)
