"""The simulated district: its checks hold, they can fail, and the same seed gives the same figures."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.cli import app
from bot.database import Database
from bot.simulation.agenda import TownClock
from bot.simulation.checks import Findings, findings
from bot.simulation.days import span
from bot.simulation.inline import without_thread
from bot.simulation.run import Outcome, database_file, simulate
from bot.simulation.shown import shown
from config.errors import BadInput, FenliuError, SettingsError
from config.region import load_region
from orders.cases.book import Cases

ORDERS = 300
FEW = 40
LIFE = ("dispatch", "accept", "contact", "coordinate", "resolve", "return", "merge", "join", "follow_up", "close")
Town = tuple[Path, Outcome]


def lived(file: Path, orders: int, seed: int, region: str = "sample") -> Outcome:
    return asyncio.run(simulate(file, region, orders, seed, lambda _filed, _day: None))


def looked_at(file: Path, orders: int) -> Findings:
    """The checks on a database as it is."""

    async def look() -> Findings:
        region, until = load_region("sample"), span()[1]
        async with without_thread(Database(f"sqlite+aiosqlite:///{file}")) as database, database.reading() as session:
            return await findings(session, region, Cases(session, region, TownClock(until)), until, orders)

    return asyncio.run(look())


def wrong(found: Findings) -> set[str]:
    return {check.name for check in found.checks if check.wrong}


def figures(outcome: Outcome) -> str:
    """Everything that is printed."""
    console = Console(width=200, file=StringIO(), record=True)
    for part in shown(outcome):
        console.print(part)
    return console.export_text()


@pytest.fixture(scope="module", params=[1, 2])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A small town of each seed, which lived once."""
    file = tmp_path_factory.mktemp(f"town{request.param}") / "town.sqlite3"
    return file, lived(file, ORDERS, request.param)


def test_a_town_holds_every_promise(town: Town) -> None:
    """规模 (facts 5.3): a district's two months through the real code; every check looked at something and found
    nothing wrong; the steps of a life were all taken."""
    found = town[1].findings
    assert wrong(found) == set()
    assert found.good
    assert found.orders == ORDERS
    assert all(check.asked for check in found.checks)
    assert [move for move in LIFE if not found.moves[move]] == []


def test_the_share_of_the_communities_is_what_the_list_allows(town: Town) -> None:
    """Done when 1: what the list gives a community goes to one, and nothing besides (姑苏事项清单)."""
    found = town[1].findings
    assert 0 < found.led_by_community == found.for_community < found.sent / 4


def test_guards_refuse_and_it_is_counted(town: Town) -> None:
    """Template-closers are refused, so are closings without evidence; the report prints it all."""
    refused = town[1].refused
    assert refused["resolve: plain_result"]
    assert refused["resolve: evidence"]
    printed = figures(town[1])
    assert "试过而被拦下的" in printed
    assert "不能只有套话" in printed
    assert f"派出 {town[1].findings.sent:,} 件" in printed


BROKEN: dict[str, tuple[str, ...]] = {
    "社区主办的都在社区清单里": (
        (
            "UPDATE orders SET lead_code = 'community:songyan', level = 'community' WHERE id = ("
            "SELECT id FROM orders WHERE level = 'department' AND status = 'closed' LIMIT 1)"
        ),
    ),
    "流转记录前后相连，重放得到同样的状态": (
        "DROP TRIGGER order_event_sealed_delete",
        "DELETE FROM order_event WHERE id = (SELECT max(id) FROM order_event WHERE move = 'close')",
    ),
    "每张工单都停在流转表里的状态": ("UPDATE orders SET status = 'lost' WHERE id = 5",),
    "该了结的都了结了，还等着的都有人被提醒": (
        (
            "UPDATE orders SET status = 'handling' WHERE id = (SELECT max(id) FROM orders WHERE status = 'closed' "
            "AND id NOT IN (SELECT order_id FROM alert WHERE ended_at IS NULL AND order_id IS NOT NULL) "
            "AND paused_at IS NULL)"
        ),
    ),
    "主单上的诉求份数加起来等于受理的件数": ("UPDATE orders SET voices = voices + 1 WHERE id = 7",),
    "暂无法解决的都有复查日期，到期都重新派出": (
        (
            "UPDATE orders SET closure_type = 'unsolvable_now', revisit_on = '2026-03-20' WHERE id = ("
            "SELECT id FROM orders WHERE status = 'closed' LIMIT 1)"
        ),
    ),
    "剔除考核的都有答复或时限": (
        "UPDATE orders SET exempted = 1, result = '' WHERE id = (SELECT min(id) FROM orders WHERE status = 'closed')",
    ),
    "没有缺材料的办结": (
        "DROP TRIGGER order_event_sealed_update",
        (
            "UPDATE order_event SET data = json_remove(data, '$.policy_basis') WHERE id = ("
            "SELECT max(id) FROM order_event WHERE data LIKE '%policy_basis%' AND move = 'resolve')"
        ),
    ),
    "审退单的人没有派过、也没有退过这张单": (
        "DROP TRIGGER order_event_sealed_update",
        (
            "UPDATE order_event SET actor = (SELECT one.actor FROM order_event AS one WHERE one.move = 'return' "
            "AND one.order_id = order_event.order_id) WHERE move IN ('uphold_return', 'refuse_return')"
        ),
    ),
}
"""Check -> what somebody does past the program that it must find."""


@pytest.mark.parametrize("check", BROKEN)
def test_a_broken_town_is_found_out(town: Town, check: str, tmp_path: Path) -> None:
    """The checks can fail: each finds what was changed past the program."""
    broken = Path(shutil.copy(town[0], tmp_path / "broken.sqlite3"))
    with sqlite3.connect(broken) as connection:
        for statement in BROKEN[check]:
            connection.execute(statement)
    connection.close()
    found = looked_at(broken, ORDERS)
    assert not found.good
    assert check in wrong(found)


def test_the_same_seed_prints_the_same(tmp_path: Path) -> None:
    """Twice the same figures; another seed gives others."""
    one, again, other = (figures(lived(tmp_path / f"{n}.sqlite3", FEW, seed)) for n, seed in enumerate((3, 3, 4)))
    assert one == again
    assert one != other


def fenliu(*words: str) -> Callable[[], str]:
    return lambda: CliRunner().invoke(app, ("simulate", *words), catch_exceptions=False).output


def test_the_command_prints_and_keeps_the_database(tmp_path: Path) -> None:
    """On the second region, whose noise and fumes belong to other departments; nothing stays but the file."""
    file = tmp_path / "kept.sqlite3"
    printed = fenliu("--orders", str(FEW), "--region", "second", "--database", str(file))()
    assert "示例新区" in printed
    assert "核对" in printed
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM orders").fetchone() == (FEW,)
    connection.close()
    with pytest.raises(BadInput) as refused:
        fenliu("--orders", str(FEW), "--database", str(file))()
    assert "已经有了" in refused.value.say


def test_slips_are_answered(tmp_path: Path) -> None:
    """No orders, fewer than none, a folder that is not there, no such region."""
    for number in ("0", "-5"):
        with pytest.raises(BadInput) as refused:
            fenliu("--orders", number)()
        assert f"不能是 {number}" in refused.value.say
    with pytest.raises(SettingsError) as nowhere:
        fenliu("--orders", "1", "--database", str(tmp_path / "nowhere" / "town.sqlite3"))()
    assert "不存在" in nowhere.value.say
    with pytest.raises(FenliuError):
        fenliu("--orders", "1", "--region", "atlantis")()


def test_a_temporary_folder_is_removed() -> None:
    """What was not asked to be kept is gone."""
    with database_file(None) as file:
        file.write_bytes(b"x")
        assert file.exists()
    assert not file.parent.exists()
