"""`python -m knowledge_base.revisions.building`: builds an index and replays, in a process of its own.

A job comes as JSON on standard input; on standard output goes one JSON object a line: `progress` from 0 to 1, and at
the end `done` or `problem`.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from config.clock import Clock
from config.errors import FenliuError
from config.region import Region, load_region
from knowledge_base.engine import Engine
from knowledge_base.index import build_index
from knowledge_base.index_file import Built, build_from, code_digest, load_or_build, read, write
from knowledge_base.library import Library
from knowledge_base.matcher import Matcher
from knowledge_base.places import train_places
from knowledge_base.revisions.content import laws_of
from knowledge_base.revisions.job import Done, Job
from knowledge_base.revisions.laying import lay_over
from knowledge_base.revisions.replay import Engines, Replayed, replay
from knowledge_base.signals import Signals, load_signals

PACKING: Final = 1
"""zlib's level: 44 MB become 18 MB in half a second; higher levels take long and gain little."""
LOADED, INDEXED, TRAINED, PACKED = 0.05, 0.35, 0.68, 0.7
"""Progress, measured on 1,504 cards: 14 s of index, 17 s of model, 15 s of replay."""
Tell = Callable[[float], None]


def work(job: Job, tell: Tell) -> Done:
    """Does the job; the packed index lies in `job.out` afterwards.

    Raises:
        FenliuError: a revision cannot be used, or the region.
    """
    region, signals = _office(job.region)
    if job.again:
        built = _again(job, region)
        return _done(built, built.library, job, Replayed(), {})
    shipped = load_or_build(region, Path(job.store), Path(job.folder))
    before = _kept(job.before) or shipped
    tell(LOADED)
    library = lay_over(shipped.library, job.laid, laws_of(Path(job.folder)), region)
    after = _same(library, (shipped, before)) or _build(library, tell)
    tell(PACKED)
    old, new = _engine(before, signals), _engine(after, signals)
    engines = Engines(old, new, new if job.returns_to(library.version) else old)
    found = replay(engines, job.laid, job.messages, job.day, lambda part: tell(PACKED + part * (1 - PACKED)))
    return _done(after, shipped.library, job, found, dict(before.library.versions))


@lru_cache(maxsize=1)
def _office(name: str) -> tuple[Region, Signals]:
    """A region and its signals, read once however many jobs there are."""
    region = load_region(name)
    return region, load_signals(region)


def _again(job: Job, region: Region) -> Built:
    kept = _kept(job.again)
    if kept is not None:
        return build_from(kept.library)
    shipped = load_or_build(region, Path(job.store), Path(job.folder))
    return build_from(lay_over(shipped.library, job.laid, laws_of(Path(job.folder)), region))


def _kept(path: str) -> Built | None:
    return read(Path(path)) if path else None


def _same(library: Library, known: tuple[Built, ...]) -> Built | None:
    """An index that is there already: of the very same cards, questions and topics."""
    parts = (library.version, dict(library.questions), dict(library.topics))
    for built in known:
        other = built.library
        if (other.version, dict(other.questions), dict(other.topics)) == parts:
            return built
    return None


def _build(library: Library, tell: Tell) -> Built:
    index = build_index(library)
    tell(INDEXED)
    places = train_places(library, index)
    tell(TRAINED)
    return Built(library, index, places)


def _engine(built: Built, signals: Signals) -> Engine:
    return Engine(built.library, signals, Matcher(built.index, built.places))


def _done(built: Built, shipped: Library, job: Job, found: Replayed, versions: dict[str, str]) -> Done:
    out = Path(job.out)
    write(built, out.with_suffix(".npz"))
    content = out.with_suffix(".npz").read_bytes()
    out.write_bytes(zlib.compress(content, PACKING))
    return Done(
        version=built.library.version,
        shipped=shipped.version,
        digest=hashlib.sha256(content).hexdigest(),
        code=code_digest(),
        size=len(built.library),
        asked=found.asked,
        heard=found.heard,
        failures=found.failures,
        notes=found.notes,
        changes=found.changes,
        versions=versions,
    )


def lost_questions(before: Built, after: Built, region: Region, today: date | None = None) -> list[str]:
    """Test questions that pass before and would not afterwards, or are gone and would be answered otherwise.

    For cards that are changed on disk while the service runs and nothing was published yet: nobody is there to accept.
    """
    signals = load_signals(region)
    old, new = _engine(before, signals), _engine(after, signals)
    found = replay(Engines(old, new, old), (), (), today or Clock().today(), lambda _part: None)
    return [*(row["question"] for row in found.failures), *(row["message"] for row in found.changes)]


def _say(**what: Any) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Reads the job, does it, tells what came of it."""
    job = Job.from_json(json.loads(sys.stdin.buffer.read()))
    try:
        done = work(job, lambda part: _say(progress=round(part, 3)))
    except FenliuError as error:
        _say(problem=error.say)
    except OSError as error:
        _say(problem=f"索引写不下来（{error.strerror}）。请检查磁盘和目录 {job.store}")
    else:
        _say(progress=1.0)
        _say(done=asdict(done))


if __name__ == "__main__":
    main()
