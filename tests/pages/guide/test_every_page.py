"""Every page of the guide, with every card of the library: nothing is left unfilled, nothing refuses."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from anyio.from_thread import BlockingPortal

from bot.app import build_app
from bot.pages.guide.look import data
from config.region import load_region
from config.vocabulary import vocabulary
from handlers.desk import Desk
from tests.bot.tiny_desk import TinyDesk
from tests.conftest import StandingClock
from tests.pages.guide.conftest import Serve
from tests.pages.guide.reader import Reader

NEVER = ("{", "}", "None", "不予受理", "Undefined", "&amp;lt;", "0x")
VOID = {"meta", "link", "img", "input", "br", "path"}


class Outline(HTMLParser):
    """Whether the tags close as they open, the levels of the headings, the ids, and where the links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes the tag; nothing of a page may hold script or style in itself."""
        known = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.ids.extend(value for name, value in attrs if name == "id" and value)
        self.links.extend(value for name, value in attrs if name in ("href", "src", "action") and value)
        assert not any(name.startswith("on") or name == "style" for name in known), attrs

    def handle_endtag(self, tag: str) -> None:
        """Closes what was opened last."""
        if tag not in VOID:
            assert self.open.pop() == tag


def outline(html: str) -> Outline:
    """The outline of a page that is whole: one h1, no level of heading left out, no id twice, nothing unfilled."""
    found = Outline(html)
    assert found.open == []
    assert found.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip([1, *found.levels], found.levels, strict=False))
    assert len(found.ids) == len(set(found.ids))
    assert [word for word in NEVER if word in html] == []
    assert html.startswith('<!doctype html>\n<html lang="zh-CN">')
    for part in ("<header", "<main", "<footer"):
        assert html.count(part) == 1
    return found


def test_every_card_has_its_page(client: Reader, desk: Desk) -> None:
    """Title, place, every step, every contact with its number, and the law folded with its day."""
    region = load_region("sample")
    assert len(desk.engine.library) > 1000
    for card in desk.engine.library:
        answer = client.get(f"/guide/card/{card.id}")
        assert answer.status_code == 200, card.id
        html = answer.text
        found = outline(html)
        assert "这件事去哪办" in html
        assert html.count("<li>") >= len(card.next_steps)
        for key in card.contacts:
            assert region.contact(key).name in html.replace("&amp;", "&"), (card.id, key)
            assert (region.contact(key).phone or "") in html, (card.id, key)
        assert ("<summary>依据</summary>" in html) is bool(card.law)
        assert all(f"《{law.name}》（待核）" in html for law in card.law if not law.verified), card.id
        assert any(link.startswith("/#say=") for link in found.links)


def test_every_topic_has_its_page_and_its_sheet(client: Reader, desk: Desk) -> None:
    """Each card stands once on the page of its topic, and once on the sheet for the notice board."""
    library = desk.engine.library
    front = client.get("/guide").text
    outline(front)
    for topic in sorted(set(library.topics.values())):
        ids = {card.id for card in library if library.topics[card.id] == topic}
        assert f'href="/guide/topic/{topic}"' in front
        for path in (f"/guide/topic/{topic}", f"/guide/print/{topic}"):
            html = client.get(path).text
            found = outline(html)
            linked = [link for link in found.links if link.startswith("/guide/card/")]
            assert sorted(linked) == sorted(f"/guide/card/{one}" for one in ids), path
    assert f"{len(ids)} 件" in front


def test_no_link_leads_nowhere(client: Reader) -> None:
    """Everything that a page of each kind points to on this site is there."""
    paths = ["/guide", "/guide/topic/housing", "/guide/card/private-loan", "/guide/print/post?community=songyan",
             "/guide/search?q=停水", "/guide/search?q=qqqq", "/guide/nothing"]  # fmt: skip
    links = {link for path in paths for link in outline(client.get(path).text).links if link.startswith("/")}
    assert len(links) > 60
    for link in links - {link for link in links if link.startswith("/#")}:
        assert client.get(link).status_code == 200, link


def test_the_card_page_says_what_the_chat_says(client: Reader) -> None:
    """Unit and number from the region, articles only where the text was read, unconfirmed numbers marked."""
    loan = client.get("/guide/card/private-loan").text
    assert "这件事要走法院诉讼。" in loan
    assert '<a class="call" href="tel:12368">12368</a>' in loan
    assert "《民法典》第667、675、188条（2020-05-28）" in loan
    assert "2021-01-01 起施行" in loan
    assert loan.count("待核实，以当地公布为准") == 2
    noise = client.get("/guide/card/construction-noise").text
    assert "这件事热线可以受理，由示例市城市管理局来办。" in noise
    assert '<a class="call" href="tel:12345">12345</a>' in noise


def test_numbers_people_need_first_are_on_the_front_page(client: Reader) -> None:
    """Of the region's own data, and on every other page at least the three of an emergency."""
    front = client.get("/guide").text
    for number in ("110", "119", "120", "122", "96333", "95598", "12356", "12345"):
        assert f"<b>{number}</b></a>" in front
    for path in ("/guide/topic/post", "/guide/card/private-loan", "/guide/search", "/guide/nothing"):
        assert all(f'href="tel:{number}"' in client.get(path).text for number in (110, 119, 120))


def test_only_the_cards_of_today_are_shown(client: Reader, desk: Desk, clock: StandingClock) -> None:
    """Before and after its time a card is on no page; a library without any is no dead end."""
    clock.forward(days=-365)
    assert client.get("/guide/card/private-loan").status_code == 404
    front = client.get("/guide")
    assert front.status_code == 200
    outline(front.text)
    assert "到对话里说" in front.text
    assert client.get("/guide/topic/money").status_code == 404
    assert "/guide/card/" not in client.get("/guide/search?q=借钱不还").text
    clock.forward(days=365)
    assert client.get("/guide/card/private-loan").status_code == 200


def test_without_a_library_there_is_still_help(serve: Serve, portal: BlockingPortal) -> None:
    """Numbers, the chat, and the emergency lines, which need no card."""
    client = Reader(build_app(serve(TinyDesk())), portal)
    assert "事项还没有装好" in client.get("/guide").text
    assert 'href="tel:110"' in client.get("/guide").text
    html = client.get("/guide/search?q=楼下着火了").text
    assert "先顾人，马上打电话" in html
    assert "到对话里说给我们听" in html


@pytest.mark.parametrize(
    "path",
    ["/guide/card/nothing", "/guide/card/..%2f..%2fetc", "/guide/topic/nothing", "/guide/print/nothing",
     "/guide/print/post?community=nowhere", "/guide/a/b/c", "/guide/card/", "/guide/topic/%00",
     "/guide/card/<script>", "/guide/card/{police}", "/guide/card/" + "a" * 3000],
)  # fmt: skip
def test_a_wrong_address_is_a_friendly_page(client: Reader, path: str) -> None:
    """404 with search and topics, and nothing of the address repeated."""
    answer = client.get(path)
    assert answer.status_code == 404
    outline(answer.text)
    assert 'action="/guide/search"' in answer.text
    assert "/guide/topic/housing" in answer.text
    assert "<script>" not in answer.text


def test_the_order_of_topics_and_destinations_is_told_for_all(desk: Desk) -> None:
    """A topic or destination without its line would come last, or not at all."""
    assert set(data()["destinations"]) == set(vocabulary()["destinations"])
    assert set(data()["topics"]) == set(desk.engine.library.topics.values())
