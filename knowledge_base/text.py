"""One road for text: cleaning, words, characters and pinyin. The only importer of jieba and OpenCC."""

from __future__ import annotations

import html
import logging
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import jieba
import opencc
from pypinyin import Style, lazy_pinyin

from knowledge_base import yaml_file

LEXICON = Path(__file__).parent / "lexicon"
MAX_CHARS = 4000
"""A longer message is read to here: thirty times the median message; the rest still reaches the order."""

_PINYIN_IN_BRACKETS = re.compile(r"(?<=[\u4e00-\u9fff])\s*[(（]\s*[a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,7}\s*[)）]")
_TAG = re.compile(r"<[^<>]{0,200}>")
_SPACES = re.compile(r"[ \t\r\f\v\u3000]+")
_NOT_TEXT = re.compile(r"[^\w\u4e00-\u9fff\s，。！？；、：,.!?;:%\n-]")
_REPEAT_CHAR = re.compile(r"([^\d\w]|[\u4e00-\u9fff])\1{2,}")
_REPEAT_PHRASE = re.compile(r"(.{2,12}?)\1{2,}", re.DOTALL)
_HAN = re.compile(r"[\u4e00-\u9fff]")


class Cleaner:
    """Brings a message to the form in which cards and messages are compared."""

    def __init__(self, folder: Path = LEXICON) -> None:
        self._traditional = opencc.OpenCC("t2s")
        self._spoken = _table(folder / "dialect.yaml") | _table(folder / "spoken.yaml")
        self._english = _table(folder / "english.yaml")
        self._spoken_pattern = _longest_first(self._spoken)
        self._english_pattern = re.compile(rf"\b(?:{_longest_first(self._english).pattern})\b")
        self._filler = _longest_first(yaml_file.read(folder / "filler.yaml"))
        vague = yaml_file.read(folder / "vague.yaml")
        self._vague = re.compile("|".join((*vague["patterns"], _longest_first(vague["words"]).pattern)))

    def visible(self, text: str) -> str:
        """What the resident sees of a message: as written, without markup and control characters."""
        text = html.unescape(text[:MAX_CHARS])
        text = "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf", "Cs") or char == "\n")
        return _SPACES.sub(" ", _TAG.sub(" ", text)).strip()

    def simplified(self, text: str) -> str:
        """The same in simplified characters, nothing else changed."""
        return str(self._traditional.convert(text))

    def plain(self, text: str) -> str:
        """Simplified, NFKC, lower case, without markup, stray pinyin and control characters; wording untouched."""
        text = _PINYIN_IN_BRACKETS.sub("", unicodedata.normalize("NFKC", self.visible(text)))
        return _SPACES.sub(" ", self.simplified(text).lower()).strip()

    def clean(self, text: str) -> str:
        """`plain`, then spoken and dialect words to common ones, English to Chinese, filler and repeats away."""
        text = self.plain(text)
        text = _NOT_TEXT.sub(" ", text)
        text = _REPEAT_PHRASE.sub(r"\1", _REPEAT_CHAR.sub(r"\1", text))
        text = self._english_pattern.sub(lambda found: self._english[found.group()], text)
        text = self._filler.sub("", text)
        text = self._spoken_pattern.sub(lambda found: self._spoken[found.group()], text)
        return _SPACES.sub(" ", text).strip()

    def bare(self, clean: str) -> str:
        """The Chinese characters that say which matter it is: without places, ages and words like 问题, 怎么还没."""
        return "".join(_HAN.findall(self._vague.sub(" ", clean)))


def _table(path: Path) -> dict[str, str]:
    return {variant: word for word, variants in yaml_file.read(path).items() for variant in variants}


def _longest_first(words: Any) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=1)
def cleaner() -> Cleaner:
    """The one cleaner of the process."""
    return Cleaner()


@lru_cache(maxsize=1)
def tokenizer() -> Any:
    """jieba with the words of the field added; a dictionary of its own."""
    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for word in yaml_file.read(LEXICON / "words.yaml"):
        tokenizer.add_word(word)
    return tokenizer


def words(text: str) -> list[str]:
    """jieba's words of a cleaned text, punctuation and spaces left out."""
    return [word for word in tokenizer().lcut(text) if re.search(r"\w", word)]


def is_word(text: str) -> bool:
    """Whether the dictionary holds this very word."""
    return bool(tokenizer().FREQ.get(text))


@lru_cache(maxsize=20_000)
def syllable(char: str) -> str:
    """The commonest pinyin of a Chinese character without tone."""
    return str(lazy_pinyin(char, style=Style.NORMAL)[0])
