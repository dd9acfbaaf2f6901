"""`fenliu orders`: an order is led through its life from the command line, and every slip gets an answer."""

from __future__ import annotations

import pytest

from config.errors import FenliuError
from tests.bot.test_cli_orders import fenliu, file_two, folder

__all__ = ["folder"]
LED = (
    ("accept",),
    ("contact", "how=电话", "note=约好去看现场"),
    ("coordinate", "note=和城管一起看过", "participants=城管、街道"),
    ("resolve", "closure_type=solved", "result=工地已停止夜间打桩，现场复查三晚没有再施工"),
)


def test_from_dispatch_to_the_log() -> None:
    """By the catalogue to the unit, signed, contacted, closed; the log tells all and is whole."""
    number = file_two()[0]
    assert "示例市" in fenliu("orders", "dispatch", number, "--as", "小李").output
    for step, *said in LED:
        words = [word for one in said for word in ("--say", one)]
        assert number in fenliu("orders", "move", number, step, "--as", "小赵", *words).output
    log = fenliu("orders", "log", number).output
    assert "协调记录" in log
    assert "城管" in log
    assert "前后相连" in log
    decisions = fenliu("orders", "log", number, "--decisions").output
    assert "派单" in decisions
    assert "首次联系" not in decisions


def test_a_slip_is_answered() -> None:
    """What is missing, who may do it, and what cannot be read."""
    number = file_two()[0]
    cases = {
        ("accept",): "不能“签收”",
        ("dispatch", "--role", "unit"): "要由派单员",
        ("dispatch", "--role", "dispatcher"): "还要写明",
        ("dispatch", "--say", "lead"): "名称=内容",
    }
    for words, told in cases.items():
        with pytest.raises(FenliuError) as refused:
            fenliu("orders", "move", number, *words, "--as", "小李")
        assert told in refused.value.say
    with pytest.raises(FenliuError) as community:
        fenliu("orders", "dispatch", number, "--as", "小李", "--to", "community:songyan", "--basis", "就近")
    assert "协办" in community.value.say


def test_merge_and_unmerge() -> None:
    """Two orders become one and two again; the hard cases are listed."""
    one, other = file_two()
    assert "共 2 份" in fenliu("orders", "merge", other, one, "--as", "小李", "--why", "同一处工地").output
    assert "已并单" in fenliu("orders", "list").output
    assert "拆出来" in fenliu("orders", "unmerge", other, "--as", "小李", "--why", "不是一处").output
    assert fenliu("orders", "hard").output == "没有等会商的工单。\n"
    fenliu("orders", "move", one, "queue_hard", "--as", "小李", "--role", "dispatcher", "--say", "reason=三家都说不是")
    assert "三家都说不是" in fenliu("orders", "hard").output
    words = ("--lead", "ecology", "--minutes", "生态牵头", "--basis", "噪声法", "--with", "生态、城管", "--rule")
    assert "已形成规则" in fenliu("orders", "assign", one, "--as", "老陈", *words).output


def test_the_table_of_moves_is_shown() -> None:
    """What can be done from here, by whom, and what it needs."""
    shown = fenliu("orders", "moves", "--status", "handling").output
    assert "办结" in shown
    assert "办理结果" in shown
    assert "驳回退单" not in shown
