"""Pages that may be kept: ETag, 304, HEAD, no cookies, and nothing written down of what was searched for."""

from __future__ import annotations

import dataclasses
import io
from contextlib import redirect_stderr, redirect_stdout

import pytest
from anyio.from_thread import BlockingPortal

from bot.app import build_app
from bot.roles import Role
from bot.services import Services
from config.log import set_up_logging
from handlers.desk import Desk
from knowledge_base.engine import Engine
from tests.conftest import StandingClock
from tests.pages.guide.conftest import Serve
from tests.pages.guide.reader import Reader

OPEN = ["/guide", "/guide/topic/housing", "/guide/card/private-loan", "/guide/print/post"]
PAGES = [*OPEN, "/guide/search?q=停水"]


@pytest.mark.parametrize("path", PAGES)
def test_who_has_the_page_is_told_so(client: Reader, path: str) -> None:
    """304 without a body, in every form that If-None-Match may have; another tag gets the page."""
    first = client.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert first.headers["cache-control"] == ("private" if "search" in path else "public") + ", max-age=300"
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == first.headers["cache-control"]
    for unknown in ('"other"', "", "x" * 5000, tag.strip('"')):
        assert client.get(path, headers={"If-None-Match": unknown}).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/guide/nothing"])
def test_head_has_the_headers_and_no_body(client: Reader, path: str) -> None:
    page, head = client.get(path), client.ask("HEAD", path)
    assert head.status_code == page.status_code
    assert head.content == b""
    for name in ("content-type", "content-length", "cache-control"):
        assert head.headers[name] == page.headers[name]
    assert page.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", [*PAGES, "/guide/nothing"])
def test_the_page_is_the_same_for_everybody(client: Reader, path: str) -> None:
    """No cookie is set or read, and the bytes do not differ."""
    first = client.get(path)
    other = client.get(path, headers={"Cookie": "fenliu_visitor=" + "a" * 43, "User-Agent": "other"})
    assert "set-cookie" not in first.headers
    assert first.content == other.content


def test_other_methods_change_nothing(client: Reader) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.ask(method, "/guide/search?q=停水").status_code == 405


def test_a_new_day_is_a_new_tag(client: Reader, clock: StandingClock) -> None:
    before = client.get("/guide").headers["etag"]
    clock.forward(days=1)
    after = client.get("/guide")
    assert after.headers["etag"] != before
    assert client.get("/guide", headers={"If-None-Match": before}).status_code == 200


def test_a_new_library_shows_at_once(client: Reader, desk: Desk) -> None:
    """The engine is changed while the service runs: the card that ended yesterday is gone, with a new tag."""
    engine = desk.engine
    library = engine.library
    before = client.get("/guide/topic/money")
    assert "/guide/card/private-loan" in before.text
    day = library["private-loan"].valid_from
    ended = library["private-loan"].model_copy(update={"valid_to": day})
    changed = dataclasses.replace(library, cards={**library.cards, ended.id: ended}, version="ffffffffffff")
    desk.engine = Engine(changed, engine.signals, engine.matcher)
    after = client.get("/guide/topic/money", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert "/guide/card/private-loan" not in after.text
    assert client.get("/guide/card/private-loan").status_code == 404
    assert "private-loan" not in client.get("/guide/search?q=朋友借钱不还").text
    desk.engine = engine
    assert client.get("/guide/topic/money").headers["etag"] == before.headers["etag"]


def test_the_sheet_names_the_community_and_leads_back(serve: Serve, desk: Desk, portal: BlockingPortal) -> None:
    """The code leads to the address of the setting, else to the one the reader used; never to a made-up one."""
    public = Reader(build_app(serve(desk, public_url="https://fenliu.example.gov.cn/")), portal)
    plain = Reader(build_app(serve(desk)), portal)
    sheet = public.get("/guide/print/housing?community=songyan").text
    assert "松烟社区" in sheet
    assert "0000-3201" in sheet
    assert "打开 https://fenliu.example.gov.cn/guide/topic/housing" in sheet
    assert sheet.count("<svg") == 1
    assert "打开 http://fenliu.example.cn/guide/topic/housing" in plain.get("/guide/print/housing").text
    odd = plain.get("/guide/print/housing", headers={"Host": 'a"><script>.cn'})
    assert "<script>." not in odd.text
    assert "<svg" not in odd.text
    assert "FENLIU_PUBLIC_URL" in plain.get("/guide/print/housing", headers={"Host": "127.0.0.1:8000"}).text
    other = plain.get("/guide/print/housing", headers={"Host": "other.example"})
    assert other.headers["etag"] != plain.get("/guide/print/housing").headers["etag"]


def test_what_was_searched_for_is_written_down_nowhere(client: Reader, services: Services) -> None:
    """Not in the log, not in the data folder."""
    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(said):
        set_up_logging("debug", as_json=False)
        for words in ("秘密的话路灯不亮", "秘密的话楼下着火了13800138000"):
            assert client.get("/guide/search", params={"q": words}).status_code == 200
    assert "秘密" not in said.getvalue()
    assert "13800138000" not in said.getvalue()
    kept = [
        path for path in services.settings.data.rglob("*") if path.is_file() and "秘密".encode() in path.read_bytes()
    ]
    assert kept == []


def test_only_the_web_role_serves_the_guide(services: Services, portal: BlockingPortal) -> None:
    assert Reader(build_app(services, Role.WORKER), portal).get("/guide").status_code == 404
