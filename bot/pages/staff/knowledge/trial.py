"""Words tried: what the engine makes of them, and why, as rows for a page."""

from __future__ import annotations

from dataclasses import dataclass

from config.vocabulary import name_of
from knowledge_base.decision import Decision
from knowledge_base.engine import Engine

OUTCOMES = {"route": "直接答复", "ask": "先问一句", "human": "转人工", "status": "查进度", "chat": "寒暄"}


@dataclass(frozen=True)
class Trial:
    """One matter of the words that were tried. `rows`: card, title, where it belongs, belief in percent."""

    outcome: str
    text: str
    rows: tuple[tuple[str, str, str, str], ...]
    words: str
    margin: str
    signals: str


def tried(engine: Engine, text: str) -> list[Trial]:
    """Every matter found in the words, the one that is answered first."""
    decision = engine.decide(text)
    return [_trial(engine, one) for one in (decision, *decision.also)]


def _trial(engine: Engine, decision: Decision) -> Trial:
    rows = tuple(
        (
            one.card,
            engine.library[one.card].title,
            name_of("destinations", one.destination),
            f"{one.score:.0%}",
        )
        for one in decision.candidates
    )
    enough = f"把握 {decision.confidence:.0%}（要 {decision.threshold:.0%}），比第二名多 {decision.margin:.0%}"
    return Trial(
        outcome=OUTCOMES[decision.outcome],
        text=decision.text,
        rows=rows,
        words="、".join(f"{word} {share:.0%}" for word, share in decision.words[:6]),
        margin=f"{enough}（要 {decision.needed_margin:.0%}）" if rows else "",
        signals="、".join(decision.signals),
    )
