"""The outcome: whether one card is clear, a question is due, or a person takes over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from knowledge_base.decision import Context
from knowledge_base.library import Library
from knowledge_base.matcher import Matcher, Ranking
from knowledge_base.places import Places
from knowledge_base.text import cleaner

OPTIONS: Final = 3
OFFERED: Final = 0.03
"""Belief from which a card may stand before a more believed one of the same destination as the first."""
MAX_QUESTIONS: Final = 2
ACCEPT: Final = 0.25
"""Belief that a destination needs before a resident is told. Higher asks more often, lower guesses more."""
MARGIN: Final = 0.1
"""By how much the first destination must lead the second."""
AWAY_MARGIN: Final = 0.5
"""The lead needed before a resident is sent away from the hotline: turning one away wrongly is the worst error."""
ALARM: Final = 0.25
"""Belief in danger from which it goes before everything else: recall first. 0.35 misses one in forty more dangers of
our own exams, 0.15 doubles the false alarms."""
KNOWN: Final = 0.12
"""Share of the text that the library must have seen; below it nothing was understood and a question is due."""
STRENGTH: Final = 19.0
"""Evidence a message must carry. One word of the field (停水, 群租, 狗叫) has 20 and more, chance words below it;
of 471 labelled messages six stay below, none of which names a matter."""
STRONG: Final = 40.0
"""Evidence from which one telling letter is enough: 那条路坑坑洼洼的."""
FEWEST_LETTERS: Final = 2
"""Letters a message must keep when vague words are taken out; 太吵了 keeps one and is asked about."""
AWAY: Final = frozenset({"court", "arbitration", "mediation", "community", "private", "declined"})


@dataclass(frozen=True)
class Verdict:
    """An outcome with the figures behind it. `shown` are places in the index, the winner or best option first."""

    outcome: Literal["route", "ask", "human"]
    shown: tuple[int, ...]
    confidence: float
    margin: float
    threshold: float
    needed_margin: float


def judge(ranking: Ranking, matcher: Matcher, library: Library, context: Context) -> Verdict:
    """Adds the beliefs of cards that send a resident to the same place, then asks for score and margin.

    Two cards with one destination are no reason for a question: the place is certain although the card is not.
    A message that names no matter at all (还是上次那个) is asked openly: `shown` is empty.
    """
    undecided: Literal["ask", "human"] = "ask" if context.asked < MAX_QUESTIONS else "human"
    bare = cleaner().bare(ranking.clean)
    if not context.only and (not bare or ranking.strength < STRENGTH):
        return Verdict(undecided, (), 0.0, 0.0, ACCEPT, MARGIN)
    card_ids = matcher.index.card_ids
    shares = _destinations(ranking, matcher.places)
    danger = dict(shares).get("emergency", 0.0)
    if danger >= ALARM and not context.only:
        shares = [("emergency", danger), ("", 0.0)]
    (winner, share), (_, second) = shares[0], shares[1]
    lead = share - second
    needed = AWAY_MARGIN if winner in AWAY else MARGIN
    inside = _inside(ranking, matcher.places, winner)
    others = [place for place in ranking.order if place not in inside]
    named = len(bare) >= FEWEST_LETTERS or ranking.strength >= STRONG
    clear = named and share >= ACCEPT and lead >= needed and ranking.known >= KNOWN and bool(inside)
    if clear or (context.only and share >= ACCEPT and inside):
        shown = (inside[0], *_by_belief(ranking, [*inside[1:], *others]))
        return Verdict("route", shown, share, lead, ACCEPT, needed)
    return Verdict(undecided, _options(ranking, card_ids, library), share, lead, ACCEPT, needed)


def _destinations(ranking: Ranking, places: Places) -> list[tuple[str, float]]:
    shares: dict[str, float] = {}
    for place, share in enumerate(ranking.by_place):
        destination = places.destination(place)
        shares[destination] = shares.get(destination, 0.0) + float(share)
    ranked = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    return ranked if len(ranked) > 1 else [*ranked, ("", 0.0)]


def _inside(ranking: Ranking, places: Places, destination: str) -> list[int]:
    """Cards of a destination, those of its most believed handler first: the unit matters more than the card."""
    of_card = [int(places.of_card[at]) for at in ranking.order]
    found = [at for at, place in zip(ranking.order, of_card, strict=True) if places.destination(place) == destination]
    return sorted(found, key=lambda at: -float(ranking.by_place[places.of_card[at]]))


def _by_belief(ranking: Ranking, places: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(places, key=lambda place: (-float(ranking.belief[place]), place)))


def _options(ranking: Ranking, card_ids: Sequence[str], library: Library) -> tuple[int, ...]:
    """The best card of each destination that is believed at all comes first: so the question splits what is left."""
    seen: set[str] = set()
    first: list[int] = []
    for place in ranking.order:
        destination = library[card_ids[place]].destination
        if destination not in seen and (not first or ranking.belief[place] >= OFFERED):
            seen.add(destination)
            first.append(place)
    return (*first, *(place for place in ranking.order if place not in first))
