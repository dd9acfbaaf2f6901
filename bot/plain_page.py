"""A page of one sentence and a way on, for who came to an address that has nothing to show."""

from __future__ import annotations

from html import escape
from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

PAGE: Final = """\
<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>分流</title>
<h1>分流</h1>
<p>{say}</p>
<p><a href="{way}">{name}</a></p>
</html>
"""


def plain_page(say: str, way: str, name: str, status: int) -> HTMLResponse:
    """`say`: what happened and what to do; `way` with its `name`: where to go on."""
    return HTMLResponse(PAGE.format(say=escape(say), way=escape(way), name=escape(name)), status_code=status)


def wants_page(asked: HTTPConnection) -> bool:
    """Whether a person's browser asks for a page, not a script for an answer."""
    return "text/html" in asked.headers.get("accept", "")
