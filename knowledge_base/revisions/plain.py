"""Plain data that every database keeps as it is: no dates, no half characters, no endless depth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from config.errors import KnowledgeError
from knowledge_base.revisions.content import LARGEST

DEEPEST = 6
"""Levels of a card: a citation in a list in a card has three."""


def plain(content: Mapping[Any, Any]) -> dict[str, Any]:
    """The content as plain JSON data.

    Raises:
        KnowledgeError: it is too large, too deep, or holds what no card holds.
    """
    found = {_text(str(key)): _plain(value, 1) for key, value in content.items() if value is not None}
    if len(json.dumps(found, ensure_ascii=False)) > LARGEST:
        raise KnowledgeError(say=f"这张卡片太长了：最多 {LARGEST} 个字。请分成几张。")
    return found


def plain_questions(questions: Any) -> list[dict[str, Any]]:
    """Test questions as plain data; a bare sentence must pass.

    Raises:
        KnowledgeError: they are no list of sentences.
    """
    if not isinstance(questions, list | tuple):
        raise KnowledgeError(say="测试问句应当是一个列表，每行一句。")
    found = []
    for one in questions:
        text, must = (one.get("text"), one.get("must_pass", True)) if isinstance(one, Mapping) else (one, True)
        if not isinstance(text, str) or not isinstance(must, bool):
            raise KnowledgeError(say=f"测试问句应当是一句话（现在是 {str(one)[:40]}）。")
        found.append({"text": _text(text).strip(), "must_pass": must})
    return plain({"questions": found})["questions"] if found else []


def _plain(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if depth < DEEPEST and isinstance(value, Mapping):
        return {_text(str(key)): _plain(one, depth + 1) for key, one in value.items()}
    if depth < DEEPEST and isinstance(value, list | tuple):
        return [_plain(one, depth + 1) for one in value]
    raise KnowledgeError(say=f"卡片里有放不下的内容：{str(value)[:40]}")


def _text(text: str) -> str:
    """Without what PostgreSQL refuses (NUL) or no file can hold (half a surrogate pair)."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
