"""Settings come from the environment, tell what is wrong, and are all documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import FolderNotWritable, SettingsError
from config.settings import PREFIX, Settings, ensure_writable, load_settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No `.env` of the developer takes part."""
    monkeypatch.chdir(tmp_path)


def test_nothing_needs_to_be_set() -> None:
    """Without any variable the page is served on this machine alone, from a file in ./data."""
    settings = load_settings()
    assert (settings.host, settings.port, settings.region) == ("127.0.0.1", 8000, "sample")
    assert settings.database_url.endswith("/data/fenliu.sqlite3")
    assert settings.photos == Path("data/photos")


def test_the_environment_and_the_env_file_set_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment wins over `.env`, and both over the default."""
    Path(".env").write_text("FENLIU_PORT=8100\nFENLIU_HOST=0.0.0.0\n", encoding="utf-8")
    monkeypatch.setenv("FENLIU_PORT", "8200")
    settings = load_settings()
    assert (settings.port, settings.host) == (8200, "0.0.0.0")  # noqa: S104


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "http"), ("PORT", "70000"), ("REGION", "../etc"), ("DATABASE", "mysql://x"), ("LOG_LEVEL", "loud")],
)
def test_a_bad_value_is_told_by_name(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the variable and the value that does not fit."""
    monkeypatch.setenv(f"FENLIU_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert f"FENLIU_{name}" in caught.value.say
    assert value in caught.value.say


def test_a_misspelt_name_is_told_with_the_right_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that would be ignored in silence is an error; variables of the test suite are not settings."""
    monkeypatch.setenv("FENLIU_TEST_ANYTHING", "1")
    monkeypatch.setenv("FENLIU_PROT", "8100")
    with pytest.raises(SettingsError, match=r"FENLIU_PROT .*FENLIU_PORT"):
        load_settings()


def test_the_data_folder_is_made_and_tried(tmp_path: Path) -> None:
    """A missing folder is created; one that cannot be written is told before anything starts."""
    ensure_writable(tmp_path / "a" / "b")
    assert not list((tmp_path / "a" / "b").iterdir())
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FolderNotWritable, match="FENLIU_DATA"):
        ensure_writable(tmp_path / "file" / "data")


def test_every_setting_is_documented() -> None:
    """docs/settings.md has a row for each setting, and no row for one that is gone."""
    text = DOCS.read_text(encoding="utf-8")
    names = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    rows = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `FENLIU_")}
    assert len(names) > 5
    assert rows == names
