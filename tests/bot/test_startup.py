"""Starting up: it serves, or says in one line what to mend; never a traceback."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot.database import Database
from bot.listen import listen, page_address
from bot.serve import bring_up, bring_up_later, one_line
from config.errors import FenliuError, PortInUse, SettingsError
from tests.bot.test_web_chat import picture
from tests.shared import INDEX

ROOT = Path(__file__).parents[2]
PARTS = ("bot", "config", "handlers", "knowledge_base", "orders")
PATIENCE = 90.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        port: int = opened.getsockname()[1]
        return port


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FENLIU_")}
    return kept | {"FENLIU_INDEX": str(INDEX)} | {f"FENLIU_{name.upper()}": value for name, value in settings.items()}


def start(root: Path, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """`fenliu serve` where it is expected to stop by itself."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "serve"],
        env=environment(**settings) | {"PYTHONPATH": str(root)},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def stops_with(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    """Exit code 1, one line on stderr that holds these parts, nothing on stdout."""
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert all(part in done.stderr for part in parts), done.stderr


@contextmanager
def serving(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A running `fenliu serve`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        env=environment(data=str(data), port=str(port)),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def await_page(process: subprocess.Popen[str], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, process.communicate()[1]
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=1)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the page did not come up")


def test_a_port_in_use_is_told_with_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        stops_with(start(ROOT, tmp_path, port=str(port)), f"端口 {port}", f"FENLIU_PORT={port + 1}")
    assert not (tmp_path / "data").exists()


def test_an_unwritable_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = start(ROOT, tmp_path, port=str(free_port()), data=str(tmp_path / "file" / "data"))
    stops_with(done, "数据目录", "FENLIU_DATA")


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("port", "eighty", "FENLIU_PORT"),
        ("host", "203.0.113.7", "FENLIU_HOST"),
        ("region", "atlantis", "FENLIU_REGION"),
        ("prot", "8000", "FENLIU_PORT"),
    ],
)
def test_a_bad_setting_is_told(tmp_path: Path, name: str, value: str, part: str) -> None:
    stops_with(start(ROOT, tmp_path, **({"port": str(free_port())} | {name: value})), part)


def test_a_broken_card_is_told_with_file_line_and_field(tmp_path: Path) -> None:
    """The rest of the library being fine, the one line names the place and what would be right."""
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    card = min((tmp_path / "knowledge_base" / "cards").glob("*/*.yaml"))
    lines = card.read_text(encoding="utf-8").splitlines()
    place = next(i for i, line in enumerate(lines) if line.startswith("destination:"))
    lines[place] = "destination: nowhere"
    card.write_text("\n".join(lines), encoding="utf-8")
    stops_with(start(tmp_path, tmp_path, port=str(free_port())), f"{card.name}:{place + 1}: destination", "nowhere")


def test_it_serves_survives_a_kill_and_stops_politely(tmp_path: Path) -> None:
    """Killed without warning between two turns, the next process goes on; SIGTERM ends it with code 0."""
    port = free_port()
    with serving(tmp_path, port) as process, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        await_page(process, port)
        first = client.post("/api/messages", json={"client_id": "message-1", "text": "工地半夜还在打桩，吵得睡不着"})
        assert first.json()["replies"]
        process.send_signal(signal.SIGKILL)
        process.wait()
        cookies = client.cookies
    with (
        serving(tmp_path, port) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", cookies=cookies) as client,
    ):
        await_page(process, port)
        again = client.post("/api/messages", json={"client_id": "message-1", "text": "工地半夜还在打桩，吵得睡不着"})
        assert again.json() == first.json()
        assert client.post("/api/messages", json={"client_id": "message-2", "text": "人工"}).json()["replies"]
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}" in out
    assert "楼下着火了" in out
    assert "Traceback" not in err


def test_what_is_written_is_for_this_user_alone(tmp_path: Path) -> None:
    """Data folder, database, photos and exports."""
    port, data = free_port(), tmp_path / "data"
    with serving(data, port) as process, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        await_page(process, port)
        assert client.post("/api/photos", files={"photo": ("a.jpg", picture())}).status_code == 200
    done = subprocess.run(
        [sys.executable, "-m", "bot", "orders", "export", "-o", str(data / "orders.csv")],
        env=environment(data=str(data)),
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    written = [data, *data.rglob("*")]
    assert {"fenliu.sqlite3", "orders.csv", "photos"} <= {path.name for path in written}
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []


def test_listening() -> None:
    """A free port is opened, a taken one and an impossible address are told apart."""
    with listen("127.0.0.1", free_port()) as opened:
        port = opened.getsockname()[1]
        with pytest.raises(PortInUse, match=str(port)):
            listen("127.0.0.1", port)
    with pytest.raises(SettingsError, match="no-such-host"):
        listen("no-such-host.invalid", 8000)


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1", "http://127.0.0.1:1"), ("0.0.0.0", "http://127.0.0.1:1"), ("::1", "http://[::1]:1")],  # noqa: S104
)
def test_the_address_can_be_opened_in_a_browser(host: str, address: str) -> None:
    assert page_address(host, 1) == address


def test_several_problems_become_one_line() -> None:
    assert one_line(FenliuError(say="一\n二\n")) == "一（一共 2 处要改，先改这一处）"
    assert one_line(FenliuError(say="一")) == "一"


async def test_a_server_that_is_away_keeps_nobody_from_starting() -> None:
    """The page answers danger meanwhile; a file that cannot be used is another matter and stops the start."""
    told: list[str] = []
    async with Database("postgresql+asyncpg://nobody@127.0.0.1:1/nothing") as away:
        assert await bring_up(away, told.append)
    assert "数据库打不开" in told[0]
    assert "先应急运行" in told[0]


async def test_a_server_that_came_back_is_brought_up_to_date(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tries again until it answers."""
    monkeypatch.setattr("bot.serve.AGAIN_SECONDS", 0.01)
    tries: list[int] = []

    async def away_twice(self: Database) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise SettingsError from OSError()

    monkeypatch.setattr(Database, "migrate", away_twice)
    async with Database(postgres_url) as database:
        await bring_up_later(database)
    assert len(tries) == 3
