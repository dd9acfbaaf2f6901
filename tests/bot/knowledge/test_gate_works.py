"""Checks that go on while nobody looks: in turn, with their progress, and honest where they came to nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.background import Background
from bot.gate_works import LOST_AFTER, GateWorks, Work
from config.errors import GateClosed, RevisionNotFound
from knowledge_base.revisions.tables import GateRun
from tests.bot.knowledge.conftest import REVIEWER, THIEF, VICTIM, WRITER, Admin
from tests.conftest import StandingClock


@pytest.fixture
async def works(admin: Admin, clock: StandingClock) -> AsyncIterator[GateWorks]:
    made = GateWorks(admin.knowledge, clock)
    async with Background() as background:
        background.start(made.run())
        yield made


async def over(works: GateWorks, run: int) -> Work:
    """Until a check has ended."""
    await works.works[run].over.wait()
    return works.works[run]


async def test_a_check_has_its_number_at_once_and_goes_on_alone(admin: Admin, works: GateWorks) -> None:
    """Two of them are done one after the other; the run then holds what came of it."""
    first = await works.start([await admin.approved(VICTIM, why="借钱是民事纠纷，要由法院来判。")], WRITER)
    second = await works.start([await admin.approved(THIEF, why="彩礼的事可以请法院来判。")], REVIEWER)
    await asyncio.sleep(0.05)
    assert not works.works[first].waiting
    assert works.works[second].waiting
    assert (await over(works, first)).problem == (await over(works, second)).problem == ""
    run, _, _ = await admin.knowledge.run(second)
    assert (run.state, works.of(run).ended) == ("ready", True)
    assert works.of(run).part > 0


async def test_what_cannot_be_checked_is_told_at_once(works: GateWorks) -> None:
    with pytest.raises(RevisionNotFound, match="没有第 77 号修订"):
        await works.start([77], WRITER)
    with pytest.raises(RevisionNotFound):
        await works.back(9, WRITER, "")
    assert works.works == {}


async def test_a_return_publishes_by_itself(admin: Admin, works: GateWorks) -> None:
    """In one go, and an edition more; a failure says so."""
    await admin.published(await admin.approved(VICTIM, why="借钱是民事纠纷，要由法院来判。"))
    done = await over(works, await works.back(0, REVIEWER, "法条又改了"))
    assert (done.edition, done.problem) == (2, "")
    made = (await admin.knowledge.editions())[0]
    assert (made.back_to, made.published_by, made.note) == (0, REVIEWER, "法条又改了")


async def test_the_process_ends_in_the_middle(admin: Admin, clock: StandingClock) -> None:
    """Stopped in order it is put down as broken, and so is what waited; killed it says so after a while, everywhere."""
    works = GateWorks(admin.knowledge, clock)
    async with Background() as background:
        background.start(works.run())
        runs = [
            await works.start([await admin.approved(VICTIM, why=f"借钱是民事纠纷，要由法院来判{n}。")], WRITER)
            for n in (1, 2)
        ]
        await asyncio.sleep(0.05)
    for run in runs:
        found, _, reasons = await admin.knowledge.run(run)
        assert (found.state, found.problem) == ("broken", "检查中断了")
        assert reasons
    lost = GateRun(id=99, base_edition=0, made_by=WRITER, made_at=clock.now(), state="running")
    assert not works.of(lost).ended
    lost.made_at -= LOST_AFTER + timedelta(seconds=1)
    assert "再检查一次" in works.of(lost).problem


async def test_an_accepted_change_can_be_taken_back(admin: Admin) -> None:
    """Until it is published; then nothing can be taken back any more."""
    row = await admin.draft(VICTIM)
    wanted = [{**row.questions[0], "must_pass": False}, *row.questions[1:]]
    await admin.knowledge.save(
        row.id or 0, row.saves, WRITER, questions=wanted, content={**row.content, "title": "借钱"}
    )
    await admin.knowledge.submit(row.id or 0, WRITER)
    await admin.knowledge.approve(row.id or 0, REVIEWER)
    retired = await admin.knowledge.start(THIEF, WRITER, retires=True)
    await admin.knowledge.submit(retired.id or 0, WRITER)
    await admin.knowledge.approve(retired.id or 0, REVIEWER)
    run = await admin.knowledge.prepare([row.id or 0, retired.id or 0], WRITER)
    changes = await admin.knowledge.changes(run)
    assert changes
    for change in changes:
        await admin.knowledge.accept(change.id or 0, REVIEWER)
    back = await admin.knowledge.take_back(changes[0].id or 0)
    assert (back.accepted_by, back.accepted_at) == ("", None)
    with pytest.raises(GateClosed, match="1 处答复变化没有人认可"):
        await admin.knowledge.publish(run, REVIEWER)
    await admin.knowledge.accept(changes[0].id or 0, REVIEWER)
    await admin.knowledge.publish(run, REVIEWER)
    with pytest.raises(GateClosed):
        await admin.knowledge.take_back(changes[0].id or 0)
    assert (await admin.knowledge.runs())[0].state == "published"


async def test_words_can_be_tried_on_what_is_not_published_yet(admin: Admin) -> None:
    """The run's own engine answers them otherwise; what residents get stays as it is."""
    row = await admin.approved(VICTIM, title="个人之间借钱不还")
    run, _, _ = await admin.knowledge.run(await admin.knowledge.prepare([row], WRITER))
    tried = await admin.knowledge.tried(run)
    assert tried.whole[VICTIM].title == "个人之间借钱不还"
    assert admin.desk.engine.whole[VICTIM].title != "个人之间借钱不还"


async def test_a_database_that_is_gone_at_the_end_hangs_nothing(
    admin: Admin, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends all the same; the run says by its age that it came to nothing."""
    works = GateWorks(admin.knowledge, clock)

    async def gone(*_: object) -> None:
        msg = "gone"
        raise OSError(msg)

    async with asyncio.timeout(20), Background() as background:
        background.start(works.run())
        run = await works.start([await admin.approved(VICTIM, why="借钱是民事纠纷，要由法院来判。")], WRITER)
        await asyncio.sleep(0.05)
        monkeypatch.setattr(admin.knowledge, "_gate", gone)
    found, _, _ = await admin.knowledge.run(run)
    assert found.state == "running"
