"""人工, 取消, 重来, 返回, 进度, help and the languages: recognised in every state, tapped or in people's own words."""

from __future__ import annotations

from handlers.lexicon import bare, lexicon

CODES = ("human", "cancel", "restart", "back", "progress", "help", "lang", "lang_en", "lang_zh")
"""Codes of the shortcut buttons of a channel."""
LONGEST = 16
"""A longer message says something of its own, even where it begins or ends with a global word."""


def command(text: str) -> str:
    """The global word that the whole message is; empty where it is none.

    Politeness around it is taken off (“那就帮我取消一下吧”), so that “人工湖太脏” is no call for a person.
    """
    words = bare(text)
    if not words or len(words) > LONGEST:
        return ""
    table = lexicon()
    seen: set[str] = set()
    waiting = [words]
    while waiting:
        word = waiting.pop()
        if word in table.global_words:
            return table.global_words[word]
        seen.add(word)
        shorter = (table.before.sub("", word, count=1), table.after.sub("", word, count=1))
        waiting.extend(one for one in shorter if one and one not in seen)
    if table.said["call_person"].search(words):
        return "human"
    return "tired" if table.said["tired"].search(words) else ""
