"""公开解释清单: what hangs on the wall names nobody, whatever people wrote."""

from __future__ import annotations

import dataclasses
from typing import Any

from orders.paper.report import Grid
from orders.reports.public_list import explained, public_list
from tests.orders.reports.town import Town

NASTY = {
    "title": "张三丰（13812345678）家楼上的基站",
    "content": "我叫张三丰，身份证 110101199003074514，住幸福路8号3栋502，电话１３８１２３４５６７８",
    "demand": "请打我爱人李四的电话一三八一二三四五六七八",
    "incident_address": "东街道松社区幸福路8号3栋502",
    "respondent": "邻居王五，车牌苏E12345",
    "requester_name": "张三丰",
    "detail": "微信 zhangsanfeng，邮箱 zsf@example.org",
}
SECRETS = (
    "张三丰", "李四", "王五", "赵六", "138", "１３８", "一三八", "110101", "幸福路", "松社区", "东街道", "502",
    "苏E", "zhang", "example", "居民", "路灯线路",
)  # fmt: skip


async def explain(town: Town, count: int, card: str = "base", lead: str = "street:east", **of: Any) -> None:
    """So many nasty cases closed with an explanation that names people too."""
    for number in range(count):
        own = {"who": f"{card}{lead}{number}{town.count}"}
        order = await town.send(await town.file(card, **own | NASTY | of), lead)
        said = {"policy_basis": "《关于张三丰同志情况的说明》，经办人赵六 13987654321"}
        await town.close(await town.take(order), "explained", **said)


async def test_nothing_of_a_person_gets_in(town: Town) -> None:
    """一事一提公开时隐去姓名证件电话（facts 1.4）: only words of the house stand in it."""
    town.at(3)
    await explain(town, 3)
    (entry,) = await public_list(town.ask())
    assert dataclasses.astuple(entry) == ("怀疑基站有辐射", "街道（乡镇）", "已按政策说明情况", "电信条例", 3)
    body = (await explained(town.ask())).body
    assert isinstance(body, Grid)
    assert [word for word in SECRETS if word in str(body)] == []


async def test_three_cases_of_three_people(town: Town) -> None:
    """k-anonymity: two cases are too few, and so are four of one person."""
    town.at(3)
    await explain(town, 2)
    await explain(town, 4, "estate", "housing", who="同一人")
    assert await public_list(town.ask()) == []
    await explain(town, 1)
    assert [entry.cases for entry in await public_list(town.ask())] == [3]


async def test_one_street_cannot_be_told_from_another(town: Town) -> None:
    """Two in the east and one in the west are three of the streets."""
    town.at(3)
    await explain(town, 2)
    await explain(town, 1, lead="street:west")
    (entry,) = await public_list(town.ask())
    assert (entry.handler, entry.cases) == ("街道（乡镇）", 3)


async def test_reports_and_secrets_stay_out(town: Town) -> None:
    """济南32: what was reported or told in confidence is not even counted; nor what has no title of the house."""
    town.at(3)
    await explain(town, 3, appeal_type="report")
    await explain(town, 3, confidential=True)
    await explain(town, 3, card="card-of-somebody")
    await town.done()
    assert await public_list(town.ask()) == []
