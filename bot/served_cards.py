"""Which cards answer while nothing was published yet: those on disk, unless they were edited and lost a question.

The service notes which cards it answers with. Were the files changed when it starts again, by the same program, then
every test question that passed must pass still; else the former cards answer on, the changed ones wait for the gate.
New cards that come with a new program are taken as they are: they were tried before the program was given out.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

from config.log import log_notice
from config.region import Region
from config.settings import Settings
from knowledge_base.index_file import Built, code_digest, digest, index_path, load_or_build, read
from knowledge_base.library import FOLDER
from knowledge_base.revisions.building import lost_questions

SHOWN = 5
"""Lost questions that the log names."""


class Noted(NamedTuple):
    """The cards that answered last: digest of their index, and of the program that built it."""

    digest: str
    code: str


class ServedCards:
    """The cards on disk of one data folder, and those that answer."""

    def __init__(self, settings: Settings, region: Region, folder: Path = FOLDER) -> None:
        self.region = region
        self.folder = folder
        self.store = settings.index_files
        self.note = settings.data / f"cards-{settings.region}.json"

    def noted(self) -> Noted | None:
        """What was put down last; None where nothing was, or it cannot be read."""
        try:
            return Noted(**json.loads(self.note.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def keep(self, found: str) -> None:
        """Puts down which cards answer, by the digest of their index; where it cannot be written, the log says so."""
        draft = self.note.with_name(f".{self.note.name}-{os.getpid()}")
        try:
            draft.write_text(json.dumps(Noted(found, code_digest())._asdict()), encoding="utf-8")
            draft.replace(self.note)
            index_path(self.store, found).touch()  # the newest are kept
        except OSError as error:
            log_notice("served_cards_not_noted", reason=str(error))

    def waiting(self) -> Path | None:
        """The index that answers, where the cards on disk are others by now and wait; None where they answer."""
        noted = self.noted()
        if noted is None or noted.code != code_digest() or noted.digest == digest(self.region, self.folder):
            return None
        path = index_path(self.store, noted.digest)
        return path if path.exists() else None

    def built(self) -> Built:
        """What answers.

        Raises:
            KnowledgeError: a card, twin or law cannot be used.
        """
        path = self.waiting()
        former = read(path) if path else None
        return former or load_or_build(self.region, self.store, self.folder)

    def settle(self) -> tuple[Built, list[str]]:
        """What is to answer from now on, and the questions for whose sake changed cards wait.

        Raises:
            KnowledgeError: as `built`.
        """
        path, fresh = self.waiting(), load_or_build(self.region, self.store, self.folder)
        former = read(path) if path else None
        lost = lost_questions(former, fresh, self.region) if former else []
        if former is not None and lost:
            log_notice("cards_on_disk_wait", lost=len(lost), questions=lost[:SHOWN])
            return former, lost
        self.keep(digest(self.region, self.folder))
        return fresh, []
