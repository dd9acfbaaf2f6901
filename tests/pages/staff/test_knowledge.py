"""The cards on the pages of staff: found in residents' words, shown as residents read them, tried with reasons."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from bot.desk import desk_loader
from bot.pages.staff.knowledge.catalogue import listed, state_of
from bot.pages.staff.knowledge.trial import tried
from config.region import load_region
from config.settings import Settings
from handlers.desk import Desk
from tests.pages.staff.site import StaffSite
from tests.shared import INDEX

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def desk() -> Desk:
    loaded = desk_loader(Settings(index=INDEX))(load_region("sample"))
    assert isinstance(loaded, Desk)
    return loaded


def test_a_card_is_found_in_a_residents_words(desk: Desk) -> None:
    """Also by its name, and within a topic or a destination only."""
    found = listed(desk.engine, words="朋友借我五万块不还", topic="", destination="", today=TODAY)
    assert (found[0].card_id, found[0].destination) == ("private-loan", "法院诉讼")
    named = listed(desk.engine, words="private-loan", topic="", destination="", today=TODAY)
    assert "private-loan" in [one.card_id for one in named]
    assert listed(desk.engine, words="朋友借我五万块不还", topic="", destination="order", today=TODAY) != found
    everything = listed(desk.engine, words=" ", topic="", destination="court", today=TODAY)
    assert {one.destination for one in everything} == {"法院诉讼"}


def test_a_card_of_another_day_says_so(desk: Desk) -> None:
    card = desk.engine.library["private-loan"]
    late = card.model_copy(update={"valid_from": date(2027, 1, 1)})
    over = card.model_copy(update={"valid_to": date(2026, 1, 1)})
    assert [state_of(one, TODAY) for one in (card, late, over)] == ["在用", "2027-01-01 起用", "2026-01-01 已到期"]


def test_every_card_has_a_preview(desk: Desk) -> None:
    """What a resident reads first: something, and nothing that was not filled in."""
    for card in desk.engine.library:
        replies = desk.preview(card)
        assert replies, card.id
        assert not any("{" in reply.text or "不予受理" in reply.text for reply in replies), card.id


def test_words_are_tried_with_reasons(desk: Desk) -> None:
    """Two matters are two, each with what came near, and danger is seen first."""
    trials = tried(desk.engine, "朋友借我五万块不还。另外我家楼下的路灯也坏了好几天")
    assert len(trials) == 2
    assert all(one.rows and one.words and one.margin for one in trials)
    assert tried(desk.engine, "着火了，快来人")[0].signals
    assert tried(desk.engine, "嗯")[0].rows == ()


@pytest.mark.page
def test_the_pages(staff_site: StaffSite, browser: Browser) -> None:
    """Search, open a card, read what residents read, try words; a card that is gone says so."""
    page = staff_site.page(browser, staff_site.login("reader", "worker"))
    page.goto("/staff/knowledge")
    page.get_by_label("居民会怎么说，或事项名称").fill("朋友借我五万块不还")
    row = page.locator("tbody tr", has_text="法院诉讼").first
    row.click()
    page.wait_for_url("**/staff/knowledge/*")
    expect(page.get_by_text("居民先看到")).to_be_visible()
    expect(page.get_by_text("不是这个意思").first).to_be_visible()
    page.get_by_label("居民的原话").fill("楼下路灯坏了<script>alert(1)</script>")
    page.get_by_role("button", name="看看怎么答").click()
    expect(page.get_by_text("起作用的词")).to_be_visible()
    page.goto("/staff/knowledge/no-such-card")
    expect(page.get_by_text("没有这张卡片")).to_be_visible()
    page.context.close()
