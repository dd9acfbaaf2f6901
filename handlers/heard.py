"""What was heard: an incoming message made plain, with the option or the global word it stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers import choices, global_words, unread
from handlers.message import Incoming
from knowledge_base.text import cleaner

MAX_TEXT = 3000
"""Characters of one message the desk reads: the longest of 230 real messages has 1,900. The inbox keeps the rest."""
ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)")
SENTENCE = "c:"
"""Options whose labels are sentences: a part of one is enough."""
LASTING = re.compile(r"(?:fu_[a-z]+_\w+|add):[0-9-]{14,20}")
HIDDEN_ID = "（身份证号已略去）"
NO_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff]")
LETTER = re.compile(r"[^\W_]")
MANY = 4
LATIN = re.compile(r"[a-z0-9]")
HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Heard:
    """One message. `text` keeps the resident's writing, `plain` is simplified and without markup."""

    text: str = ""
    plain: str = ""
    code: str = ""
    """The option that was tapped, or meant by the typed words; without the mark of its question."""
    stale: str = ""
    """A tapped option that belongs to an earlier question."""
    old: str = ""
    """A button whose words were typed although it is not offered now."""
    rating: str = ""
    """A tapped button that asks about an order and works however old it is: a follow-up, what the unit needs."""
    command: str = ""
    """human, cancel, restart, back, progress, help, lang, lang_en or lang_zh."""
    clipped: bool = False
    id_removed: bool = False
    unread: tuple[str, ...] = ()
    """What came that cannot be read, or got lost: keys of the wording."""

    @property
    def has_words(self) -> bool:
        """Whether anything was written that can be read as words; one character over and over cannot."""
        letters = LETTER.findall(self.plain)
        return len(set(letters)) > 1 or 0 < len(letters) < MANY

    @property
    def foreign(self) -> bool:
        """Whether it is written in another script than Chinese."""
        return len(LETTER.findall(self.plain)) >= MANY and not HAN.search(self.plain)

    @property
    def unknown_script(self) -> bool:
        """Whether it is in a script of which no word is known: neither Chinese nor Latin."""
        return self.foreign and not LATIN.search(self.plain) and not self.plain.isnumeric()


def hear(incoming: Incoming, options: Sequence[Sequence[str]]) -> Heard:
    """Reads a message with the buttons of the pending question in mind."""
    written = incoming.text or next((file.caption for file in incoming.attachments if file.caption), "")
    if incoming.option:
        return _tapped(incoming.option.strip(), options)
    text = NO_CONTROL.sub("", unread.without(written)[: MAX_TEXT + 1]).strip()
    safe = ID_NUMBER.sub(HIDDEN_ID, text[:MAX_TEXT])
    code, word = _meaning(safe, options)
    return Heard(
        text=safe,
        plain=cleaner().plain(safe),
        code=code,
        command=word,
        old="" if code or word else choices.old_label(safe),
        clipped=len(written) > MAX_TEXT,
        id_removed=HIDDEN_ID in safe,
        unread=unread.found(written),
    )


def _tapped(option: str, options: Sequence[Sequence[str]]) -> Heard:
    code = choices.base(option)
    if LASTING.fullmatch(option):
        return Heard(rating=option)
    if word := (code if code in global_words.CODES else global_words.command(option)):
        return Heard(command=word)
    if option in [known for known, _ in options]:
        return Heard(code=code)
    if typed := choices.by_label(option, options):
        return Heard(code=choices.base(typed))
    return Heard(stale=code)


def _meaning(text: str, options: Sequence[Sequence[str]]) -> tuple[str, str]:
    """Option code and global word of typed text; the label of an option comes before a global word."""
    code = choices.by_label(text, options)
    word = "" if code else global_words.command(text)
    if not code and not word:
        code = choices.by_number(text, options) or choices.by_words(text, options)
        code = code or choices.by_part(text, [one for one in options if one[0].startswith(SENTENCE)])
    if choices.base(code) in global_words.CODES:
        return "", choices.base(code)
    return choices.base(code), word
