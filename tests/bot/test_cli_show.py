"""`fenliu orders list`, `show` and `verify`: where an order stands, what hangs on it, and that nobody changed it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from orders.book import OrderBook
from orders.desk_orders import DeskOrders
from tests.bot.cli_district import CLOCK, LONG_AGO, SITE, WANTED, answered, fenliu, file, folder, in_book, step

__all__ = ["folder"]


def add(number: str, words: str) -> None:
    """The resident tells more."""

    async def added(book: OrderBook) -> None:
        order = await book.get(number)
        await DeskOrders(book, order.channel, order.account).append(number, words, [], f"add {number}")

    in_book(added)


def test_show_tells_where_it_went_and_how_it_ended() -> None:
    """Unit, level, basis, limits, the way it was closed with its basis, voices and additions; numbers masked."""
    one, other = file(SITE, SITE)
    fenliu("orders", "merge", other, one, "--as", "小李", "--why", "同一处工地")
    add(other, "王芳又看见打桩了，打13912345678")
    answered(one, "explained", "policy_basis=噪声法第四十三条")
    shown = fenliu("orders", "show", one).output
    for line in (
        "状态：已办结", "主办单位代码：ecology", "承办层级：部门", "派单依据：派单目录", "标记：工单直派", "签收时限：",
        "办结类型：解释说明", "政策依据：噪声法第四十三条", f"并进来的诉求：{other}（连自己共 2 份）",
    ):  # fmt: skip
        assert line in shown, line
    voice = fenliu("orders", "show", other).output
    assert f"并入主单：{one}" in voice
    assert "***又看见打桩了，打139****5678" in voice


def test_a_confidential_order_hides_what_was_added() -> None:
    """举报: the resident's own words are not shown; for who handles it they are, without the name."""
    number = file(SITE | {"appeal_type": "report", "title": "举报偷排"})[0]
    add(number, "王芳又看见了")
    assert "又看见了" not in fenliu("orders", "show", number).output
    at_work = fenliu("orders", "show", number, "--unmasked").output
    assert "***又看见了" in at_work
    assert "王芳" not in at_work


def test_the_list_is_narrowed() -> None:
    """By unit, by what is late (not what waits for the resident), by hard ones; main and merged orders are marked."""
    one, other, bump = file(SITE, SITE, WANTED)
    fenliu("orders", "merge", other, one, "--as", "小李", "--why", "同一处工地")
    listed = fenliu("orders", "list").output
    assert "主单（2 份）" in listed
    assert f"并入 {one}" in listed
    assert bump not in fenliu("orders", "list", "--unit", "ecology").output
    assert fenliu("orders", "list", "--hard").output == "没有这样的工单。\n"
    fenliu("orders", "move", bump, "queue_hard", "--as", "小李", "--role", "dispatcher", "--say", "reason=都说不是")
    assert bump in fenliu("orders", "list", "--hard").output
    assert fenliu("orders", "list", "--overdue").output == "没有这样的工单。\n"
    step(one, "accept")
    step(one, "pause", "note=请补充时间")
    CLOCK.forward(days=LONG_AGO)
    late = fenliu("orders", "list", "--overdue").output
    assert bump in late
    assert one not in late


def test_verify_finds_what_was_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole in portions; a column changed past the program is named, and the exit code says so."""
    monkeypatch.setattr("bot.cli_log.PORTION", 2)
    numbers = file(SITE, SITE, WANTED)
    assert "核对了 3 张工单、0 件事项：流转记录前后相连" in fenliu("orders", "verify").output

    async def change(book: OrderBook) -> None:
        await book.session.execute(text("update orders set result = '已办好' where number = :n"), {"n": numbers[1]})

    in_book(change)
    found = fenliu("orders", "verify")
    assert found.exit_code == 1
    assert f"工单 {numbers[1]} 的result和流转记录不一致" in found.output
    assert "1 处不一致" in found.output


def test_what_people_wrote_means_nothing_to_the_terminal() -> None:
    """Brackets are no markup, and control characters are not printed."""
    number = file(SITE | {"title": "[/red]工地\x1b[31m噪声"})[0]
    listed = fenliu("orders", "list").output
    assert number in listed
    assert "[/red]工地[31m噪声" in listed
