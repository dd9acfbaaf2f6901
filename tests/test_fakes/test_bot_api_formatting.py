"""Telegram's HTML, row by row."""

from __future__ import annotations

import pytest

from tests.fakes.bot_api import BotApi, FakeUser
from tests.test_fakes.conftest import ONE, Caller

GOOD = [
    ("plain", "plain", []),
    ("<b>好</b>的", "好的", [("bold", 0, 1)]),
    ("<strong>a</strong><em>b</em><ins>c</ins>", "abc", [("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1)]),
    ("<i>a</i><u>b</u><s>c</s>", "abc", [("italic", 0, 1), ("underline", 1, 1), ("strikethrough", 2, 1)]),
    ("<strike>a</strike><del>b</del>", "ab", [("strikethrough", 0, 1), ("strikethrough", 1, 1)]),
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
    ('<a href="https://a.cn/?x=1&amp;y=2">x</a>', "x", [("text_link", 0, 1)]),
    ("<code>x</code> <pre>y</pre>", "x y", [("code", 0, 1), ("pre", 2, 1)]),
    ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
    ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
    ('<tg-emoji emoji-id="536">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
    ("👍<b>x</b>", "👍x", [("bold", 2, 1)]),
    ("  <b>x</b>  ", "x", [("bold", 0, 1)]),
    ("&lt;b&gt; &amp; &quot; &#65;&#x42;", '<b> & " AB', []),
    ("a & b &nbsp; c > d", "a & b &nbsp; c > d", []),
    ("<b></b>x", "x", []),
]
BROKEN = [
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("好<div>x</div>", 'Unsupported start tag "div" at byte offset 3'),
    ("<br/>", 'Unsupported start tag "br" at byte offset 0'),
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("<span>x</span>", 'Unsupported start tag "span" at byte offset 0'),
    ("<b", "Unclosed start tag at byte offset 0"),
    ('<b style="x">y</b>', 'Unsupported attribute "style" of tag "b" at byte offset 0'),
    ("<tg-emoji>x</tg-emoji>", "Custom emoji identifier is invalid"),
]


@pytest.mark.parametrize(("source", "text", "entities"), GOOD)
async def test_good_html(
    *, api: BotApi, call: Caller, user: FakeUser, source: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    """Text and entities as Telegram makes them."""
    message = (await call("sendMessage", chat_id=7, text=source, parse_mode="HTML"))["result"]
    assert message["text"] == text == api.sent(ONE, 7)[-1].text
    found = [(entity["type"], entity["offset"], entity["length"]) for entity in message.get("entities", [])]
    assert found == entities
    assert api.violations == []


@pytest.mark.parametrize(("source", "reason"), BROKEN)
async def test_broken_html(api: BotApi, call: Caller, user: FakeUser, source: str, reason: str) -> None:
    """The error names the place, and nothing is sent."""
    body = await call("sendMessage", chat_id=7, text=source, parse_mode="HTML")
    assert body["description"] == f"Bad Request: can't parse entities: {reason}"
    assert api.sent(ONE) == []
    assert len(api.violations) == 1


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        ("", None, "message text is empty"),
        (" \n", None, "message text is empty"),
        ("<b> </b>", "HTML", "message text is empty"),
        ("字" * 4097, None, "message is too long"),
        ("x", "Markdown", "unsupported parse_mode 'Markdown'"),
    ],
)
async def test_text_size(call: Caller, user: FakeUser, text: str, mode: str | None, reason: str) -> None:
    """Empty and too long texts are refused."""
    more = {"parse_mode": mode} if mode else {}
    body = await call("sendMessage", chat_id=7, text=text, **more)
    assert body["description"] == f"Bad Request: {reason}"


async def test_tags_do_not_count(call: Caller, user: FakeUser) -> None:
    """4096 characters after parsing are enough room."""
    body = await call("sendMessage", chat_id=7, text=f"<b>{'&lt;' * 4096}</b>", parse_mode="HTML")
    assert len(body["result"]["text"]) == 4096
