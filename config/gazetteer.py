"""Where it is: the streets and communities of a region, found in a resident's words or by a location.

Everything is decided by the list, nothing is guessed: a name that stands for two communities names none of them until
the street is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

NOT_ITSELF = re.compile(r"路|街(?!道)|巷|弄|大道|大桥|地铁|站")
"""After a spoken short name these make another name of it: 松烟路 need not be in 松烟社区."""
BY_LOCATION = "定位"
Corner = tuple[float, float]


@dataclass(frozen=True)
class Person:
    """A mediator (调解员), a 法律明白人 or who answers a community's WeChat. `account` is the WeChat name."""

    name: str
    phone: str = ""
    account: str = ""
    hours: str = ""


@dataclass(frozen=True)
class Street:
    """A street or township with its office. `population` counts people."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    population: int = 0
    office: str = ""
    legal_name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Community:
    """A community or village of a street. `area` is its outline as (longitude, latitude)."""

    code: str
    name: str
    street: str
    aliases: tuple[str, ...] = ()
    estates: tuple[str, ...] = ()
    roads: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    population: int = 0
    legal_name: str = ""
    phone: str = ""
    mediators: tuple[Person, ...] = ()
    advisers: tuple[Person, ...] = ()
    """法律明白人 (facts 5.1)."""
    wechat: Person | None = None
    area: tuple[Corner, ...] = ()


@dataclass(frozen=True)
class Spot:
    """What is known of a place: codes, None where unknown. `word` is what was recognised, empty where nothing was."""

    street: str | None = None
    community: str | None = None
    word: str = ""


class Kind(IntEnum):
    """What a name names, the least exact first."""

    STREET = 0
    ROAD = 1
    ESTATE = 2
    COMMUNITY = 3


@dataclass
class _Name:
    shown: str
    kind: Kind
    short: bool = False
    """A spoken short name, which may be the beginning of another name."""
    places: set[tuple[str, str]] = field(default_factory=set)
    """(street, community) for which it may stand; the community is empty where only the street is named."""


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    name: _Name


class Gazetteer:
    """The streets and communities by code, and how to find them. Built once; finding takes microseconds."""

    def __init__(self, streets: Iterable[Street] = (), communities: Iterable[Community] = ()) -> None:
        self.streets: Mapping[str, Street] = {street.code: street for street in streets}
        self.communities: Mapping[str, Community] = {one.code: one for one in communities}
        self._names: dict[str, _Name] = {}
        self._within: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._index()

    @property
    def population(self) -> int:
        """People living in all streets."""
        return sum(street.population for street in self.streets.values())

    def find(self, text: str, *, lng: float | None = None, lat: float | None = None) -> Spot:
        """The place that `text` and the location name; the words come first, the location fills in what they leave.

        The same words always give the same answer. Longest names first; a community implies its street.
        """
        hits = self._hits(_plain(text))
        places = self._agreed(hits)
        word = max(hits, key=lambda hit: (hit.name.kind, hit.end - hit.start, -hit.start)).name.shown if hits else ""
        if not hits or len(places) != 1 or ("" in {community for _, community in places}):
            located = self._located(lng, lat)
            if located and (not hits or _compatible(located, places)):
                return Spot(*located, word or BY_LOCATION)
        return _spot(places, word)

    def _index(self) -> None:
        for street in self.streets.values():
            self._add(street.name, Kind.STREET, street.code, "")
            for alias in street.aliases:
                self._add(alias, Kind.STREET, street.code, "", short=True)
            self._within[street.code].add((street.code, ""))
        for one in self.communities.values():
            self._within[one.street].add((one.street, one.code))
            self._add(one.name, Kind.COMMUNITY, one.street, one.code)
            for alias in one.aliases:
                self._add(alias, Kind.COMMUNITY, one.street, one.code, short=True)
            for name in (*one.estates, *one.villages):
                self._add(name, Kind.ESTATE, one.street, one.code)
            for name in one.roads:
                self._add(name, Kind.ROAD, one.street, one.code)
        lengths: dict[str, set[int]] = defaultdict(set)
        for text in self._names:
            lengths[text[0]].add(len(text))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def _add(self, text: str, kind: Kind, street: str, community: str, *, short: bool = False) -> None:
        name = self._names.setdefault(_plain(text), _Name(text, kind, short))
        name.kind = max(name.kind, kind)
        name.short = name.short and short
        name.places.add((street, community))

    def _hits(self, text: str) -> list[_Hit]:
        """The names in the text that do not overlap, the longest first, then from left to right."""
        found = [
            _Hit(start, start + length, name)
            for start, first in enumerate(text)
            for length in self._lengths.get(first, ())
            if (name := self._names.get(text[start : start + length]))
            and not (name.short and NOT_ITSELF.match(text, start + length))
        ]
        taken: list[_Hit] = []
        for hit in sorted(found, key=lambda hit: (hit.start - hit.end, hit.start)):
            if all(hit.end <= other.start or other.end <= hit.start for other in taken):
                taken.append(hit)
        return taken

    def _agreed(self, hits: list[_Hit]) -> set[tuple[str, str]]:
        """The places on which all names agree; where they cannot, the roads are left out, which run on elsewhere."""
        for least in (Kind.STREET, Kind.ROAD + 1):
            sets = [self._meant(hit.name) for hit in hits if hit.name.kind == Kind.STREET or hit.name.kind >= least]
            if sets and (common := set.intersection(*sets)):
                return common
        return set().union(*(self._meant(hit.name) for hit in hits))

    def _meant(self, name: _Name) -> set[tuple[str, str]]:
        if name.kind != Kind.STREET:
            return name.places
        return set().union(*(self._within[street] for street, _ in name.places))

    def _located(self, lng: float | None, lat: float | None) -> tuple[str, str] | None:
        """The one community whose outline holds the point; None where none or several do."""
        if lng is None or lat is None:
            return None
        found = [one for one in self.communities.values() if one.area and _inside(lng, lat, one.area)]
        return (found[0].street, found[0].code) if len(found) == 1 else None


def _spot(places: set[tuple[str, str]], word: str) -> Spot:
    """One community, or one street, or nothing but the word."""
    streets, communities = {street for street, _ in places}, {community for _, community in places}
    street = next(iter(streets)) if len(streets) == 1 else None
    community = next(iter(communities)) if len(communities) == 1 else ""
    return Spot(street, (community or None) if street else None, word)


def _compatible(located: tuple[str, str], places: set[tuple[str, str]]) -> bool:
    return located in places or (located[0], "") in places


def _plain(text: str) -> str:
    """Full-width letters and digits as usual ones, without spaces, in lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _inside(lng: float, lat: float, area: tuple[Corner, ...]) -> bool:
    """Whether a ray from the point crosses the outline an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in zip(area, area[1:] + area[:1], strict=True):
        if (y1 > lat) != (y2 > lat) and lng < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
