"""One decision against the usual fuzzy scorers, on the same phrases and the same messages, in one run.

Prints per design: share of test questions whose own card (and whose own destination) comes first, median and 99th
percentile of the time for one message, and the time to build. Compare rows of one run only; machines are noisy.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from rapidfuzz import fuzz, process

from config.region import load_region
from knowledge_base.engine import Engine
from knowledge_base.index import build_index
from knowledge_base.text import cleaner

EVERY = 4
"""Each fourth test question is asked, so that the slow peers stay within a minute or two."""


def measure(name: str, ask: Callable[[str], str], questions: list[tuple[str, str]], engine: Engine) -> None:
    """Asks every question and prints one row."""
    times: list[float] = []
    cards = places = 0
    for question, card in questions:
        start = time.perf_counter()
        winner = ask(question)
        times.append((time.perf_counter() - start) * 1000)
        cards += winner == card
        places += engine.library[winner].destination == engine.library[card].destination
    count = len(questions)
    slow = statistics.quantiles(times, n=100)[98]
    print(f"{name:44} {cards / count:6.3f} {places / count:6.3f} {statistics.median(times):8.2f} {slow:8.2f}")


def main() -> None:
    """Builds once, asks all designs."""
    engine = Engine.load(load_region("sample"))
    clean = cleaner().clean
    start = time.perf_counter()
    build_index(engine.library)
    built = time.perf_counter() - start
    pairs = [(clean(phrase), card.id) for card in engine.library for phrase in card.phrases]
    phrases, owners = [phrase for phrase, _ in pairs], [owner for _, owner in pairs]
    asked = [(question, card) for card, all_of in sorted(engine.library.questions.items()) for question in all_of]
    asked = asked[::EVERY]

    def ours(question: str) -> str:
        ranking = engine.matcher.rank(clean(question))
        return engine.matcher.index.card_ids[ranking.order[0]]

    def whole(question: str) -> str:
        candidates = engine.decide(question).candidates
        return candidates[0].card if candidates else engine.matcher.index.card_ids[0]

    def nearest(scorer: Callable[..., float]) -> Callable[[str], str]:
        return lambda question: owners[process.extract(clean(question), phrases, scorer=scorer, limit=1)[0][2]]

    print(f"{len(engine.library)} cards, {len(phrases)} phrases, {len(asked)} questions; index built in {built:.2f} s")
    print(f"{'design':44} {'card':>6} {'place':>6} {'median':>8} {'p99 ms':>8}")
    measure("Fenliu, matcher alone", ours, asked, engine)
    measure("Fenliu, whole decision", whole, asked, engine)
    measure("RapidFuzz ratio, cleaned text", nearest(fuzz.ratio), asked, engine)
    measure("RapidFuzz WRatio, cleaned text", nearest(fuzz.WRatio), asked, engine)


if __name__ == "__main__":
    main()
