"""Sections about conversations: how they ended, where they were sent, when they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

from bot.insight.days import DayCounts
from bot.insight.words import words
from config.vocabulary import vocabulary
from orders.paper.report import Chart, ChartKind, Figures, Section, Series, Show
from orders.reports.question import Share

MOST_DAYS = 62
"""Longer times are drawn by month."""
HOURS = tuple(f"{hour:02}" for hour in range(24))
DECIDED = ("yes", "no")


def talks(counts: DayCounts, durable_days: int) -> list[Section]:
    """The figures, and three charts and a map of the week."""
    return [
        words.section("talks", figures(counts, durable_days)),
        words.section("endings", endings(counts)),
        words.section("destinations", _bars("destination", counts, _destinations(), words()["way"])),
        words.section("outcomes", _bars("outcome", counts, words()["outcomes"], words()["outcome"])),
        words.section("load", load(counts)),
    ]


def figures(counts: DayCounts, durable_days: int) -> Figures:
    """What a supervisor looks at first."""
    ended, durable, matched = counts.total("ending"), counts.total("durable"), counts.total("unmatched")
    everything = ended.total()
    shares = {
        "deflected": Share(ended["told"], everything),
        "held": Share(durable["held"], durable.total()),
        "unmatched": Share(matched["yes"], sum(matched[key] for key in DECIDED)),
        "persons_share": Share(ended["person"], everything),
        "unfinished": Share(ended["unfinished"], everything),
    }
    shown = {
        name: words.figure(name, share.rate, counted=share.counted, days=durable_days) for name, share in shares.items()
    }
    return Figures((
        words.figure("talks", everything),
        words.figure("contacts", counts.sum("hour")),
        shown["deflected"],
        shown["held"],
        words.figure("young", counts.young, days=durable_days),
        shown["unmatched"],
        shown["persons_share"],
        shown["unfinished"],
    ))  # fmt: skip


def endings(counts: DayCounts) -> Chart:
    """Conversations by day, or by month where there are many days; one colour for each end."""
    monthly = len(counts.days) > MOST_DAYS
    when: Callable[[date], str] = (lambda day: f"{day:%Y-%m}") if monthly else (lambda day: f"{day:%m-%d}")
    sums: dict[str, Counter[str]] = {}
    for day in sorted(counts.days):
        here = sums.setdefault(when(day), Counter())
        here.update({key: times for (name, key), times in counts.days[day].items() if name == "ending"})
    named: Mapping[str, str] = words()["endings"]
    series = tuple(Series(shown, tuple(one[code] for one in sums.values())) for code, shown in named.items())
    return Chart(ChartKind.STACKED, tuple(sums), series, axis=str(words()["month" if monthly else "day"]))


def load(counts: DayCounts) -> Chart:
    """Contacts by weekday and hour, on an average day of each kind: of some there is one more than of others."""
    sums: Counter[tuple[int, str]] = Counter()
    days = Counter(day.weekday() for day in counts.days)
    for day, found in counts.days.items():
        for (name, key), times in found.items():
            if name == "hour":
                sums[day.weekday(), key] += times
    rows = tuple(
        Series(shown, tuple(sums[place, hour] / days[place] if days[place] else None for hour in HOURS))
        for place, shown in enumerate(words()["weekdays"])
    )
    return Chart(ChartKind.HEAT, HOURS, rows, Show.ONE, axis=str(words()["weekday"]))


def _bars(name: str, counts: DayCounts, named: Mapping[str, str], axis: str) -> Chart:
    """One bar for each key that there is, in the order of `named`, what is not named last."""
    found = counts.total(name)
    keys = [key for key in [*named, *sorted(set(found) - set(named))] if found[key]]
    values = tuple(found[key] for key in keys)
    shown = tuple(named.get(key, key) for key in keys)
    return Chart(ChartKind.BAR, shown, (Series(str(words()["times"]), values),), axis=axis)


def _destinations() -> Mapping[str, str]:
    named: Mapping[str, str] = vocabulary()["destinations"]
    return named
