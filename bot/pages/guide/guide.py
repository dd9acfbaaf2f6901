"""The routes of the guide. Nobody signs in, no cookie is set, and what is searched for is written down nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

from fastapi import APIRouter, Request, Response

from bot.channels.clean import clean_text
from bot.channels.visitor import address_of
from bot.pages.guide.cached import has, kept, page, tag_of, unchanged
from bot.pages.guide.look import Look, data, version
from bot.pages.guide.notice_board import base_address, code_of
from bot.pages.guide.published import Published, published
from bot.pages.guide.search import Found, find
from bot.pages.guide.sheet import Row, Sheets
from bot.pages.guide.stamp import stamp
from bot.rate import Rate, TooFast
from bot.services import Services
from knowledge_base.card import Card
from knowledge_base.engine import ENGINE_VERSION, Engine

SEARCHES_PER_MINUTE = 60
"""From one address. Offices and schools share one, so it is far above what a single person needs."""
LONGEST = 300
"""Characters of a search that are looked at: who has more to tell is better off in the chat."""
METHODS = ["GET", "HEAD"]


class Guide:
    """Everything is read from the services at request time: a new library shows at once."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._look = Look(services.region)
        self._sheets = Sheets(services.region)
        self._stamp = stamp(services.region)
        self._rate = Rate(SEARCHES_PER_MINUTE)
        self._shown = published(None, date.min)
        self.router = APIRouter(include_in_schema=False)
        routes: dict[str, Callable[..., Awaitable[Response]]] = {
            "": self.front,
            "/": self.front,
            "/topic/{topic}": self.topic,
            "/card/{card_id}": self.card,
            "/search": self.search,
            "/print/{topic}": self.sheet,
            "/{rest:path}": self.missing,
        }
        for path, answer in routes.items():
            self.router.add_api_route(f"/guide{path}", answer, methods=METHODS)

    async def front(self, request: Request) -> Response:
        """Topics, the search box, and the numbers people need first."""
        shelf = self._shelf()
        numbers = [(one["title"], self._sheets.named(one["contacts"])) for one in data()["numbers"]]
        return await self._kept(
            request, shelf, lambda: self._look.render("front", topics=_topics(shelf), numbers=numbers)
        )

    async def topic(self, request: Request, topic: str) -> Response:
        """The cards of one topic, by where they belong."""
        shelf = self._shelf()
        cards = shelf.topics.get(topic)
        if not cards:
            return await self.missing(request)
        return await self._kept(
            request,
            shelf,
            lambda: self._look.render("topic", topic=topic, groups=self._groups(cards), count=len(cards)),
        )

    async def card(self, request: Request, card_id: str) -> Response:
        """One card."""
        shelf = self._shelf()
        card = shelf.cards.get(card_id)
        if card is None:
            return await self.missing(request)

        def made() -> str:
            near = self._sheets.rows(shelf.known(card.near_miss_of))
            return self._look.render("card", sheet=self._sheets.sheet(card), topic=shelf.topic_of[card.id], near=near)

        return await self._kept(request, shelf, made)

    async def search(self, request: Request, q: str = "") -> Response:
        """What the words could mean. Only the reader's own browser keeps the page: they are the reader's words."""
        shelf, engine = self._shelf(), self._engine()
        tag = self._tag(shelf)
        if has(request, tag):
            return unchanged(kept(tag, private=True))
        whole = clean_text(q).strip()
        words = whole[:LONGEST]
        lines = self._alarms(whole)
        try:
            found = await self._find(request, engine, words, shelf)
        except TooFast as error:
            html = self._look.render("slow", words=words, wait=error.wait, lines=lines)
            return page(request, html, {"Retry-After": str(error.wait), "Cache-Control": "no-store"}, 429)
        values = {
            "words": words,
            "lines": lines,
            "found": found,
            "rows": self._sheets.rows(found.cards),
            "clipped": whole != words,
        }
        html = self._look.render("search", topics=_topics(shelf), longest=LONGEST, **values)
        return page(request, html, kept(tag, private=True))

    async def sheet(self, request: Request, topic: str, community: str = "") -> Response:
        """A topic on A4 for the notice board of a community."""
        shelf, known = self._shelf(), self.services.region.places.communities
        cards = shelf.topics.get(topic)
        if not cards or (community and community not in known):
            return await self.missing(request)
        base = base_address(request, self.services.settings.public_url)

        def made() -> str:
            return self._look.render(
                "print",
                topic=topic,
                sheets=[self._sheets.sheet(row.card) for _, _, group in self._groups(cards) for row in group],
                code=code_of(base, f"/guide/topic/{topic}"),
                community=known.get(community),
                communities=tuple(known.values()),
                today=shelf.day,
            )

        return await self._kept(request, shelf, made, base)

    async def missing(self, request: Request) -> Response:
        """A page for whoever came to none: search and topics."""
        html = self._look.render("missing", topics=_topics(self._shelf()))
        return page(request, html, {"Cache-Control": "no-cache"}, 404)

    def _alarms(self, text: str) -> list[str]:
        """What the table of danger says to the words, with or without a library."""
        return [line for reply in self.services.last_resort.warnings(text) for line in reply.text.splitlines()]

    async def _find(self, request: Request, engine: Engine | None, words: str, shelf: Published) -> Found:
        """What was found.

        Raises:
            TooFast: too many searches from this address.
        """
        if engine is None or not words:
            return Found()
        self._rate.spend(address_of(request))
        return await asyncio.to_thread(find, engine, words, shelf)

    async def _kept(self, request: Request, shelf: Published, made: Callable[[], str], base: str = "") -> Response:
        """A page that everybody may keep, made only for who does not have it."""
        tag = self._tag(shelf, base)
        if has(request, tag):
            return unchanged(kept(tag))
        return page(request, await asyncio.to_thread(made), kept(tag))

    def _tag(self, shelf: Published, base: str = "") -> str:
        return tag_of(shelf.mark, ENGINE_VERSION, self._stamp, version(), base)

    def _engine(self) -> Engine | None:
        engine = getattr(self.services.turns.desk, "engine", None)
        return engine if isinstance(engine, Engine) else None

    def _shelf(self) -> Published:
        """Today's cards of the library in use now."""
        engine, today = self._engine(), self.services.clock.today()
        library = engine.library if engine else None
        if self._shown.library is not library or self._shown.day != today:
            self._shown = published(library, today)
        return self._shown

    def _groups(self, cards: tuple[Card, ...]) -> list[tuple[str, str, list[Row]]]:
        """Destination, what it means, and its cards, those of one unit together."""
        rows = sorted(self._sheets.rows(cards), key=lambda row: (row.unit, row.card.id))
        found = {code: [row for row in rows if row.card.destination == code] for code in data()["destinations"]}
        return [(code, data()["destinations"][code], group) for code, group in found.items() if group]


def _topics(shelf: Published) -> list[tuple[str, str, int]]:
    """Code, hint and number of cards of every topic that has any, in the order of `guide.yaml`."""
    known, topics = data()["topics"], shelf.topics
    order = [*(code for code in known if code in topics), *sorted(code for code in topics if code not in known)]
    return [(code, known.get(code, ""), len(topics[code])) for code in order]
