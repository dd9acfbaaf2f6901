"""The index file says what was built, is never stale, and never an obstacle."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from config.region import load_region
from knowledge_base.engine import Engine
from knowledge_base.index_file import KEPT, Built, digest, load_or_build, read, write
from knowledge_base.library import FOLDER
from knowledge_base.matcher import Matcher
from tests.knowledge_base.test_library import CARD, TWIN
from tests.knowledge_base.test_library import write as write_card

REGION = load_region("sample")
SECOND = CARD.replace("id: loan", "id: loan-two").replace("借钱不还", "物业不扫地").replace("court", "mediation")


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    write_card(tmp_path / "kb")
    folder = tmp_path / "kb"
    (folder / "cards" / "money" / "loan-two.yaml").write_text(SECOND, encoding="utf-8")
    (folder / "questions" / "money" / "loan-two.yaml").write_text(TWIN.replace("loan", "loan-two"), encoding="utf-8")
    return folder


def test_read_back_it_decides_the_same(engine: Engine, tmp_path: Path) -> None:
    """Whole library: same cards, same tables, same beliefs."""
    write(Built(engine.library, engine.matcher.index, engine.matcher.places), tmp_path / "index-a.npz")
    found = read(tmp_path / "index-a.npz")
    assert found is not None
    assert dict(found.library.cards) == dict(engine.library.cards)
    assert (found.library.version, found.library.questions) == (engine.library.version, engine.library.questions)
    again = Matcher(found.index, found.places)
    for text in ("楼上漏水到我家", "公司把我辞退了不给补偿", "工地半夜打桩"):
        one, two = engine.matcher.rank(text), again.rank(text)
        assert one.order == two.order
        assert np.array_equal(one.belief, two.belief)


def test_built_once_and_found_again(cards: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second start builds nothing."""
    first = load_or_build(REGION, tmp_path / "store", cards)
    monkeypatch.setattr("knowledge_base.index_file.build", lambda *_: pytest.fail("built twice"))
    assert load_or_build(REGION, tmp_path / "store", cards).library.version == first.library.version


def test_a_changed_card_is_another_file(cards: Path, tmp_path: Path) -> None:
    """Also a test question, a law and a lexicon word change the digest; a copy of the folder does not."""
    before = digest(REGION, cards)
    shutil.copytree(cards, tmp_path / "copy")
    assert digest(REGION, tmp_path / "copy") == before
    path = cards / "cards" / "money" / "loan.yaml"
    path.write_text(CARD.replace("只有法院能判", "要由法院来判"), encoding="utf-8")
    assert digest(REGION, cards) != before
    assert load_or_build(REGION, tmp_path / "store", cards).library["loan"].why == "要由法院来判"


@pytest.mark.parametrize("rubbish", [b"", b"PK\x03\x04 half a file", b"\x93NUMPY"])
def test_a_damaged_file_is_built_anew(cards: Path, tmp_path: Path, rubbish: bytes) -> None:
    """Half a disk, half a copy: the cards are there, so nobody needs to know."""
    store = tmp_path / "store"
    load_or_build(REGION, store, cards)
    (path,) = store.glob("index-*.npz")
    path.write_bytes(rubbish)
    assert len(load_or_build(REGION, store, cards).library) == 2
    assert path.read_bytes() != rubbish


def test_a_folder_that_cannot_be_written_costs_only_time(cards: Path, tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "store").write_text("not a folder", encoding="utf-8")
    assert len(load_or_build(REGION, tmp_path / "store", cards).library) == 2


def test_old_files_are_removed(cards: Path, tmp_path: Path) -> None:
    """The last few stay for processes of another version; no draft is left behind."""
    store = tmp_path / "store"
    built = load_or_build(REGION, None, cards)
    for number in range(KEPT + 2):
        write(built, store / f"index-{number}.npz")
    assert len(list(store.iterdir())) == KEPT


def test_the_digest_covers_every_table() -> None:
    """Cards, twins, laws and lexicon lie where the digest looks."""
    assert {path.parent.name for path in FOLDER.rglob("*.yaml")} >= {"knowledge_base", "lexicon", "housing"}
