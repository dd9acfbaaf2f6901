"""How the guide looks and is filled in: numbers to tap, nothing but text from cards, colours, light files."""

from __future__ import annotations

import dataclasses
import re
from datetime import date

import pytest

from bot.pages.guide.look import LOOK, TEMPLATES, Look
from bot.pages.guide.published import published, valid
from config.region import load_region
from handlers.desk import Desk
from knowledge_base.engine import Engine
from tests.pages.guide.reader import Reader
from tests.pages.guide.test_every_page import outline
from tests.pages.test_access import MODERN, colours, luminance

PAIRS = [
    ("ink", "paper"), ("ink", "card"), ("ink", "danger-tint"), ("soft", "paper"), ("soft", "card"), ("soft", "tint"),
    ("main", "paper"), ("main", "card"), ("main", "tint"), ("on-main", "main"), ("amber", "amber-tint"),
    ("amber", "paper"), ("danger", "danger-tint"), ("danger", "card"), ("on-danger", "danger"),
    ("soft", "danger-tint"), ("main", "danger-tint"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("拨110报警", '拨<a class="call" href="tel:110">110</a>报警'),
        ("燃气 0000-1100。", '燃气 <a class="call" href="tel:00001100">0000-1100</a>。'),
        ("罚款1100元或110元，110天，第110条", "罚款1100元或110元，110天，第110条"),
        ("短信12110", "短信12110"),
        ("<b>110</b>&'\"", '&lt;b&gt;<a class="call" href="tel:110">110</a>&lt;/b&gt;&amp;&#39;&#34;'),
        ("", ""),
    ],
)
def test_known_numbers_can_be_tapped_and_all_else_is_text(text: str, shown: str) -> None:
    assert str(Look(load_region("sample")).calls(text)) == shown


def test_a_card_counts_from_its_first_to_its_last_day(desk: Desk) -> None:
    card = desk.engine.library["private-loan"].model_copy(
        update={"valid_from": date(2026, 11, 1), "valid_to": date(2026, 11, 22)}
    )
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 22), date(2026, 11, 23)]
    assert [valid(card, day) for day in days] == [False, True, True, False]


def test_the_mark_changes_with_the_day_the_cards_and_their_topics(desk: Desk) -> None:
    library, day = desk.engine.library, date(2026, 11, 22)
    other = dataclasses.replace(library, version="other")
    moved = dataclasses.replace(library, topics={**library.topics, "private-loan": "civil"})
    marks = [published(one, when).mark for one, when in ((library, day), (other, day), (moved, day),
                                                         (library, date(2026, 11, 23)), (None, day))]  # fmt: skip
    assert len(set(marks)) == len(marks)
    assert published(library, day).mark == marks[0]


def test_what_an_editor_writes_stays_text(client: Reader, desk: Desk) -> None:
    """Markup in any field of a card is shown as it was written, on every page that shows the card."""
    engine, evil = desk.engine, '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    fields = dict.fromkeys(("title", "why", "where", "time_limit", "cost", "comfort"), evil)
    card = engine.library["private-loan"].model_copy(update=fields | {"next_steps": (evil,), "bring": (evil,)})
    cards = {**engine.library.cards, card.id: card}
    desk.engine = Engine(dataclasses.replace(engine.library, cards=cards), engine.signals, engine.matcher)
    paths = ("card/private-loan", "topic/money", "print/money", "search?q=朋友借钱不还", "card/company-debt")
    for path in paths:
        html = client.get(f"/guide/{path}").text
        outline(html)
        assert "&lt;script&gt;" in html, path
        assert "<script>" not in html
        assert "<img src=x" not in html


def test_a_card_in_no_folder_stands_under_other(client: Reader, desk: Desk) -> None:
    engine = desk.engine
    topics = {name: topic for name, topic in engine.library.topics.items() if name != "private-loan"}
    desk.engine = Engine(dataclasses.replace(engine.library, topics=topics), engine.signals, engine.matcher)
    assert 'href="/guide/topic/other"><b>其他</b>' in client.get("/guide").text
    assert "private-loan" in client.get("/guide/topic/other").text


@pytest.mark.parametrize("dark", [False, True])
def test_every_pair_of_colours_has_enough_contrast(dark: bool) -> None:
    """WCAG AA, 4.5 to 1, for text in both colour schemes."""
    light, _, rest = (LOOK / "guide.css").read_text(encoding="utf-8").partition("@media (prefers-color-scheme: dark)")
    known = colours(rest.partition("* {")[0] if dark else light)
    assert len(known) > 10
    for front, back in PAIRS:
        bright, dim = sorted((luminance(known[front]), luminance(known[back])), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 4.5, f"{front} on {back}"


def test_the_guide_is_light_and_needs_no_other_site() -> None:
    """Style and script below 20 KB, no inline script or style, nothing from elsewhere, nothing old telephones miss."""
    files = [path for path in LOOK.iterdir() if path.is_file()]
    assert sorted(path.name for path in files) == ["guide.css", "guide.js"]
    assert sum(path.stat().st_size for path in files) < 20_000
    for path in (*files, *TEMPLATES.glob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert "http" not in text, path.name
        assert not re.search(r"\sstyle=|\son[a-z]+=|<script>|<style|\| *safe", text), path.name
    assert re.search(MODERN, (LOOK / "guide.js").read_text(encoding="utf-8")) is None
