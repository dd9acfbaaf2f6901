"""What was proposed and who led in the end, counted by hand."""

from __future__ import annotations

from orders.paper.report import Chart, ChartKind
from orders.reports.misroutes import matrix, misroutes
from tests.orders.reports.town import BOSS, DISPATCHER, Town, table

MINUTES = {"level": "department", "basis": "纪要", "minutes": "商定由住建牵头", "participants": ["住建", "城管"]}


async def test_matrix_with_the_cards_to_blame(town: Town) -> None:
    """Two cards sent housing's matters to the lamps' people; one consultation found the owner of a third."""
    town.at(3)
    for card in ("estate", "estate", "noise"):
        await town.send(await town.back(await town.send(await town.file(card))), "housing")
    for _ in range(2):
        await town.send(await town.file("lamp"))
    argued = await town.send(await town.file("base"), "ecology")
    await town.life.move(argued, "queue_hard", DISPATCHER, reason="几家都说不管")
    await town.life.move(argued, "assign", BOSS, lead="communications", **MINUTES)
    found = await matrix(town.ask())
    assert {(one.proposed, one.final): one.count for one in found.wrong} == {
        ("urban_management", "housing"): 3,
        ("ecology", "communications"): 1,
    }
    assert found.right == {"urban_management": 2}
    assert (found.share.part, found.share.of) == (2, 6)
    rows = table(await misroutes(town.ask()), "派错清单和要改的卡片")
    assert rows[0] == (
        "示例市城市管理局",
        "示例市住房和城乡建设局",
        3,
        "物业不修门（estate）2；邻居吵闹（noise）1",
    )


async def test_what_is_not_settled_or_was_never_proposed_is_left_out(town: Town) -> None:
    """On the way between units nobody was wrong yet; what went to a consultation first was proposed to nobody."""
    town.at(3)
    await town.back(await town.send(await town.file("estate")))
    hard = await town.file("base")
    await town.life.move(hard, "queue_hard", DISPATCHER, reason="没有主管")
    await town.life.move(hard, "assign", BOSS, lead="ecology", **MINUTES)
    await town.join(await town.send(await town.file()), await town.file())
    found = await matrix(town.ask())
    assert (found.wrong, found.right, found.share.rate) == ([], {}, None)


async def test_back_where_it_was_sent_first_is_right(town: Town) -> None:
    """Sent away and back again: the first proposal held."""
    town.at(3)
    order = await town.send(await town.back(await town.send(await town.file())), "housing")
    await town.send(await town.back(order))
    found = await matrix(town.ask())
    assert (found.wrong, found.right) == ([], {"urban_management": 1})


async def test_picture_shows_the_diagonal(town: Town) -> None:
    """Down what was proposed, across who led; beside the wrong ones stand those that were right."""
    town.at(3)
    await town.send(await town.back(await town.send(await town.file("estate"))), "housing")
    await town.send(await town.file("lamp"))
    await town.send(await town.file("noise"), "street:east")
    body = (await misroutes(town.ask()))[0].body
    assert isinstance(body, Chart)
    assert body.kind is ChartKind.HEAT
    assert body.grid().rows == (("住房和城乡建设", 0, 0), ("城市管理", 1, 1))


async def test_only_the_first_dispatch_counts_for_its_month(town: Town) -> None:
    """An order first sent in October is not November's misroute."""
    town.at(30, month=10)
    order = await town.send(await town.file("estate"))
    town.at(31, month=10)
    await town.life.move(order, "queue_hard", DISPATCHER, reason="不归他们")
    town.at(4)
    await town.life.move(order, "assign", BOSS, lead="housing", **MINUTES)
    assert (await matrix(town.ask())).wrong == []
    assert len((await matrix(town.ask(town.ask().period.before()))).wrong) == 1
