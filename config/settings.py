"""Settings: each is an environment variable FENLIU_<NAME>, or a line in the file `.env`. Nothing needs to be set."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.errors import FolderNotWritable, SettingsError

PREFIX = "FENLIU_"
TEST_PREFIX = "FENLIU_TEST_"
ENV_FILE = Path(".env")
SQLITE_FILE = "fenliu.sqlite3"
WEB_ADDRESS = r"^(https?://[^\s?#]+)?$"
DRIVERS = ("sqlite+aiosqlite://", "postgresql+asyncpg://", "postgresql+psycopg://")


def _known_driver(url: str) -> str:
    if url and not url.startswith(DRIVERS):
        msg = f"should start with one of {', '.join(DRIVERS)}"
        raise ValueError(msg)
    return url


class Settings(BaseSettings):
    """Everything that differs from one installation to the next. docs/settings.md explains each to an admin."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", frozen=True)

    data: Path = Path("data")
    """Folder of the database file and the photos."""
    index: Path | None = None
    """Folder of the index files; none means `index` in the data folder."""
    spool: Path | None = None
    """Folder of messages that came while the database was gone; none means `spool` in the data folder."""
    reload_seconds: int = Field(default=20, ge=0, le=86400)
    """How often a running service looks whether the cards changed; 0 never looks."""
    database: Annotated[str, AfterValidator(_known_driver)] = ""
    """Database address; empty means a SQLite file in the data folder."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    region: str = Field(default="sample", pattern=r"^[A-Za-z0-9_-]+$")
    """Name of the file in config/regions, without .yaml."""
    secure_cookie: bool = False
    """Send the visitor's cookie over HTTPS only."""
    photo_megabytes: int = Field(default=8, ge=1, le=32)
    photos_per_day: int = Field(default=30, ge=1, le=1000)
    messages_per_minute: int = Field(default=20, ge=2, le=1000)
    """Above this a visitor is asked to slow down; emergencies are answered all the same."""
    burst_milliseconds: int = Field(default=1500, ge=0, le=10_000)
    """How long short words on a pushed channel wait for more, so that a burst of messages is one turn."""
    order_seconds: float = Field(default=3.0, ge=0, le=300)
    """How long a message waits for an earlier one that is missing; with webhooks only."""
    keep_days: int = Field(default=90, ge=1, le=3650)
    """Conversations untouched for so long are removed, with photos that belong to no order."""
    telegram_token: SecretStr = SecretStr("")
    """Token of the residents' bot; empty means that there is none."""
    telegram_api: str = Field(default="", pattern=WEB_ADDRESS)
    """Base address of an own Bot API server; empty means Telegram's."""
    telegram_secret: SecretStr = SecretStr("")
    """What Telegram has to show with every update; empty means that it is derived from the token."""
    staff_token: SecretStr = SecretStr("")
    """Token of the staff bot; empty means that there is none."""
    staff_secret: SecretStr = SecretStr("")
    """What Telegram has to show with every update of the staff bot; empty means that it is derived from the token."""
    public_url: str = Field(default="", pattern=WEB_ADDRESS)
    """Address under which this service is reached from outside; empty means that updates are polled, and that the codes
    on printed sheets of the guide lead to wherever the reader came from."""
    metrics_token: SecretStr = SecretStr("")
    """Who reads the metrics from another machine shows it; empty means that only this machine may read them."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_json: bool = False

    @property
    def database_url(self) -> str:
        """The address of the database, the default filled in."""
        return self.database or f"sqlite+aiosqlite:///{(self.data / SQLITE_FILE).resolve()}"

    @property
    def burst(self) -> timedelta:
        """How long short words wait for more."""
        return timedelta(milliseconds=self.burst_milliseconds)

    @property
    def index_files(self) -> Path:
        """The folder of what is built from the cards; it may be deleted at any time."""
        return self.index or self.data / "index"

    @property
    def spool_folder(self) -> Path:
        """The folder of messages that wait for the database."""
        return self.spool or self.data / "spool"

    @property
    def photos(self) -> Path:
        """The folder of the photos."""
        return self.data / "photos"


def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: a value that does not fit, or a name that does not exist.
    """
    _check_names([*os.environ, *(dotenv_values(ENV_FILE) if ENV_FILE.is_file() else ())])
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{str(first['loc'][0]).upper()}"
        msg = f"设置 {name} 的值 {first.get('input')!r} 不能用，请对照 docs/settings.md 修改（{first['msg']}）"
        raise SettingsError(msg, say=msg) from error


def ensure_writable(folder: Path) -> None:
    """Creates the data folder where it is missing and tries to write in it.

    Raises:
        FolderNotWritable: it cannot be created or written.
    """
    probe = folder / f".write-test-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        msg = f"数据目录 {folder} 写不进去（{error.strerror}）。请换一个目录（设置 FENLIU_DATA），或修改它的权限"
        raise FolderNotWritable(msg, say=msg) from error


def _check_names(names: Iterable[str]) -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name in (name.upper() for name in names):
        if name.startswith(PREFIX) and name not in known and not name.startswith(TEST_PREFIX):
            near = get_close_matches(name, known, n=1)
            hint = f"，是不是想写 {near[0]}" if near else ""
            msg = f"没有 {name} 这个设置{hint}？全部设置见 docs/settings.md"
            raise SettingsError(msg, say=msg)
