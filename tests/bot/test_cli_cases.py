"""`fenliu cases`: councils, exemptions, joint help, soft limits, warnings and labels from the command line."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select, text

from orders.book import OrderBook
from orders.case_tables import Notice
from orders.cases.book import Cases
from orders.cases.objections import Objections
from tests.bot.cli_district import SITE, fenliu, file, folder, in_book, refused

__all__ = ["folder"]
AGREED = ("--say", "consent_at=2026-11-22T09:00", "--say", "goes_along=争点、地点", "--say", "issue=夜里打桩")
TEXT = ("--role", "unit", "--say", "text=承办期间停电", "--say", "basis=市考核办法第九条")


def opened(kind: str, *words: str) -> str:
    """Opens a case; its receipt."""
    found = re.search(r"C\d{8}-\d{4}-\d", fenliu("cases", "open", kind, "--as", "小李", *words).output)
    assert found is not None
    return found.group()


def moved(receipt: str, step: str, *words: str) -> str:
    return fenliu("cases", "move", receipt, step, "--as", "老周", *words).output


def test_a_council_talks_it_over() -> None:
    """平谷 (facts 5.5): only what the resident agreed to is on the card; every step stands in the list."""
    assert fenliu("cases", "list").output == "没有还没结束的事项。\n"
    number = file(SITE)[0]
    receipt = opened("council", "--order", number, *AGREED, "--say", "place=松烟一里")
    card = fenliu("cases", "card", receipt).output
    assert "夜里打桩" in card
    assert "王芳" not in card
    unit = ("--role", "unit")
    said = ("--say", "participants=张三、李四", "--say", "minutes=各让一步")
    assert "议事中" in moved(receipt, "discuss", *unit, *said)
    shown = fenliu("cases", "show", receipt).output
    assert "松烟社区" in shown
    assert "各让一步" in shown
    assert "前后相连" in shown
    assert f"{receipt}　群评　议事中" in fenliu("orders", "show", number).output
    assert receipt in fenliu("cases", "list", "--kind", "群评").output
    moved(receipt, "withdraw")
    assert "撤回同意" in refused("cases", "card", receipt)
    assert "没有还没结束的事项" in fenliu("cases", "list").output
    assert "居民撤回" in fenliu("cases", "list", "--all").output


def test_an_objection_is_judged() -> None:
    """边界申诉: listed, shown and judged here, made only by the resident; the verdict writes what they are told."""

    async def made(book: OrderBook) -> str:
        found = Objections(Cases(book.session, book.region, book.clock))
        said: dict[str, Any] = {"about": "private-loan", "title": "借钱不还", "channel": "web", "account": "a"}
        return (await found.open(key="k", words="朋友借我五万不还", why="在集市上借的", **said)).receipt

    receipt = in_book(made)
    assert receipt in fenliu("cases", "list", "--kind", "objection").output
    assert "由居民自己" in refused("cases", "open", "objection", "--as", "小李")
    judged = ("cases", "move", receipt, "keep", "--as", "老陈", "--role", "supervisor", "--say", "reason=要由法院判")
    assert "下一步" in refused(*judged)
    assert "维持原答复" in fenliu(*judged, "--say", "next_step=带借条去立案").output
    shown = fenliu("cases", "show", receipt).output
    assert "要由法院判" in shown
    assert "在集市上借的" not in shown

    async def told(book: OrderBook) -> list[str]:
        return [notice.key for notice in (await book.session.execute(select(Notice))).scalars()]

    assert in_book(told) == ["objection_kept"]


def test_an_exemption_is_decided_by_somebody_else() -> None:
    """申诉-剔除 (facts 5.5): the unit asks, another person decides, and the answer stays owed."""
    number = file(SITE)[0]
    receipt = opened("exemption", "--order", number, *TEXT)
    basis = ("--say", "basis=核对过停电通知")
    again = ("cases", "move", receipt, "grant", "--as", "小李", "--role", "reviewer", *basis)
    assert "要由别人来审" in refused(*again)
    assert "已剔除" in moved(receipt, "grant", "--role", "reviewer", *basis)
    shown = fenliu("orders", "show", number).output
    assert "剔除考核" in shown
    assert "状态：已派单" in shown


def test_a_whistle_is_answered_and_ended() -> None:
    """吹哨报到 (北京条例16): called with basis and level; whoever reports becomes a co-unit."""
    number = file(SITE)[0]
    words = ("--say", "matter=物业和工地扯皮", "--say", "basis=北京条例16", "--say", "level=街道级")
    receipt = opened("joint_help", "--order", number, *words, "--say", "units=urban_management、示例市公安局")
    assert "已报到" in moved(receipt, "report", "--role", "unit", "--unit", "urban_management")
    assert "urban_management（示例市城市管理局）" in fenliu("orders", "show", number).output
    moved(receipt, "call_more", "--say", "basis=还要消防", "--say", "units=fire")
    assert "没有叫您单位" in refused(
        "cases", "move", receipt, "report", "--as", "甲", "--role", "unit", "--unit", "tax"
    )
    assert "用 --unit 写明" in refused("cases", "move", receipt, "report", "--as", "甲", "--role", "unit")


def test_soft_limit_warning_and_label() -> None:
    """facts 1.4, 5.2, 5.1: a hint that ends by itself; a warning without a promise; a label for workers."""
    number = file(SITE)[0]
    limit = opened("restraint", "--order", number, "--say", "reason=一天来了三十次")
    assert "自动失效" in fenliu("cases", "show", limit).output
    assert "已提前结束" in moved(limit, "end", "--say", "reason=说清楚了")
    warning = opened("warning", "--say", "what=围墙要倒")
    assert "关注中" in moved(warning, "watch", "--say", "note=周一去看")
    label = opened("label", "--order", number, "--say", "basis=材料里写明", "--say", "problem_kind=历史遗留")
    assert "问题类型：历史遗留" in fenliu("cases", "show", label).output
    assert "what（担心什么）" in fenliu("cases", "moves", "warning").output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("list", "--kind", "x"), "council（群评）"),
        (("show", "C1"), "核对回执号"),
        (("moves", "x"), "exemption（剔除申请）"),
        (("open", "exemption", "--as", "小李"), "用 --order 写明"),
        (("open", "exemption", "--as", "小李", "--role", "boss"), "unit（主办单位）"),
        (("open", "exemption", "--as", "小李", "--say", "why=x"), "要写明：text（申请说明）、basis（依据）"),
        (("open", "joint_help", "--as", "小李", "--say", "level=市"), "street（街道级）"),
        (("open", "joint_help", "--as", "小李", "--say", "matter=x"), "依据"),
        (("open", "joint_help", "--as", "小李", "--say", "units=城管局"), "没有“城管局”这个单位"),
        (("open", "council", "--as", "小李", *AGREED), "问清地点"),
        (("open", "council", "--as", "小李", *AGREED, "--to", "housing"), "村（社区）"),
        (("open", "council", "--as", "小李", "--say", "consent_at=昨天"), "2026-11-22T09:30"),
        (("open", "council", "--as", "小李", *AGREED, "--say", "phone=1"), "没同意的不要写"),
    ],
)
def test_slips_are_answered(words: tuple[str, ...], told: str) -> None:
    file(SITE)
    assert told in refused("cases", *words)


def test_a_wrong_step_names_the_possible_ones() -> None:
    receipt = opened("warning", "--say", "what=围墙要倒")
    assert "watch（关注）" in refused("cases", "move", receipt, "accept", "--as", "小李")
    assert "只有群评有交接卡" in refused("cases", "card", receipt)


def test_a_changed_case_shows() -> None:
    """Whatever somebody does past the program is found by the case itself and by `verify`."""
    receipt = opened("warning", "--say", "what=围墙要倒")
    assert "1 件事项：流转记录前后相连" in fenliu("orders", "verify").output

    async def change(book: OrderBook) -> None:
        await book.session.execute(text("update side_case set state = 'ended'"))

    in_book(change)
    for words in (("cases", "show", receipt), ("orders", "verify")):
        result = fenliu(*words)
        assert result.exit_code == 1
        assert f"{receipt} 和它的流转记录不一致" in result.output
