"""The engine: signals, cleaning, splitting, matching, and the outcome. Pure and deterministic."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from knowledge_base.decision import Candidate, Context, Decision
from knowledge_base.index_file import load_or_build
from knowledge_base.library import FOLDER, Library
from knowledge_base.matcher import Matcher
from knowledge_base.outcome import OPTIONS, judge
from knowledge_base.shut import closed, without
from knowledge_base.signals import Signal, Signals, load_signals
from knowledge_base.split import clauses, split
from knowledge_base.text import cleaner

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from config.region import Region

ENGINE_VERSION: Final = "3"
"""Raised whenever the same cards could give another answer."""
BEHIND: Final = 0.5
"""Belief that the rest of a message needs before it goes before a wish that nobody may grant."""
URGENCY: Final = (
    "emergency", "order", "arbitration", "court", "department",
    "operator", "mediation", "community", "private", "declined",
)  # fmt: skip


class Engine:
    """Decides where a message belongs. One per process; safe to share, it keeps nothing between calls."""

    def __init__(self, library: Library, signals: Signals, matcher: Matcher, off: frozenset[str] = frozenset()) -> None:
        self.whole = library
        """All cards of the index, those that may not answer now among them."""
        self.library = without(library, off | matcher.hidden)
        """The cards that may answer."""
        self.signals = signals
        self.matcher = matcher
        self.off = off
        """Cards that are switched off: what would be answered with one is undecided, and a person's."""

    @classmethod
    def load(cls, region: Region, store: Path | None = None, folder: Path = FOLDER) -> Engine:
        """Cards, signals and index for a region; `store` is the folder of index files, none builds anew.

        Raises:
            KnowledgeError: a card, twin, law or signal cannot be used.
        """
        built = load_or_build(region, store, folder)
        return cls(built.library, load_signals(region), Matcher(built.index, built.places))

    def without(self, off: frozenset[str]) -> Engine:
        """The same engine with exactly these cards switched off; nothing is built anew."""
        return self if off == self.off else Engine(self.whole, self.signals, self.matcher, off)

    def on(self, day: date) -> Engine:
        """The engine of that day: cards outside their dates are as if they were not there."""
        hidden = frozenset(card.id for card in self.whole if not card.valid_on(day))
        if hidden == self.matcher.hidden:
            return self
        return Engine(self.whole, self.signals, Matcher(self.matcher.index, self.matcher.places, hidden), self.off)

    def signal(self, name: str) -> Signal:
        """The signal of that name, with the sentence for the resident."""
        return self.signals[name]

    def decide(self, text: str, context: Context | None = None) -> Decision:
        """Where a message belongs; further matters stand in `also`, the most urgent comes first."""
        context = context or Context()
        plain = cleaner().plain(text)
        found = self.signals.find(plain)
        pieces = [text] if context.only else _pieces(text)
        parts = [self._behind(self._decide_one(piece, context), context) for piece in pieces]
        parts = _distinct(parts) if len(parts) > 1 else parts
        parts.sort(key=urgency)
        parts = closed(parts, self.off) if self.off else parts
        first = self._with_signals(parts[0], found, plain)
        return replace(first, also=tuple(part for part in parts[1:] if part.outcome in ("route", "ask")))

    def _decide_one(self, piece: str, context: Context) -> Decision:
        """The decision on one matter, signals left aside."""
        clean = cleaner().clean(f"{context.before}，{piece}" if context.before else piece)
        ranking = self.matcher.rank(clean, context.only)
        verdict = judge(ranking, self.matcher, self.whole, context)
        ids = self.matcher.index.card_ids
        candidates = tuple(
            self._candidate(ids[place], float(ranking.belief[place])) for place in verdict.shown[:OPTIONS]
        )
        decision = Decision(
            outcome=verdict.outcome,
            confidence=round(verdict.confidence, 4),
            candidates=candidates,
            text=piece,
            reasons=partial(self.matcher.words, clean, verdict.shown[0]) if verdict.shown else tuple,
            margin=round(verdict.margin, 4),
            threshold=verdict.threshold,
            needed_margin=verdict.needed_margin,
            versions={"card": "", "library": self.whole.version, "engine": ENGINE_VERSION},
        )
        return self._routed(decision, candidates[0].card) if verdict.outcome == "route" else decision

    def _behind(self, wish: Decision, context: Context) -> Decision:
        """The matter told beside a wish that nobody may lawfully grant: 给我发个老婆。婚介所收了钱不退.

        Sentences that carry the wish are set aside; what is left counts where it is clear by itself.
        """
        wished = wish.candidates[:1] and wish.candidates[0].destination == "declined"
        sentences = clauses(wish.text) if wished and not context.only else []
        if len(sentences) < 2:  # noqa: PLR2004 - one sentence has nothing behind it
            return wish
        alone = [self._decide_one(sentence, context) for sentence in sentences]
        left = [one.text for one in alone if not one.candidates or one.candidates[0].destination != "declined"]
        rest = self._decide_one("。".join(left), context)
        clear = rest.outcome == "route" and rest.destination != "declined" and rest.confidence >= BEHIND
        return replace(rest, text=wish.text) if clear else wish

    def _candidate(self, card_id: str, score: float) -> Candidate:
        card = self.whole[card_id]
        return Candidate(card.id, card.destination, card.handler, round(score, 4))

    def _routed(self, decision: Decision, card_id: str) -> Decision:
        card = self.whole[card_id]
        versions = decision.versions | {"card": self.whole.versions[card_id]}
        return replace(decision, destination=card.destination, card=card.id, handler=card.handler, versions=versions)

    def _with_signals(self, decision: Decision, found: tuple[Signal, ...], plain: str) -> Decision:
        """Lets signals override: danger to emergency, threats and wishes to a person, status and small talk."""
        decision = replace(decision, signals=tuple(signal.name for signal in found))
        for signal in found:
            if signal.kind in ("danger", "self_harm"):
                return self._emergency(decision, signal)
            if signal.kind in ("violence", "group", "human"):
                return replace(decision, outcome="human", destination=None, card=None, handler=None)
            if signal.kind == "status":
                return replace(decision, outcome="status", destination=None, card=None, handler=None)
            if signal.kind == "chat":
                return replace(decision, outcome="chat", destination=None, card=None, handler=None)
        if not any(char.isalnum() for char in plain):
            return replace(decision, outcome="chat", destination=None, card=None, handler=None)
        return decision

    def _emergency(self, decision: Decision, signal: Signal) -> Decision:
        """An emergency referral; the ordinary answer stays reachable as the first further matter."""
        card = self.library.cards.get(signal.card or "")
        base = replace(decision, outcome="route", destination="emergency", confidence=1.0)
        if card is None:
            return replace(base, card=None, handler=None)
        return self._routed(base, card.id)


def _pieces(text: str) -> list[str]:
    """The matters of a message in the resident's own writing, cut where its simplified form is cut."""
    shown = cleaner().visible(text)
    simple = cleaner().simplified(shown)
    pieces: list[str] = []
    start = 0
    for piece in split(simple):
        found = simple.find(piece, start)
        whole = found >= 0 and len(simple) == len(shown)
        pieces.append(shown[found : found + len(piece)] if whole else piece)
        start = found + len(piece) if found >= 0 else start
    return pieces


def _distinct(parts: list[Decision]) -> list[Decision]:
    """Pieces that come out as the same card are one matter; undecided pieces beside a decided one are its story."""
    decided = [part for part in parts if part.outcome == "route"]
    kept: list[Decision] = []
    for part in decided or parts[:1]:
        if all(part.card != other.card for other in kept):
            kept.append(part)
    return kept


def urgency(decision: Decision) -> int:
    """The place of a decision among the matters of one message; 0 comes first."""
    return URGENCY.index(decision.destination) if decision.destination in URGENCY else len(URGENCY)
