"""The publish gate: nothing gets past it, by whatever route."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select, update
from sqlmodel import col

from bot.database import Database
from bot.forgetting import Forgetting
from config.errors import GateClosed, KnowledgeError
from config.region import Region
from knowledge_base.index_file import build
from knowledge_base.revisions.building import lost_questions
from knowledge_base.revisions.tables import CardRevision, Edition, GateRun
from orders.tables import ContactRecord
from tests.bot.knowledge.conftest import REVIEWER, THIEF, VICTIM, WRITER, Admin
from tests.conftest import StandingClock
from tests.shared import INDEX

ROOT = Path(__file__).parents[3]


async def steal(admin: Admin) -> int:
    """An edit of one card that takes the questions of another; reviewed and approved."""
    stolen = [one["text"] for one in admin.card(VICTIM)["questions"]]
    more = [f"{text}{end}" for text in stolen for end in ("", "怎么办", "找谁")]
    return await admin.approved(THIEF, phrases=[*admin.card(THIEF)["phrases"], *more])


async def editions(database: Database) -> list[int]:
    async with database.reading() as session:
        return list((await session.execute(select(col(Edition.number)))).scalars())


async def said(database: Database, clock: StandingClock, *texts: str) -> None:
    """Residents said these words."""
    async with database.writing() as session, session.begin():
        for text in texts:
            session.add(
                ContactRecord(at=clock.now(), channel="web", account="a", what="decided", decision={"text": text})
            )


async def test_a_stolen_question_is_published_by_no_route(admin: Admin, database: Database, database_url: str) -> None:
    """Page, command line and import end in the same refusal, which names the question and the card."""
    number = await steal(admin)
    run = await admin.knowledge.prepare([number], WRITER)
    found, changes, reasons = await admin.knowledge.run(run)
    assert {one["card"] for one in found.failures} == {VICTIM}
    assert any("必过的测试问句没有过" in reason and VICTIM in reason for reason in reasons)
    for change in changes:
        await admin.knowledge.accept(change.id or 0, REVIEWER)
    with pytest.raises(GateClosed, match="必过的测试问句没有过"):
        await admin.knowledge.publish(run, WRITER)
    done = await asyncio.to_thread(_fenliu, database_url, "kb", "publish", str(run), "--by", WRITER)
    assert (done.returncode, "必过的测试问句没有过" in done.stderr, done.stdout) == (1, True, "")

    row, _, _ = await admin.knowledge.revision(number)
    await admin.knowledge.discard(number, WRITER)
    data = yaml.safe_dump([{**row.content, "topic": row.topic}], allow_unicode=True).encode()
    (drafted,) = await admin.knowledge.take(admin.knowledge.plan("yaml", data), WRITER)
    assert drafted.state == "draft"
    run = await admin.knowledge.prepare([drafted.id or 0], WRITER)
    with pytest.raises(GateClosed) as refused:
        await admin.knowledge.publish(run, WRITER)
    assert any("必过的测试问句没有过" in reason for reason in refused.value.reasons)
    assert any("要由另一个人审核" in reason for reason in refused.value.reasons)
    assert await editions(database) == []


def _fenliu(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "FENLIU_INDEX": str(INDEX), "FENLIU_DATABASE": url}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_editions_are_made_in_one_place() -> None:
    """Whatever is added later: one function makes an edition, and it asks for the obstacles first."""
    folders = ("bot", "config", "handlers", "knowledge_base", "orders")
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "versions" not in path.parts]
    makers = [path.name for path in sources if "= Edition(" in path.read_text(encoding="utf-8")]
    assert len(sources) > 100
    assert makers == ["gate.py"]


async def test_changed_answers_are_accepted_one_by_one(admin: Admin, database: Database, clock: StandingClock) -> None:
    """A real message that goes elsewhere is shown with both answers, numbers masked; all must be accepted by name."""
    words = "亲家收了八万八的彩礼又拿去放贷不还，电话13912345678"
    await said(database, clock, words, words, "你好")
    phrases = [
        f"{who}收了彩礼拿去放贷不还{end}"
        for who in ("亲家", "女方", "介绍人")
        for end in ("", "怎么办", "告谁", "八万八")
    ]
    target = admin.desk.engine.decide(words).card or ""
    other = THIEF if target != THIEF else VICTIM
    number = await admin.approved(other, phrases=[*admin.card(other)["phrases"], *phrases])
    run = await admin.knowledge.prepare([number], WRITER)
    found, changes, _ = await admin.knowledge.run(run)
    assert (found.heard, found.failures) == (3, [])
    assert [(one.kind, one.count, one.after["cards"]) for one in changes] == [("message", 2, [other])]
    assert "13912345678" not in changes[0].message
    with pytest.raises(GateClosed, match="还有 1 处答复变化没有人认可"):
        await admin.knowledge.publish(run, WRITER)
    first = await admin.knowledge.accept(changes[0].id or 0, REVIEWER)
    again = await admin.knowledge.accept(changes[0].id or 0, "王五")
    assert first.accepted_by == again.accepted_by == REVIEWER
    assert (await admin.knowledge.publish(run, WRITER)).number == 1


async def test_giving_up_a_question_is_a_change_to_accept(admin: Admin) -> None:
    """A question that passes today cannot silently leave: not by deleting it, nor by marking it as free to fail."""
    questions = admin.card(VICTIM)["questions"]
    loose = [
        {**questions[0], "must_pass": False},
        *questions[2:],
        {"text": "欠债人名下没财产还能要回来么", "must_pass": False},
    ]
    loose.append({"text": "他欠我的钱写了保证书也没用", "must_pass": True})
    mine = await admin.approved(VICTIM, questions=loose)
    taken = [f"{one['text']}{end}" for one in questions[:2] for end in ("", "怎么办", "找谁", "啊")]
    thief = await admin.approved(THIEF, phrases=[*admin.card(THIEF)["phrases"], *taken])
    run = await admin.knowledge.prepare([mine, thief], WRITER)
    found, changes, _ = await admin.knowledge.run(run)
    given_up = {one.message for one in changes if one.kind == "question"}
    assert {one["text"] for one in questions[:2]} == given_up
    assert questions[0]["text"] in {one["question"] for one in found.notes}
    assert VICTIM not in {one["card"] for one in found.failures if not one["own"]}


async def test_own_must_pass_questions_block(admin: Admin) -> None:
    """A new question of a card that its own words do not win."""
    questions = [*admin.card(VICTIM)["questions"], {"text": "彩礼给了八万八婚没结成能不能退", "must_pass": True}]
    number = await admin.approved(VICTIM, questions=questions)
    run = await admin.knowledge.prepare([number], WRITER)
    found, _, _ = await admin.knowledge.run(run)
    assert [(one["card"], one["own"]) for one in found.failures] == [(VICTIM, True)]


async def test_known_misses_do_not_block(admin: Admin) -> None:
    """A shipped question that is lost today keeps nobody from publishing."""
    number = await admin.approved(VICTIM, why="借钱是民事纠纷，要由法院来判。")
    run = await admin.knowledge.prepare([number], WRITER)
    found, _, reasons = await admin.knowledge.run(run)
    assert (found.asked > 100, found.failures, reasons) == (True, [], [])


async def test_what_somebody_else_published_meanwhile_is_not_overwritten(admin: Admin, clock: StandingClock) -> None:
    """Two edit one card: the slower one is told who was faster, puts the change upon theirs, and has it reviewed."""
    slow = await admin.approved(VICTIM, "王五", cost="按标的收费，可以申请缓交。")
    fast = await admin.approved(VICTIM, why="借钱是民事纠纷，要由法院来判。")
    early = await admin.knowledge.prepare([slow], "王五")
    clock.forward(minutes=7)
    await admin.published(fast)
    with pytest.raises(GateClosed, match="检查之后张三 在 11-22 12:07 发布了第 1 版"):
        await admin.knowledge.publish(early, "王五")
    run = await admin.knowledge.prepare([slow], "王五")
    with pytest.raises(GateClosed, match=f"照着旧的内容改的：{WRITER} 的第 {fast} 号修订在 11-22 12:07 发布了"):
        await admin.knowledge.publish(run, "王五")
    row = await admin.knowledge.rebase(slow, "王五")
    assert (row.state, row.content["why"]) == ("draft", "借钱是民事纠纷，要由法院来判。")
    await admin.knowledge.submit(slow, "王五")
    await admin.knowledge.approve(slow, REVIEWER)
    assert (await admin.published(slow)).number == 2
    card = admin.desk.engine.library[VICTIM]
    assert (card.why, card.cost) == ("借钱是民事纠纷，要由法院来判。", "按标的收费，可以申请缓交。")


async def test_of_two_who_publish_at_once_one_wins(admin: Admin, database: Database) -> None:
    """Both checked over the same edition; the other checks again. The same click twice is one edition."""
    one = await admin.knowledge.prepare([await admin.approved(VICTIM, why="借钱的事要由法院来判。")], WRITER)
    two = await admin.knowledge.prepare([await admin.approved(THIEF, cost="按标的收费。")], WRITER)
    results = await asyncio.gather(
        *(admin.knowledge.publish(run, WRITER) for run in (one, two, one, two)), return_exceptions=True
    )
    assert sum(isinstance(result, Edition) for result in results) == 2
    assert sum(isinstance(result, GateClosed) for result in results) == 2
    assert await editions(database) == [1]


async def test_what_was_changed_after_the_check_is_refused(admin: Admin, database: Database) -> None:
    """Even by somebody with a hand in the database: content, reviewer, state of the run."""
    number = await admin.approved(VICTIM, why="借钱的事要由法院来判。")
    run = await admin.knowledge.prepare([number], WRITER)

    async def change(table: type, **values: object) -> None:
        async with database.writing() as session, session.begin():
            await session.execute(update(table).values(**values))

    row, _, _ = await admin.knowledge.revision(number)
    for values, say in (
        ({"content": {**row.content, "why": "偷偷改的为什么。"}}, "审核之后又改过"),
        ({"content": row.content, "reviewer": WRITER}, "没有经过另一个人审核"),
        ({"reviewer": REVIEWER, "state": "in_review"}, "要由另一个人审核通过"),
    ):
        await change(CardRevision, **values)
        with pytest.raises(GateClosed, match=say):
            await admin.knowledge.publish(run, WRITER)
    await change(CardRevision, state="approved")
    await change(GateRun, state="running")
    with pytest.raises(GateClosed, match="没有做完"):
        await admin.knowledge.publish(run, WRITER)
    assert await editions(database) == []


async def test_a_check_that_is_interrupted_publishes_nothing(admin: Admin) -> None:
    """Whoever closes the window leaves a broken run behind, and can check again."""
    number = await admin.approved(VICTIM, why="借钱的事要由法院来判。")
    checking = asyncio.ensure_future(admin.knowledge.prepare([number], WRITER))
    await asyncio.sleep(0.2)
    checking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await checking
    with pytest.raises(GateClosed, match="没有做完：检查中断了"):
        await admin.knowledge.publish(1, WRITER)
    assert (await admin.published(number)).number == 1


async def test_what_cannot_be_checked(admin: Admin) -> None:
    """Two revisions of one card, a published one, a draft that is no card yet."""
    one, two = await admin.draft(VICTIM), await admin.draft(VICTIM)
    with pytest.raises(GateClosed, match="两份修订"):
        await admin.knowledge.prepare([one.id or 0, two.id or 0], WRITER)
    bare = await admin.knowledge.start("brand-new", WRITER)
    with pytest.raises(KnowledgeError, match=f"第 {bare.id} 号修订（brand-new）"):
        await admin.knowledge.prepare([bare.id or 0], WRITER)
    number = await admin.approved(THIEF, cost="按标的收费。")
    await admin.published(number)
    with pytest.raises(GateClosed, match="另起一份草稿"):
        await admin.knowledge.prepare([number], WRITER)


async def test_returning_to_an_earlier_edition(admin: Admin) -> None:
    """One call each; what left is retired, what came back is published; 0 are the cards that came with the program."""
    first = await admin.approved(VICTIM, why="第一版的为什么。")
    await admin.published(first)
    second = await admin.approved(VICTIM, why="第二版的为什么。")
    await admin.published(second)
    made = await admin.knowledge.rollback(1, "王五", "第二版说错了")
    await admin.watch.look()
    assert (made.number, made.back_to, made.published_by) == (3, 1, "王五")
    assert admin.desk.engine.library[VICTIM].why == "第一版的为什么。"
    states = [(await admin.knowledge.revision(one))[0].state for one in (first, second)]
    assert states == ["published", "retired"]
    await admin.knowledge.rollback(0, "王五")
    await admin.watch.look()
    assert "民事纠纷" in admin.desk.engine.library[VICTIM].why
    assert [one.number for one in await admin.knowledge.editions()] == [4, 3, 2, 1]


async def test_a_card_leaves_and_a_new_one_comes(admin: Admin) -> None:
    """Retiring goes the same way; each question that goes elsewhere is accepted."""
    row = await admin.knowledge.start(THIEF, WRITER, retires=True)
    await admin.knowledge.submit(row.id or 0, WRITER)
    await admin.knowledge.approve(row.id or 0, REVIEWER)
    phrases = [f"网贷套路第{n}回" for n in "一二三四五六七八九十甲乙"]
    content = {**admin.card(VICTIM), "id": "online-loan", "title": "网贷被骗", "phrases": phrases}
    content.pop("questions")
    content.pop("topic")
    asked = [f"网贷套路{n}怎么办" for n in ("甲方", "乙方", "丙方", "丁方")]
    new = await admin.approved("online-loan", **content, topic="money", questions=asked)
    run = await admin.knowledge.prepare([row.id or 0, new], WRITER)
    assert {one.kind for one in await admin.knowledge.changes(run)} == {"question"}
    await admin.published(row.id or 0, new)
    assert THIEF not in admin.desk.engine.library.cards
    assert admin.desk.engine.decide("网贷套路第三回").card == "online-loan"


async def test_a_card_of_tomorrow_is_checked_for_tomorrow(admin: Admin, clock: StandingClock) -> None:
    """A thief that begins to answer next month steals nothing today, and is caught all the same."""
    stolen = [f"{one['text']}{end}" for one in admin.card(VICTIM)["questions"] for end in ("", "怎么办", "找谁")]
    begins = clock.today() + timedelta(days=30)
    number = await admin.approved(
        THIEF, phrases=[*admin.card(THIEF)["phrases"], *stolen], valid_from=begins.isoformat()
    )
    run = await admin.knowledge.prepare([number], WRITER)
    found, _, _ = await admin.knowledge.run(run)
    assert {(one["card"], one["day"]) for one in found.failures} == {(VICTIM, begins.isoformat())}


def test_files_that_steal_a_question_are_not_taken_over(small: Path, tmp_path: Path, region: Region) -> None:
    """Before anything was published, cards changed on disk are measured too; a twin cut short hides nothing."""
    folder = tmp_path / "cards"
    shutil.copytree(small, folder)
    before = build(region, folder)
    assert lost_questions(before, before, region) == []
    twin, thief = (
        next(folder.glob(f"{kind}/*/{card}.yaml")) for kind, card in (("questions", VICTIM), ("cards", THIEF))
    )
    asked = yaml.safe_load(twin.read_text("utf-8"))
    card = yaml.safe_load(thief.read_text("utf-8"))
    card["phrases"] += [f"{text}{end}" for text in asked["questions"] for end in ("怎么办", "找谁", "啊")]
    thief.write_text(yaml.safe_dump(card, allow_unicode=True), encoding="utf-8")
    assert set(lost_questions(before, build(region, folder), region)) & set(asked["questions"])
    new = [f"借出去的钱{end}" for end in ("还能要么", "找谁要", "打官司行吗", "过期了吗")]
    twin.write_text(yaml.safe_dump({"card": VICTIM, "questions": new}, allow_unicode=True), encoding="utf-8")
    assert set(lost_questions(before, build(region, folder), region)) & set(asked["questions"])


async def test_words_are_forgotten_in_time(admin: Admin, database: Database, clock: StandingClock) -> None:
    """What residents said leaves the record of the gate like any other record; that something changed stays."""
    await said(database, clock, "彩礼给了八万八能退吗")
    row = await admin.knowledge.start(THIEF, WRITER, retires=True)
    run = await admin.knowledge.prepare([row.id or 0], WRITER)
    before = await admin.knowledge.changes(run)
    assert {one.kind for one in before} == {"message", "question"}
    await Forgetting(database, admin.source.region, clock).replayed(clock.now() + timedelta(seconds=1))
    after = await admin.knowledge.changes(run)
    assert [one.message for one in after if one.kind == "message"] == [""]
    assert all(one.message for one in after if one.kind == "question")
