"""Rule 1 in English: random dialogues of somebody who chose English, with Chinese, danger and nonsense in between."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import yaml

from handlers.desk import Desk
from handlers.endings import GOOD, ended_well, has_way_on
from handlers.message import Reply
from tests.dialogue import OUTS, DeskDriver, Office
from tests.handlers.resident import FOUND, NOTICES, VALUES

DIALOGUES = 60
TURNS = 10
LONGEST = 420
CASES = yaml.safe_load((Path(__file__).parent.parent / "knowledge_base" / "english.yaml").read_text(encoding="utf-8"))
SAID = (
    *CASES["goes"], *CASES["mapped"], *CASES["danger"], *CASES["no_danger"], *CASES["english"], *CASES["no_english"],
    "yes", "no", "I agree", "I don't agree", "anonymous", "not sure", "skip", "last night", "88 Jianshe Road", "2",
    "how long will it take?", "is it free?", "who handles this?", "what should I do?", "thanks", "wrong", "place",
    "person", "cancel", "restart", "back", "status", "help", "continue", "I'm safe", "I called 119", "/lang", "ok",
    "not solved", "solved", "nobody contacted me", "the same one", "different", "ask the council", "either way",
    "20261122-00017-4 K7P2M9", "I lost the number", "that's not what I mean", "other words", "楼上漏水", "同意", "",
)  # fmt: skip
HOME = (
    "Confirm and file", "I agree, start", "Got it", "Got it, next matter", "Not now", "Hand me to a person",
    "Change nothing", "I have no order number", "No, thanks", "No, file a new one", "File it as a new one",
    "Not yet, leave it",
)  # fmt: skip


def check(replies: Sequence[Reply], driver: DeskDriver) -> None:
    where = f"{driver.account} turn {driver.turns} -> {driver.state.step}: {replies}"
    assert has_way_on(driver.state, replies), where
    for reply in replies:
        assert 0 < len(reply.text.strip()) <= LONGEST, where
        assert "{" not in reply.text, where
        labels = [option.label for option in reply.options]
        assert len(labels) == len(set(labels)), where


def go_home(driver: DeskDriver, longest: int = 30) -> None:
    for _ in range(longest):
        if ended_well(driver.state):
            return
        labels = [label for _, label in driver.state.options]
        out = next((label for label in (*HOME, *OUTS) if label in labels), "")
        check(driver.say(tap=out) if out else driver.say("There is a pothole on our road"), driver)
    msg = f"no end: {driver.state}"
    raise AssertionError(msg)


def test_random_english_dialogues_have_no_dead_end(desk: Desk, open_office: Office) -> None:
    """Every turn is answered and has a way on; each can be brought to a good end."""
    turns = 0
    for seed in range(DIALOGUES):
        dice = random.Random(seed)
        driver = DeskDriver(desk, open_office, account=f"english-{seed}")
        driver.say("/lang en")
        buttons: list[str] = []
        for _ in range(4 + seed % TURNS):
            driver.found = dice.choice(FOUND)
            driver.fails = dice.random() < 0.1
            chance = dice.random()
            if buttons and chance < 0.35:
                replies = driver.say(tap=dice.choice(buttons))
            elif chance > 0.92:
                replies = driver.push(dice.choice(("follow_up", "paused", *NOTICES)), dice.choice(VALUES))
            else:
                replies = driver.say(dice.choice(SAID))
            check(replies, driver)
            if driver.state.language == "zh":
                driver.say("/lang en")
            buttons = [option.label for reply in replies for option in reply.options] or buttons
            turns += 1
        go_home(driver)
        assert driver.state.ended in GOOD
    assert turns > DIALOGUES * 4
