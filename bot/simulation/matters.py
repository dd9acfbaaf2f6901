"""What residents of the simulated town tell: cards of the real library, places of the region, invented words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from bot.simulation.people import Dice, people, words
from config.region import Region
from knowledge_base.library import Library
from orders.draft import OrderDraft

CHANNELS = ("web", "telegram")
HOUSES = 60


@dataclass(frozen=True)
class Story:
    """One matter at one place, as one person has it."""

    card_id: str
    place: str
    account: str
    channel: str
    own_words: str = ""
    """Instead of the card's title, where the side that somebody takes is what matters."""
    worker: str = ""
    """Who files it by hand, at the resident's wish."""
    community_first: bool = False


class Matters:
    """Draws what is told."""

    def __init__(self, region: Region, library: Library) -> None:
        self.region = region
        self.library = library

    @cached_property
    def cards(self) -> Mapping[str, list[str]]:
        """Destination -> cards that a worker or the program files, by name."""
        by_hand = people()["by_hand"]
        found: dict[str, list[str]] = {"order": [], **{name: [] for name in by_hand}}
        for card in sorted(self.library, key=lambda card: card.id):
            if card.destination in found:
                found[card.destination].append(card.id)
        return found

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """Community and estate, road or village by name."""
        found = []
        for one in self.region.places.communities.values():
            found += [(one.name, name) for name in (*one.estates, *one.villages, *one.roads)]
        return found

    def fresh(self, dice: Dice) -> Story:
        """A matter that nobody has told before."""
        kinds = people()["matters"]
        by_hand = dice.one_of(kinds) == "by_hand"
        destination = dice.one_of(people()["by_hand"]) if by_hand else "order"
        card = self.library[dice.choice(self.cards[destination])]
        return Story(
            card_id=card.id,
            place=self.place(dice),
            worker=dice.choice(people()["desk"]["dispatchers"]) if by_hand else "",
            community_first=by_hand and (not card.handler or dice.chance(people()["named_community"])),
            **self.person(dice),
        )

    def side(self, side: Mapping[str, str], place: str, dice: Dice) -> Story:
        """One side of a quarrel about what should be at that place."""
        return Story(side["card"], place, own_words=side["words"], **self.person(dice))

    def person(self, dice: Dice) -> dict[str, Any]:
        """Somebody with an account."""
        return {"account": f"resident-{dice.randrange(10**6):06d}", "channel": dice.choice(CHANNELS)}

    def told_by(self, story: Story, dice: Dice) -> Story:
        """The same matter as somebody else has it."""
        return replace(story, **self.person(dice))

    def place(self, dice: Dice) -> str:
        """A house in an estate, mostly with its community; sometimes nothing that anybody could find."""
        if dice.chance(people()["no_place"]):
            return "我们小区门口"
        community, name = dice.choice(self.places)
        return f"{community}{name}{dice.randrange(1, HOUSES)}号"

    def draft(self, story: Story, dice: Dice) -> OrderDraft:
        """What is filed."""
        card = self.library[story.card_id]
        title = story.own_words or card.title
        told: dict[str, Any] = {"place": story.place, "title": title, "since": dice.say("since")}
        by_hand = {"worker": story.worker, "worker_reason": words("worker_reason")} if story.worker else {}
        return OrderDraft(
            card_id=card.id,
            card_version=self.library.versions[card.id],
            library_version=self.library.version,
            title=card.title,
            destination=card.destination,
            handler="community" if story.community_first else card.handler,
            appeal_type=card.appeal_type,
            level=card.level,
            topic=self.library.topics.get(card.id, ""),
            confidence=0.9,
            scope_reason=card.why,
            content=dice.say("told").format(**told),
            demand=dice.say("demand"),
            occurred_at=told["since"],
            incident_address=story.place,
            channel=story.channel,
            account=story.account,
            decision={"outcome": "route", "handler": card.handler},
            **by_hand,
        )
