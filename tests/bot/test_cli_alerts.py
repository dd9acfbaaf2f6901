"""`fenliu orders alerts`, `ratings`, `review` and `decide`: what waits for whom, and what a person decides."""

from __future__ import annotations

import pytest

from orders.book import OrderBook
from orders.follow_up.alerts import Alerts
from orders.follow_up.ratings import Ratings
from tests.bot.cli_district import SITE, answered, fenliu, file, folder, in_book, refused

__all__ = ["folder"]
WORDS = ("--as", "老周", "--basis", "电话问过诉求人")


def rate(number: str, solved: str, satisfied: int) -> None:
    """The resident answers."""

    async def rated(book: OrderBook) -> None:
        order, ratings = await book.get(number), Ratings(book.session, book.region, book.clock)
        await ratings.rate(
            order, order.channel, order.account, solved=solved, satisfied=satisfied, reason="打13812345678说"
        )

    in_book(rated)


def alert(kind: str, number: str, times: int = 1) -> None:
    """Somebody is to be told."""

    async def raised(book: OrderBook) -> None:
        order = await book.get(number)
        for nth in range(times):
            await Alerts(book.session, book.clock).raise_(kind, f"{kind}:{nth}", order=order)

    in_book(raised)


def test_alerts_wait_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom they wait for, by unit and kind; what is not shown is counted; who has dealt with one is on record."""
    assert fenliu("orders", "alerts").output == "没有等着处理的提醒。\n"
    number = file(SITE)[0]
    alert("accept_late", number)
    alert("due_late", number, 3)
    shown = fenliu("orders", "alerts").output
    assert "示例市生态环境局、派单员" in shown
    assert shown.index("accept_late") < shown.index("due_late")
    assert "accept_late" not in fenliu("orders", "alerts", "--kind", "due_late").output
    assert "due_late" in fenliu("orders", "alerts", "--unit", "示例市生态环境局").output
    assert fenliu("orders", "alerts", "--unit", "housing").output == "没有等着处理的提醒。\n"
    monkeypatch.setattr("bot.cli_alerts.MOST", 1)
    assert "还有 3 条" in fenliu("orders", "alerts").output
    assert fenliu("orders", "alert-done", "1", "--as", "小李").output == "提醒 1 已由小李处理。\n"
    assert "还有 2 条" in fenliu("orders", "alerts").output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("alerts", "--kind", "due"), "可以写：accept_late"),
        (("alerts", "--unit", "生态"), "ecology（示例市生态环境局）"),
        (("alert-done", "7", "--as", "小李"), "没有编号 7 的提醒"),
        (("alert-done", "x", "--as", "小李"), "列表里的数字"),
        (("review", "7", *WORDS, "--uphold"), "没有编号 7 的评价"),
        (("review", "7", *WORDS), "--uphold（真实有效）"),
        (("review", "7", *WORDS, "--void", "--role", "unit"), "可以写：reviewer（审核员）、supervisor（主管）"),
        (("decide", "20261122-00001-1", *WORDS), "--redo（重办）"),
    ],
)
def test_slips_are_answered(words: tuple[str, ...], told: str) -> None:
    file(SITE)
    assert told in refused("orders", *words)


def test_an_alert_is_not_ended_twice() -> None:
    alert("due_late", file(SITE)[0])
    fenliu("orders", "alert-done", "1", "--as", "小李")
    assert refused("orders", "alert-done", "1", "--as", "小李") == "这条提醒已经有人处理了。"


def test_a_doubtful_rating_is_judged_by_somebody_else() -> None:
    """Praise seconds after the result waits; its own handler may not judge it; then the alert ends with it."""
    assert fenliu("orders", "ratings").output == "没有等核实的评价。\n"
    number = file(SITE)[0]
    answered(number)
    rate(number, "yes", 5)
    shown = fenliu("orders", "ratings").output
    assert "刚办结就给了好评" in shown
    assert "138****5678" in shown
    assert "fenliu orders review" in refused("orders", "alert-done", "1", "--as", "小李")
    assert "别人来核实" in refused("orders", "review", "1", "--as", "小赵", "--basis", "看过", "--void")
    assert "不计入统计" in fenliu("orders", "review", "1", *WORDS, "--void").output
    assert "没有等着处理的提醒" in fenliu("orders", "alerts").output
    assert "已经有人核实过" in refused("orders", "review", "1", *WORDS, "--uphold")


@pytest.mark.parametrize(("decision", "state"), [("--redo", "已派单"), ("--stand", "已回访")])
def test_not_solved_is_decided_by_a_person(decision: str, state: str) -> None:
    """转法定途径 does not reopen by itself: once more, or the answer stands on a basis; nothing ends by a click."""
    number = file(SITE)[0]
    assert "没有等人决定的" in refused("orders", "decide", number, *WORDS, "--redo")
    answered(number, "转法定途径", "channel=向法院起诉", "policy_basis=民事诉讼法")
    rate(number, "no", 1)
    assert "fenliu orders decide" in refused("orders", "alert-done", "1", "--as", "小李")
    assert f"现在是“{state}”" in fenliu("orders", "decide", number, *WORDS, decision).output
    assert "电话问过诉求人" in fenliu("orders", "log", number).output
    assert "not_solved" not in fenliu("orders", "alerts").output
