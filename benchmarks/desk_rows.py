"""What else stands in the database of a busy office: drafts, a finished check, messages to learn from, cases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import SQLModel

from bot.database import Database
from bot.learning.tables import LearningItem
from config.clock import CHINA, Clock
from config.region import load_region
from knowledge_base.library import FOLDER, Library, load_library
from knowledge_base.revisions.content import content_of, laws_of
from knowledge_base.revisions.tables import CardRevision, GateChange, GateRun
from orders.actor import Actor
from orders.cases.book import Cases
from orders.cases.joint_help import JointHelp
from orders.cases.objections import Objections

DRAFTS, CHANGES, FAILURES, TO_LEARN, OBJECTIONS, CALLS = 60, 80, 20, 2_500, 120, 300
DESK: Final = Actor("李四", "dispatcher")
CALL: Final[dict[str, Any]] = {"basis": "北京条例第十六条", "level": "street", "units": ["urban_management", "market"]}
KINDS: Final = ("unmatched", "low_margin", "disputed", "rerouted")
BEFORE: Final = {"outcome": "route", "destination": "order", "titles": ["路灯不亮"]}
AFTER: Final = {"outcome": "route", "destination": "court", "titles": ["民间借贷纠纷"]}
PLACES: Final = ("楼下", "小区门口", "隔壁", "学校边上", "菜场后面", "桥底下", "公交站", "河边")
MATTERS: Final = (
    "烧烤摊的烟直往屋里飘", "有人半夜放音响", "树枝压着电线", "井盖一踩就翘", "堆了好多旧家具", "招牌晃得厉害",
    "围挡占了半条路", "水管一直往外渗水", "路灯一闪一闪的", "停的车堵住消防通道", "鸡天不亮就叫", "垃圾桶好几天没清",
)  # fmt: skip


async def stack(database: Database) -> dict[str, str]:
    """Fills them in; what stands in the addresses of an objection that waits and of a call for joint help."""
    now, region = datetime.now(CHINA), load_region("sample")
    async with database.at_length() as session, session.begin():
        session.add_all([*_drafts(load_library(region), now), _check(now)])
        await session.flush()
        session.add_all([_change(number, now) for number in range(CHANGES)])
        session.add_all([_to_learn(number, now) for number in range(TO_LEARN)])
        cases = Cases(session, region, Clock())
        waiting = [await Objections(cases).open(**_objection(number)) for number in range(OBJECTIONS)]
        helps = JointHelp(cases)
        called = [await helps.call(f"第{number}次", DESK, key=f"{number}", **CALL) for number in range(CALLS)]
        return {"{receipt}": waiting[0].receipt, "{case}": called[0].receipt}


def _drafts(library: Library, now: datetime) -> list[SQLModel]:
    laws = laws_of(FOLDER)
    return [
        CardRevision(
            card_id=card.id, number=1, content=content_of(card, laws), base_content=content_of(card, laws),
            base_version=library.versions[card.id], topic=library.topics[card.id], author="李四", editors=["李四"],
            questions=[{"text": text, "must_pass": True} for text in library.questions[card.id]], saved_by="李四",
            saved_at=now - timedelta(minutes=number), created_at=now - timedelta(days=1),
            state=("draft", "in_review", "approved")[number % 3],
        )
        for number, card in zip(range(DRAFTS), library, strict=False)
    ]  # fmt: skip


def _check(now: datetime) -> GateRun:
    failures = [
        {"question": _words(number), "card": "street-light-out", "before": BEFORE, "after": AFTER, "day": "2026-11-22"}
        for number in range(FAILURES)
    ]
    return GateRun(
        id=1, state="ready", base_edition=0, made_by="李四", made_at=now, ready_at=now, asked=9_000, heard=3_000,
        size=1_504, failures=failures,
    )  # fmt: skip


def _change(number: int, now: datetime) -> GateChange:
    return GateChange(
        run_id=1, kind="message", message=_words(number), count=number + 1, day=now.date(), before=BEFORE, after=AFTER
    )


def _to_learn(number: int, now: datetime) -> LearningItem:
    return LearningItem(
        at=now - timedelta(minutes=number), region="sample", kind=KINDS[number % len(KINDS)], channel="web",
        account=f"a{number}", words=_words(number), card_id="street-light-out", destination="order",
        candidates=["street-light-out", "private-loan"],
    )  # fmt: skip


def _objection(number: int) -> dict[str, Any]:
    return {
        "key": f"bench{number}", "about": "private-loan", "words": _words(number), "why": "我觉得这事该有人管",
        "title": "借款纠纷", "destination": "court", "channel": "web", "account": f"talk{number}",
    }  # fmt: skip


def _words(number: int) -> str:
    """A sentence; the same place and matter come again with another day."""
    place, matter = PLACES[number % len(PLACES)], MATTERS[number // len(PLACES) % len(MATTERS)]
    return f"{place}{matter}，第{number // (len(PLACES) * len(MATTERS)) + 1}天了"
