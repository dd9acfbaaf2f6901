"""The audit log: in words, whatever stands in it; in a browser, what is looked for and what is older."""

from __future__ import annotations

import ast
import re
import secrets
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select
from sqlmodel import col

import bot
from bot.accounts.audit import AuditLog
from bot.accounts.rights import all_rights
from bot.database import Database
from bot.pages.staff.audit.words import actions_of, details, groups, name_of_action, subject, words
from config.clock import Clock
from config.region import load_region
from orders.cases import kinds
from orders.moves import moves
from orders.tables import Staff
from tests.pages.staff.site import StaffSite

WRITERS = {"note", "noted", "_noting", "acting", "_acting", "write"}
LOOKED_AT = {
    "desk.claim_refused", "case.card", "order.unmask", "order.file", "order.statement", "cards.export",
    "insight.export",
}  # fmt: skip
"""What is put down by itself: it changed nothing. `orders.export` too, but `written` takes it for the right."""
CODE = re.compile(r"[a-z_]+(\.[a-z_]*)?")
PARTS = {"order.", "case.", "card.", "learning.", "appeal."}
"""What is made of parts."""


def written(writers: Collection[str] = WRITERS) -> Iterator[str]:
    """Every action that the code puts down; of those made of parts the beginning, up to the dot."""
    for file in Path(bot.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in writers:
                said = [text(one) for one in call.args[:2]]
                yield from [one for one in said if CODE.fullmatch(one) and one not in all_rights()][:1]


def text(node: ast.expr) -> str:
    """A literal, or the literal beginning of one made of parts."""
    if isinstance(node, ast.JoinedStr) and node.values:
        return text(node.values[0])
    if isinstance(node, ast.IfExp):
        return text(node.body)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_whatever_the_code_puts_down_has_a_name_and_a_group() -> None:
    """No code reaches the page, and nothing is found in no group."""
    found = set(written())
    assert len(found) > 40
    assert {one for one in found if one.endswith(".")} == PARTS
    wanted = {one for one in found if not one.endswith(".")} | set(words()["actions"])
    wanted |= {f"order.{move.move}" for move in moves()}
    wanted |= {f"case.{move.move}" for kind in kinds.KINDS for move in kinds.table(kind).moves}
    wanted |= {f"order.open:{kind}" for kind in kinds.KINDS}
    assert [one for one in sorted(wanted) if name_of_action(one) == one] == []
    grouped = tuple(action for group in groups() for action in actions_of(group))
    whole = tuple(one for one in grouped if one.endswith("."))
    assert [one for one in sorted(wanted) if one not in grouped and not one.startswith(whole)] == []


def test_what_changes_something_is_put_down_in_its_own_transaction() -> None:
    """A row by itself, which a crash could leave out, is for what was only looked at."""
    assert set(written({"note"})) == LOOKED_AT


def test_details_are_words() -> None:
    """Codes, numbers of people and empty things as somebody reads them; what is not known any more stays as it is."""
    region = load_region("sample")
    told = details({"as_role": "worker", "regions": [], "to": 7, "had": 8, "note": ""}, region, {7: "李四"})
    assert told == "角色：工作人员；地区：全部地区；给：李四；原来在：8"
    assert details({"why": "locked now", "retires": False}, region, {}) == "原因：输错太多，锁上了"
    assert details({"ended_as": "gone", "unit": "gone", "new": ["甲", 2]}, region, {}) == (
        "怎样结束：gone；代表：gone；new：甲、2"
    )
    assert subject("refused", "orders.judge") == "审核退单、督办、定责等主管的步骤"
    assert subject("refused", "gone") == "gone"
    assert name_of_action("order.open:council").startswith("群评")
    assert name_of_action("gone.gone") == "gone.gone"


@pytest.mark.page
def test_older_rows_come_once_each_and_fit_what_was_looked_for(staff_site: StaffSite, browser: Browser) -> None:
    """Pressed twice in a hurry; the filters stand in the address."""
    mark = secrets.token_hex(3)

    async def did(database: Database) -> None:
        async with database.writing() as session, session.begin():
            log = AuditLog(session, Clock())
            for at in range(70):
                await log.write("desk.reply", mark, actor="测试员", role="worker", length=at)

    staff_site.run(did)
    page = staff_site.page(browser, staff_site.login(f"audit.{mark[::-1]}", "admin"))
    page.goto("/staff/audit")
    page.get_by_label("对什么").fill(mark)
    rows = page.locator("tbody tr", has_text=mark).filter(has_text="回复居民")
    expect(rows).to_have_count(50)
    page.get_by_role("button", name="更早的").dblclick()
    expect(rows).to_have_count(70)
    expect(page.get_by_role("button", name="更早的")).to_be_hidden()
    told = rows.all_inner_texts()
    assert len(set(told)) == 70
    page.get_by_label("哪一类").click()
    page.get_by_role("option", name="没让做的").click()
    expect(page.get_by_text("没有符合的记录")).to_be_visible()
    expect(rows).to_have_count(0)
    page.reload()
    expect(page.get_by_label("对什么")).to_have_value(mark)
    expect(page.get_by_text("没有符合的记录")).to_be_visible()
    page.goto(f"/staff/audit?group=desk&who=测试&q={mark}")
    expect(rows).to_have_count(50)
    page.goto(f"/staff/audit?group=nope&who=没有这个人%00&q={mark}")
    expect(page.get_by_text("没有符合的记录")).to_be_visible()
    page.context.close()


@pytest.mark.page
def test_a_colleague_is_named(staff_site: StaffSite, browser: Browser) -> None:
    """The log keeps numbers of people; whoever reads it sees names."""
    mark = secrets.token_hex(3)
    name = staff_site.login(f"named.{mark}", "supervisor")

    async def gave(database: Database) -> None:
        async with database.writing() as session, session.begin():
            number = (await session.execute(select(col(Staff.id)).where(col(Staff.name) == name))).scalar_one()
            await AuditLog(session, Clock()).write("desk.transfer", f"to-{mark}", actor="测试员", to=number)

    staff_site.run(gave)
    page = staff_site.page(browser, name)
    page.goto(f"/staff/audit?q=to-{mark}")
    row = page.locator("tbody tr", has_text=f"to-{mark}")
    expect(row).to_contain_text("转交")
    expect(row).to_contain_text(f"给：{name}")
    page.context.close()
