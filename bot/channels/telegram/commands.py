"""The commands of the menu, as the words the desk knows."""

from __future__ import annotations

import re

from handlers import global_words

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s+(.*))?", re.DOTALL)
WORDS = {"start": "你好", "help": "帮助", "status": "进度", "human": "人工", "cancel": "取消"}
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


def understood(text: str) -> tuple[str, str]:
    """Words and option code for what was typed: a command in the desk's words, anything else as it is."""
    found = COMMAND.fullmatch(text.strip())
    if found is None:
        return text, ""
    name, more = found.group(1).lower(), (found.group(2) or "").strip()
    if name == "lang":
        return _language(more)
    if name == "start":
        return (WORDS.get(more.lower(), WORDS["start"]) if PAYLOAD.fullmatch(more) else more or WORDS["start"]), ""
    word = WORDS.get(name)
    if word is None:
        return text, ""
    return (f"{word}，{more}" if more else word), ""


def _language(wanted: str) -> tuple[str, str]:
    """A code of the desk where it has one for languages; else the command as it stands."""
    code = LANGUAGES.get(wanted.lower(), "lang")
    return ("", code) if code in global_words.CODES else (f"/lang {wanted}".strip(), "")
