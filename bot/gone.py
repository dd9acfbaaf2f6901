"""Tells whether an error means that the database is gone, whatever driver it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

GONE = (OSError, OperationalError, InterfaceError, PoolTimeout)
"""OSError: no connection, and in Python 3.11 every timeout."""
CLASSES = frozenset({"08", "28", "3D", "53", "57", "58"})
"""Classes of PostgreSQL's SQLSTATE: no connection, not let in, no such database, no room or too many connections,
starting or shutting down, trouble of the system below. asyncpg raises some of them bare while it connects."""
READ_ONLY = "25006"
"""The server became a standby."""
CANCELLED = "57014"
"""One statement that took too long: the server is there."""
DRIVERS = ("asyncpg", "psycopg")


def database_gone(error: BaseException) -> bool:
    """Whether the database could not be reached: nothing was written, and the next try may well succeed."""
    return any(_says_so(one) for one in _layers(error))


def _says_so(error: BaseException) -> bool:
    state = str(getattr(error, "sqlstate", None) or "")
    if state:
        return state == READ_ONLY or (state[:2] in CLASSES and state != CANCELLED)
    if isinstance(error, GONE) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return True
    return type(error).__module__.split(".")[0] in DRIVERS and type(error).__name__ in {
        "InterfaceError",
        "InternalClientError",
        "OperationalError",
    }


def _layers(error: BaseException) -> Iterator[BaseException]:
    """The error, and what a library wrapped in it."""
    yield error
    if isinstance(error, DBAPIError) and error.orig is not None:
        yield error.orig
        if error.orig.__cause__ is not None:
            yield error.orig.__cause__
