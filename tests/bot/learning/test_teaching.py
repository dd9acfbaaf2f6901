"""One click, one draft: nobody's number in a card, nothing twice, undone without a trace, and one who was first."""

from __future__ import annotations

import asyncio

import pytest

from bot.learning.tables import LearningItem
from bot.learning.teaching import AlreadyDone, NotTaught, Taught
from config.errors import ReviewRefused
from knowledge_base.revisions.tables import CardRevision
from tests.bot.learning.conftest import School

CARD = "private-loan"
WORDS = "表弟拿了我三万周转到现在一个子儿没见着"


async def drafts(school: School) -> list[CardRevision]:
    return sorted(await school.services.knowledge.drafts(), key=lambda row: row.id or 0)


def numbers(items: list[LearningItem]) -> list[int]:
    return [item.id or 0 for item in items]


async def test_a_phrase_and_a_question_go_into_one_draft_of_the_same_person(school: School) -> None:
    """The cluster is done as a whole; another person's draft is not touched."""
    other = await school.services.knowledge.start(CARD, "李四")
    several, one = await school.put(WORDS, f"{WORDS}啊"), await school.put("借条都打了就是赖着不给")
    first: Taught = await school.teach("teach", numbers(several), "phrase", CARD, f"  {WORDS}\n", "张三")
    second: Taught = await school.teach("teach", numbers(one), "question", CARD, "打了条子人家赖账", "张三")
    assert first.revision == second.revision != other.id
    draft = (await drafts(school))[-1]
    assert draft.content["phrases"][-1] == WORDS
    assert draft.questions[-1] == {"text": "打了条子人家赖账", "must_pass": True}
    done = await school.items()
    assert [(item.state, item.taught_card, item.done_by) for item in done] == [
        ("phrase", CARD, "张三"), ("phrase", CARD, "张三"), ("question", CARD, "张三"),
    ]  # fmt: skip
    assert done[0].revision_id == draft.id
    assert (await drafts(school))[0].content == other.content


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("他欠钱不还，电话13812345678", "号码"),
        ("他欠钱不还，电话138****5678", "号码"),
        ("他欠钱不还，幺三八幺二三四五六七八", "号码"),
        ("钱", "2 到 100"),
        ("。。。", "2 到 100"),
        ("还钱" * 60, "2 到 100"),
    ],
)
async def test_what_a_card_must_not_hold(school: School, words: str, why: str) -> None:
    """Nothing is written, and the message stays open."""
    items = await school.put(WORDS)
    with pytest.raises(NotTaught) as refused:
        await school.teach("teach", numbers(items), "phrase", CARD, words, "张三")
    assert why in refused.value.say
    assert await drafts(school) == []
    assert [item.state for item in await school.items()] == ["open"]


async def test_a_question_is_never_a_phrase(school: School) -> None:
    """Nor the same words twice, nor a card that there is not."""
    items = await school.put(WORDS, "第二句", "第三句")
    one, two, three = ([number] for number in numbers(items))
    await school.teach("teach", one, "question", CARD, WORDS, "张三")
    for as_, words in (("phrase", WORDS), ("question", f"{WORDS}！"), ("phrase", f"说真的{WORDS}啊")):
        with pytest.raises(NotTaught):
            await school.teach("teach", two, as_, CARD, words, "张三")
    await school.teach("teach", two, "phrase", CARD, "借出去的钱讨不回来一直拖", "张三")
    with pytest.raises(NotTaught):
        await school.teach("teach", three, "question", CARD, "钱讨不回来", "张三")
    with pytest.raises(NotTaught):
        await school.teach("teach", three, "phrase", "no-such-card", "随便一句话", "张三")
    assert [item.state for item in await school.items()] == ["question", "phrase", "open"]


async def test_undone_as_if_it_had_not_been(school: School) -> None:
    """The draft that held nothing else is given up; one under review is not touched behind the reviewer's back."""
    items = await school.put(WORDS, "第二句")
    first, second = ([number] for number in numbers(items))
    await school.teach("teach", first, "phrase", CARD, WORDS, "张三")
    await school.teach("teach", second, "question", CARD, "打了条子人家赖账", "张三")
    await school.teach("undo", second, "张三")
    (draft,) = await drafts(school)
    assert draft.content["phrases"][-1] == WORDS
    assert draft.questions == draft.base_questions
    await school.services.knowledge.submit(draft.id or 0, "张三")
    with pytest.raises(ReviewRefused):
        await school.teach("undo", first, "张三")
    assert [item.state for item in await school.items()] == ["phrase", "open"]
    await school.services.knowledge.reopen(draft.id or 0, "张三")
    await school.teach("undo", first, "李四")
    assert [item.state for item in await school.items()] == ["open", "open"]
    with pytest.raises(AlreadyDone):
        await school.teach("undo", first, "张三")
    (draft,) = await drafts(school)
    assert draft.content == draft.base_content


async def test_words_that_others_stand_for_stay(school: School) -> None:
    """Two messages taught with one sentence by two clicks cannot be; one click with two is undone whole."""
    items = await school.put(WORDS, "第二句")
    await school.teach("teach", numbers(items), "phrase", CARD, WORDS, "张三")
    await school.teach("undo", numbers(items)[:1], "张三")
    (draft,) = await drafts(school)
    assert WORDS in draft.content["phrases"]
    await school.teach("undo", numbers(items)[1:], "张三")
    assert await drafts(school) == []


async def test_of_two_at_once_one_wins_and_the_other_reads_who(school: School) -> None:
    """Ten admins on one cluster: one draft, nine sentences with a name."""
    items = numbers(await school.put(WORDS, "第二句", "第三句"))
    whole = [school.teach("teach", items[n % 2 :], "phrase", CARD, f"{WORDS}{n}", f"管理员{n}") for n in range(9)]
    told = await asyncio.gather(*whole, school.teach("dismiss", items[1:], "管理员9"), return_exceptions=True)
    won = [one for one in told if isinstance(one, Taught)]
    lost = [one.say for one in told if isinstance(one, AlreadyDone)]
    assert (len(won), len(lost)) == (1, 9)
    done = {item.done_by for item in await school.items() if item.state != "open"}
    assert len(done) == 1
    assert all(done.copy().pop() in say for say in lost)
    assert len(await drafts(school)) == int(won[0].state == "phrase")


async def test_dismissed_and_opened_again(school: School) -> None:
    items = numbers(await school.put("嗯嗯啊啊"))
    await school.teach("dismiss", items, "张三")
    assert [item.state for item in await school.items()] == ["dismissed"]
    await school.teach("undo", items, "李四")
    assert [(item.state, item.done_by) for item in await school.items()] == [("open", "")]
