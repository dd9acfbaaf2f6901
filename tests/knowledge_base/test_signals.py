"""Danger and other signals: recall first, hard negatives in numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from config.errors import KnowledgeError
from config.region import load_region
from knowledge_base.signals import Signals, load_signals
from knowledge_base.text import cleaner

ROWS = yaml.safe_load((Path(__file__).parent / "signals.yaml").read_text(encoding="utf-8"))
CASES = [
    (name, sentence, wanted)
    for name, group in ROWS.items()
    for wanted, sentences in ((True, group["found"]), (False, group["quiet"]))
    for sentence in sentences
]


@pytest.fixture(scope="module")
def signals() -> Signals:
    return load_signals(load_region("sample"))


@pytest.mark.parametrize(("name", "sentence", "wanted"), CASES)
def test_signal(signals: Signals, name: str, sentence: str, wanted: bool) -> None:
    """Each sentence carries its signal, or does not although it looks like it."""
    found = {signal.name for signal in signals.find(cleaner().plain(sentence))}
    assert (name in found) is wanted


def test_every_urgent_signal_gives_a_number(signals: Signals) -> None:
    """Whoever is in danger reads at least one telephone number in the first answer."""
    urgent = [signal for signal in signals.rows if signal.urgent]
    assert len(urgent) >= 10
    for signal in urgent:
        assert any(number in signal.say for number in ("110", "119", "120", "122")), signal.name


def test_every_signal_has_cases(signals: Signals) -> None:
    """No row of the table goes untested, apart from the rare group incident."""
    assert {signal.name for signal in signals.rows} - set(ROWS) <= {"group"}


def test_a_broken_expression_names_file_and_row(tmp_path: Path) -> None:
    """An admin who breaks an expression reads where."""
    path = tmp_path / "signals.yaml"
    path.write_text("bad: {kind: danger, say: x, any: ['('], unless: [], near_not: true}", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"signals\.yaml: bad"):
        load_signals(load_region("sample"), path)
