"""The server that tests and proofs use: it keeps its data, crashes and comes back, and says what is wrong."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.postgres import NoPostgres, Server, databases


@pytest.fixture
def server() -> Iterator[Server]:
    """A durable server in a folder of its own; pytest's folders are closed to the user it runs as."""
    with tempfile.TemporaryDirectory(prefix="fenliu-server-") as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder) / "one")
        server.start()
        yield server
        server.stop("immediate")


async def _run(server: Server, statement: str) -> object:
    connection = await asyncpg.connect(server.url(driver=""))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_it_comes_back_with_its_data_on_the_same_port(server: Server, how: str) -> None:
    """What was committed outlives both ways of stopping."""
    await _run(server, "CREATE TABLE kept AS SELECT 7 AS number")
    url = server.url("fenliu")
    server.stop(how)
    with pytest.raises(ConnectionRefusedError):
        await _run(server, "SELECT 1")
    server.start()
    assert await _run(server, "SELECT number FROM kept") == 7
    assert server.url("fenliu") == url


async def test_proofs_write_to_disk_and_tests_do_not(server: Server) -> None:
    """Only a server that was asked to be careless is."""
    assert await _run(server, "SHOW fsync") == "on"
    assert "fsync=off" in Server(server.folder, durable=False).options


def test_a_server_that_is_not_there_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests fail, and are not skipped."""
    monkeypatch.setenv("FENLIU_TEST_POSTGRES", "postgresql://postgres:secret@127.0.0.1:1/postgres")
    with pytest.raises(NoPostgres, match="FENLIU_TEST_POSTGRES") as caught, databases():
        pass
    assert "secret@127.0.0.1:5432" in str(caught.value)
    assert "secret@127.0.0.1:1" not in str(caught.value)


def test_a_server_that_does_not_start_gives_its_last_words() -> None:
    """A data folder that nobody can use."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with pytest.raises(NoPostgres, match="no_such_setting"):
            Server(Path(folder), options=("no_such_setting=1",)).start()


async def test_a_copy_of_the_programs_finds_its_libraries(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    """Where the server's user may not look into the environment: a clone in a folder for its owner alone."""
    monkeypatch.setattr("tests.postgres._may_be_used", lambda _programs: False)
    other = Server(server.folder.parent / "two")
    other.start()
    try:
        assert await _run(other, "SELECT 7") == 7
    finally:
        other.stop("immediate")
