"""Signing in: what fits lets in, what does not costs time and then a lock, and nothing tells which logins exist."""

from __future__ import annotations

import pyotp
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.accounts.audit import AuditLog
from bot.accounts.book import LoginBook, LoginRefused
from bot.accounts.keeping import Keeping
from bot.accounts.passwords import WeakPassword, given
from bot.accounts.rights import acts_as, all_rights, may
from bot.accounts.sessions import Sessions
from bot.accounts.sign_in import LOCKED, TRIES, WRONG, SignIn, SignInRefused
from bot.accounts.tables import StaffLogin, StaffSession
from bot.database import Database
from config.errors import StaffNotFound
from orders.staff import StaffBook
from orders.tables import Staff
from tests.bot.accounts.conftest import PASSWORD
from tests.conftest import StandingClock
from tests.orders.colleagues import hire

NEW = "窗外的桂花又开了两次"


async def login(book: LoginBook, name: str = "zhang.san", role: str = "worker") -> StaffLogin:
    return await book.create("张三", name, role, PASSWORD, given=False)


def say(refused: str | SignInRefused) -> str:
    assert isinstance(refused, SignInRefused)
    return refused.say


async def test_login_and_password_let_in(book: LoginBook, door: SignIn) -> None:
    """Whatever the case of the login; the token is found again, its owner with role and regions."""
    await login(book)
    token = await door.enter(" Zhang.San ", PASSWORD)
    assert isinstance(token, str)
    signed = await Sessions(door.session, door.clock).find(token)
    assert signed is not None
    assert (signed.name, signed.role, signed.may("desk"), signed.may("accounts")) == ("张三", "worker", True, False)
    assert await Sessions(door.session, door.clock).find(token + "x") is None


async def test_only_digests_are_kept(book: LoginBook, door: SignIn, session: AsyncSession) -> None:
    row = await login(book)
    token = await door.enter(row.login, PASSWORD)
    kept = (await session.execute(select(StaffSession))).scalar_one()
    assert isinstance(token, str)
    assert PASSWORD not in row.password
    assert row.password.startswith("$argon2id$")
    assert token not in kept.digest


async def test_wrong_and_unknown_read_the_same(book: LoginBook, door: SignIn) -> None:
    await login(book)
    assert say(await door.enter("zhang.san", "不是这个密码吧啊")) == say(await door.enter("nobody", PASSWORD)) == WRONG


async def test_too_many_wrong_ones_lock(book: LoginBook, door: SignIn, clock: StandingClock) -> None:
    """Then the right password does not help either, until the time is over or an admin unlocks."""
    row = await login(book)
    for _ in range(TRIES):
        refused = await door.enter(row.login, "不是这个密码吧啊")
    assert "锁到" in say(refused)
    assert "锁到" in say(await door.enter(row.login, PASSWORD))
    clock.forward(seconds=LOCKED.total_seconds() + 1)
    assert isinstance(await door.enter(row.login, PASSWORD), str)
    for _ in range(TRIES):
        await door.enter(row.login, "不是这个密码吧啊")
    await Keeping(book.session, clock).unlock(row)
    assert isinstance(await door.enter(row.login, PASSWORD), str)


async def test_the_second_factor_counts_once(book: LoginBook, door: SignIn, clock: StandingClock) -> None:
    """Without it nobody comes in; a code that was used is no code any more."""
    row = await login(book)
    secret = pyotp.random_base32()
    app = pyotp.TOTP(secret)
    with pytest.raises(LoginRefused):
        await book.set_second_factor(row, secret, "000000")
    await book.set_second_factor(row, secret, app.at(clock.at))
    refused = await door.enter(row.login, PASSWORD)
    assert isinstance(refused, SignInRefused)
    assert refused.needs_code
    assert say(await door.enter(row.login, PASSWORD, app.at(clock.at))) == WRONG
    clock.forward(seconds=60)
    code = app.at(clock.at)
    assert isinstance(await door.enter(row.login, PASSWORD, f"{code[:3]} {code[3:]}"), str)
    assert say(await door.enter(row.login, PASSWORD, code)) == WRONG
    await book.drop_second_factor(row)
    assert isinstance(await door.enter(row.login, PASSWORD), str)


async def test_sessions_end(book: LoginBook, door: SignIn, clock: StandingClock) -> None:
    """Unused for an hour, after twelve in any case, with a new password, and with the person."""
    row = await login(book)
    sessions = Sessions(door.session, clock)
    idle, used = await door.enter(row.login, PASSWORD), await door.enter(row.login, PASSWORD)
    assert isinstance(idle, str)
    assert isinstance(used, str)
    for _ in range(13):
        clock.forward(minutes=55)
        signed = await sessions.find(used)
        assert signed is not None
        await sessions.note_use(signed)
    assert await sessions.find(idle) is None
    clock.forward(minutes=30)
    assert await sessions.find(used) is None
    other, here = await door.enter(row.login, PASSWORD), await door.enter(row.login, PASSWORD)
    assert isinstance(other, str)
    assert isinstance(here, str)
    mine = await sessions.find(here)
    assert mine is not None
    await book.change_own(row, PASSWORD, NEW, mine.session_id)
    assert await sessions.find(other) is None
    assert await sessions.find(here) is not None
    staff = await book.session.get_one(Staff, row.staff_id)
    staff.active = False
    await book.session.flush()
    assert await sessions.find(here) is None
    assert isinstance(await door.enter(row.login, NEW), SignInRefused)


@pytest.mark.parametrize("password", ["短", "aaaaaaaaaaaaaa", "zhang.san123456", "张三张三张三张三一二", "x" * 201])
async def test_easy_passwords_are_refused(book: LoginBook, password: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        await book.create("张三", "zhang.san", "worker", password)
    assert "密码" in refused.value.say


async def test_a_given_password_opens_nothing_but_its_own_change(book: LoginBook, door: SignIn) -> None:
    password = given()
    row = await book.create("李四", "li.si", "admin", password)
    token = await door.enter("li.si", password)
    assert isinstance(token, str)
    signed = await Sessions(door.session, door.clock).find(token)
    assert signed is not None
    assert [right for right in all_rights() if signed.may(right)] == ["own"]
    with pytest.raises(WeakPassword, match="一样"):
        await book.change_own(row, password, password, signed.session_id)
    with pytest.raises(LoginRefused, match="原来"):
        await book.change_own(row, "不是原来的密码啊", NEW, signed.session_id)


@pytest.mark.parametrize("name", ["ab", "有汉字的", "a b!", "-x-x", "x" * 41 + "!"])
async def test_malformed_logins_are_refused(book: LoginBook, name: str) -> None:
    with pytest.raises(LoginRefused):
        await book.create("张三", name, "worker", PASSWORD)


async def test_a_login_is_taken_once(book: LoginBook) -> None:
    await login(book)
    with pytest.raises(LoginRefused, match="已经有人用"):
        await login(book, "ZHANG.SAN")


async def test_who_is_on_the_staff_already_gets_a_login_of_their_own(book: LoginBook, clock: StandingClock) -> None:
    """The same person as before: number, account of the staff bot, what they hold. Once, and not after they left."""
    li, gone = await hire(StaffBook(book.session, clock), "李四"), await hire(StaffBook(book.session, clock), "王五")
    await StaffBook(book.session, clock).remove(gone.id or 0)
    await login(book)
    assert [one.id for one in await book.without_login()] == [li.id]
    row = await book.create("李四", "li.si", "supervisor", PASSWORD, staff_id=li.id)
    assert (row.staff_id, li.account, li.role) == (li.id, "chat-李四", "supervisor")
    assert await book.without_login() == []
    for nobody in (gone.id, 0, 999):
        with pytest.raises(StaffNotFound):
            await book.create("王五", "wang.wu", "worker", PASSWORD, staff_id=nobody)
    with pytest.raises(LoginRefused, match="已经有账号"):
        await book.create("李四", "li.si.2", "worker", PASSWORD, staff_id=li.id)


async def test_the_last_admin_stays(book: LoginBook, clock: StandingClock) -> None:
    row = await login(book, "boss", "admin")
    staff = await book.session.get_one(Staff, row.staff_id)
    keeping = Keeping(book.session, clock)
    with pytest.raises(LoginRefused, match="最后一位管理员"):
        await keeping.change(row, staff, role="worker", regions=[])
    with pytest.raises(LoginRefused, match="最后一位管理员"):
        await keeping.may_leave(staff)
    await book.create("李四", "li.si", "admin", PASSWORD)
    await keeping.change(row, staff, role="worker", regions=["sample"])
    assert (staff.role, row.regions) == ("worker", ["sample"])


async def test_the_audit_log_cannot_be_changed(database: Database, clock: StandingClock) -> None:
    """Neither changed nor thinned out, and without numbers of persons."""
    async with database.writing() as session, session.begin():
        await AuditLog(session, clock).write("order.note", "20261122-00001-1", actor="张三", note="电话13812345678")
    for statement in ("UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with database.writing() as session, session.begin():
                await session.execute(text(statement))
    async with database.reading() as session:
        (event,) = await AuditLog(session, clock).read(subject="00001")
    assert (event.actor, event.data) == ("张三", {"note": "电话138****5678"})


def test_roles_only_grow() -> None:
    """What a worker may, a supervisor and an admin may; nobody may what is not in the table."""
    for right in all_rights():
        assert may("worker", right) <= may("supervisor", right) <= may("admin", right)
        assert not may("resident", right)
    assert "supervisor" not in acts_as("worker")
    with pytest.raises(KeyError):
        may("admin", "no such right")
