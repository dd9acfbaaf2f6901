"""Danger and other signals: recall first, hard negatives in numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from config.errors import KnowledgeError
from config.region import load_region
from knowledge_base.library import Library, load_library
from knowledge_base.signals import Signals, load_signals
from knowledge_base.text import cleaner

ROWS = yaml.safe_load((Path(__file__).parent / "signals.yaml").read_text(encoding="utf-8"))
HARMLESS = ROWS.pop("nothing_urgent")
CASES = [
    (name, sentence, wanted)
    for name, group in ROWS.items()
    for wanted, sentences in ((True, group["found"]), (False, group["quiet"]))
    for sentence in sentences
]
FEWEST = 12
"""Sentences of each sort that a signal is tested with."""
RECALL = 0.94
"""Share of the emergency cards' phrases that must raise an alarm; 0.96 when this was written."""
FALSE_ALARMS = 0.003
"""Share of all other cards' phrases that may; 0.0014 when this was written, most of them real danger."""


@pytest.fixture(scope="module")
def signals() -> Signals:
    return load_signals(load_region("sample"))


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(load_region("sample"))


def phrases(library: Library, *, emergency: bool) -> list[str]:
    return [phrase for card in library if (card.destination == "emergency") is emergency for phrase in card.phrases]


def alarms(signals: Signals, texts: list[str]) -> dict[str, list[str]]:
    """The texts that raise an alarm, with the names of its signals."""
    found = {text: [one.name for one in signals.find(cleaner().plain(text)) if one.urgent] for text in texts}
    return {text: names for text, names in found.items() if names}


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "signals.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "sentence", "wanted"), CASES)
def test_signal(signals: Signals, name: str, sentence: str, wanted: bool) -> None:
    """Each sentence carries its signal, or does not although it looks like it."""
    found = {signal.name for signal in signals.find(cleaner().plain(sentence))}
    assert (name in found) is wanted


@pytest.mark.parametrize("sentence", HARMLESS)
def test_nothing_urgent(signals: Signals, sentence: str) -> None:
    """Figures of speech, claims, fears and courtesies raise no alarm of any row."""
    assert [signal.name for signal in signals.find(cleaner().plain(sentence)) if signal.urgent] == []


def test_emergencies_are_heard(signals: Signals, library: Library) -> None:
    """What residents say on the emergency cards raises an alarm by itself, without the matcher."""
    texts = phrases(library, emergency=True)
    heard = alarms(signals, texts)
    assert len(texts) > 600
    assert len(heard) / len(texts) >= RECALL, [text for text in texts if text not in heard]


def test_ordinary_matters_raise_no_alarm(signals: Signals, library: Library) -> None:
    """The phrases of all other cards are the hard negatives."""
    texts = phrases(library, emergency=False)
    raised = alarms(signals, texts)
    assert len(texts) > 10_000
    assert len(raised) / len(texts) <= FALSE_ALARMS, raised


def test_nothing_that_matches_is_ruled_out_beforehand(signals: Signals, library: Library) -> None:
    """The cheap look at the characters never hides a find."""
    rules = [rule for row in signals.rows for rule in row.any]
    assert sum(bool(rule.needs) for rule in rules) > len(rules) * 0.95
    for text in (cleaner().plain(text) for text in phrases(library, emergency=True)[::3]):
        left = {id(rule) for one in signals.possible(text).values() for rule in one}
        assert [rule.first.pattern for rule in rules if id(rule) not in left and any(rule.find(text))] == []


def test_every_urgent_signal_gives_a_number(signals: Signals) -> None:
    """Whoever is in danger reads at least one telephone number in the first answer."""
    urgent = [signal for signal in signals.rows if signal.urgent]
    assert len(urgent) >= 20
    for signal in urgent:
        assert any(number in signal.say for number in ("110", "119", "120", "122")), signal.name
        assert len(signal.say) <= 200, signal.name


def test_every_signal_has_cases(signals: Signals) -> None:
    """No row of the table goes untested, nor with a handful of sentences."""
    assert {signal.name for signal in signals.rows} == set(ROWS)
    for name, group in ROWS.items():
        assert min(len(group["found"]), len(group["quiet"])) >= FEWEST, name


def test_not_wanting_to_live_comes_first(signals: Signals) -> None:
    """A life given up, one's own or another's, is answered before anything else; danger before a crowd."""
    names = [signal.name for signal in signals.find(cleaner().plain("我不想活了，家里煤气开着，着火了我也不跑"))]
    assert names[0] == "self_harm"
    kinds = [signal.kind for signal in signals.rows]
    assert [signal.name for signal in signals.rows[:2]] == ["self_harm_other", "self_harm"]
    assert max(place for place, kind in enumerate(kinds) if kind == "danger") < kinds.index("group")


GROUPS = """
read_as: {著: 着}
words: {house: 房|楼, fire: 着火|失火}
takes_back:
  past: {where: until, words: 去年, but: 现在}
  feared: {where: clause, words: 怕}
  told: {where: sentence, words: 电影, but: 正在}
  denied: {where: near, words: 不是}
fire: {kind: danger, say: x, back: [past, feared, told, denied], any: ['{house}.{0,2}{fire} & 快|人 & !油', '山…烧']}
"""


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("楼里着火，快来", True),
        ("楼里著火，快来", True),
        ("楼里着火", False),
        ("油，楼里着火，快来", False),
        ("山上烧起来", True),
        ("山上没有烧", False),
        ("去年楼里着火，人没事", False),
        ("去年来过，现在楼里着火，快来", True),
        ("楼里着火快来，去年装的电线", True),
        ("怕楼里着火快来人", False),
        ("我怕，楼里着火快来人", True),
        ("电影里楼里着火快来人", False),
        ("电影院旁正在烧，楼里着火快来人", True),
        ("不是楼里着火，快来", False),
    ],
)
def test_how_an_expression_is_read(tmp_path: Path, sentence: str, wanted: bool) -> None:
    """Word groups, parts, gaps, and the words that take a find back where they stand."""
    signals = load_signals(load_region("sample"), table(tmp_path, GROUPS))
    assert bool(signals.find(cleaner().plain(sentence))) is wanted


@pytest.mark.parametrize(
    "text",
    [
        "bad: {kind: danger, say: x, any: ['(']}",
        "bad: {kind: danger, say: x, any: [')']}",
        "bad: {kind: danger, say: x, any: ['{nobody}']}",
        "bad: {kind: danger, say: x, any: [x], back: [nothing]}",
        "bad: {kind: danger, any: [x]}",
        "takes_back: {bad: {where: nowhere, words: x}}",
        "takes_back: {bad: {where: near}}",
    ],
)
def test_a_broken_row_names_file_and_row(tmp_path: Path, text: str) -> None:
    """An admin who breaks an expression reads where."""
    with pytest.raises(KnowledgeError, match=r"signals\.yaml: (takes_back\.)?bad"):
        load_signals(load_region("sample"), table(tmp_path, text))
