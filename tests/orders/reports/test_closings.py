"""How orders were closed, whether it held, and what hides behind it; counted by hand."""

from __future__ import annotations

from datetime import date

from orders.actor import SYSTEM
from orders.reports.closings import closings, problems
from orders.reports.durable import durability, durable
from tests.orders.reports.town import BOSS, RESIDENT, Town, figures, table


async def test_closings_by_type(town: Town) -> None:
    """From the log: a closing that was reopened since stays counted; what was withdrawn stands apart."""
    town.at(3)
    first = await town.done()
    await town.done(kind="explained")
    town.at(4)
    await town.take(await town.again(first))
    await town.close(first, "explained")
    await town.life.move(await town.file(), "withdraw", RESIDENT)
    sections = await closings(town.ask())
    rows = {name: (count, share) for name, count, share in table(sections, "办结类型")}
    assert rows["已解决"] == (1, 1 / 3)
    assert rows["解释说明"] == (2, 2 / 3)
    assert rows["终止办理"] == (0, 0.0)
    told = figures(sections)
    assert (told["重办"], told["居民撤回"], told["协调记录"]) == (1, 1, 2)


async def test_hidden_stock(town: Town) -> None:
    """隐形库存（facts 5.2）: all that is still shelved, of whatever month, with its dates; what was woken is not."""
    town.at(3, month=10)
    old = await town.send(await town.file("estate"), "housing")
    await town.close(await town.take(old), "unsolvable_now", revisit_on=date(2026, 11, 20))
    woken = await town.send(await town.file("estate"), "housing")
    await town.close(await town.take(woken), "unsolvable_now", revisit_on=date(2026, 11, 2))
    town.at(3)
    await town.life.move(woken, "wake", SYSTEM)
    later = await town.send(await town.file("base", street="west"), "ecology")
    await town.close(await town.take(later), "unsolvable_now", revisit_on=date(2026, 12, 10))
    town.at(22)
    sections = await closings(town.ask())
    assert table(sections, "暂无法解决的存量") == [
        (old.number, "物业不修门", "东街道", "示例市住房和城乡建设局", date(2026, 11, 20), -2),
        (later.number, "怀疑基站有辐射", "西街道", "示例市生态环境局", date(2026, 12, 10), 18),
    ]
    told = figures(sections)
    assert (told["暂无法解决（还挂着）"], told["其中已到复查日期"], told["其中 30 天内到期"]) == (2, 1, 1)


async def test_what_costs_coordination(town: Town) -> None:
    """协调成本（facts 5.1：一件 12 次会）: three talks about one order, one about another."""
    town.at(3)
    dear = await town.take(await town.send(await town.file("estate"), "housing"))
    for _ in range(3):
        await town.life.move(dear, "coordinate", town.unit(dear), note="开会商量", participants=["街道"])
    await town.done("lamp", kind="explained")
    sections = await closings(town.ask())
    assert table(sections, "最费协调的事") == [("物业不修门", "estate", 3, 1, 3.0), ("路灯不亮", "lamp", 1, 1, 1.0)]
    assert figures(sections)["平均每件协调"] == 2.0


async def test_problem_orders(town: Town) -> None:
    """巴彦淖尔 问题工单: sent on three times and still open; one that is closed is no problem any more."""
    town.at(3)
    open_one, closed = await town.file(), await town.file()
    for order in (open_one, closed):
        await town.back(await town.send(order, "housing"))
        await town.back(await town.send(order, "ecology"))
        await town.take(await town.send(order))
    await town.close(closed)
    assert await problems(town.ask()) == 1
    await town.life.move(open_one, "supervise", BOSS, reason="三次没定")
    assert figures(await closings(town.ask()))["督办"] == 1


async def test_durable(town: Town) -> None:
    """Not back within 7 days: of 6 closings old enough 3 held; one is too young to tell."""
    town.at(3)
    redone, asked_again, doubted = await town.done(), await town.done(who="甲"), await town.done()
    elsewhere, late, quiet = await town.done(who="乙"), await town.done(), await town.done()
    town.at(9)
    await town.again(redone)
    await town.file(who="甲")
    await town.file(who="乙", street="west", incident_address="西街道槐花路3号")
    await town.life.move(doubted, "mark_doubtful", SYSTEM, reason="72 小时内同因再诉")
    town.at(11)
    await town.again(late)
    town.at(18)
    await town.done()
    town.at(22)
    found = await durable(town.ask())
    assert (found.share.part, found.share.of, found.young) == (3, 6, 1)
    assert (found.again, found.redone, found.doubtful) == (1, 1, 1)
    assert figures(await durability(town.ask()))["稳定解决率"] == 0.5
    assert {elsewhere.status, quiet.status, asked_again.status} == {"resolved"}


async def test_the_same_person_comes_by_another_way(town: Town) -> None:
    """绕路进入（facts 5.2）: the same telephone is the same person, on any channel; voices too."""
    town.at(3)
    order = await town.take(await town.send(await town.file(contact_phone="13800000001")))
    voice = await town.file(who="丁")
    await town.join(voice, order)
    await town.close(order)
    other = await town.done(contact_phone="13800000002")
    town.at(5)
    await town.file(contact_phone="13800000001", channel="telegram")
    await town.file(who="丁")
    town.at(22)
    found = await durable(town.ask())
    assert (found.share.part, found.share.of, found.again) == (1, 2, 1)
    assert other.status == "resolved"


async def test_of_no_closings_nothing_is_durable(town: Town) -> None:
    """No rate of nothing; and a closing of yesterday is not durable yet."""
    assert (await durable(town.ask())).share.rate is None
    town.at(21)
    await town.done()
    town.at(22)
    found = await durable(town.ask())
    assert (found.share.rate, found.young) == (None, 1)
