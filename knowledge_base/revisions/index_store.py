"""The index of an edition on this machine: unpacked once, then loaded in a blink. The folder may be deleted."""

from __future__ import annotations

import hashlib
import os
import zlib
from pathlib import Path

from config.errors import KnowledgeError
from knowledge_base.index_file import keep_newest

MOST = 1 << 30
"""Bytes of an unpacked index that are still believed; 1,500 cards have 44 MB."""


class IndexStore:
    """Files by the digest of what is in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str, code: str = "") -> Path:
        """Where an edition's index lies; `code` where a newer program has built it again."""
        return self.folder / f"edition-{digest[:16]}{f'-{code}' if code else ''}.npz"

    def put(self, digest: str, packed: bytes, code: str = "") -> Path:
        """Unpacks an index, whole or not at all.

        Raises:
            KnowledgeError: it is not what its digest says.
            OSError: the folder cannot be written.
        """
        content = unpacked(packed)
        if not code and hashlib.sha256(content).hexdigest() != digest:
            raise KnowledgeError(say="数据库里的索引和它的摘要对不上，没有换上。请再发布一次。")
        path = self.path(digest, code)
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.stem}-{os.getpid()}.npz")
        try:
            draft.write_bytes(content)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        keep_newest(self.folder, "edition-*.npz")
        return path


def unpacked(packed: bytes) -> bytes:
    """The index file.

    Raises:
        KnowledgeError: it is damaged.
    """
    try:
        machine = zlib.decompressobj()
        content = machine.decompress(packed, MOST)
    except zlib.error as error:
        raise KnowledgeError(say="数据库里的索引坏了，没有换上。请再发布一次。") from error
    if machine.unconsumed_tail or not machine.eof:
        raise KnowledgeError(say="数据库里的索引不完整，没有换上。请再发布一次。")
    return content
