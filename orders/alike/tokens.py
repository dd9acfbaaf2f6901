"""The words under which an order is found again: places, alone and together with what it is about."""

from __future__ import annotations

from collections.abc import Iterable

from orders.alike.people import bare
from orders.alike.traces import LONGEST
from orders.alike.told import Told
from orders.alike.traits import Traits, traits
from orders.alike.words import sound

HEAD = 3
"""Characters of a name that are kept: short forms and full names begin alike (阳光花园, 阳光花园二期)."""
THINGS, MEANINGS, PLACES = 2, 2, 4
"""Most of each that an order is found by."""
CELL = 0.002
"""Degrees; about 200 metres. Two grids, one shifted by half, so that neighbours share a cell in one of them."""
FINE, TOGETHER, MEANT, ALONE = 4.0, 3.0, 2.0, 1.0
"""How much a shared word tells: a thing at a door number, a thing at a place, a kind of matter there, the place."""


def tokens(told: Told) -> set[str]:
    """The words of an appeal, none longer than the column; the same for whoever asks and whoever is found."""
    return set(weighted(told))


def weighted(told: Told) -> dict[str, float]:
    """The same with how much each tells."""
    read = traits(told)
    abouts = [(code, TOGETHER) for code, _ in read.named.weights[:THINGS]]
    strongest = sorted(told.meaning, key=lambda pair: -pair[1])[:MEANINGS]
    abouts += [(f"~{word}", MEANT) for word, _ in strongest]
    found: dict[str, float] = {}
    for place, fine in place_keys(read):
        _put(found, f"@{place}", ALONE)
        for about, weight in abouts:
            _put(found, f"{about[:14]}@{place}", FINE if fine and weight == TOGETHER else weight)
    return found


def _put(found: dict[str, float], token: str, weight: float) -> None:
    token = token[:LONGEST]
    found[token] = max(weight, found.get(token, 0.0))


def place_keys(read: Traits) -> Iterable[tuple[str, bool]]:
    """Keys of the places, finest first; whether each is a single point."""
    place = read.place
    numbered = [(f"{sound(road)[:14]}{place.number}", True) for road in sorted(place.roads) if place.number]
    crossing = ["x" + "+".join(sorted(sound(road)[:8] for road in place.roads))] if place.crossing else []
    named = [sound(name[:HEAD]) for name in (*sorted(place.estates), *sorted(place.others))]
    firm = [f"w{sound(bare(read.respondent)[:HEAD])}"] if read.respondent else []
    roads = [sound(road)[:14] for road in sorted(place.roads)]
    keys = [*numbered, *((key, True) for key in crossing), *((key, False) for key in (*named, *roads, *firm))]
    yield from dict(keys[: PLACES + 1]).items()
    if place.point is not None:
        for grid, shift in (("c", 0.0), ("d", 0.5)):
            east, north = (int(degrees / CELL + shift) for degrees in place.point)
            yield f"{grid}{east},{north}", True
