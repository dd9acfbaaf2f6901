"""Telegram's Bot API on loopback: checks every call, keeps what was sent, fails on order."""

from __future__ import annotations

from .client import BotApiClient, ControlError, RemoteUser
from .person import FakeUser
from .sent import Called, Sent
from .server import BotApi

__all__ = ["BotApi", "BotApiClient", "Called", "ControlError", "FakeUser", "RemoteUser", "Sent"]
