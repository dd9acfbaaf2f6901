"""What the model weighs about two appeals: signs between 0 and 1, the same whichever comes first.

Only what a person would give as a reason. Left out on purpose, although it tells on the labelled pairs: how long texts
are, whether a respondent is filled in.
"""

from __future__ import annotations

from math import log1p

from orders.alike.matters import Kinship
from orders.alike.meaning import cosine
from orders.alike.nearness import Level, Nearness
from orders.alike.people import same_respondent
from orders.alike.rarity import cosine as cosine_of
from orders.alike.rarity import held, shared, weights
from orders.alike.rules import WINDOW, Examined, apart_in_time
from orders.alike.stances import NEITHER
from orders.alike.traits import Traits
from orders.alike.words import plain

Signs = dict[str, float]
PARTS = ("number", "building", "unit", "room", "gates", "sides")
REACHES = ("own", "named", "wide", "spot", "stair", "building", "door", "estate")
LONG_NAME = 4
"""Characters from which a shared name could hardly be shared more."""
NEAR_DAYS, FAR_DAYS = 1.0, 10.0
DAY = 86_400.0
MUCH_TEXT, MUCH_WHOLE, RAREST, MANY_PAIRS = 30.0, 80.0, 12.0, 12
"""Sums of rarities, one rarity, and a number of pairs, from which a sign is 1."""


def signs(a: Traits, b: Traits, seen: Examined) -> Signs:
    """Every sign by its name."""
    return {
        **_place(seen.near),
        **_address(a, b),
        **_thing(a, b, seen),
        **_meaning(a, b),
        **_direction(a, b, seen),
        **_person(a, b),
        **_time(a, b, seen),
        **_whose(a, b),
        **_words(a, b),
        **_rules(seen),
    }


def _place(near: Nearness) -> Signs:
    """How near, what agrees, and what contradicts."""
    parts = {f"same_{part}": float(part in near.agrees) for part in PARTS}
    parts |= {f"other_{part}": float(part in near.differs) for part in PARTS}
    return parts | {
        "site": float(near.level is Level.SITE),
        "road": float(near.level is Level.ROAD),
        "area": float(near.level is Level.AREA),
        "apart": float(near.level is Level.APART),
        "agrees": min(len(near.agrees), 3) / 3,
        "differs": min(len(near.differs), 3) / 3,
        "alone": min(len(near.alone), 4) / 4,
        "alone_building": float("building" in near.alone),
        "alone_branch": float("branch" in near.alone),
        "other_branch": float(bool(near.differs & {"branch", "phase", "counted"})),
        "coarse": float(near.coarse),
    }


def _address(a: Traits, b: Traits) -> Signs:
    """Whether each names what the other names anywhere, in its address or its text."""
    one, two = a.place.bare, b.place.bare
    mine, other = a.names, b.names
    covers = [covered(names, told) for names, told in ((mine, b.spoken), (other, a.spoken))]
    return {
        "same_estate": float(bool(a.place.estates & b.place.estates)),
        "same_road": float(bool(a.place.roads & b.place.roads)),
        "same_other": float(bool(a.place.others & b.place.others)),
        "name_run": min(max(run(mine, b.spoken), run(other, a.spoken)), LONG_NAME) / LONG_NAME,
        "covered": max(covers),
        "covered_both": min(covers),
        "vague": (a.vague + b.vague) / 2,
        "no_name": ((not mine) + (not other)) / 2,
        "no_address": ((not one) + (not two)) / 2,
    }


def _thing(a: Traits, b: Traits, seen: Examined) -> Signs:
    """What both are about, by the things they name."""
    about = seen.about
    both = {thing.reach for thing in ((about.thing,) if about.thing else (a.thing, b.thing)) if thing}
    reaches = {f"reach_{reach}": float(reach in both) for reach in REACHES}
    return reaches | {
        "kin_other": float(about.kinship is Kinship.OTHER),
        "kin_one": float(about.kinship is Kinship.ONE),
        "narrow_thing": float(about.thing is not None and not about.thing.broad),
        "same_thing": float(bool(a.named.main) and a.named.main == b.named.main),
        "two_things": float(bool(a.named.main and b.named.main) and a.named.main != b.named.main),
        "no_thing": ((not a.named.main) + (not b.named.main)) / 2,
        "once": float(about.thing is not None and about.thing.once),
        "other_fault": float(bool(a.faults and b.faults) and not a.faults & b.faults),
        "same_fault": float(bool(a.faults & b.faults)),
        "one_is_fee": float(("fee" in a.faults) != ("fee" in b.faults)),
        "one_is_manner": float(("manner" in a.faults) != ("manner" in b.faults)),
    }


def _meaning(a: Traits, b: Traits) -> Signs:
    """What the library made of both; all 0 but `no_card` where one has no decision."""
    one, two = a.told, b.told
    first, second = one.cards[:1], two.cards[:1]
    return {
        "meant": cosine(one.meaning, two.meaning),
        "best_card": float(bool(first) and first == second),
        "cross_card": float(bool({*first} & {*two.cards} or {*second} & {*one.cards})),
        "shared_cards": len({*one.cards} & {*two.cards}) / 3,
        "no_card": float(not first or not second),
    }


def _direction(a: Traits, b: Traits, seen: Examined) -> Signs:
    """Whether they pull two ways."""
    thing = seen.about.thing.code if seen.about.thing else ""
    codes = dict.fromkeys(filter(None, (thing, a.named.main, b.named.main, "-")))
    ways = [(a.stance(code), b.stance(code)) for code in codes]
    return {
        "opposed": float(any(one != NEITHER and one == -two for one, two in ways)),
        "same_way": float(any(one != NEITHER and one == two for one, two in ways)),
        "one_way": float(any((one == NEITHER) != (two == NEITHER) for one, two in ways)),
        "resist_one": float(a.says("resist") != b.says("resist")),
        "resist_both": float(a.says("resist") and b.says("resist")),
    }


def _person(a: Traits, b: Traits) -> Signs:
    """Whether both complain of one; nothing where one names nobody."""
    both = bool(a.respondent and b.respondent)
    same = both and same_respondent(a.respondent, b.respondent)
    account = bool(a.told.account) and a.told.account == b.told.account
    return {"same_who": float(same), "other_who": float(both and not same), "same_account": float(account)}


def _time(a: Traits, b: Traits, seen: Examined) -> Signs:
    """How far apart, and whether one day is told."""
    known = a.received_at is not None and b.received_at is not None
    days = abs((a.received_at - b.received_at).total_seconds()) / DAY if a.received_at and b.received_at else 0.0
    one, two = a.when.day, b.when.day
    return {
        "days": min(log1p(days) / 4, 1.0),
        "soon": float(known and days <= NEAR_DAYS),
        "long_after": float(days > FAR_DAYS),
        "goes_on_both": float(a.when.again and b.when.again),
        "goes_on_one": float(a.when.again != b.when.again),
        "same_day": float(one is not None and one == two),
        "other_day": float(one is not None and two is not None and one != two),
        "late": float(bool(apart_in_time(a, b, seen.about, WINDOW))),
    }


def _whose(a: Traits, b: Traits) -> Signs:
    """Whether it is everybody's or each one's own."""
    sums, rooms = (a.figures, b.figures), (a.rooms, b.rooms)
    return {
        "consult_one": float(a.says("consult") != b.says("consult")),
        "consult_both": float(a.says("consult") and b.says("consult")),
        "own_both": float(a.says("own") and b.says("own")),
        "own_one": float(a.says("own") != b.says("own")),
        "many_both": float(a.says("many") and b.says("many")),
        "same_sum": float(bool(sums[0] & sums[1])),
        "other_sum": float(all(sums) and not sums[0] & sums[1]),
        "same_rooms": float(bool(rooms[0] & rooms[1])),
        "rooms_differ": float(all(rooms) and not rooms[0] & rooms[1]),
        "same_mark": float(bool(a.marks & b.marks)),
    }


def _words(a: Traits, b: Traits) -> Signs:
    """What both say in the same words: of the matter alone, and of everything with the place."""
    names = f"{a.names},{b.names}"
    one, two = (weights(without(each.text, names)) for each in (a, b))
    common = shared(one, two)
    whole = shared(a.words, b.words)
    places = [held(weights(plain(x.told.address)), y.words) for x, y in ((a, b), (b, a))]
    return {
        "text_alike": cosine_of(one, two),
        "text_shared": min(sum(common) / MUCH_TEXT, 1.0),
        "text_rarest": max(common, default=0.0) / RAREST,
        "whole_alike": cosine_of(a.words, b.words),
        "whole_shared": min(sum(whole) / MUCH_WHOLE, 1.0),
        "whole_pairs": min(len(whole), MANY_PAIRS) / MANY_PAIRS,
        "address_told": max(places),
        "address_told_both": min(places),
    }


def _rules(seen: Examined) -> Signs:
    """What the rules make of it."""
    return {
        "rule_same": float(seen.likeness.verdict == "same"),
        "rule_ambiguous": float(seen.likeness.verdict == "ambiguous"),
        "rule_opposing": float(seen.likeness.verdict == "opposing"),
        "rule_different": float(seen.likeness.verdict == "different"),
        "rule_score": seen.likeness.score,
        "fit": seen.fitting.level / 2,
    }


def run(one: str, two: str) -> int:
    """Characters of the longest run of at least two in both; commas end a run."""
    best, at = 1, 0
    while at + best < len(one):
        piece = one[at : at + best + 1]
        if "," not in piece and piece in two:
            best += 1
        else:
            at += 1
    return best if best > 1 else 0


def covered(names: str, told: str) -> float:
    """Share of the names' characters that stand in `told`, in runs of two; one half where there is no name."""
    parts = [part for part in names.split(",") if len(part) > 1]
    total = sum(map(len, parts))
    return sum(len(part) - len(without(part, told).replace(",", "")) for part in parts) / total if total else 0.5


def without(text: str, names: str) -> str:
    """`text` with a comma for every run of two or more characters that stands in `names`."""
    left, at = [], 0
    while at < len(text):
        end = at
        while end < len(text) and text[at : end + 1] in names:
            end += 1
        left.append("," if end - at > 1 else text[at])
        at = end if end - at > 1 else at + 1
    return "".join(left)
