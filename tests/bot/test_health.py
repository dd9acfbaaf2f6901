"""What watches the service learns the truth, with the database there and gone, and nothing about persons."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot.app import build_app
from bot.conversations import Conversations
from bot.health import REFUSED
from bot.readings import Readings
from bot.reply_json import reply_to_json
from bot.services import Services
from bot.tables import Inbox, Outbox, Pulse
from config.log import set_up_logging
from handlers.message import FileOrder, HandOff, Incoming, Record, Reply, Turn
from orders.tables import Handoff
from tests.bot.test_web_chat import say
from tests.conftest import NOON, StandingClock
from tests.postgres import take_away

TOKEN = "correct-horse"
DOCS = Path(__file__).parents[2] / "docs" / "operations.md"


def figures(text: str) -> dict[str, float]:
    """Name and labels -> value."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


async def read(client: httpx.AsyncClient) -> dict[str, float]:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return figures(answer.text)


async def fill(services: Services) -> None:
    """One of everything that waits, each with an age of its own."""
    ago = [NOON - timedelta(seconds=seconds) for seconds in range(0, 100, 10)]
    async with services.database.writing() as session, session.begin():
        talk = await Conversations(session).lock("telegram", "7", NOON)
        who: dict[str, Any] = {"conversation_id": talk.id}
        reply = reply_to_json(Reply("您好"))
        session.add(Inbox(**who, message_id="1", seq=11, text="楼下着火了 13812345678", received_at=ago[1]))
        session.add(Inbox(**who, message_id="2", seq=12, received_at=ago[9], done_at=NOON))
        session.add(Outbox(**who, seq=13, reply=reply, created_at=ago[2], try_at=NOON))
        session.add(Outbox(**who, seq=14, reply=reply, created_at=ago[3], try_at=NOON))
        session.add(Outbox(**who, seq=15, reply=reply, created_at=ago[9], sent_at=NOON))
        session.add(Outbox(**who, seq=16, reply=reply, created_at=ago[9], dead_at=NOON))
        for number, status in enumerate(("waiting", "claimed", "ended")):
            handoff = Handoff(receipt=f"R{number}", handing_key=str(number), reason="", created_at=ago[4 + number])
            handoff.status = status
            session.add(handoff)
        session.add(Pulse(channel="telegram", update_at=ago[5], polled_at=ago[6]))
        session.add(Pulse(channel="staff", polled_at=ago[7]))


async def test_all_is_well(client: httpx.AsyncClient) -> None:
    """Old and new path say the same."""
    for path in ("/healthz", "/healthz/ready"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["status"], answer.json()["wrong"]) == (200, "ok", [])
    assert (await client.get("/healthz/live")).json() == {"status": "ok"}


async def test_what_waits_is_told_with_its_age(client: httpx.AsyncClient, services: Services) -> None:
    """Counts and ages of what waits; what is done counts no more."""
    await fill(services)
    services.degraded.spool.probe()
    services.degraded.spool.put("web", {"text": "13812345678"})
    told = (await client.get("/healthz")).json()
    assert told["outbox"] == {"waiting": 2, "age_seconds": 30}
    assert told["inbox"] == {"waiting": 1, "age_seconds": 10}
    assert told["unclaimed_handoffs"] == {"waiting": 1, "age_seconds": 40}
    assert (told["dead_letters"], told["spool"]) == (1, {"waiting": 1})
    assert told["channel_update_age_seconds"] == {"telegram": 50}
    found = await read(client)
    expected = {
        "fenliu_database_up": 1,
        "fenliu_outbox_waiting": 2,
        "fenliu_outbox_age_seconds": 30,
        "fenliu_inbox_waiting": 1,
        "fenliu_inbox_age_seconds": 10,
        "fenliu_handoffs_unclaimed": 1,
        "fenliu_handoffs_unclaimed_age_seconds": 40,
        "fenliu_dead_letters": 1,
        "fenliu_spool_waiting": 1,
        "fenliu_spool_bad": 0,
        "fenliu_channel_update_age_seconds{channel=telegram}": 50,
        "fenliu_channel_contact_age_seconds{channel=telegram}": 60,
        "fenliu_channel_contact_age_seconds{channel=staff}": 70,
    }
    assert {name: found[name] for name in expected} == expected


async def test_turns_are_counted(client: httpx.AsyncClient, services: Services) -> None:
    """Latency and messages by channel, decisions by outcome and destination, what became of replies."""
    await say(client, "你好")
    incoming = Incoming("telegram", "7", "m1", NOON, "工地太吵")
    decided = Record("decided", {"outcome": "route", "destination": "order"})
    asked = Record("decided", {"outcome": "ask", "destination": None})
    filed, handed = FileOrder("k", {}), HandOff("k", "", {})
    services.metrics.turn(incoming, Turn((), None, (decided, asked, asked, Record("闲聊"), filed, handed)), 0.25)
    services.metrics.turn(incoming, None, 0.001)
    services.metrics.reply("telegram", "sent")
    services.metrics.spooled("web")
    found = await read(client)
    expected = {
        "fenliu_messages_received_total{channel=web}": 1,
        "fenliu_messages_received_total{channel=telegram}": 2,
        "fenliu_turn_seconds_count{channel=telegram}": 2,
        "fenliu_turn_seconds_bucket{channel=telegram,le=0.2}": 1,
        "fenliu_turn_seconds_bucket{channel=telegram,le=0.3}": 2,
        "fenliu_decisions_total{destination=order,outcome=route}": 1,
        "fenliu_decisions_total{destination=none,outcome=ask}": 2,
        "fenliu_effects_total{what=order}": 1,
        "fenliu_effects_total{what=handoff}": 1,
        "fenliu_replies_total{channel=telegram,result=sent}": 1,
        "fenliu_messages_spooled_total{channel=web}": 1,
    }
    assert {name: found[name] for name in expected} == expected


async def test_with_the_database_gone(client: httpx.AsyncClient, services: Services) -> None:
    """Alive, not ready, says what is wrong, and the figures still come; nobody takes an unknown for a zero."""
    await services.database.close()
    await take_away(services.settings.database)
    assert (await client.get("/healthz/live")).status_code == 200
    answer = await client.get("/healthz/ready")
    assert (answer.status_code, answer.json()["wrong"]) == (503, ["database"])
    found = await read(client)
    assert (found["fenliu_database_up"], found["fenliu_spool_waiting"]) == (0, 0)
    assert found["fenliu_outbox_waiting"] != found["fenliu_outbox_waiting"]  # NaN


async def test_a_spool_that_cannot_be_written_is_not_ready(client: httpx.AsyncClient, services: Services) -> None:
    services.settings.spool_folder.write_text("", encoding="utf-8")
    answer = await client.get("/healthz/ready")
    assert (answer.status_code, answer.json()["wrong"]) == (503, ["spool"])


async def test_many_who_watch_ask_the_database_once(services: Services, clock: StandingClock) -> None:
    """Within two seconds everybody gets the same reading."""
    moment = 0.0
    readings = Readings(services.database, clock, lambda: moment)
    first = await readings.read()
    moment = 1.9
    assert await readings.read() is first
    moment = 2.0
    assert await readings.read() is not first


@pytest.mark.parametrize(
    ("host", "token", "given", "status"),
    [
        ("127.0.0.1", "", "", 200),
        ("::1", TOKEN, "", 200),
        ("203.0.113.7", "", "", 403),
        ("203.0.113.7", "", "Bearer ", 403),
        ("203.0.113.7", TOKEN, "", 403),
        ("203.0.113.7", TOKEN, f"Bearer {TOKEN}x", 403),
        ("203.0.113.7", TOKEN, "Bearer \xe9", 403),
        ("203.0.113.7", TOKEN, f"Bearer {TOKEN}", 200),
    ],
)
async def test_figures_are_for_this_machine_and_the_token(
    services: Services, host: str, token: str, given: str, status: int
) -> None:
    services.settings.__dict__["metrics_token"] = SecretStr(token)
    transport = httpx.ASGITransport(app=build_app(services), client=(host, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://fenliu") as client:
        answer = await client.get("/metrics", headers=httpx.Headers({"Authorization": given}, "latin-1"))
    assert answer.status_code == status
    if status == 403:
        assert answer.json() == {"say": REFUSED}
        assert TOKEN not in answer.text


async def test_figures_and_log_tell_nothing_about_persons(
    client: httpx.AsyncClient, services: Services, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Turns that go well, break, and are kept on disk: neither words nor numbers in any line or figure."""
    set_up_logging("debug", as_json=True)
    await say(client, "幸福路8号有人打桩，我叫王芳，电话13812345678")
    await say(client, "坏 幸福路8号 13812345678", "message-2")
    await services.database.close()
    await take_away(services.settings.database)
    await say(client, "楼下着火了，幸福路8号，13812345678", "message-3")
    await client.get("/api/messages")
    shown = "".join(capsys.readouterr()) + (await client.get("/metrics")).text + (await client.get("/healthz")).text
    assert "desk failed" in shown
    assert re.findall("幸福路|王芳|13812345678|打桩|着火", shown) == []


async def test_every_figure_is_explained(client: httpx.AsyncClient) -> None:
    """docs/operations.md names each of them, and none that is gone."""
    shown = (await client.get("/metrics")).text
    names = {line.split()[2] for line in shown.splitlines() if line.startswith("# TYPE ")}
    names = {name for name in names if not name.endswith("_created")}
    told = set(re.findall(r"`(fenliu_[a-z_]+)(?:\{[a-z,]+\})?`", DOCS.read_text(encoding="utf-8")))
    assert len(names) > 15
    assert told == names
