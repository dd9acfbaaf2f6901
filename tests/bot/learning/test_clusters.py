"""Like messages come together, the most frequent first, always the same way, and fast enough to wait for."""

from __future__ import annotations

import time
from random import Random

from sqlalchemy import update

from bot.learning.clusters import clusters
from bot.learning.noting import ITEM
from tests.bot.learning.conftest import School

SAID = (
    "楼下小广场晚上跳舞音响太吵", "小区门口广场舞音响吵到十点", "广场舞音响太吵了晚上睡不着",
    "电梯坏了三天没人修", "我们单元电梯坏了没人来修", "想查一下公积金余额",
)  # fmt: skip


def found(*said: str) -> list[tuple[int, ...]]:
    return [one.members for one in clusters([(place, text, "") for place, text in enumerate(said)])]


def test_like_comes_to_like() -> None:
    """The largest first; each message in one cluster; nothing is lost, not even what has no letters."""
    groups = found(*SAID)
    assert [set(group) for group in groups] == [{0, 1, 2}, {3, 4}, {5}]
    assert found() == []
    assert found("", "？？？", "👍") == [(0,), (1,), (2,)]
    assert found("一样的话说两遍", "一样的话说两遍") == [(0, 1)]


def test_the_same_again_and_in_any_company() -> None:
    assert found(*SAID) == found(*SAID)
    assert set(found(*SAID, "完全不相干的一句")[0]) == {0, 1, 2}


def test_the_same_card_draws_together() -> None:
    """What the engine thought of first counts, where the words are somewhat alike; alone it does not."""
    one, other = "老年食堂的菜不新鲜，价格还往上涨", "老年食堂充值卡里剩的钱退不了"
    assert len(clusters([(1, one, ""), (2, other, "")])) == 2
    assert len(clusters([(1, one, "canteen"), (2, other, "canteen")])) == 1
    assert len(clusters([(1, "路灯不亮", "x"), (2, "想离婚", "x")])) == 2


def test_some_thousands_within_a_few_seconds() -> None:
    """3,000 take half a second on a quiet machine; the bound is for a busy one."""
    dice = Random(7)
    things = ("路灯", "井盖", "电梯", "水管", "垃圾桶", "噪声", "油烟", "停车", "物业费", "暖气")
    said = [
        (n, f"{dice.choice(things)}{dice.choice(things)}在{dice.randrange(900)}号{dice.choice('坏漏吵臭')}了", "")
        for n in range(3000)
    ]
    started = time.perf_counter()
    groups = clusters(said)
    assert sum(len(one.members) for one in groups) == 3000
    assert time.perf_counter() - started < 10


async def test_the_queue_of_a_kind(school: School) -> None:
    """Counts, people, what is likely right; what is done or forgotten is not in it."""
    from bot.learning.queue import counts, open_groups, read_groups

    await school.put(*SAID[:3], candidates=["square-dance", "street-noise"], card_id="street-noise", kind="disputed")
    await school.put(SAID[0], account="b", kind="disputed", right_card="bar-noise")
    await school.put(SAID[3], state="dismissed")
    async with school.services.database.reading() as session:
        members = await open_groups(session, "disputed")
        groups = await read_groups(session, members)
        assert await counts(session) == {"disputed": 4}
        assert await open_groups(session, "unmatched") == []
    (group,) = groups
    assert (len(group.items), group.people, len(group.words), group.kinds) == (4, 2, 3, ["disputed"])
    assert group.likely == ["bar-noise", "square-dance", "street-noise"]
    assert group.answered == ["street-noise"]


async def test_what_was_done_meanwhile_is_not_shown(school: School) -> None:
    """A page keeps the numbers; between its first ten clusters and the next somebody else may have done some."""
    from bot.learning.queue import open_groups, read_groups

    await school.put(SAID[0], SAID[1], "想离婚怎么办", kind="unmatched")
    async with school.services.database.reading() as session:
        members = await open_groups(session)
    async with school.services.database.writing() as session, session.begin():
        done = update(ITEM).where(ITEM.c.id.in_([members[0][0], *members[-1]])).values(state="dismissed")
        await session.execute(done)
    async with school.services.database.reading() as session:
        groups = await read_groups(session, members)
    assert [group.words for group in groups] == [[SAID[1]]]
