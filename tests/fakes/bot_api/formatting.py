"""Telegram's HTML: text and entities, or the error that Telegram answers."""

from __future__ import annotations

import re
from typing import Any

from .errors import ApiError, bad

STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler",
    "tg-spoiler": "spoiler", "tg-emoji": "custom_emoji", "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote",
}  # fmt: skip
ATTRIBUTES = {"a": "href", "span": "class", "tg-emoji": "emoji-id", "blockquote": "expandable", "code": "class"}
TAG = re.compile(r"""<(/?)([a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[\w.-]+))?)*)\s*>""")
ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?""")
REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def utf16(text: str) -> int:
    """Length in UTF-16 units, in which Telegram counts entities."""
    return len(text.encode("utf-16-le")) // 2


def plain(text: str) -> str:
    """Replaces the references Telegram knows; any other & stays."""
    return REFERENCE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    valid = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if valid else match.group()


class Parser:
    """One walk over one text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = ""
        self.entities: list[dict[str, Any]] = []
        self.open: list[tuple[str, dict[str, str], int]] = []

    def parse(self) -> tuple[str, list[dict[str, Any]]]:
        """Text without tags, and its entities in order."""
        place = 0
        while (start := self.source.find("<", place)) >= 0:
            self.text += plain(self.source[place:start])
            place = self._tag(start)
        self.text += plain(self.source[place:])
        if self.open:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return self.text, self.entities

    def _tag(self, start: int) -> int:
        offset = len(self.source[:start].encode())
        match = TAG.match(self.source, start)
        if match is None:
            word = re.match(r"</?([a-zA-Z0-9-]*)", self.source[start:])
            name = word.group(1) if word else ""
            known = name.lower() in STYLES
            raise _broken(
                f"Unclosed start tag at byte offset {offset}"
                if known
                else f'Unsupported start tag "{name}" at byte offset {offset}'
            )
        closing, name, attributes = match.group(1), match.group(2).lower(), match.group(3)
        if closing:
            self._close(name, offset)
        else:
            self._start(name, attributes, offset)
        return match.end()

    def _start(self, name: str, attributes: str, offset: int) -> None:
        found = {key.lower(): plain(one or two or three) for key, one, two, three in ATTRIBUTE.findall(attributes)}
        if name not in STYLES or (name == "span" and found.get("class") != "tg-spoiler"):
            raise _broken(f'Unsupported start tag "{name}" at byte offset {offset}')
        if name == "tg-emoji" and not found.get("emoji-id", "").isdigit():
            raise _broken("Custom emoji identifier is invalid")
        if unknown := set(found) - {ATTRIBUTES.get(name)}:
            raise _broken(f'Unsupported attribute "{min(unknown)}" of tag "{name}" at byte offset {offset}')
        self.open.append((name, found, len(self.text)))

    def _close(self, name: str, offset: int) -> None:
        if not self.open:
            raise _broken(f"Unexpected end tag at byte offset {offset}")
        opened, attributes, start = self.open.pop()
        if name not in {"", opened}:
            raise _broken(f'Unmatched end tag at byte offset {offset}, expected "</{opened}>", found "</{name}>"')
        inside = self.text[start:]
        if inside:
            kind = _entity(opened, attributes, inside)
            self.entities.append({**kind, "offset": utf16(self.text[:start]), "length": utf16(inside)})


def _entity(tag: str, attributes: dict[str, str], inside: str) -> dict[str, Any]:
    if tag == "a":
        return {"type": "text_link", "url": attributes.get("href", inside)}
    if tag == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": attributes["emoji-id"]}
    if tag == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote"}
    return {"type": STYLES[tag]}


def _broken(reason: str) -> ApiError:
    return bad(f"can't parse entities: {reason}")


def formatted(source: str, mode: str | None) -> tuple[str, list[dict[str, Any]]]:
    """Text and entities as they arrive at a person, outer spaces cut."""
    if not mode:
        return source.strip(), []
    if mode.lower() != "html":
        raise bad(f"unsupported parse_mode {mode!r}")
    text, entities = Parser(source).parse()
    cut = utf16(text) - utf16(text.lstrip())
    text = text.strip()
    room = utf16(text)
    for entity in entities:
        end = min(entity["offset"] + entity["length"] - cut, room)
        entity["offset"] = max(entity["offset"] - cut, 0)
        entity["length"] = end - entity["offset"]
    return text, [entity for entity in entities if entity["length"] > 0]
