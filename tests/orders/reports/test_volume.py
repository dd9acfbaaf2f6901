"""What came, in time or not, and what was hot; counted by hand."""

from __future__ import annotations

from datetime import date

from orders.case_tables import Case, Cluster, Conflict, Consultation
from orders.paper.report import Chart
from orders.reports.deadlines import deadlines
from orders.reports.hot import hot
from orders.reports.periods import month
from orders.reports.volume import volume
from tests.orders.reports.town import Town, figures, table


async def test_volume(town: Town) -> None:
    """Three voices, one of them joined; 万人诉求比 by street, with the note that low is not good (facts 5.5)."""
    town.at(31, month=10)
    await town.file()
    town.at(3)
    lead = await town.file(who="甲")
    await town.join(await town.file(who="甲"), lead)
    await town.file(street="west", appeal_type="consult")
    await town.file(street="nowhere")
    sections = await volume(town.ask())
    told = figures(sections)
    assert (told["诉求件数"], told["工单数"], told["并入别的单"], told["独立诉求人数"]) == (4, 3, 1, 3)
    assert table(sections, "诉求类型") == [("投诉", 3, 2), ("咨询", 1, 1)]
    assert table(sections, "万人诉求比") == [
        ("东街道", 2, 1, 20_000, 1.0),
        ("西街道", 1, 1, 5_000, 2.0),
        ("nowhere", 1, 1, None, None),
        ("合计", 4, 3, 25_000, 1.6),
    ]
    (note,) = [one.note for one in sections if one.title == "万人诉求比"]
    assert "不得以低为优" in note
    (trend,) = [one.body for one in sections if one.title == "近六个月诉求件数"]
    assert isinstance(trend, Chart)
    assert trend.grid().rows[-2:] == (("2026-10", 1), ("2026-11", 4))


async def test_every_contact_is_registered_and_the_told_have_a_share(town: Town) -> None:
    """接听不设限、告知类占比（facts 5.3、5.5）: 2 of 4 decisions told the way; all contacts count."""
    town.at(3)
    who = {"channel": "web", "account": "甲"}
    for way in ("order", "court", "community"):
        await town.book.record(what="decided", decision={"outcome": "route", "destination": way}, **who)
    await town.book.record(what="decided", decision={"outcome": "ask", "destination": None}, **who)
    await town.book.record(what="danger", decision={}, **who)
    told = figures(await volume(town.ask()))
    assert (told["登记的接触"], told["告知类占比"]) == (5, 0.5)


async def test_deadlines(town: Town) -> None:
    """签收、首联、办结, apart: signed late, never signed, answered late, overdue, waiting for a resident."""
    town.at(2)
    punctual = await town.take(await town.send(await town.file()))
    slow, never, asked = [await town.send(await town.file()) for _ in range(3)]
    town.at(4)
    await town.life.move(slow, "accept", town.unit(slow))
    await town.life.move(asked, "accept", town.unit(asked))
    await town.life.move(asked, "pause", town.unit(asked), note="等照片")
    town.at(5)
    await town.close(punctual)
    town.at(2, month=12)
    await town.life.move(slow, "contact", town.unit(slow), how="电话", note="联系上了")
    await town.close(slow)
    sections = await deadlines(town.ask())
    told = figures(sections)
    assert told["按时签收率"] == 1 / 4
    assert told["已联系诉求人"] == 2 / 3
    assert (told["按时办结率"], told["超时没签收"]) == (1.0, 1)
    assert table(sections, "现在超期和等补充的（按单位）") == [("示例市城市管理局", 1, 1)]
    december = figures(await deadlines(town.ask(month("2026-12", town.clock.at))))
    assert (december["按时办结率"], december["按时签收率"]) == (0.0, None)
    assert never.status == "dispatched"


async def test_hot_matters_by_people_not_by_calls(town: Town) -> None:
    """投诉洪峰（facts 5.3）: five calls of one person are fewer than two people."""
    town.at(3)
    for _ in range(5):
        await town.file("noise", who="甲")
    await town.file("estate", who="乙")
    await town.file("estate", who="丙")
    assert table(await hot(town.ask()), "反映最多的事") == [("物业不修门", "estate", 2, 2), ("邻居吵闹", "noise", 1, 5)]


async def test_clusters_pairs_and_consultations(town: Town) -> None:
    """未诉先办、对立诉求、会商: what began in the period, and what is still open."""
    town.at(3)
    one, other = await town.file(), await town.file()
    now = town.clock.at
    town.session.add(Cluster(key="a", title="三栋没水", street="east", opened_at=now, voices=4, proposal="查水泵"))
    town.session.add(Conflict(one_id=one.id or 0, other_id=other.id or 0, what="路灯亮暗", found_at=now))
    for decided, rule in ((now, 1), (now, None), (None, None)):
        town.session.add(
            Consultation(order_id=one.id or 0, opened_at=now, reason="没有主管", decided_at=decided, rule_id=rule)
        )
    town.session.add(Case(receipt="S1", key="s1", kind="council", state="proposed", opened_at=now))
    await town.session.flush()
    sections = await hot(town.ask())
    assert table(sections, "热点事件") == [("三栋没水", "东街道", 4, date(2026, 11, 3), "进行中", "查水泵")]
    told = figures(sections)
    assert (told["开始会商"], told["会商定责"], told["会商形成的派单规则"], told["现在没有结论的会商"]) == (3, 2, 1, 1)
    assert (told["对立诉求"], told["其中还没结束"]) == (1, 1)
    assert table(sections, "旁路事项") == [("下交群评", 1, 1)]
