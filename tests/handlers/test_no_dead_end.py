"""Rule 1 over random dialogues: whatever a resident says, there is a reply, a way on, and in the end a good end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from handlers.desk import Desk
from handlers.endings import GOOD, ended_well, has_way_on
from handlers.message import Reply
from handlers.state import Step
from tests.dialogue import DeskDriver, Office
from tests.handlers.resident import ALARMS, ANSWERS, FOUND, GARBAGE, GLOBAL, VALUES, Random, go_home

DIALOGUES = 200
TURNS = 12
LONGEST = 400
NEVER = ("不予受理", "不归我们", "超出受理范围", "None", "{", "}")


@pytest.fixture(scope="session")
def questions(desk: Desk) -> list[str]:
    return [question for asked in desk.engine.library.questions.values() for question in asked]


def check(replies: Sequence[Reply], driver: DeskDriver, said: str) -> None:
    where = f"{driver.account} turn {driver.turns} {said!r} -> {driver.state.step}: {replies}"
    assert replies, f"no reply: {where}"
    assert has_way_on(driver.state, replies), f"no way on: {where}"
    for reply in replies:
        assert 0 < len(reply.text.strip()) <= LONGEST, f"{len(reply.text)} characters: {where}"
        assert not [word for word in NEVER if word in reply.text], where
        labels = [option.label for option in reply.options]
        assert all(labels), where
        assert len(labels) == len(set(labels)), where


def test_random_dialogues_have_no_dead_end(
    desk: Desk, open_office: Office, questions: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """200 random dialogues: every turn is answered and has a way on; each can be brought to a good end."""
    ends: Counter[str] = Counter()
    seen: Counter[Step] = Counter()
    turns = home = by_themselves = orders = handoffs = 0
    for seed in range(DIALOGUES):
        driver = DeskDriver(desk, open_office, account=f"random-{seed}")
        resident = Random(driver, questions, seed)
        replies: Sequence[Reply] = ()
        for _ in range(4 + seed % TURNS):
            replies = resident.move()
            check(replies, driver, f"seed {seed}")
            seen[driver.state.step] += 1
        turns += driver.turns
        by_themselves += ended_well(driver.state)
        home += go_home(driver, replies)
        assert driver.state.ended in GOOD
        ends[driver.state.ended] += 1
        orders += driver.count("orders")
        handoffs += driver.count("handoffs")
    assert set(Step) - {Step.CHANGE, Step.OFFER, Step.COUNCIL} <= seen.keys()  # all but the rarest questions
    with capsys.disabled():
        print(  # noqa: T201 - the figures are asked for
            f"\n{DIALOGUES} random dialogues, {turns} turns, 0 dead ends; {by_themselves} had ended well by themselves,"
            f" the others after {home / max(DIALOGUES - by_themselves, 1):.1f} more turns; "
            f"{orders} orders, {handoffs} handoffs; ends: {dict(ends.most_common())}"
        )


def test_a_person_is_one_word_away_in_every_state(desk: Desk, open_office: Office, questions: list[str]) -> None:
    """人工 leads to a receipt from wherever a random dialogue stands."""
    for seed in range(1000, 1040):
        driver = DeskDriver(desk, open_office, account=f"human-{seed}")
        resident = Random(driver, questions, seed)
        for _ in range(1 + seed % 9):
            resident.move()
        replies = driver.say("人工")
        assert any(reply.kind == "receipt" and reply.rows[0][1].startswith("R") for reply in replies), (seed, replies)
        assert driver.state.ended == "handed_over"


def at_same(driver: DeskDriver, found: int) -> Sequence[Reply]:
    """Confirmed, and shown what may be the same."""
    driver.found = FOUND[found]
    for said in ("人民路18号门口井盖没了，昨天发现的，我姓王，电话13912345678", "同意", *["跳过"] * 8):
        if driver.state.step is not Step.CONFIRM:
            driver.say(said)
    return driver.say(tap="确认提交")


def at_council(driver: DeskDriver, _found: int) -> Sequence[Reply]:
    """Asked whether the matter goes to the council."""
    driver.say("阳光花园5栋楼上邻居漏水到我家，他家不肯修也不肯赔")
    return driver.say(tap="请村里（社区）议一议")


def at_objection(driver: DeskDriver, _found: int) -> Sequence[Reply]:
    """Asked why the resident does not agree with where the matter was sent."""
    driver.say("朋友借我五万块不还")
    return driver.say(tap="我不同意")


def at_adding(driver: DeskDriver, _found: int) -> Sequence[Reply]:
    """Asked for what the unit still needs, in the middle of a form."""
    driver.say("人民路18号门口井盖没了，昨天发现的")
    driver.say("同意")
    driver.push("paused", VALUES[1])
    return driver.say(tap="现在补充")


PLACES: tuple[tuple[str, Callable[[DeskDriver, int], Sequence[Reply]], int, Step], ...] = (
    ("own", at_same, 1, Step.SAME),
    ("one", at_same, 2, Step.SAME),
    ("several", at_same, 3, Step.SAME),
    ("council", at_council, 0, Step.COUNCIL),
    ("objection", at_objection, 0, Step.OBJECTION),
    ("adding", at_adding, 0, Step.ADD),
)


@pytest.mark.parametrize("question", PLACES, ids=[one[0] for one in PLACES])
def test_whatever_is_said_there(
    desk: Desk, open_office: Office, question: tuple[str, Callable[[DeskDriver, int], Sequence[Reply]], int, Step]
) -> None:
    """At each new question: any words, twice, leave a way on and come to a good end; nothing is filed twice."""
    name, begin, found, step = question
    start = DeskDriver(desk, open_office, account=f"there-{name}")
    check(begin(start, found), start, name)
    assert start.state.step is step
    for place, said in enumerate((*GLOBAL, *ANSWERS, *GARBAGE, *ALARMS)):
        driver = DeskDriver(desk, open_office, account=f"there-{name}-{place}")
        driver.state, driver.seen, driver.found, driver.turns = start.state, dict(start.seen), start.found, 100
        for _ in range(2):
            check(driver.say(said), driver, said)
        go_home(driver, ())
        assert driver.state.ended in GOOD, said
        assert driver.count("orders") <= 1, said
