"""Drafts that overwrite nobody, and review by another person."""

from __future__ import annotations

import pytest

from config.errors import DraftChanged, GateClosed, KnowledgeError, ReviewRefused, RevisionNotFound
from tests.bot.knowledge.conftest import REVIEWER, VICTIM, WRITER, Admin
from tests.conftest import StandingClock

WHY = "借钱是民事纠纷，要由法院来判。"


async def test_from_draft_to_the_resident(admin: Admin) -> None:
    """Draft, review by another person, gate, publishing: the desk answers with the new text, under a new version."""
    before = admin.desk.engine.decide("朋友借我五万块不还")
    number = await admin.approved(VICTIM, why=WHY)
    made = await admin.published(number)
    row, _, _ = await admin.knowledge.revision(number)
    after = admin.desk.engine.decide("朋友借我五万块不还")
    assert (made.number, row.state, row.reviewer) == (1, "published", REVIEWER)
    assert admin.desk.engine.library[VICTIM].why == WHY
    assert before.card == after.card == VICTIM
    assert before.versions["library"] != after.versions["library"] == made.version


async def test_nobody_approves_their_own(admin: Admin) -> None:
    """Neither the author under another spelling, nor whoever edited it."""
    row = await admin.draft(VICTIM, "Zhang San", why=WHY)
    row = await admin.knowledge.save(row.id or 0, row.saves, "王五", note="改了一个字")
    await admin.knowledge.submit(row.id or 0, WRITER)
    for who in (" zhang  SAN ", "ｚｈａｎｇ san", "王五"):
        with pytest.raises(ReviewRefused, match="另一个人"):
            await admin.knowledge.approve(row.id or 0, who)
    for who in ("", "   ", "甲" * 100):
        with pytest.raises(ReviewRefused, match="姓名"):
            await admin.knowledge.approve(row.id or 0, who)
    assert (await admin.knowledge.approve(row.id or 0, REVIEWER)).state == "approved"


async def test_two_people_save_one_draft(admin: Admin, clock: StandingClock) -> None:
    """The second is told who was faster and when; the first one's words stand; the second one's can be kept beside."""
    row = await admin.draft(VICTIM, why=WHY)
    clock.forward(minutes=5)
    await admin.knowledge.save(row.id or 0, row.saves, "王五", content={**row.content, "why": "王五写的为什么。"})
    typed = {**row.content, "why": "张三又写的为什么。"}
    with pytest.raises(DraftChanged, match="王五 在 11-22 12:05"):
        await admin.knowledge.save(row.id or 0, row.saves, WRITER, content=typed)
    kept, _, _ = await admin.knowledge.revision(row.id or 0)
    beside = await admin.knowledge.save_beside(VICTIM, WRITER, content=typed)
    assert kept.content["why"] == "王五写的为什么。"
    assert (beside.content["why"], beside.number) == ("张三又写的为什么。", kept.number + 1)


async def test_a_draft_may_be_half_done(admin: Admin) -> None:
    """It is kept as it is typed, and says what is missing when it is submitted."""
    row = await admin.knowledge.start("brand-new", WRITER)
    row = await admin.knowledge.save(row.id or 0, row.saves, WRITER, content={"title": "新", "why": "\x00坏\ud800字"})
    _, changed, faults = await admin.knowledge.revision(row.id or 0)
    assert row.content == {"title": "新", "why": "坏?字", "id": "brand-new"}
    assert {one.field for one in changed} >= {"title", "why"}
    assert {"去向：这一项必须填写", "居民说法：这一项必须填写"} <= {fault.words for fault in faults}
    with pytest.raises(KnowledgeError, match="测试问句：至少要 4 句"):
        await admin.knowledge.submit(row.id or 0, WRITER)


async def test_what_no_card_holds_is_refused(admin: Admin) -> None:
    """Too long, too deep, no list: told, and the draft stays."""
    row = await admin.draft(VICTIM)
    deep: list[object] = []
    for _ in range(50):
        deep = [deep]
    for content, say in (({"why": "长" * 70_000}, "太长"), ({"law": deep}, "放不下")):
        with pytest.raises(KnowledgeError, match=say):
            await admin.knowledge.save(row.id or 0, row.saves, WRITER, content=content)
    with pytest.raises(KnowledgeError, match="一句话"):
        await admin.knowledge.save(row.id or 0, row.saves, WRITER, questions=[{"text": 5}])
    kept, _, _ = await admin.knowledge.revision(row.id or 0)
    assert kept.saves == row.saves


async def test_steps_out_of_order(admin: Admin) -> None:
    """What is under review is not edited; a card that is not there does not leave."""
    row = await admin.draft(VICTIM, why=WHY)
    with pytest.raises(ReviewRefused, match="不能审核"):
        await admin.knowledge.approve(row.id or 0, REVIEWER)
    await admin.knowledge.submit(row.id or 0, WRITER)
    with pytest.raises(ReviewRefused, match="收回"):
        await admin.knowledge.save(row.id or 0, row.saves, WRITER, note="再改")
    with pytest.raises(ReviewRefused, match="哪里要改"):
        await admin.knowledge.reject(row.id or 0, REVIEWER, " ")
    back = await admin.knowledge.reject(row.id or 0, REVIEWER, "为什么写得太硬")
    assert (back.state, back.review_note) == ("rejected", "为什么写得太硬")
    again = await admin.knowledge.save(row.id or 0, row.saves, WRITER, note="改软了")
    assert again.state == "draft"
    with pytest.raises(RevisionNotFound):
        await admin.knowledge.start("no-such-card", WRITER, retires=True)
    with pytest.raises(RevisionNotFound):
        await admin.knowledge.submit(999, WRITER)


async def test_an_approval_is_void_after_a_change(admin: Admin) -> None:
    """Taken back and edited, it must be reviewed again."""
    number = await admin.approved(VICTIM, why=WHY)
    row = await admin.knowledge.reopen(number, WRITER)
    await admin.knowledge.save(number, row.saves, WRITER, note="改过")
    run = await admin.knowledge.prepare([number], WRITER)
    with pytest.raises(GateClosed, match="要由另一个人审核"):
        await admin.knowledge.publish(run, WRITER)


async def test_the_difference_is_told_by_field(admin: Admin) -> None:
    """One text, and a list with what came and went."""
    phrases = admin.card(VICTIM)["phrases"]
    row = await admin.draft(VICTIM, why=WHY, phrases=[*phrases[1:], "借给网友的钱没了"])
    other = await admin.draft(VICTIM, why="另一种说法。")
    _, changed, _ = await admin.knowledge.revision(row.id or 0)
    found = {one.field: one for one in changed}
    assert set(found) == {"why", "phrases"}
    assert (found["why"].after, found["why"].name) == (WHY, "为什么")
    assert (found["phrases"].added, found["phrases"].removed) == (("借给网友的钱没了",), (phrases[0],))
    between = {one.field: one for one in await admin.knowledge.diff(row.id or 0, other.id or 0)}
    assert (between["why"].before, between["why"].after) == ("另一种说法。", WHY)
