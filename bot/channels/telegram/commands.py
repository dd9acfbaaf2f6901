"""The commands of the menu, as the words the desk knows."""

from __future__ import annotations

import re

from handlers import global_words

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s+(.*))?", re.DOTALL)
WORDS = {"help": "帮助", "status": "进度", "human": "人工", "cancel": "取消"}
CODES = {"help": "help", "status": "progress", "human": "human", "cancel": "cancel"}
GREETING, ENGLISH_GREETING = "你好", "Hi there, good morning"
"""The English one has enough words for the desk to answer in English."""
LANGUAGES = {"en": "lang_en", "english": "lang_en", "zh": "lang_zh", "cn": "lang_zh", "中文": "lang_zh", "": "lang"}
"""What follows /lang -> the code of the desk."""
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a link t.me/<bot>?start=<payload> brings; only the name of a command means anything in it."""

MENU = {
    "": {
        "start": "从头说一件事",
        "status": "查工单进度",
        "human": "找工作人员",
        "cancel": "取消正在办的",
        "lang": "中文 / English",
        "help": "我能做什么",
    },
    "en": {
        "start": "Tell me what is wrong",
        "status": "Progress of a request",
        "human": "Talk to a person",
        "cancel": "Cancel what is under way",
        "lang": "English / 中文",
        "help": "What I can do",
    },
}
"""Language of the app, empty for all others -> command -> what the menu says."""


def understood(text: str, language: str = "") -> tuple[str, str]:
    """Words and option code for what was typed: a command as the desk knows it, anything else as it is.

    A code says nothing about the language a resident writes; `language` is that of the app, for the first greeting.
    """
    found = COMMAND.fullmatch(text.strip())
    if found is None:
        return text, ""
    name, more = found.group(1).lower(), (found.group(2) or "").strip()
    if name == "lang":
        return _language(more)
    if name == "start":
        return _start(more, language)
    if name not in WORDS:
        return text, ""
    return (f"{WORDS[name]}，{more}", "") if more else _command(name)


def _command(name: str) -> tuple[str, str]:
    known = CODES[name] in global_words.CODES
    return ("", CODES[name]) if known else (WORDS[name], "")


def _start(more: str, language: str) -> tuple[str, str]:
    if more.lower() in WORDS:
        return _command(more.lower())
    if more and not PAYLOAD.fullmatch(more):
        return more, ""
    return (ENGLISH_GREETING if language.startswith("en") else GREETING), ""


def _language(wanted: str) -> tuple[str, str]:
    """A code of the desk where it has one for languages; else the command as it stands."""
    code = LANGUAGES.get(wanted.lower(), "lang")
    return ("", code) if code in global_words.CODES else (f"/lang {wanted}".strip(), "")
