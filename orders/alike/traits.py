"""What is read from one appeal, once: everything the judge compares."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from orders.alike.people import marks, name_of_respondent
from orders.alike.places import Place, place_of
from orders.alike.rarity import Weights, weights
from orders.alike.stances import pulls, stance
from orders.alike.things import Named, Thing, named_in, things
from orders.alike.times import When, when
from orders.alike.told import Told
from orders.alike.words import DIGITS, core, grams, plain, read_yaml

ROOMS = re.compile(r"(?<![\d.])(\d{3,4})(?![\d.年元块米路]|公里|万)")
FIGURES = re.compile(r"(?<![\d.-])(\d{3,6})(?=元|块|多块|多元|押金|定金)|([一二两三四五六七八九1-9])([百千万])")
KEPT = 20_000
"""Appeals whose traits stay in memory, newest used."""
TEXT = 600
"""Characters of a story that are read; the matter is told by then."""


@dataclass(frozen=True)
class Traits:
    """One appeal, read."""

    told: Told
    text: str
    place: Place
    named: Named
    respondent: str
    marks: frozenset[str]
    when: When

    @property
    def received_at(self) -> datetime | None:
        """When it was received."""
        return self.told.received_at

    @property
    def thing(self) -> Thing | None:
        """The thing it is about."""
        return things().get(self.named.main)

    @cached_property
    def grams(self) -> Counter[str]:
        """Characters and pairs of what is told, places and courtesies left out."""
        return grams(core(self.text))

    @cached_property
    def faults(self) -> frozenset[str]:
        """What is wrong with the thing, as kinds of `faults.yaml`."""
        return frozenset(kind for kind, words in _faults().items() if any(word in self.text for word in words))

    @cached_property
    def follows(self) -> bool:
        """Whether the speaker says that they, or their family, told it before."""
        return any(word in self.text for word in _before())

    @cached_property
    def rooms(self) -> frozenset[str]:
        """Every room that is named anywhere."""
        told = self.told
        return frozenset(ROOMS.findall(plain(f"{told.address} {told.text[:TEXT]} {told.respondent}")))

    @cached_property
    def figures(self) -> frozenset[str]:
        """Sums of money that are told, to their first figure and size: 八千多 and 8400元 are both 8千."""
        return frozenset(filter(None, map(_size, _figures(self.text))))

    @cached_property
    def names(self) -> str:
        """What its place is called, without the kinds of places (小区, 路口), names parted by commas."""
        return _kinds().sub(",", self.place.words)

    @cached_property
    def vague(self) -> bool:
        """Whether the address says no more than a part of the town, or nothing."""
        return bool(_pattern("vague").match(plain(self.told.address)))

    @cached_property
    def words(self) -> Weights:
        """Everything that was said, as pairs of characters with how much each tells."""
        return weights(self.spoken)

    def says(self, what: str) -> bool:
        """Whether a pattern of `signs.yaml` is in the text."""
        if what not in self._said:
            self._said[what] = bool(_pattern(what).search(self.text))
        return self._said[what]

    @cached_property
    def _said(self) -> dict[str, bool]:
        return {}

    @cached_property
    def spoken(self) -> str:
        """Everything that was said, to look for a name in."""
        return f"{self.text} {plain(self.told.address)} {plain(self.told.respondent)}"

    @cached_property
    def pulls(self) -> bool:
        """Whether it has a stance to anything at all."""
        return pulls(self.text)

    def stance(self, thing: str) -> int:
        """Which way it pulls at that thing."""
        if thing not in self._stances:
            self._stances[thing] = stance(self.text, thing)
        return self._stances[thing]

    @cached_property
    def _stances(self) -> dict[str, int]:
        return {}


def _figures(text: str) -> list[tuple[str, str, str]]:
    return [(hit.group(1) or "", hit.group(2) or "", hit.group(3) or "") for hit in FIGURES.finditer(text)]


def _size(found: tuple[str, str, str]) -> str:
    digits, chinese, unit = found
    if chinese:
        return f"{DIGITS.get(chinese, chinese)}{unit}"
    if len(digits) < len("100"):
        return ""
    return f"{digits[0]}{'百千万'[min(len(digits), 5) - 3]}"


@lru_cache(maxsize=8)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(read_yaml("signs")[name])


@lru_cache(maxsize=1)
def _kinds() -> re.Pattern[str]:
    table = read_yaml("places")
    lists = ("roads", "not_roads", "estates", "villages", "pois", "shops", "position", "generic", "gates", "sides")
    words = sorted({word for name in lists for word in table[name] if len(word) > 1}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@lru_cache(maxsize=1)
def _before() -> tuple[str, ...]:
    return tuple(read_yaml("words")["before"])


@lru_cache(maxsize=1)
def _faults() -> dict[str, list[str]]:
    found: dict[str, list[str]] = read_yaml("faults")["kinds"]
    return {kind: [word for word in words if "+" not in word] for kind, words in found.items()}


@lru_cache(maxsize=KEPT)
def traits(told: Told) -> Traits:
    """Reads the appeal."""
    text = plain(told.text[:TEXT])
    title = plain(told.title)
    return Traits(
        told=told,
        text=text,
        place=place_of(told),
        named=named_in(text, title, plain(told.respondent)),
        respondent=name_of_respondent(told.respondent),
        marks=marks(f"{plain(told.respondent)} {text}"),
        when=when(told.occurred_at, told.text[:TEXT], told.received_at),
    )
