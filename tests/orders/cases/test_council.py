"""下交群评: only with consent, only what was agreed, step by step, and back to the hotline if it does not work out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from config.errors import CaseNotFound, MoveIncomplete, MoveNotAllowed
from config.gazetteer import Spot
from orders.case_tables import Alert, Case, Notice
from orders.cases.book import Cases
from orders.cases.council import Council
from orders.cases.reminders import Reminders
from orders.tables import Order
from tests.conftest import NOON, StandingClock
from tests.orders.cases.people import BOSS, DESK, HOUSING, RESIDENT, WILLOW

TOLD: dict[str, Any] = {
    "issue": "两家宅基地的边界",
    "parties": ["王家", "李家"],
    "place": "柳园村三组",
    "meeting_time": "周六上午",
    "name": "王芳",
    "phone": "13812345678",
}
SPOT = Spot("east", "willow", "柳园")


async def begin(cases: Cases, key: str = "k", **changes: Any) -> Case:
    """The matter of a boundary, for which the resident agreed to three things."""
    said: dict[str, Any] = {
        "spot": SPOT,
        "consent_at": NOON,
        "goes_along": ["issue", "parties", "meeting_time"],
        "told": TOLD,
        "title": "宅基地边界",
        "channel": "web",
        "account": "visitor-1",
    }
    return await Council(cases).open(key=key, **(said | changes))


async def keys(cases: Cases) -> list[str]:
    rows = await cases.session.execute(select(col(Notice.key)).order_by(col(Notice.id)))
    return list(rows.scalars().all())


async def alerts(cases: Cases) -> list[tuple[str, str]]:
    rows = await cases.session.execute(select(col(Alert.kind), col(Alert.unit)).order_by(col(Alert.id)))
    return [(row[0], row[1]) for row in rows.all()]


async def test_a_matter_goes_all_the_way(cases: Cases) -> None:
    """平谷下交群评, 议事厅流程: proposed, talked over several times, agreed, before the committee, done; told at
    each step."""
    case = await begin(cases)
    for heard in ("双方都来了，各说各的", "老党员量了地，双方认了尺寸"):
        said: dict[str, Any] = {"participants": ["王家", "李家", "老党员"], "minutes": heard, "next_meeting": "下周六"}
        await cases.move(case, "discuss", WILLOW, **said)
    await cases.move(case, "agree", WILLOW, participants=["王家", "李家"], opinion="以老界石为准")
    await cases.move(case, "submit", WILLOW, committee="柳园村村民委员会")
    await cases.move(case, "finish", WILLOW, result="村委会审议同意，双方签字")
    assert (case.state, case.ended_at) == ("done", NOON)
    assert [one["minutes"] for one in case.data["rounds"]] == ["双方都来了，各说各的", "老党员量了地，双方认了尺寸"]
    assert await keys(cases) == [
        "council_proposed",
        "council_discussed",
        "council_discussed",
        "council_agreed",
        "council_committee",
        "council_done",
    ]
    assert await cases.check(case) == ""


async def test_a_notice_never_tells_what_others_said(cases: Cases) -> None:
    """平谷下交群评: the resident reads how often it was talked over and when again, not the minutes or who came."""
    case = await begin(cases)
    said: dict[str, Any] = {"participants": ["李家"], "minutes": "李家说王家先动的界石", "next_meeting": "周日"}
    await cases.move(case, "discuss", WILLOW, **said)
    rows = (await cases.session.execute(select(Notice).order_by(col(Notice.id)))).scalars().all()
    assert rows[-1].order_id is None
    assert (rows[-1].channel, rows[-1].account) == ("web", "visitor-1")
    assert rows[-1].values == {
        "number": case.receipt, "receipt": case.receipt, "title": "宅基地边界", "unit": "柳园村", "round": 1,
        "next_meeting": "周日",
    }  # fmt: skip


async def test_the_card_says_what_was_agreed_and_no_more(cases: Cases) -> None:
    """平谷下交群评, 交接卡: parties, point at issue and time go along; name, phone and place were not agreed to."""
    case = await begin(cases)
    text = Council(cases).card(case).text
    assert "争点：两家宅基地的边界" in text
    assert "当事人：王家、李家" in text
    assert "议事时间：周六上午" in text
    assert "2026-11-22 12:00 同意" in text
    assert "赵调解（0000-3001，工作日 9:00–17:00）" in text
    assert "柳园村村民委员会" in text
    for secret in ("王芳", "13812345678", "三组"):
        assert secret not in text
        assert secret not in str(case.data)


async def test_persons_stand_beside_the_log_never_in_it(cases: Cases) -> None:
    """The log cannot be changed; so what can be taken back is not in it."""
    case = await begin(cases, goes_along=list(TOLD))
    log = str([event.data for event in await cases.events(case)])
    assert [word for word in ("王芳", "13812345678", "边界", "李家", "三组") if word in log] == []
    assert Council(cases).card(case).text.count("13812345678") == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"consent_at": None}, "居民同意的时间"),
        ({"goes_along": []}, "居民同意一起交的内容"),
        ({"goes_along": ["parties"]}, "争点"),
        ({"told": {}}, "争点"),
        ({"goes_along": ["issue", "income"]}, "income"),
        ({"consent_at": NOON + timedelta(hours=1)}, "现在以后"),
        ({"spot": Spot("east", None, "")}, "哪个村"),
    ],
)
async def test_nothing_goes_without_consent(cases: Cases, changes: dict[str, Any], why: str) -> None:
    """平谷下交群评: only with the resident's consent, only to the council of the place."""
    with pytest.raises((MoveIncomplete, MoveNotAllowed)) as refused:
        await begin(cases, **changes)
    assert why in refused.value.say
    assert await cases.list("council", open_only=False) == []
    assert await keys(cases) == []


async def test_the_machine_itself_takes_nothing_that_was_not_agreed(cases: Cases) -> None:
    """Also past `Council.open`, which leaves it out by itself."""
    said: dict[str, Any] = {"consent_at": NOON, "goes_along": ["issue"], "issue": "边界", "phone": "13812345678"}
    with pytest.raises(MoveNotAllowed, match="only_agreed") as refused:
        await cases.open("council", key="k", actor=DESK, unit="community:willow", **said)
    assert "电话" in refused.value.say
    with pytest.raises(MoveNotAllowed, match="council"):
        await cases.open("council", key="k", actor=DESK, unit="housing", **said)


async def test_a_consent_taken_back_takes_the_card_back(cases: Cases) -> None:
    """平谷下交群评: withdrawn at any time before the end; the council is told, and has nothing to read any more."""
    case = await begin(cases)
    await cases.move(case, "discuss", WILLOW, participants=["王家"], minutes="先听了王家的")
    await Council(cases).withdraw(case)
    assert case.state == "withdrawn"
    assert "card" not in case.data
    with pytest.raises(MoveNotAllowed, match="撤回"):
        Council(cases).card(case)
    assert ("council_withdrawn", "community:willow") in await alerts(cases)
    with pytest.raises(MoveNotAllowed):
        await cases.move(case, "discuss", WILLOW, participants=["王家"], minutes="还想再议")
    assert await cases.check(case) == ""


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
async def test_what_comes_back_is_the_hotlines_again(cases: Cases, steps: int) -> None:
    """平谷下交群评, 可退回: from every step, with a reason; staff is alerted, the resident reads the next step."""
    case = await begin(cases)
    on: list[tuple[str, dict[str, Any]]] = [
        ("discuss", {"participants": ["王家"], "minutes": "只来了一家"}),
        ("agree", {"participants": ["王家"], "opinion": "请司法所来"}),
        ("submit", {"committee": "村委会"}),
    ]
    for code, said in on[:steps]:
        await cases.move(case, code, WILLOW, **said)
    with pytest.raises(MoveIncomplete, match="next_step"):
        await cases.move(case, "give_back", WILLOW, reason="另一家不肯来")
    await cases.move(case, "give_back", WILLOW, reason="另一家不肯来", next_step="热线请乡镇调解")
    assert case.state == "back"
    assert (await keys(cases))[-1] == "council_back"
    assert (await alerts(cases))[-1] == ("council_back", "")
    notice = (await cases.session.execute(select(Notice).order_by(col(Notice.id).desc()))).scalars().first()
    assert notice is not None
    assert (notice.values["reason"], notice.values["next_step"]) == ("另一家不肯来", "热线请乡镇调解")


async def test_the_resident_sees_where_it_is(cases: Cases, clock: StandingClock) -> None:
    """平谷下交群评: by the receipt, however typed; what was agreed only on the resident's own account."""
    case = await begin(cases)
    clock.forward(days=1)
    await cases.move(case, "discuss", WILLOW, participants=["王家"], minutes="秘密的争吵", next_meeting="周日")
    await cases.move(case, "agree", WILLOW, participants=["王家"], opinion="以老界石为准")
    council = Council(cases)
    seen = await council.progress(case.receipt.lower().replace("-", " "))
    assert (seen["state"], seen["state_zh"], seen["unit"], seen["rounds"]) == (
        "agreed",
        "议事会商量出了意见",
        "柳园村",
        1,
    )
    assert seen["next_meeting"] == "周日"
    assert len(seen["steps"]) == 3
    assert [word for word in ("秘密", "王家", "界石", "边界") if word in str(seen)] == []
    own = await council.progress(case.receipt, channel="web", account="visitor-1")
    assert own["opinion"] == "以老界石为准"
    assert "秘密" not in str(own)
    assert "opinion" not in await council.progress(case.receipt, channel="telegram", account="visitor-1")
    with pytest.raises(CaseNotFound):
        await council.progress("C20261122-0009-9")


async def test_only_the_council_of_the_place_or_the_desk_moves_it(cases: Cases) -> None:
    case = await begin(cases)
    said: dict[str, Any] = {"participants": ["王家"], "minutes": "听过了"}
    with pytest.raises(MoveNotAllowed, match="own_case"):
        await cases.move(case, "discuss", HOUSING, **said)
    with pytest.raises(MoveNotAllowed, match="by resident"):
        await cases.move(case, "discuss", RESIDENT, **said)
    await cases.move(case, "discuss", DESK, **said)
    assert case.state == "discussed"


async def test_one_key_opens_one_case_and_makes_one_step(cases: Cases) -> None:
    first, second = await begin(cases), await begin(cases)
    assert first.id == second.id
    said: dict[str, Any] = {"participants": ["王家"], "minutes": "听过了", "key": "round-1"}
    await cases.move(first, "discuss", WILLOW, **said)
    await cases.move(first, "discuss", WILLOW, **said)
    assert len(first.data["rounds"]) == 1
    assert len(await keys(cases)) == 2


async def test_a_silent_council_is_reminded_again_and_again(cases: Cases, clock: StandingClock) -> None:
    """平谷下交群评: never silently dead; each period once, from the second one the supervisors too."""
    case = await begin(cases)
    reminders = Reminders(cases)
    clock.forward(days=6)
    assert await reminders.remind(clock.now()) == []
    clock.forward(days=1)
    assert [alert.unit for alert in await reminders.remind(clock.now())] == ["community:willow"]
    assert await reminders.remind(clock.now()) == []
    clock.forward(days=7)
    assert [alert.unit for alert in await reminders.remind(clock.now())] == ["community:willow", ""]
    await cases.move(case, "give_back", BOSS, reason="一直议不起来", next_step="请乡镇调解")
    clock.forward(days=30)
    assert await reminders.remind(clock.now()) == []


async def test_an_order_goes_along_and_stays_owed(cases: Cases, order: Order) -> None:
    """What the council does never ends the answer of the order it is about; its resident is told."""
    case = await begin(cases, order=order, title="", channel="", account="")
    assert (case.order_id, case.title, case.account) == (order.id, order.title, order.account)
    await cases.move(case, "give_back", BOSS, reason="不归村里", next_step="原单位接着办")
    assert order.status == "dispatched"
    notices = (await cases.session.execute(select(Notice).where(col(Notice.order_id) == order.id))).scalars().all()
    assert [one.key for one in notices][-2:] == ["council_proposed", "council_back"]
