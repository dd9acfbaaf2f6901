"""English messages: known when seen, mapped to words of the field, and heard where they cry for help."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from config.region import load_region
from knowledge_base import english
from knowledge_base.engine import Engine
from knowledge_base.signals import Signals, load_signals
from knowledge_base.text import cleaner
from tests.shared import INDEX

CASES = yaml.safe_load((Path(__file__).parent / "english.yaml").read_text(encoding="utf-8"))
LONGEST = 340
"""Characters of an English danger sentence."""


@pytest.fixture(scope="module")
def signals() -> Signals:
    return load_signals(load_region("sample"))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load(load_region("sample"), INDEX)


def urgent(signals: Signals, text: str) -> list[str]:
    return [signal.name for signal in signals.find(cleaner().plain(text)) if signal.urgent]


@pytest.mark.parametrize("text", CASES["english"])
def test_english_is_seen(text: str) -> None:
    """Several English words, with apostrophes of either kind."""
    assert english.is_english(text)
    assert not english.is_chinese(text)


@pytest.mark.parametrize("text", CASES["no_english"])
def test_what_is_no_english(text: str) -> None:
    """Pinyin, names, numbers, other languages and Chinese with English words in it."""
    assert not english.is_english(text)


@pytest.mark.parametrize("text", CASES["chinese"])
def test_chinese_is_seen(text: str) -> None:
    """Chinese, also with English words; an English sentence around a Chinese name is none."""
    assert english.is_chinese(text)


def test_a_chinese_name_in_an_english_sentence() -> None:
    """The address of a foreigner is often in characters."""
    assert not english.is_chinese("The elevator in our building at 建设路88号 is broken again")


@pytest.mark.parametrize(("text", "words"), CASES["mapped"].items())
def test_mapping(text: str, words: str) -> None:
    """The longest phrase counts, endings and small words do not."""
    assert words in english.to_chinese(text)


def test_matters_of_one_message() -> None:
    """Cut where each part says something of the field; the rest stays with its neighbour."""
    told = "My elevator is broken. Nobody comes. Also the garbage is not collected, please help!"
    assert english.matters(told) == ["My elevator is broken. Nobody comes", "the garbage is not collected, please help"]
    assert english.matters("The light is broken at no. 5") == ["The light is broken at no. 5"]


@pytest.mark.parametrize("text", CASES["not_mapped"])
def test_nothing_is_guessed(text: str) -> None:
    """What the glossary does not hold stays empty."""
    assert english.to_chinese(text) == ""


@pytest.mark.parametrize(("text", "destination"), CASES["goes"].items())
def test_where_it_goes(engine: Engine, text: str, destination: str) -> None:
    """The mapped words lead where the matter belongs."""
    assert engine.decide(english.to_chinese(text)).destination == destination


def test_glossary_raises_no_alarm_and_is_large(signals: Signals) -> None:
    """Danger is found in the English words alone; and most entries are told apart by the library."""
    meant = [chinese for _, chinese in english.glossary().phrases]
    assert len(set(meant)) >= 150
    assert {words: found for words in set(meant) if (found := urgent(signals, words))} == {}


def test_every_entry_has_a_way(engine: Engine) -> None:
    """Of the Chinese words hardly any leave the engine in doubt: those are offered a person."""
    meant = sorted({chinese for _, chinese in english.glossary().phrases})
    doubtful = [words for words in meant if engine.decide(words).outcome != "route"]
    assert len(doubtful) <= 3, doubtful


def test_common_words_are_no_pinyin() -> None:
    """A word that is also a syllable shows nothing."""
    assert english.glossary().common.isdisjoint({"he", "me", "can", "you", "she", "men", "pan", "long", "wo", "shi"})


@pytest.mark.parametrize("text", CASES["danger"])
def test_danger(signals: Signals, text: str) -> None:
    """Fire, gas, injury, attack, water, lifts, and not wanting to live."""
    found = [signal for signal in signals.find(cleaner().plain(text)) if signal.kind in ("danger", "self_harm")]
    assert found, text
    assert any(number in found[0].said("en") for number in ("110", "119", "120", "122"))


@pytest.mark.parametrize("text", CASES["no_danger"])
def test_no_danger(signals: Signals, text: str) -> None:
    """Denied, past, feared, practised, or only said so."""
    assert urgent(signals, text) == []


def test_every_urgent_signal_speaks_english(signals: Signals) -> None:
    """With a number, short, and without a Chinese character."""
    for signal in signals.rows:
        said = signal.said("en")
        assert said
        assert not english.HAN.search(said), signal.name
        assert len(said) <= LONGEST, signal.name
        if signal.urgent:
            assert any(number in said for number in ("110", "119", "120", "122")), signal.name


def test_english_takes_back_nothing_from_chinese(signals: Signals) -> None:
    """English words of denial, past and play beside a Chinese cry for help change nothing."""
    assert "fire" in urgent(signals, "not a drill，楼下着火了")
    assert "fire" in urgent(signals, "我在玩 video game，厨房着火了")
    assert "fire" in urgent(signals, "last year 的事不提了，厨房着火了")
