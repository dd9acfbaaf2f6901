"""Methods about the bot itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.bot_api import BotApi, FakeUser
from tests.fakes.bot_api.methods import DO
from tests.fakes.bot_api.schema import METHODS
from tests.test_fakes.conftest import ONE, TWO, Caller

RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("logOut", {}),
    ("close", {}),
    ("setMyCommands", {"commands": [{"command": "start", "description": "开始"}], "scope": {"type": "default"}}),
    ("deleteMyCommands", {"scope": {"type": "chat", "chat_id": 7}}),
    ("setMyDescription", {"description": "热线", "language_code": "zh"}),
    ("setMyShortDescription", {"short_description": "热线"}),
    ("setChatMenuButton", {"chat_id": 7, "menu_button": {"type": "commands"}}),
    ("setWebhook", {"url": ""}),
    ("deleteWebhook", {"drop_pending_updates": True}),
]
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("getMe", {"x": 1}),
    ("logOut", {"x": 1}),
    ("close", {"x": 1}),
    ("setMyCommands", {"commands": [{"command": "Start", "description": "开始"}]}),
    ("setMyCommands", {"commands": [{"command": "start", "description": ""}]}),
    ("getMyCommands", {"scope": {"kind": "default"}}),
    ("deleteMyCommands", {"language_code": "chinese"}),
    ("setMyDescription", {"description": "字" * 513}),
    ("setMyShortDescription", {"short_description": "字" * 121}),
    ("setChatMenuButton", {"menu_button": {"type": "pizza"}}),
    ("getFile", {"file_id": "unknown"}),
    ("getChat", {}),
    ("deleteMessage", {"chat_id": 7}),
    ("sendLocation", {"chat_id": 7, "latitude": 1}),
    ("copyMessage", {"chat_id": 7}),
    ("setWebhook", {"url": "http://example.com/"}),
    ("setWebhook", {"url": "http://127.0.0.1/", "secret_token": "密"}),
    ("setWebhook", {"url": "http://127.0.0.1/", "max_connections": 101}),
    ("deleteWebhook", {"url": ""}),
    ("getWebhookInfo", {"url": ""}),
    ("getUpdates", {"limit": 101}),
    ("getUpdates", {"allowed_updates": ["messages"]}),
]


@pytest.mark.parametrize(("method", "params"), RIGHT)
async def test_right(api: BotApi, call: Caller, user: FakeUser, method: str, params: dict[str, Any]) -> None:
    """Answers True."""
    assert await call(method, **params) == {"ok": True, "result": True}
    assert api.violations == []


@pytest.mark.parametrize(("method", "params"), WRONG)
async def test_wrong(api: BotApi, call: Caller, user: FakeUser, method: str, params: dict[str, Any]) -> None:
    """Answers 400 and records a violation."""
    assert (await call(method, **params))["error_code"] == 400
    assert len(api.violations) == 1


async def test_get_me(call: Caller) -> None:
    """The number before the colon is the bot's."""
    assert (await call("getMe", token=TWO))["result"]["id"] == 202


async def test_get_chat(call: Caller, user: FakeUser) -> None:
    """A person's chat; an unknown one is not found."""
    assert (await call("getChat", chat_id=7))["result"]["first_name"] == "小王"
    assert (await call("getChat", chat_id=70))["description"] == "Bad Request: chat not found"


async def test_commands_belong_to_scope_and_language(call: Caller) -> None:
    """What was set is got, and deleted."""
    commands = [{"command": "start", "description": "开始"}]
    await call("setMyCommands", commands=commands, language_code="zh")
    assert (await call("getMyCommands", language_code="zh"))["result"] == commands
    assert (await call("getMyCommands"))["result"] == []
    await call("deleteMyCommands", language_code="zh")
    assert (await call("getMyCommands", language_code="zh"))["result"] == []


async def test_bodies_nobody_understands(api: BotApi, call: Caller) -> None:
    """Broken JSON and other addresses are violations too."""
    async with call.session.post(f"{api.url}/bot{ONE}/getMe", data="{", headers={"Content-Type": "text/x"}) as answer:
        assert answer.status == 400
    async with call.session.put(f"{api.url}/bot{ONE}/getMe") as answer:
        assert answer.status == 405
    async with call.session.get(f"{api.url}/elsewhere") as answer:
        assert answer.status == 404
    async with call.session.get(f"{api.url}/file/bot{ONE}/files/none") as answer:
        assert answer.status == 404
    assert len(api.violations) == 4


async def test_table_is_complete() -> None:
    """Each known method has parameters and a function."""
    assert set(METHODS) == set(DO)


async def test_table_names_real_parameters() -> None:
    """No parameter that aiogram, made from the Bot API's own documents, does not know."""
    import aiogram.methods

    for method, (required, optional) in METHODS.items():
        model = getattr(aiogram.methods, method[0].upper() + method[1:])
        unknown = {*required, *optional} - set(model.model_fields)
        assert not unknown, method
        must = {name for name, field in model.model_fields.items() if field.is_required()}
        assert must <= set(required), method
