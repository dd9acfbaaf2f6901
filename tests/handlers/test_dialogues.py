"""Every dialogue of tests/dialogues, at the desk in this process."""

from __future__ import annotations

import pytest

from handlers.desk import Desk
from tests.dialogue import DeskDriver, Dialogue, Office, dialogues, play

ALL = dialogues(staged=True)


@pytest.mark.parametrize("dialogue", ALL, ids=lambda one: one.name)
def test_dialogue(dialogue: Dialogue, desk: Desk, open_office: Office) -> None:
    """The desk answers as the dialogue says."""
    play(dialogue, DeskDriver(desk, open_office, account=dialogue.name))


def test_there_are_dialogues_and_their_names_differ() -> None:
    """The folder was found, and no dialogue hides another."""
    names = [one.name for one in ALL]
    assert len(names) >= 35
    assert len(names) == len(set(names))
