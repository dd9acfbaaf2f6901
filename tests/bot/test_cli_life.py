"""`fenliu orders`: an order is led through its life from the command line, and every slip gets an answer."""

from __future__ import annotations

import pytest

from config.errors import FenliuError
from tests.bot.cli_district import refused
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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("signed",), "能走：dispatch（派单）"),
        (("accept", "--role", "boss"), "可以写：resident（诉求人）"),
        (("accept", "--unit", "生态"), "ecology（示例市生态环境局）"),
        (("accept", "--unit", "xyz"), "fenliu orders units"),
        (("accept", "--say", "why=x"), "签收没有“why”这一项。还可以写：note（说明）。"),
        (("resume", "--say", "due_at=2027-01-01"), "还可以写：note（说明）"),
        (("contact", "--say", "电话"), "要写明：how（联系方式）、note（说明）"),
        (("resolve", "--say", "closure_type=办完"), "solved（已解决）"),
        (("dispatch", "--role", "dispatcher", "--say", "community_class=neighbour_dispute"), "没有“community_class”"),
        (("merge", "--role", "dispatcher", "--say", "into=1"), "fenliu orders merge"),
        (("exempt", "--role", "supervisor"), "fenliu cases open exemption"),
    ],
)
def test_a_slip_says_what_there_is(words: tuple[str, ...], told: str) -> None:
    """Steps, roles, units, words and choices; what belongs to a command of its own is sent there."""
    assert told in refused("orders", "move", file_two()[0], *words, "--as", "小李")


def test_units_and_choices_by_name() -> None:
    """A unit or a way of closing may be written in Chinese; a status that there is not is told."""
    number = file_two()[0]
    fenliu("orders", "dispatch", number, "--as", "小李", "--to", "示例市生态环境局", "--basis", "噪声法")
    said = ("--role", "supervisor", "--say", "co=松烟社区", "--say", "reason=熟悉现场")
    fenliu("orders", "move", number, "add_co_unit", "--as", "老陈", *said)
    assert "community:songyan（松烟社区）" in fenliu("orders", "show", number).output
    assert "ecology" in fenliu("orders", "units", "生态").output
    assert fenliu("orders", "units", "没有这个").output == "没有名称或代码带“没有这个”的单位。\n"
    assert "filed（已受理）" in refused("orders", "list", "--status", "done")
    assert "filed（已受理）" in refused("orders", "moves", "--status", "done")


def test_the_resident_takes_it_back() -> None:
    number = file_two()[0]
    words = ("--as", "诉求人", "--role", "resident")
    assert "已归档" in fenliu("orders", "move", number, "withdraw", *words).output
