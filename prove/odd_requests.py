"""Requests as browsers make them, and as only somebody with bad intentions would."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from PIL import Image

from prove.odd import JSON, SEED, TEXT, WORDS, changed

HEADER = st.binary(max_size=20).map(lambda raw: raw.replace(b"\r", b"").replace(b"\n", b"").replace(b"\x00", b""))
"""What a server lets through as the value of a header."""
COOKIES = (
    b"fenliu_visitor=" + b"a" * 43, b"fenliu_visitor=" + b"b" * 43, b"fenliu_visitor=",
    b"fenliu_visitor=" + b"x" * 4000,
    b"=;=;;", b'a="\\', b"fenliu_visitor=\xff\xfe",
    b"fenliu_visitor=" + b"a" * 43 + b"; fenliu_visitor=" + b"b" * 43,
)  # fmt: skip
PATHS = (
    b"/api/messages", b"/api/messages/", b"/api/conversation", b"/api/photos", b"/api/photos/x.jpg",
    b"/api/photos/%00",
    b"/api/photos/..%2f..%2fetc%2fpasswd", b"/api/photos/" + b"a" * 3000, b"/", b"//", b"/chat", b"/chat/",
    b"/chat/chat.js",
    b"/chat/%00", b"/chat/../bot/app.py", b"/chat/..%2f..%2fapp.py", b"/chat/%ed%a0%80", b"/chat/" + b"a" * 3000,
    b"/chat/%F0%9F%98%80/%E4%BD%A0", b"/healthz", b"/healthz/live", b"/healthz/ready", b"/metrics", b"/unknown",
    b"/%", b"/%zz%c0",
    b"/telegram/residents", b"/telegram/staff", b"/telegram/", b"/api", b"/robots.txt", b"/.env",
)  # fmt: skip
METHODS = ("GET", "GET", "GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get")
QUERIES = (
    b"", b"", b"after=1", b"after=-1", b"after=%D9%A3", b"after=" + b"9" * 400, b"after=", b"after=1&after=x",
    b"after=1.5", b"=&&==",
    b"after=%00", b"after=%ff", b"after=%C2%B2", b"after=999999999", b"x" * 3000,
)  # fmt: skip
TYPES = (
    b"application/json", b"application/json", b"application/json; charset=utf-16", b"text/plain", b"",
    b"multipart/form-data",
    b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=", b"multipart/form-data; boundary=X",
    b"\xff",
    b'multipart/form-data; boundary="' + b"X" * 300 + b'"', b"multipart/form-data; boundary=\xe9",
    b"application/json\x80",
)  # fmt: skip
NAMES = (b"range", b"if-modified-since", b"if-none-match", b"if-range", b"authorization", b"sec-fetch-site",
b"content-length",
         b"x-forwarded-for", b"accept-encoding", b"origin", b"x-telegram-bot-api-secret-token",
         b"transfer-encoding", b"expect")  # fmt: skip
ODD_VALUES = (b"bytes=0-1", b"bytes=-", b"bytes=9999999-", b"bytes=1-0,5-,x", b"bytes=" + b"0-0," * 200,
b"Bearer \xff", b"cross-site",
              b"-1", b"x", b"0", b"\xff", b"*", b"Thu, 99 Foo 2026", b'"x"', b"bytes=0-" + b"9" * 50,
              b"")  # fmt: skip


@dataclass(frozen=True)
class Request:
    """One request, as the server hands it on."""

    method: str
    path: bytes
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: tuple[bytes, ...] = ()
    """Its pieces."""


def picture(kind: str = "JPEG") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(out, kind)
    return out.getvalue()


PICTURES = (
    picture(),
    picture("PNG"),
    picture("GIF"),
    picture()[:60],
    picture("PNG")[:50],
    b"GIF89a",
    b"\xff\xd8\xff",
    b"",
    b"<svg/>",
)


@st.composite
def messages(draw: st.DrawFn) -> Request:
    """Something that is said at the page."""
    number = draw(st.text("abcXYZ019_-", min_size=8, max_size=12))
    said: Any = {"client_id": number, "text": draw(TEXT)}
    said |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "option": st.sampled_from(("agree", "yes", "\ud83d", "x" * 100)) | TEXT,
                "attachments": st.lists(st.sampled_from(("x.jpg", "../x", "\x00", *WORDS[:2])), max_size=9),
                "location": st.fixed_dictionaries({"lat": st.floats(), "lng": st.floats(-180, 180)}),
            },
        )
    )
    said = changed(said, draw(SEED)) if draw(st.integers(0, 9)) else draw(JSON)
    body = json.dumps(said, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
    return Request("POST", b"/api/messages", headers=draw(_headers(TYPES[:2])), body=draw(_pieces(body)))


@st.composite
def uploads(draw: st.DrawFn) -> Request:
    """A photo, or what is to pass for one."""
    data, name = draw(st.sampled_from(PICTURES) | st.binary(max_size=60)), draw(HEADER)
    head = b'--X\r\nContent-Disposition: form-data; name="file"; filename="' + name.replace(b'"', b"") + b'"\r\n'
    body = (
        head
        + draw(st.sampled_from((b"Content-Type: image/jpeg\r\n", b"", b"X:\r\n")))
        + b"\r\n"
        + data
        + b"\r\n--X--\r\n"
    )
    if draw(st.booleans()):
        cut = draw(st.integers(0, len(body)))
        body = body[:cut] + draw(st.sampled_from((b"", body, b"--X\r\n\r\n")))
    types = draw(st.sampled_from(((b"multipart/form-data; boundary=X",), (b"multipart/form-data; boundary=X",), TYPES)))
    return Request("POST", b"/api/photos", headers=draw(_headers(types)), body=draw(_pieces(body)))


@st.composite
def others(draw: st.DrawFn) -> Request:
    """Any way to any address."""
    path = draw(st.sampled_from(PATHS) | st.text("abc/%.0ef~", max_size=12).map(lambda text: b"/" + text.encode()))
    body = draw(st.binary(max_size=30) | st.sampled_from((b"{}", b"[" * 60_000, b"x" * 70_000, b"null")))
    query = draw(st.sampled_from(QUERIES))
    return Request(draw(st.sampled_from(METHODS)), path, query, draw(_headers(TYPES)), draw(_pieces(body)))


REQUESTS = st.one_of(messages(), messages(), uploads(), others(), others())


@st.composite
def _headers(draw: st.DrawFn, types: tuple[bytes, ...]) -> tuple[tuple[bytes, bytes], ...]:
    found = [(b"content-type", draw(st.sampled_from(types)))]
    if draw(st.booleans()):
        found.append((b"cookie", draw(st.sampled_from(COOKIES) | HEADER)))
    if draw(st.booleans()):
        found.append((draw(st.sampled_from(NAMES)), draw(st.sampled_from(ODD_VALUES) | HEADER)))
    return tuple(found)


@st.composite
def _pieces(draw: st.DrawFn, body: bytes) -> tuple[bytes, ...]:
    cut = draw(st.sampled_from((0, 0, 1, 7, len(body) // 2)))
    return (body[:cut], body[cut:]) if cut else (body,)
