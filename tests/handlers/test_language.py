"""The language of a conversation: what is kept, what is said in it, and what of it the staff read."""

from __future__ import annotations

import pytest

from config.region import load_region
from config.vocabulary import vocabulary
from handlers.desk import Desk
from handlers.global_words import CODES, command
from handlers.in_english import value
from handlers.state import Conversation, Step
from handlers.wording import Wording, names_in, sentences
from knowledge_base.english import HAN
from tests.dialogue import DeskDriver, Office

STAFF = (
    "form.unknown", "form.unknown_time", "form.unknown_place", "form.default_", "form.point", "language.",
    "answer.law_", "greeting.other_script", "options.lang_zh",
)  # fmt: skip
"""Sentences with Chinese in them on purpose: the staff read them too, or they name the way back."""
FOR_STAFF = ("roles", "channels", "handoff_reasons", "handoff_events")
LONGEST = 330
PROMISES = ("guarantee", "definitely", "right away we", "will certainly", "promise")
REFUSALS = ("not our", "we cannot accept", "not accepted", "out of scope", "refuse")


@pytest.fixture
def driver(desk: Desk, open_office: Office, request: pytest.FixtureRequest) -> DeskDriver:
    return DeskDriver(desk, open_office, account=request.node.name)


def test_the_same_keys_and_names() -> None:
    """Every sentence stands in both languages and takes the same values."""
    chinese, english = sentences("zh"), sentences("en")
    assert english.keys() == chinese.keys()
    assert len(chinese) > 250
    assert {key for key in chinese if names_in(chinese[key]) != names_in(english[key])} == set()


@pytest.mark.parametrize("key", sorted(sentences("en")))
def test_an_english_sentence_is_english_and_short(key: str) -> None:
    """No Chinese by mistake, no refusal, no promise, no number written into it."""
    text = sentences("en")[key]
    assert len(text) <= LONGEST
    assert not HAN.search(text) or key.startswith(STAFF)
    assert not [word for word in (*PROMISES, *REFUSALS) if word in text.lower()]
    assert not [number for number in ("110", "119", "120", "12345") if f" {number}" in text]


def test_option_labels_differ() -> None:
    """Typing a label can mean one button only."""
    labels = [text for key, text in sentences("en").items() if key.startswith("options.")]
    assert len(labels) == len(set(labels))


def test_english_names_are_complete() -> None:
    """Every code of the vocabulary, every destination's next step, every contact of the sample region."""
    chinese, english = vocabulary("zh"), vocabulary("en")
    read = [group for group in chinese if group not in FOR_STAFF]
    assert {group: english[group].keys() for group in read} == {group: chinese[group].keys() for group in read}
    assert english["next_steps"].keys() == chinese["destinations"].keys()
    assert english["contacts"].keys() >= load_region("sample").contacts.keys()
    assert not [name for group in english.values() for name in group.values() if HAN.search(name)]


def test_an_older_state_is_read() -> None:
    """A conversation written before there were languages is Chinese; what it held stays."""
    old = Conversation(step=Step.FORM, greeted=True).to_json()
    del old["language"], old["language_by"]
    read = Conversation.from_json(old)
    assert (read.language, read.language_by, read.step) == ("zh", "", Step.FORM)
    broken = Conversation(language="en", language_by="chosen").to_json() | {"step": "of a newer version"}
    assert Conversation.from_json(broken).language == "en"


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("/lang en", "lang_en"), ("English", "lang_en"), ("/lang zh", "lang_zh"), ("中文", "lang_zh"),
        ("/lang", "lang"),
        ("person", "human"), ("Human please", "human"), ("agent", "human"), ("Cancel.", "cancel"),
        ("restart", "restart"), ("Start over", "restart"), ("go back", "back"), ("status", "progress"),
        ("Progress?", "progress"), ("HELP", "help"),
        ("English teacher wanted", ""), ("my back hurts", ""),
    ],
)  # fmt: skip
def test_global_words(typed: str, word: str) -> None:
    """English global words and the languages."""
    assert command(typed) == word


@pytest.mark.parametrize("code", ["lang_en", "lang_zh", "lang", "help"])
def test_languages_come_as_option_codes_too(code: str, driver: DeskDriver) -> None:
    """A channel may have a button for them, whatever is pending."""
    assert code in CODES
    driver.say("人民路的路灯坏了三个月没人修")
    replies = driver.say(tap=code)
    assert driver.state.language == ("en" if code == "lang_en" else "zh")
    assert replies[-1].options


def test_restart_keeps_the_language(driver: DeskDriver) -> None:
    """What was chosen once need not be chosen again."""
    driver.say("/lang en")
    driver.say("restart")
    assert (driver.state.language, driver.state.language_by) == ("en", "chosen")


def test_chosen_chinese_stays_chinese(driver: DeskDriver) -> None:
    """Whoever chose Chinese may write English without being answered in it."""
    driver.say("中文")
    replies = driver.say("My landlord won't return my deposit")
    assert driver.state.language == "zh"
    assert HAN.search(replies[-1].text)


def test_a_pending_question_is_put_into_the_language(driver: DeskDriver) -> None:
    """Its words and buttons; the codes stay, so that an old tap still works."""
    driver.say("朋友借我五万块一直不还")
    before = [code for code, _ in driver.state.options]
    driver.say("/lang en")
    assert [code for code, _ in driver.state.options] == before
    assert [label for _, label in driver.state.options] == [
        "Got it",
        "That's not what I mean",
        "I'd rather have a person",
        "I don't accept that",
    ]
    assert driver.state.question == Wording(load_region("sample"), "en")("answer.anything")


def test_staff_read_that_it_was_english(driver: DeskDriver, desk: Desk) -> None:
    """The draft of an order and the packet of a handoff say so in Chinese, with the words of the glossary."""
    driver.say("The street light on our road is broken")
    driver.say("I agree")
    driver.say("person")
    person = driver.state.person
    assert person is not None
    assert person.packet["language"] == "en"
    assert "路灯" in person.packet["note"]


@pytest.mark.parametrize(
    ("asking", "text", "wanted"),
    [
        ("contact_phone", "my number is 139 1234 5678", "13912345678"),
        ("contact_phone", "+44 7700 900123", "+447700900123"),
        ("contact_phone", "call me", ""),
        ("requester_name", "My name is Tom", "Tom"),
        ("incident_address", "88 Jianshe Road", "88 Jianshe Road"),
        ("occurred_at", "last night", "last night"),
    ],
)
def test_answers_are_taken_as_given(asking: str, text: str, wanted: str) -> None:
    """No Chinese rule reads them; a telephone number is still one."""
    assert value(asking, text) == wanted
