"""The sentences: every one is used, every one used exists, and none says what must not be said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.region import load_region
from handlers import wording
from handlers.lexicon import lexicon
from handlers.wording import Wording, sentences

SOURCES = sorted(Path(wording.__file__).parent.glob("*.py"))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
REFUSALS = ("不予受理", "不归", "不属于", "超出", "无权", "受理范围外")
PROMISES = ("马上回复", "一定解决", "保证", "小时内回电", "尽快回复您")


def test_sources_were_found() -> None:
    """The search below has looked at something."""
    assert len(SOURCES) > 20


@pytest.mark.parametrize("key", sorted(sentences()))
def test_every_sentence_is_used(key: str) -> None:
    """A sentence nobody says is taken out."""
    group, _, name = key.rpartition(".")
    literal = re.search(rf"[\"']{re.escape(key)}[\"']", CODE) is not None
    option = group == "options" and f'"{name}"' in CODE
    built = f'f"{group}.{{' in CODE or (group == "answer" and name.startswith("goes_"))
    assert literal or option or built, key


def test_every_key_in_the_code_exists() -> None:
    """A typing error in a key is found here, not by a resident."""
    groups = {key.partition(".")[0] for key in sentences()}
    used = {key for key in re.findall(r'"([a-z_]+\.[a-z_]+)"', CODE) if key.partition(".")[0] in groups}
    assert len(used) > 60
    assert used <= sentences().keys()


@pytest.mark.parametrize("word", [*REFUSALS, *PROMISES])
def test_no_refusal_and_no_empty_promise(word: str) -> None:
    """Rule 1: never a bare no, and nothing promised that nobody keeps."""
    assert not [key for key, text in sentences().items() if word in text]


def test_contacts_come_from_the_region() -> None:
    """No number stands in the wording; the region fills it in."""
    assert not [key for key, text in sentences().items() if re.search(r"(?<!\d)1[12]\d(?!\d)|12345(?!\d)", text)]
    assert "119" in Wording(load_region("sample"))("greeting.words")


def test_every_option_word_belongs_to_an_option() -> None:
    """Like words are kept for buttons that exist."""
    assert {f"options.{code}" for code in lexicon().option_words} <= sentences().keys()
