"""How decisions agree with labels: the definitions of the shared scorer, per source and per destination.

A row of the gold file: id, accept (list, best label first), handlers (list), text, and optionally source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

AWAY = frozenset({"court", "arbitration", "mediation", "community", "private", "declined"})
BALANCED = "balanced destination"
FEWEST = 5
"""A label counts in the balanced figure from this many messages on."""


@dataclass
class Tally:
    """Counts per figure, and hits per best label."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    by_label: dict[str, list[bool]] = field(default_factory=dict)

    def add(self, name: str, hit: object) -> None:
        """Counts one row for a figure."""
        pair = self.counts.setdefault(name, [0, 0])
        pair[0] += bool(hit)
        pair[1] += 1

    def figures(self) -> dict[str, tuple[float, float, float]]:
        """Figure -> (hits, of, rate)."""
        out = {name: (float(hit), float(of), hit / of) for name, (hit, of) in self.counts.items()}
        rates = [sum(hits) / len(hits) for hits in self.by_label.values() if len(hits) >= FEWEST]
        if rates:
            out[BALANCED] = (sum(rates), float(len(rates)), sum(rates) / len(rates))
        return out


def said_of(decision: Mapping[str, Any]) -> str:
    """A decision as the label it is compared with."""
    outcome = str(decision.get("outcome", "route"))
    if outcome == "route":
        return str(decision.get("destination"))
    return {"chat": "chitchat"}.get(outcome, outcome)


def score(gold: Iterable[Mapping[str, Any]], decisions: Mapping[str, Mapping[str, Any]]) -> Tally:
    """Tallies every gold row; a row without a decision counts as missed."""
    tally = Tally()
    for want in gold:
        _score_one(tally, want, decisions.get(str(want["id"]), {"outcome": "missing"}))
    return tally


def _score_one(tally: Tally, want: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    said, accept = said_of(row), list(want["accept"])
    right = said in accept
    options = {candidate.get("destination") for candidate in row.get("candidates", [])[:3]}
    tally.add("destination", right)
    tally.by_label.setdefault(accept[0], []).append(right)
    tally.add("destination or asked with it among three", right or (said == "ask" and options & set(accept)))
    tally.add("asked back", said == "ask")
    tally.add("handed to a person", said == "human")
    if accept[0] == "order":
        _score_in_scope(tally, want, row, said=said, right=right)
    if "order" not in accept:
        tally.add("out of scope filed as order (lower is better)", said == "order")
    if "emergency" in accept or accept[0] == "human":
        tally.add("danger or person caught", said in ("emergency", "human"))
    else:
        tally.add("false alarm (lower is better)", said == "emergency")


def _score_in_scope(tally: Tally, want: Mapping[str, Any], row: Mapping[str, Any], *, said: str, right: bool) -> None:
    tally.add("in scope turned away (lower is better)", not right and said in AWAY)
    handlers: Sequence[str] = want.get("handlers") or ()
    if not handlers:
        return
    handler = row.get("handler") if said in ("order", "department", "operator") else None
    tally.add("handler, all in-scope rows", handler in handlers)
    if said == "order":
        tally.add("handler, when filed", handler in handlers)
