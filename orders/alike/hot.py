"""Helpers beside the lookup: hot events, doubtful closings, and a person's own earlier orders."""

from __future__ import annotations

from collections.abc import Sequence

from orders.alike.matters import Kinship, matter
from orders.alike.nearness import Level, nearness
from orders.alike.rules import ruled
from orders.alike.tokens import place_keys
from orders.alike.told import Told
from orders.alike.traits import Traits, traits
from orders.tables import Order

OWN_REACH = "own"
EVENT_KEY = 120
"""Characters of the column."""


def cluster_key(told: Told) -> str | None:
    """Place and thing, the same for voices about one event (未诉先办); None where one of them is not known.

    A person's own matters (a refund, a pension) have no key: three of them are no event. Coarser than the judge on
    purpose: it counts voices, it merges nothing.
    """
    read = traits(told)
    thing = read.thing
    place = next(iter(place_keys(read)), None)
    if thing is None or place is None or thing.reach == OWN_REACH:
        return None
    return f"{thing.code}@{place[0]}"


def event_key(order: Order) -> str:
    """The same for orders that tell of one event, up to 120 characters: thing and place, or card and place where no
    thing is named, within one community (one street where none is known). Empty where it is no event, or nobody knows
    where.
    """
    area = f"{order.street}/{order.community}"
    told = Told.of(order)
    if traits(told).thing is not None:
        at = cluster_key(told)
        return f"{at}@{area}"[:EVENT_KEY] if at else ""
    return f"{order.card_id}:{area}"[:EVENT_KEY] if order.card_id and area != "/" else ""


def same_cause(a: Told, b: Told) -> bool:
    """Whether `b` tells again what `a` told, for a doubtful closing: the same matter, or the same thing there.

    More lenient than a suggestion: it only calls a person to look.
    """
    one, two = traits(a), traits(b)
    verdict = ruled(one, two).verdict
    if verdict == "ambiguous":
        return nearness(one.place, two.place).level is Level.SITE and matter(one, two).kinship is Kinship.ONE
    return verdict == "same"


def repeat_of(own: Sequence[Order], told: Told) -> list[Order]:
    """Of a person's own earlier orders those that `told` repeats, as they come. It shows an answer, it never blocks."""
    mine = traits(told)
    return [order for order in own if _repeats(traits(Told.of(order)), mine)]


def _repeats(earlier: Traits, mine: Traits) -> bool:
    verdict = ruled(earlier, mine).verdict
    if verdict in ("same", "ambiguous"):
        return True
    about = matter(earlier, mine).kinship
    return about is Kinship.ONE and nearness(earlier.place, mine.place).level > Level.APART and verdict != "opposing"
