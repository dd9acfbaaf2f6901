"""Who works here: invited once, known by account, gone when removed."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.database import Database
from config.clock import Clock
from config.errors import FenliuError, InvitationNotGood, OrderError, StaffNotFound
from orders.staff import StaffBook, role_name
from orders.tables import StaffInvite
from tests.conftest import StandingClock
from tests.orders.colleagues import hire


async def test_a_code_lets_one_person_in_once(staff_book: StaffBook) -> None:
    """Typed in lower case, with full-width signs and spaces; the database never sees the code itself."""
    code = await staff_book.invite("  王 敏 ", "supervisor")
    invite = (await staff_book.session.execute(select(StaffInvite))).scalar_one()
    assert len(code.replace("-", "")) == 12
    assert len(invite.digest) == 64
    assert code.replace("-", "") not in str(invite.model_dump())
    staff = await staff_book.join(f" {code.lower().replace('-', ' － ')} ", "chat-1")
    assert (staff.name, staff.role, role_name(staff), staff.on_duty) == ("王 敏", "supervisor", "主管", True)
    with pytest.raises(InvitationNotGood):
        await staff_book.join(code, "chat-2")
    assert await staff_book.by_account("chat-2") is None


async def test_bad_codes_all_sound_the_same(staff_book: StaffBook, clock: StandingClock) -> None:
    """Unknown, empty, used and too old: a stranger learns nothing."""
    used, old = await staff_book.invite("甲", "worker"), await staff_book.invite("乙", "worker", days=2)
    await staff_book.join(used, "chat-1")
    clock.forward(days=2)
    told = set()
    for code in (used, old, "", "AAAA-BBBB-CCCC"):
        with pytest.raises(InvitationNotGood) as caught:
            await staff_book.join(code, "chat-2")
        told.add(caught.value.say)
    assert len(told) == 1


async def test_a_code_is_good_until_its_last_moment(staff_book: StaffBook, clock: StandingClock) -> None:
    code = await staff_book.invite("甲", "worker")
    clock.forward(days=7, seconds=-1)
    assert (await staff_book.join(code, "chat-1")).name == "甲"


@pytest.mark.parametrize(("name", "role"), [("", "worker"), (" ", "worker"), ("长" * 41, "worker"), ("甲", "boss")])
async def test_an_invitation_needs_a_name_and_a_role(staff_book: StaffBook, name: str, role: str) -> None:
    with pytest.raises(OrderError):
        await staff_book.invite(name, role)


async def test_one_of_many_with_the_same_code_gets_in(database: Database, clock: Clock) -> None:
    """Twenty accounts at once in transactions of their own."""
    async with database.writing() as session, session.begin():
        code = await StaffBook(session, clock).invite("甲", "worker")

    async def join(number: int) -> bool:
        try:
            async with database.writing() as session, session.begin():
                await StaffBook(session, clock).join(code, f"chat-{number}")
        except InvitationNotGood:
            return False
        return True

    assert sorted(await asyncio.gather(*(join(number) for number in range(20)))) == [False] * 19 + [True]
    async with database.reading() as session:
        assert len(await StaffBook(session, clock).everybody()) == 1


async def test_a_second_invitation_changes_name_and_role(staff_book: StaffBook) -> None:
    """A worker becomes a supervisor and stays the same person."""
    first = await staff_book.join(await staff_book.invite("小王", "worker"), "chat-1")
    again = await staff_book.join(await staff_book.invite("王敏", "supervisor"), "chat-1")
    assert (again.id, again.name, again.role) == (first.id, "王敏", "supervisor")


async def test_who_is_on_duty(staff_book: StaffBook) -> None:
    """By role, and only those who have not gone off."""
    worker, other, chief = [
        await hire(staff_book, name, role) for name, role in (("甲", "worker"), ("乙", "worker"), ("丙", "supervisor"))
    ]
    await staff_book.set_duty(other.id or 0, False)
    assert [one.name for one in await staff_book.on_duty()] == ["甲", "丙"]
    assert [one.id for one in await staff_book.on_duty("worker")] == [worker.id]
    assert [one.id for one in await staff_book.on_duty("supervisor", "admin")] == [chief.id]
    assert [one.name for one in await staff_book.everybody()] == ["甲", "乙", "丙"]
    assert (await staff_book.set_duty(other.id or 0, True)).on_duty is True


async def test_somebody_is_always_told(staff_book: StaffBook) -> None:
    """Supervisors on duty; without any, admins on duty; then any of either; in the last resort everybody."""
    worker, admin, chief = [
        await hire(staff_book, name, role) for name, role in (("甲", "worker"), ("乙", "admin"), ("丙", "supervisor"))
    ]
    told = [[one.name for one in await staff_book.chiefs()]]
    for gone in (chief, admin):
        await staff_book.set_duty(gone.id or 0, False)
        told.append([one.name for one in await staff_book.chiefs()])
    for gone in (chief, admin):
        await staff_book.remove(gone.id or 0)
    told.append([one.name for one in await staff_book.chiefs()])
    assert told == [["丙"], ["乙"], ["乙", "丙"], ["甲"]]
    await staff_book.remove(worker.id or 0)
    assert list(await staff_book.chiefs()) == []


async def test_who_was_removed_is_a_stranger(staff_book: StaffBook) -> None:
    """Their name stays on what they did; with a new invitation they come back as somebody new."""
    staff = await hire(staff_book, "甲")
    await staff_book.remove(staff.id or 0)
    assert await staff_book.by_account("chat-甲") is None
    assert (await staff_book.get(staff.id or 0)).name == "甲"
    for step in (staff_book.remove(staff.id or 0), staff_book.set_duty(staff.id or 0, True), staff_book.get(999)):
        with pytest.raises(StaffNotFound):
            await step
    assert (await hire(staff_book, "甲")).id != staff.id


def test_every_error_has_a_sentence_of_its_own() -> None:
    assert StaffNotFound.say != FenliuError.say != InvitationNotGood.say
