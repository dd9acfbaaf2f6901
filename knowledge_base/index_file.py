"""The index file: library, index and linear model, built once and loaded in a blink.

Its name holds the digest of everything that it was built from, so a stale file is never read and two processes of
different versions do not disturb each other. It is plain arrays and JSON; nothing in it can run.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pydantic import TypeAdapter

from config.log import log_notice
from knowledge_base.card import Card
from knowledge_base.index import Index, build_index
from knowledge_base.library import FOLDER, Library, load_library
from knowledge_base.places import Places, train_places

if TYPE_CHECKING:
    from config.region import Region

KEPT: Final = 3
"""Index files left in the folder; older ones are removed."""
SEPARATOR: Final = "\x1e"
"""Between phrases of a card; no cleaned text holds it."""
INDEX_ARRAYS: Final = ("starts", "cards", "values", "best")
PLACE_ARRAYS: Final = ("of_card", "row_of", "rarity", "weights", "bias")


@dataclass(frozen=True)
class Built:
    """What an engine is made of."""

    library: Library
    index: Index
    places: Places


def build(region: Region, folder: Path = FOLDER) -> Built:
    """Reads the cards and builds everything anew.

    Raises:
        KnowledgeError: a card, twin or law cannot be used.
    """
    return build_from(load_library(region, folder))


def load_or_build(region: Region, store: Path | None, folder: Path = FOLDER) -> Built:
    """The index file that fits the cards as they are now; where there is none it is built and kept in `store`.

    A folder that cannot be written costs time at each start and nothing else.

    Raises:
        KnowledgeError: a card, twin or law cannot be used.
    """
    if store is None:
        return build(region, folder)
    path = index_path(store, digest(region, folder))
    found = read(path) if path.exists() else None
    if found is None:
        found = build(region, folder)
        try:
            write(found, path)
        except OSError as error:
            log_notice("index_file_not_kept", path=str(path), reason=str(error))
    return found


def index_path(store: Path, digest: str) -> Path:
    """Where the index of that digest lies."""
    return store / f"index-{digest}.npz"


def digest(region: Region, folder: Path = FOLDER) -> str:
    """16 hex digits over cards, twins, laws, lexicon, the code that reads them, and the region."""
    found = hashlib.sha256("\n".join(sorted(region.contacts)).encode())
    files = [*folder.rglob("*.yaml"), *(path for path in FOLDER.glob("*.py"))]
    for path in sorted(files):
        found.update(path.name.encode())
        found.update(path.read_bytes())
    found.update(np.__version__.encode())
    return found.hexdigest()[:16]


def code_digest() -> str:
    """16 hex digits over all that makes an index of given cards: the code, the lexicon, the arithmetic."""
    found = hashlib.sha256(np.__version__.encode())
    for path in sorted([*(FOLDER / "lexicon").rglob("*.yaml"), *FOLDER.glob("*.py")]):
        found.update(path.name.encode())
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def build_from(library: Library) -> Built:
    """Index and model of a library that is already checked."""
    index = build_index(library)
    return Built(library, index, train_places(library, index))


def write(built: Built, path: Path) -> None:
    """Writes the file whole or not at all.

    Raises:
        OSError: the folder cannot be written.
    """
    index, places, library = built.index, built.places, built.library
    head = {
        "cards": [card.model_dump(mode="json") for card in library],
        "questions": dict(library.questions),
        "versions": dict(library.versions),
        "version": library.version,
        "topics": dict(library.topics),
        "ids": index.card_ids,
        "names": "\n".join(index.names),
        "phrases": [SEPARATOR.join(phrases) for phrases in index.phrases],
        "spelled": index.spelled,
        "places": places.names,
    }
    arrays = {name: getattr(index, name) for name in INDEX_ARRAYS} | {
        name: getattr(places, name) for name in PLACE_ARRAYS
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}-{os.getpid()}.npz")
    try:
        with draft.open("wb") as file:
            np.savez(file, head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), dtype=np.uint8), **arrays)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    keep_newest(path.parent, "index-*.npz")


def keep_newest(folder: Path, pattern: str) -> None:
    """Removes all but the last few files of a pattern; one that another process removes meanwhile is no trouble."""
    found = []
    for path in folder.glob(pattern):
        with suppress(FileNotFoundError):
            found.append((-path.stat().st_mtime, path))
    for _, path in sorted(found)[KEPT:]:
        path.unlink(missing_ok=True)


def read(path: Path) -> Built | None:
    """The file's content; None where it is damaged, with a line in the log."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            head: dict[str, Any] = json.loads(stored["head"].tobytes())
            arrays = {name: stored[name] for name in (*INDEX_ARRAYS, *PLACE_ARRAYS)}
            return _from(head, arrays)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        log_notice("index_file_damaged", path=str(path), reason=str(error))
        return None


def _from(head: dict[str, Any], arrays: dict[str, Any]) -> Built:
    cards = TypeAdapter(list[Card]).validate_python(head["cards"])
    questions = {card: tuple(asked) for card, asked in head["questions"].items()}
    library = Library({card.id: card for card in cards}, questions, head["versions"], head["version"], head["topics"])
    index = Index(
        card_ids=tuple(head["ids"]),
        names=tuple(head["names"].split("\n")),
        phrases=tuple(tuple(phrases.split(SEPARATOR)) for phrases in head["phrases"]),
        spelled=head["spelled"],
        **{name: arrays[name] for name in INDEX_ARRAYS},
    )
    return Built(library, index, Places(tuple(head["places"]), **{name: arrays[name] for name in PLACE_ARRAYS}))
