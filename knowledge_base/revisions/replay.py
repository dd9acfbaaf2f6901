"""The replay: every test question and the last real messages, put to what answers now and to what is to be published.

Three engines take part. `before` answers now, `after` is to be published, and `judge` says which questions must pass:
it is `before`; for a return to an earlier edition it is that edition itself, which was judged when it was published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from knowledge_base.engine import Engine
from knowledge_base.library import Library
from knowledge_base.revisions.laying import Laid
from knowledge_base.text import cleaner

MOST_DAYS: Final = 6
"""Days on which cards begin or end that are replayed, the nearest first; today is always among them."""
STEP: Final = 100
"""Questions between two words about the progress."""
Progress = Callable[[float], None]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Engines:
    """What is put side by side."""

    before: Engine
    after: Engine
    judge: Engine

    def on(self, day: date) -> Engines:
        """The three as they are on that day."""
        before, after = self.before.on(day), self.after.on(day)
        return Engines(before, after, before if self.judge is self.before else after)


@dataclass
class Replayed:
    """What came of it, as plain data."""

    asked: int = 0
    heard: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)
    """Must-pass questions that fail: card, question, day, before, after."""
    notes: list[dict[str, Any]] = field(default_factory=list)
    """Questions of the new revisions that need not pass, and do not."""
    changes: list[dict[str, Any]] = field(default_factory=list)
    """Answers that change: kind, message, count, day, before, after."""


def replay(
    engines: Engines, laid: Sequence[Laid], messages: Sequence[str], today: date, progress: Progress
) -> Replayed:
    """Puts everything to both engines on every day on which the cards that answer are others."""
    found, days = Replayed(), _days(engines.after.whole, today)
    asked = _questions(engines, laid)
    counted = {text: messages.count(text) for text in dict.fromkeys(messages)}
    total, done = max(1, len(days) * (len(asked) + len(counted))), 0
    for day in days:
        here = engines.on(day)
        for one in asked:
            _ask(one, here, day, found)
            done += 1
            if done % STEP == 0:
                progress(done / total)
        for text, count in counted.items():
            found.changes += _changed(here, text, day, kind="message", count=count)
            done += 1
            if done % STEP == 0:
                progress(done / total)
    found.asked, found.heard = len(asked), len(messages)
    found.failures, found.notes = _once(found.failures), _once(found.notes)
    found.changes = _once(found.changes)
    return found


def answer(engine: Engine, text: str) -> Answer:
    """What a resident would get: outcome, cards of all matters, where they go; titles for whoever reads it."""
    decision = engine.decide(text)
    cards = [part.card for part in (decision, *decision.also) if part.card]
    return {
        "outcome": decision.outcome,
        "destination": decision.destination,
        "cards": cards,
        "titles": [engine.whole[card].title for card in cards],
        "signals": list(decision.signals),
    }


@dataclass(frozen=True)
class _Asked:
    card: str
    text: str
    must: str
    """own: of what is being published; kept: passes or not as before; given up: no longer asked of any card; no."""


def _questions(engines: Engines, laid: Sequence[Laid]) -> list[_Asked]:
    fresh = {one.card_id: one for one in laid if one.new and not one.retires}
    loose = {(one.card_id, q["text"]) for one in laid if not one.retires for q in one.questions if not q["must_pass"]}
    after, asked = engines.after.whole.questions, []
    for card, texts in after.items():
        for text in texts:
            must = "no" if (card, text) in loose else "own" if card in fresh else "kept"
            asked.append(_Asked(card, text, must))
    for card, texts in engines.before.whole.questions.items():
        left = {text for text in after.get(card, ()) if (card, text) not in loose}
        asked += [_Asked(card, text, "given up") for text in texts if text not in left]
    return asked


def _ask(one: _Asked, engines: Engines, day: date, found: Replayed) -> None:
    if one.must == "given up":
        if _passes(engines.before, one.card, one.text):
            found.changes += _changed(engines, one.text, day, kind="question")
        return
    if one.card not in engines.after.library.cards:
        return
    fits = _passes(engines.after, one.card, one.text)
    if fits and not _elsewhere(engines.after, one.card, one.text):
        return
    if one.must == "kept" and not _lost(one, engines, fits=fits):
        if engines.judge is not engines.before and _passes(engines.before, one.card, one.text):
            found.changes += _changed(engines, one.text, day, kind="question")
        return
    row = {"card": one.card, "question": one.text, "day": day.isoformat(), "own": one.must == "own"}
    row |= {"before": answer(engines.before, one.text), "after": answer(engines.after, one.text)}
    (found.notes if one.must == "no" else found.failures).append(row)


def _lost(one: _Asked, engines: Engines, *, fits: bool) -> bool:
    """Whether the question was right before: the best match, or, where it still is that, what the resident got."""
    if not fits:
        return _passes(engines.judge, one.card, one.text)
    return engines.judge.decide(one.text).card == one.card


def _passes(engine: Engine, card: str, text: str) -> bool:
    """Whether the card is the best match, as `fenliu overmatch` counts it."""
    ranking = engine.matcher.rank(cleaner().clean(text))
    return bool(ranking.order) and engine.matcher.index.card_ids[ranking.order[0]] == card


def _elsewhere(engine: Engine, card: str, text: str) -> bool:
    decision = engine.decide(text)
    return decision.outcome == "route" and not decision.signals and decision.card != card


def _changed(engines: Engines, text: str, day: date, *, kind: str, count: int = 1) -> Iterator[dict[str, Any]]:
    """The answer, where it changes."""
    before, after = answer(engines.before, text), answer(engines.after, text)
    if before | {"titles": ()} != after | {"titles": ()}:
        row = {"kind": kind, "message": text, "count": count, "day": day.isoformat()}
        yield row | {"before": before, "after": after}


def _days(library: Library, today: date) -> list[date]:
    """Today, and the next days on which a card begins or has ended."""
    return [today, *sorted(day for day in set(_turns(library)) if day > today)[: MOST_DAYS - 1]]


def _turns(library: Library) -> Iterator[date]:
    for card in library:
        yield card.valid_from
        if card.valid_to is not None and card.valid_to < date.max:
            yield card.valid_to + timedelta(days=1)


def _once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same thing on several days is told once, with its first day."""
    seen: dict[str, dict[str, Any]] = {}
    for row in rows:
        seen.setdefault(repr({name: value for name, value in row.items() if name != "day"}), row)
    return list(seen.values())
