"""Who comes in where: every page as everybody, and what strangers try at the door."""

from __future__ import annotations

import itertools
import re

import httpx
import pytest
from nicegui import app as library
from sqlalchemy import select

from bot.accounts.rights import may
from bot.accounts.sign_in import TRIES
from bot.accounts.tables import AuditEvent
from bot.database import Database
from bot.pages.staff import pages
from bot.pages.staff.frame import RIGHTS
from tests.pages.staff.site import PASSWORD, StaffSite, enter

pages.register()
PAGES = sorted(RIGHTS)
"""Every page under /staff, with the right it asks for in RIGHTS."""
NUMBER = itertools.count()
REFUSED = "您的账号不能"
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "/staff\\evil.example",
    "/staff/sign-out",
    "javascript:alert(1)",
    "/chat",
)


def fill(path: str) -> str:
    """The address with something in its places."""
    return "/staff" + re.sub(r"{[^}]*}", "1", path)


def fresh() -> str:
    return f"person{next(NUMBER)}"


def test_the_list_of_pages_is_whole() -> None:
    """What the library would answer is what is walked here: no page goes around the frame."""
    routes = {getattr(route, "path", "") for route in library.routes}
    own = {route for route in routes if route and not route.startswith(("/_nicegui", "/favicon"))}
    assert own == set(PAGES)
    assert len(PAGES) >= 3


@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_shown_the_door(staff_site: StaffSite, path: str) -> None:
    with staff_site.client() as client:
        answer = client.get(fill(path))
        assert answer.status_code == httpx.codes.SEE_OTHER
        assert answer.headers["location"].startswith("/staff/sign-in?next=/staff/")
        assert client.post(fill(path)).status_code == httpx.codes.UNAUTHORIZED
        client.cookies.set("fenliu_staff", "made-up-token")
        assert client.get(fill(path)).status_code == httpx.codes.SEE_OTHER


def test_every_page_as_every_role(staff_site: StaffSite) -> None:
    """Whoever has the right sees the page, everybody else reads who could do it; another region is another house."""
    for role in ("worker", "supervisor", "admin"):
        with staff_site.client(staff_site.login(fresh(), role)) as client:
            for path in PAGES:
                answer = client.get(fill(path))
                assert answer.status_code == httpx.codes.OK, (role, path)
                assert (REFUSED in answer.text) is not may(role, RIGHTS[path]), (role, path)
    with staff_site.client(staff_site.login(fresh(), "admin", regions=("second",))) as client:
        for path in PAGES:
            answer = client.get(fill(path))
            assert (answer.status_code, "另一个地区" in answer.text) == (httpx.codes.FORBIDDEN, True)


def test_a_given_password_opens_only_its_own_change(staff_site: StaffSite) -> None:
    with staff_site.client(staff_site.login(fresh(), "admin", given=True)) as client:
        for path in PAGES:
            assert ("初始密码" in client.get(fill(path)).text) is True, path


def test_another_site_speaks_for_nobody(staff_site: StaffSite) -> None:
    """CSRF: neither a form of another site, nor its script over the socket; the door asks for its own form."""
    with staff_site.client(staff_site.login(fresh(), "worker")) as client:
        foreign = {"Origin": "https://evil.example"}
        assert client.post("/staff/sign-out", headers=foreign).status_code == httpx.codes.FORBIDDEN
        assert client.post("/staff/sign-out", headers={"Origin": "null"}).status_code == httpx.codes.FORBIDDEN
        assert client.get("/staff/me").status_code == httpx.codes.OK
        socket = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        socket |= {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "https://evil.example"}
        path = "/staff/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
        assert client.get(path, headers=socket).status_code == httpx.codes.FORBIDDEN
        assert client.post("/staff/sign-out").status_code == httpx.codes.SEE_OTHER
        assert client.get("/staff/me").status_code == httpx.codes.SEE_OTHER
    with staff_site.client() as client:
        form = {"login": "x", "password": PASSWORD, "form": "guessed"}
        assert client.post("/staff/sign-in", data=form).status_code == httpx.codes.FORBIDDEN


def test_a_session_from_before_counts_for_nothing(staff_site: StaffSite) -> None:
    """Session fixation: the token is made when somebody signs in, whatever the browser brought."""
    name = staff_site.login(fresh(), "worker")
    with staff_site.client() as client, staff_site.client() as thief:
        client.cookies.set("fenliu_staff", "planted", path="/staff")
        answer = enter(client, name)
        assert answer.status_code == httpx.codes.SEE_OTHER
        cookie = answer.headers["set-cookie"]
        assert "fenliu_staff=planted" not in cookie
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
        thief.cookies.set("fenliu_staff", "planted", path="/staff")
        assert thief.get("/staff/me").status_code == httpx.codes.SEE_OTHER


def test_guessing_ends_in_a_lock_and_is_put_down(staff_site: StaffSite) -> None:
    name = staff_site.login(fresh(), "worker")
    with staff_site.client() as client:
        for _ in range(TRIES):
            answer = enter(client, name, "不是这个密码吧啊啊")
            assert answer.status_code == httpx.codes.UNAUTHORIZED
        assert "锁到" in answer.text
        assert "锁到" in enter(client, name).text

    async def tries(database: Database) -> int:
        async with database.reading() as session:
            mine = select(AuditEvent).where(AuditEvent.subject == name, AuditEvent.action == "sign_in.refused")  # type: ignore[arg-type]
            return len((await session.execute(mine)).scalars().all())

    assert staff_site.run(tries) == TRIES + 1


@pytest.mark.parametrize("next_", ELSEWHERE)
def test_the_way_on_is_one_of_ours(staff_site: StaffSite, next_: str) -> None:
    with staff_site.client() as client:
        answer = enter(client, staff_site.login(fresh(), "worker"), next=next_)
        assert answer.headers["location"] == "/staff"


def test_what_is_typed_stays_text(staff_site: StaffSite) -> None:
    """Reflected XSS at the door."""
    with staff_site.client() as client:
        evil = '"><script>alert(1)</script>'
        assert "<script>alert" not in client.get("/staff/sign-in", params={"next": "/staff/" + evil}).text
        assert "<script>alert" not in enter(client, evil).text


def test_too_much_is_refused(staff_site: StaffSite) -> None:
    with staff_site.client() as client:
        answer = client.post("/staff/sign-in", data={"login": "x" * 200_000})
        assert answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE
        upload = client.post("/staff/_nicegui/client/x/upload/1", content=b"x" * 200_000)
        assert upload.status_code == httpx.codes.UNAUTHORIZED


def test_headers_of_a_page(staff_site: StaffSite) -> None:
    """Never kept by a browser or a proxy, never inside another site's frame, and no script of elsewhere."""
    with staff_site.client(staff_site.login(fresh(), "worker")) as client:
        headers = client.get("/staff/me").headers
        assert headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "script-src 'self' 'unsafe-inline' 'unsafe-eval';" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
