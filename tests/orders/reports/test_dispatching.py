"""The community's share and the accuracy of dispatch, counted by hand."""

from __future__ import annotations

import pytest

from config.errors import MoveNotAllowed
from orders.reports.dispatching import accuracy, dispatching, sent_by_street
from tests.orders.reports.town import DISPATCHER, REVIEWER, Town, figures, table


async def test_share_of_the_community(town: Town) -> None:
    """姑苏 社区派单占比、物业占比（facts 5.4）: 1 of 4 in the east, 0 of 1 in the west; no voices."""
    town.at(3)
    await town.send(await town.file("noise"), "community:pine")
    await town.send(await town.file("estate"), "housing", co=["community:pine"])
    await town.send(await town.file("lamp"), direct=True)
    last = await town.send(await town.file("lamp"), "street:east", transferred=True)
    await town.send(await town.file("estate", street="west"), "housing")
    await town.join(await town.send(await town.file("noise"), "community:pine"), last)
    await town.file("lamp")
    sections = await dispatching(town.ask())
    assert table(sections, "各街道派单") == [
        ("东街道", 4, 1, 0.25, 1, 0.25, 1),
        ("西街道", 1, 0, 0.0, 1, 1.0, 0),
        ("合计", 5, 1, 0.2, 2, 0.4, 1),
    ]
    told = figures(sections)
    assert told["社区主办占比"] == 0.2
    assert told["社区协办占比"] == told["工单直派占比"] == told["超权限自动转办占比"] == 0.2


async def test_a_community_cannot_even_be_counted_beyond_its_list(town: Town) -> None:
    """姑苏 事项清单: the share cannot grow by what the list does not give."""
    order = await town.file("estate")
    with pytest.raises(MoveNotAllowed):
        await town.life.move(order, "dispatch", DISPATCHER, lead="community:pine", level="community", basis="物业")
    assert await sent_by_street(town.ask()) == {}


async def test_accuracy(town: Town) -> None:
    """宝安 分拨准确率 = 未退单数 / 派单数: 4 dispatches, 2 of them returned, one of the returns upheld."""
    town.at(3)
    wrong = await town.back(await town.send(await town.file("estate")))
    await town.send(wrong, "housing")
    refused = await town.send(await town.file())
    said = {"reason": "不归我们管", "basis": "职责清单", "proposed_unit": "住建"}
    await town.life.move(refused, "return", town.unit(refused), **said)
    await town.life.move(refused, "refuse_return", REVIEWER, basis="清单写明归你们")
    await town.life.move(refused, "return", town.unit(refused), **said)
    await town.send(await town.file())
    found = await accuracy(town.ask())
    assert (found.dispatches, found.returned, found.upheld) == (4, 2, 1)
    assert found.right.rate == 0.5
    told = figures(await dispatching(town.ask()))
    assert told["分拨准确率"] == 0.5
    assert told["审核同意的退单"] == 1


async def test_a_return_belongs_to_the_month_of_its_dispatch(town: Town) -> None:
    """A dispatch of October that came back in November is October's mistake."""
    town.at(31, 9, month=10)
    order = await town.send(await town.file("estate"))
    town.at(1, 9)
    await town.back(order)
    town.at(20)
    assert (await accuracy(town.ask())).right.rate is None
    october = await accuracy(town.ask(town.ask().period.before()))
    assert (october.dispatches, october.returned) == (1, 1)


async def test_nothing_is_no_rate(town: Town) -> None:
    """Of nothing there is neither 0 nor 100 %."""
    told = figures(await dispatching(town.ask()))
    assert (told["派单"], told["社区主办占比"], told["分拨准确率"]) == (0, None, None)
