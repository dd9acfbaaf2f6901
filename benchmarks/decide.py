"""Fenliu against the usual designs, on the same phrases and the same messages, on one core, in one run.

Prints two tables: time and memory of one decision from 2,500 to 250,000 phrases; and each design's accuracy and time
on the blind exam (messages nobody mended a card by) and, where it lies beside the repository, on the labelled messages
of `../shared/eval`. Compare rows of one run only: machines are noisy. `make bench` runs it.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.exam import blind_messages
from benchmarks.library_of import library_of
from benchmarks.peers import PEERS, Peer
from config.region import load_region
from knowledge_base.engine import Engine
from knowledge_base.index import build_index
from knowledge_base.index_file import Built, write
from knowledge_base.library import Library, load_library
from knowledge_base.matcher import Matcher
from knowledge_base.places import train_places
from knowledge_base.signals import load_signals
from knowledge_base.text import cleaner

REGION: Final = load_region("sample")
SIZE: Final = 25_000
GROWTH: Final = (2_500, 25_000, 250_000)
SHORT: Final = 60
LONG: Final = 400
ASKED: Final = 600
"""Messages of the blind exam that are asked, spread over all cards."""
SLOW_ASKED: Final = 200
"""For designs that need tens of milliseconds a message."""
LABELLED: Final = Path(__file__).parents[2] / "shared" / "eval" / "dev.jsonl"
OUT_OF_SCOPE: Final = frozenset({"ask", "human", "status", "chitchat"})


def main() -> None:
    """All tables."""
    one_core()
    everything = load_library(REGION)
    questions = list(blind_messages(everything))
    step = max(1, len(questions) // ASKED)
    questions = questions[::step]
    print(
        f"{len(everything)} cards, {sum(len(card.phrases) for card in everything)} phrases; {len(questions)} questions"
    )
    growth(everything, [text for text, _ in questions])
    compare(everything, questions)


def one_core() -> None:
    """Everything, the libraries' own threads included, runs on one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def growth(everything: Library, texts: Sequence[str]) -> None:
    """Build, load, memory and time of a whole decision, for each number of phrases and for the library as it is."""
    short = [text for text in texts if len(text) <= SHORT]
    long = joined(texts, LONG)
    print(f"\n{'phrases':>8} {'cards':>7} {'build s':>8} {'load s':>7} {'memory MB':>10} {'file MB':>8}", end="")
    print(f" {'median ms':>10} {'p99 ms':>8} {'400: median':>12} {'400: p99':>9}")
    own = sum(len(card.phrases) for card in everything)
    for size in sorted({*GROWTH, own}):
        library = everything if size == own else library_of(everything, size)
        start = time.perf_counter()
        index = build_index(library)
        built = Built(library, index, train_places(library, index))
        build = time.perf_counter() - start
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "index.npz"
            write(built, path)
            load, memory = loaded_apart(path)
            megabytes = path.stat().st_size / 1e6
        engine = engine_of(built)
        del built, index
        quick, slow = timed(engine.decide, short), timed(engine.decide, long)
        phrases = sum(len(card.phrases) for card in library)
        print(f"{phrases:8} {len(library):7} {build:8.1f} {load:7.2f} {memory:10.0f} {megabytes:8.1f}", end="")
        print(f" {quick[0]:10.2f} {quick[1]:8.2f} {slow[0]:12.2f} {slow[1]:9.2f}", flush=True)


def engine_of(built: Built) -> Engine:
    """An engine over what was built."""
    return Engine(built.library, load_signals(REGION), Matcher(built.index, built.places))


def loaded_apart(path: Path) -> tuple[float, float]:
    """Seconds to load an index file, and MB that a process which decides from it holds above the bare interpreter."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.load", str(path)], capture_output=True, text=True, check=True
    )
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def joined(texts: Sequence[str], length: int) -> list[str]:
    """Stories of that length, made of several questions."""
    stories: list[str] = []
    story = ""
    for text in texts:
        story += f"{text}。"
        if len(story) >= length:
            stories.append(story[:length])
            story = ""
    return stories * 3


def timed(ask: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds, one message at a time, after one round to warm up."""
    for text in texts:
        ask(text)
    gc.collect()
    gc.freeze()
    times = []
    for text in texts:
        start = time.perf_counter()
        ask(text)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def compare(everything: Library, questions: Sequence[tuple[str, str]]) -> None:
    """Every design on the same phrases."""
    library = library_of(everything, SIZE)
    questions = [(text, card) for text, card in questions if card in library.cards]
    labelled = labels()
    print(f"\n{SIZE} phrases; accuracy on {len(questions)} blind messages and {len(labelled)} labelled messages")
    print(
        f"{'design':52} {'card':>6} {'unit':>6} {'dest.':>6} {'labelled':>9} {'median':>8} {'p99 ms':>8} {'build s':>8}"
    )
    start = time.perf_counter()
    index = build_index(library)
    engine = engine_of(Built(library, index, train_places(library, index)))
    spent = time.perf_counter() - start
    messages = Messages(library, questions, labelled)
    row("Fenliu, whole decision", Fenliu(engine), messages, spent)
    row("Fenliu, matcher alone", Alone(engine), messages, spent)
    for name, build in PEERS.items():
        start = time.perf_counter()
        peer = build(library)
        spent = time.perf_counter() - start
        row(name, peer, messages.fewer() if peer.slow else messages, spent)


class Fenliu(Peer):
    """The whole decision; a question back names its best candidate."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def best(self, text: str) -> str:
        """The card that is told, or the first option."""
        decision = self.engine.decide(text)
        return decision.card or (decision.candidates[0].card if decision.candidates else "")


class Alone(Fenliu):
    """The matcher without signals, splitting and thresholds."""

    def best(self, text: str) -> str:
        """The most believed card."""
        matcher = self.engine.matcher
        return matcher.index.card_ids[matcher.rank(cleaner().clean(text)).order[0]]


@dataclass(frozen=True)
class Messages:
    """What every design is asked."""

    library: Library
    questions: Sequence[tuple[str, str]]
    labelled: Sequence[tuple[str, list[str]]]

    def fewer(self) -> Messages:
        """Some of them, evenly spread, for a slow design."""
        step = max(1, len(self.questions) // SLOW_ASKED)
        return Messages(self.library, self.questions[::step], self.labelled[::3])


def row(name: str, peer: Peer, messages: Messages, build: float) -> None:
    """Asks everything and prints one row."""
    library, questions, labelled = messages.library, messages.questions, messages.labelled
    said = [(peer.best(text), card) for text, card in questions]
    cards = [(library.cards.get(best), library[card]) for best, card in said]
    right = sum(best == card for best, card in said)
    units = sum(a is not None and (a.destination, a.handler) == (b.destination, b.handler) for a, b in cards)
    places = sum(a is not None and a.destination == b.destination for a, b in cards)
    known = [_destination(library, peer.best(text)) in accept for text, accept in labelled]
    median, slow = timed(peer.best, [text for text, _ in questions if len(text) <= SHORT][:300])
    count, of = len(questions), max(1, len(labelled))
    print(f"{name:52} {right / count:6.3f} {units / count:6.3f} {places / count:6.3f} {sum(known) / of:9.3f}", end="")
    print(f" {median:8.2f} {slow:8.2f} {build:8.1f}", flush=True)


def _destination(library: Library, card_id: str) -> str:
    card = library.cards.get(card_id)
    return card.destination if card else ""


def labels() -> list[tuple[str, list[str]]]:
    """Labelled messages that have a destination; none where the shared material is not there."""
    if not LABELLED.exists():
        return []
    rows = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(row["text"], row["accept"]) for row in rows if row["accept"][0] not in OUT_OF_SCOPE]


if __name__ == "__main__":
    main()
