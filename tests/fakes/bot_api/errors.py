"""What the server answers instead of a result."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A call is refused; `violation` says that the caller broke the rules of the Bot API."""

    def __init__(self, code: int, description: str, *, violation: bool = False, retry_after: int | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.violation = violation
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """The JSON that Telegram answers."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


class Dropped(Exception):
    """The connection is to be closed without an answer."""


class Garbled(Exception):
    """Something that is no answer of the Bot API is to be sent instead of one."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status} {body[:40]}")
        self.status = status
        self.body = body


def bad(reason: str) -> ApiError:
    """The caller's fault: HTTP 400 and a violation."""
    return ApiError(400, f"Bad Request: {reason}", violation=True)


def refused(reason: str) -> ApiError:
    """HTTP 400 that a right caller can meet as well, such as an unchanged edit."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """HTTP 403: the person does not take messages from this bot."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """HTTP 409: two ways of fetching updates at once."""
    return ApiError(409, f"Conflict: {reason}")
