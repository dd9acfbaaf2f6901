"""Whatever comes in, a clear sentence goes out: never a 500, never silence."""

from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy.exc import OperationalError

from bot.app import build_app
from bot.picture import MAX_PIXELS, clean_picture
from bot.rate import MAX_KEYS, Rate, TooFast
from bot.services import Services, build_services
from bot.tables import Inbox
from config.errors import AttachmentRefused
from config.log import set_up_logging
from config.settings import Settings
from tests.bot.test_turns import count
from tests.bot.test_web_chat import picture, say, upload
from tests.bot.tiny_desk import TinyDesk, last_resort
from tests.conftest import StandingClock
from tests.postgres import take_away

TEXTS = {
    "empty": "",
    "spaces": " \n\t ",
    "long": "楼上漏水" * 2500,
    "emoji": "😡🔥🙏👨‍👩‍👧‍👦",
    "nul": "你\x00好",
    "lone surrogate": "半个表情\ud83d",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE orders; --",
    "arabic": "مرحبا، أحتاج مساعدة",
    "russian": "Здравствуйте",
    "tibetan": "བཀྲ་ཤིས་བདེ་ལེགས།",
    "right to left": "\u202eabc\u2066",
    "zalgo": "h" + "\u0301" * 500,
    "template": "{police} {{7*7}} %s ${x}",
    "formula": "=HYPERLINK(1)",
}


@pytest.mark.parametrize("name", TEXTS)
async def test_any_text_is_answered_and_kept(client: httpx.AsyncClient, name: str) -> None:
    """The text comes back as text after a reload, without NUL and half characters."""
    body = json.dumps({"client_id": "message-1", "text": TEXTS[name]})
    answer = await client.post("/api/messages", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["replies"][0]["text"]
    kept = (await client.get("/api/messages")).json()["messages"][0]["text"]
    assert kept == TEXTS[name].replace("\x00", "").replace("\ud83d", "\ufffd")


GOOD: dict[str, object] = {"client_id": "message-1", "text": "你好"}
CHANGES: dict[str, dict[str, object]] = {
    "short id": {"client_id": "x"},
    "odd id": {"client_id": "../../etc/passwd"},
    "number as text": {"text": 5},
    "null as text": {"text": None},
    "object as text": {"text": {}},
    "text as list": {"attachments": "photo"},
    "many photos": {"attachments": ["x"] * 7},
    "long option": {"option": "x" * 101},
    "far away": {"location": {"lat": 91, "lng": 0}},
    "nowhere": {"location": {"lat": float("nan"), "lng": float("inf")}},
    "half a place": {"location": {"lat": 1}},
    "text place": {"location": {"lat": "31", "lng": "120"}},
}
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no json": b"{",
    "no utf-8": b'{"text": "\xff\xfe"}',
    "a list": b"[]",
    "null": b"null",
    "a number": b"1e999",
    "deep": b"[" * 30_000,
    "huge number": b'{"client_id": ' + b"9" * 6_000 + b"}",
    "no id": b'{"text": "x"}',
    **{name: json.dumps(GOOD | change).encode() for name, change in CHANGES.items()},
}


@pytest.mark.parametrize("name", BODIES)
async def test_a_body_of_the_wrong_shape_is_told(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.post("/api/messages", content=BODIES[name], headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["say"].endswith("。")


async def test_a_form_cannot_pass_for_a_message(client: httpx.AsyncClient) -> None:
    """Only JSON is taken: another site's form cannot send it."""
    assert (await client.post("/api/messages", data={"text": "x"})).status_code == 400


async def test_a_body_without_end_is_cut_off(client: httpx.AsyncClient) -> None:
    """Also where no length is announced."""

    async def endless() -> Any:
        for _ in range(1000):
            yield b" " * 1024

    assert (await say(client, "长" * 70_000)).status_code == 413
    answer = await client.post("/api/messages", content=endless(), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert "太长" in answer.json()["say"]


@pytest.mark.parametrize("ref", ["", "x", "../../etc/passwd", "photo-" + "a" * 22 + ".jpg", "a" * 5000, "\x00"])
async def test_an_unknown_photo_is_told(client: httpx.AsyncClient, ref: str) -> None:
    """The words are taken all the same, and the page hears that the photo is missing; without words nothing is left."""
    taken = await say(client, "看", attachments=[ref])
    assert (taken.status_code, taken.json()["replies"][0]["text"]) == (200, "第1句：看")
    assert "照片没有传成功" in taken.json()["say"]
    assert (await say(client, " ", "message-2", attachments=[ref])).status_code == 422
    assert (await client.get("/api/photos/" + ref.replace("\x00", "%00"))).status_code in {404, 405}


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that claims to be enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def other_kind(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("P", (10, 10)).save(out, kind)
    return out.getvalue()


FAKES: dict[str, bytes] = {
    "text": b"this is no picture",
    "html": b"<html><script>alert(1)</script>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "head only": picture()[:100],
    "cut": picture(400, 400)[:-900],
    "gif": other_kind("GIF"),
    "tiff": other_kind("TIFF"),
    "bomb": bomb(100_000, 100_000),
    "bomb within 32 bit": bomb(20_000, 20_000),
    "short data": bomb(3_000, 3_000),
    "empty": b"",
    "zeros": b"\0" * 1000,
}


@pytest.mark.parametrize("name", FAKES)
async def test_what_is_no_usable_picture_is_refused(client: httpx.AsyncClient, services: Services, name: str) -> None:
    """With a sentence that says what to send instead; nothing is stored."""
    answer = await upload(client, FAKES[name], "photo.jpg")
    assert answer.status_code == 422
    assert answer.json()["say"].endswith("。")
    assert not services.settings.photos.exists()


async def test_a_file_above_the_limit_is_refused(client: httpx.AsyncClient) -> None:
    """Just above is told by its size; far above is cut off while it arrives."""
    megabyte = 1024 * 1024
    answer = await upload(client, picture() + b"\0" * 8 * megabyte)
    assert (answer.status_code, "8 MB" in answer.json()["say"]) == (422, True)
    assert (await upload(client, b"\0" * 20 * megabyte)).status_code == 413


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\nrubbish", "multipart/form-data; boundary=x"),
        (b"--x--", "multipart/form-data"),
        (b"a=b", "application/x-www-form-urlencoded"),
        (b"\xff\xd8", "image/jpeg"),
        (
            b'--x\r\nContent-Disposition: form-data; name="photo"\r\n\r\ntext\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
    ],
)
async def test_a_broken_form_is_told(client: httpx.AsyncClient, content: bytes, kind: str) -> None:
    answer = await client.post("/api/photos", content=content, headers={"content-type": kind})
    assert answer.status_code == 422
    assert answer.json()["say"].endswith("。")
    assert "MB" not in answer.json()["say"], "how large a photo may be is a setting"


async def test_thirty_photos_a_day_are_enough(client: httpx.AsyncClient, clock: StandingClock) -> None:
    """The next one is asked to wait, and is welcome the day after."""
    small = picture(4, 4)
    for _ in range(30):
        assert (await upload(client, small)).status_code == 200
    refused = await upload(client, small)
    assert (refused.status_code, "今天" in refused.json()["say"]) == (422, True)
    clock.forward(days=1, seconds=1)
    assert (await upload(client, small)).status_code == 200


def test_pictures_come_out_upright_small_and_opaque() -> None:
    """Turned by EXIF, at most 2560 pixels, transparency on white, any colour mode."""
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = Image.open(io.BytesIO(clean_picture(picture(400, 300, exif=exif))))
    assert turned.size == (300, 400)
    assert max(Image.open(io.BytesIO(clean_picture(picture(6000, 3000)))).size) <= 2560
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16"):
        out = io.BytesIO()
        Image.new(mode, (8, 8)).save(out, "PNG")
        assert Image.open(io.BytesIO(clean_picture(out.getvalue()))).mode == "RGB"
    with pytest.raises(AttachmentRefused):
        clean_picture(bomb(MAX_PIXELS, 2))


async def test_who_is_too_fast_waits_but_danger_does_not(tmp_path: Path, clock: StandingClock) -> None:
    """Beyond the limit a sentence with a waiting time; 楼下着火了 is answered even then, but not stored."""
    services = build_services(
        Settings(data=tmp_path, messages_per_minute=5), lambda _region: TinyDesk(), clock, last_resort
    )
    await services.database.migrate()
    transport = httpx.ASGITransport(app=build_app(services))
    async with httpx.AsyncClient(transport=transport, base_url="http://fenliu") as client:
        codes = [(await say(client, "你好", f"message-{i}")).status_code for i in range(7)]
        slow = await say(client, "你好", "message-8")
        fire = await say(client, "楼下着火了", "message-9")
    assert codes == [200] * 5 + [429] * 2
    assert int(slow.headers["retry-after"]) in range(1, 13)
    assert "119" in slow.json()["say"]
    assert (fire.status_code, fire.json()["replies"][0]["kind"]) == (429, "danger")
    assert await count(services.database, Inbox) == 5
    await services.database.close()


def test_the_limit_refills_and_forgets() -> None:
    now = 0.0
    rate = Rate(2, lambda: now)
    rate.spend("a")
    rate.spend("a")
    with pytest.raises(TooFast) as caught:
        rate.spend("a")
    assert caught.value.wait == 30
    now = 31.0
    rate.spend("a")
    for number in range(MAX_KEYS + 10):
        rate.spend(str(number))
    assert len(rate._buckets) == MAX_KEYS


@pytest.mark.parametrize("text", ["楼下着火了", "我不想活了"])
async def test_danger_is_answered_without_a_database(client: httpx.AsyncClient, services: Services, text: str) -> None:
    """The message is kept on disk and says so, and the emergency number comes at once."""
    await client.get("/")
    await services.database.close()
    await take_away(services.settings.database)
    answer = await say(client, text)
    told = answer.json()
    assert (answer.status_code, told["kept"]) == (202, True)
    assert told["replies"][0]["kind"] == "danger"
    assert any(number in told["replies"][0]["text"] for number in ("119", "120", "110"))
    assert "12345" in told["replies"][-1]["text"]


@pytest.mark.parametrize("text", ["楼下着火了", "我不想活了"])
async def test_danger_is_answered_when_nothing_can_be_kept(
    client: httpx.AsyncClient, services: Services, text: str
) -> None:
    """Neither database nor disk: it is not acknowledged and says so, but the emergency number comes at once."""
    await services.database.close()
    await take_away(services.settings.database)
    services.settings.spool_folder.write_text("", encoding="utf-8")
    answer = await say(client, text)
    assert (answer.status_code, answer.json()["say"]) == (503, services.last_resort.trouble)
    assert answer.json()["replies"][0]["kind"] == "danger"


async def test_a_broken_part_is_told_without_details(
    client: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback and no message text reaches page or log."""
    set_up_logging()

    def gone() -> Any:
        raise OperationalError("SELECT 13812345678", {}, Exception("gone"))

    monkeypatch.setattr(services.database, "reading", gone)
    answer = await say(client, "您好 13812345678")
    assert (answer.status_code, answer.json()["replies"][0]["text"]) == (202, services.last_resort.kept)
    for path, start in (("/api/messages", "系统"), ("/healthz", "数据库")):
        answer = await client.get(path)
        assert answer.status_code == 503
        assert answer.json()["say"].startswith(start)
    assert "13812345678" not in "".join(capsys.readouterr())


async def test_a_page_is_shown_whole_whatever_comes_with_the_request(client: httpx.AsyncClient) -> None:
    """A body nobody reads, far above the limit, cuts no answer off that has begun."""
    answer = await client.request("GET", "/", content=b"x" * 70_000)
    assert answer.status_code == 200
    assert answer.text.rstrip().endswith("</html>")
