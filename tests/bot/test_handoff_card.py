"""The worker reads everything at once, in Chinese; numbers of persons only once the handoff is theirs."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.handoff_card import FOLDED, View, handoff_card, headline
from bot.handoff_words import note_in_words, reason_in_words, waited
from config.region import Region
from config.vocabulary import vocabulary
from handlers.message import Reply
from orders.tables import Handoff
from tests.conftest import NOON

TITLES = {"street-light": "路灯不亮", "private-loan": "民间借贷", "site-at-night": "工地夜间噪声"}
PACKET: dict[str, Any] = {
    "channel": "web",
    "account": "visitor-1",
    "words": ["楼下路灯坏了，打我电话13812345678", "物业电话0512-66668888不接"],
    "added": ["物业电话0512-66668888不接", "热线12345也打过"],
    "card": "street-light",
    "title": "路灯不亮",
    "fields": {
        "incident_address": "幸福路8号",
        "contact_phone": "13812345678",
        "requester_name": "王女士",
        "detail": "",
    },
    "candidates": [
        {"card": "street-light", "destination": "order", "handler": "urban_management", "score": 0.62},
        {"card": "private-loan", "destination": "court", "handler": None, "score": 0.2},
        {"card": "site-at-night", "destination": "order", "handler": "ecology", "score": 0.1},
    ],
    "excluded": ["private-loan"],
    "tried": ["answered with street-light", "asked: street-light, private-loan", "handed over: asked"],
    "attachments": ["a.jpg", "b.jpg"],
    "location": {"lat": 31.3, "lng": 120.6, "label": "幸福路"},
    "further_matters": ["邻居13987654321半夜唱歌"],
    "orders": ["20261122-00001-1"],
    "consent": "yes",
    "anonymous": False,
}
CODE = re.compile(r"[a-z]{4,}")


def handoff(**changes: Any) -> Handoff:
    """A waiting handoff of twelve minutes ago."""
    values: dict[str, Any] = {
        "id": 7, "receipt": "R20261122-0001-7", "handing_key": "k", "channel": "web", "reason": "asked",
        "packet": PACKET, "created_at": NOON, "status": "waiting", "waiting_since": NOON,
    }  # fmt: skip
    return Handoff(**(values | changes))


def held(**changes: Any) -> Handoff:
    return handoff(**({"status": "claimed", "staff_id": 3, "claimed_at": NOON} | changes))


def look(one: Handoff, staff_id: int = 3, **changes: Any) -> Reply:
    view = View(NOON + timedelta(minutes=12), staff_id, title_of=lambda card: TITLES.get(card, card), **changes)
    return handoff_card(one, view)


def whole(reply: Reply) -> str:
    """Everything that can be read on it."""
    return "\n".join([reply.text, *(f"{a}：{b}" for a, b in (*reply.rows, *reply.folded))])


def test_everything_is_there_and_no_code() -> None:
    """Words in full, judgement, fields, what was tried, material, consent, waiting time."""
    reply = look(held())
    rows = dict(reply.rows)
    assert reply.text.startswith(
        "R20261122-0001-7 · 居民要求人工 · 已等 12 分钟\n居民说：\n“楼下路灯坏了，打我电话13812345678”"
    )
    assert reply.text.count("物业电话") == 1
    assert "热线12345也打过" in reply.text
    assert rows["可能是"] == "路灯不亮（热线受理·城市管理，62%）；工地夜间噪声（热线受理·生态环境，10%）"
    assert (rows["判断是"], rows["地点"], rows["联系电话"], rows["称呼"]) == (
        "路灯不亮",
        "幸福路8号",
        "13812345678",
        "王女士",
    )
    assert rows["已经做过"] == "答复过“路灯不亮”；问过是哪一种：路灯不亮、民间借贷；转人工（居民要求人工）"
    assert (rows["照片等"], rows["定位"], rows["登记"]) == ("2 份", "幸福路（31.3, 120.6）", "居民同意登记")
    assert rows["这段对话的工单"] == "20261122-00001-1"
    assert "补充信息" not in rows
    assert not CODE.search(whole(reply))
    assert reply.folded == ()


@pytest.mark.parametrize(
    ("one", "staff_id"),
    [
        (handoff(), 3),
        (held(), 4),
        (held(status="ended", ended_at=NOON, ended_as="answered"), 3),
    ],
)
def test_numbers_of_persons_are_for_the_holder_alone(one: Handoff, staff_id: int) -> None:
    """While it waits, for a colleague, and after the end they are masked; so is the point on the map."""
    told = whole(look(one, staff_id))
    assert not [number for number in ("13812345678", "13987654321", "66668888", "31.3") if number in told]
    assert "138****5678" in told
    assert "13987654321" in whole(look(held()))


def test_a_number_without_its_area_code_is_masked_too() -> None:
    """In the field for it there is nothing but a number."""
    one = handoff(packet={"fields": {"contact_phone": "66668888"}})
    assert dict(look(one).rows)["联系电话"] == "666****8888"


def test_numbers_of_offices_stay_readable(region: Region) -> None:
    """What everybody may know is not masked for anybody."""
    one = handoff(packet={"words": ["燃气0000-1100打不通，我是13812345678"]})
    told = whole(look(one, known=region.numbers))
    assert "0000-1100" in told
    assert "13812345678" not in told


def test_each_sees_the_buttons_they_may_press() -> None:
    def codes(reply: Reply) -> list[str]:
        return [option.code for option in reply.options]

    assert codes(look(handoff())) == ["h.claim:7"]
    assert codes(look(held())) == ["h.quick:7", "h.file:7", "h.transfer:7", "h.end:7", "h.back:7"]
    assert codes(look(held(), staff_id=4)) == []
    assert codes(look(held(status="ended", ended_at=NOON, ended_as="answered"))) == []


def test_the_state_is_told() -> None:
    """To the holder, to colleagues, and after the end."""
    assert dict(look(handoff()).rows)["状态"] == "等候受理，11-22 12:00 转来"
    assert dict(look(held()).rows)["状态"] == "您受理，从 11-22 12:00 开始"
    assert dict(look(held(), 4, holder="张三").rows)["状态"] == "张三受理，从 11-22 12:00 开始"
    ended = held(status="ended", ended_at=NOON, ended_as="filed", order_number="20261122-00001-1", waiting_since=None)
    assert dict(look(ended).rows)["状态"] == "11-22 12:00 办结：已立单，工单 20261122-00001-1"
    assert "已等" not in look(ended).text


def test_long_material_folds_and_nothing_is_lost() -> None:
    """The bubble stays short; the fold holds every word."""
    words = [f"第{number}句：" + "说" * 60 for number in range(30)]
    reply = look(held(packet=PACKET | {"words": words, "fields": {"content": "长" * 400}}))
    assert len(reply.text) < 800
    assert all(len(value) <= 130 for _, value in reply.rows)
    ((title, folded),) = reply.folded
    assert title == FOLDED
    assert all(one in folded for one in words)
    assert "长" * 400 in folded


def test_a_packet_of_a_broken_turn_is_readable() -> None:
    """Only the words are there."""
    one = handoff(reason="desk failed", packet={"words": ["路灯坏了"], "option": "", "attachments": [], "card": ""})
    assert "机器人出错" in look(one).text
    assert "没有留下文字" in look(handoff(packet={})).text


def test_urgent_and_withdrawn_are_marked() -> None:
    urgent = handoff(urgent=True, reason="self_harm", packet=PACKET | {"cancelled": True, "anonymous": True})
    assert headline(urgent, NOON) == "🔴【紧急】R20261122-0001-7 · 有轻生的话，先顾人 · 刚来的"
    rows = dict(look(urgent).rows)
    assert rows["注意"] == "居民说想撤回这件事"
    assert rows["登记"] == "匿名，不留姓名电话"


@pytest.mark.parametrize("reason", vocabulary()["handoff_reasons"])
def test_every_reason_has_its_words(reason: str) -> None:
    assert reason_in_words(reason) == vocabulary()["handoff_reasons"][reason]


def test_every_note_of_the_desk_has_its_words() -> None:
    """Whatever `talk.tried` and `handoff.start` are given anywhere in handlers/."""
    folder = Path(__file__).parent.parent.parent / "handlers"
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    notes = re.findall(r'\.tried\(f?"([^"{]+)', code)
    reasons = re.findall(r'(?:handoff\.start|_to_person)\(talk, f?"([^"{]+)', code)
    assert len(notes) > 10
    assert len(reasons) > 5
    assert [note for note in notes if note_in_words(note) == note] == []
    assert [reason for reason in reasons if reason_in_words(reason) == reason] == []


def test_notes_are_told_in_chinese() -> None:
    """Those with a number, with a reason, with nothing; an unknown one stays as it is."""
    assert reason_in_words("supplement to 20261122-00001-1") == "补充已提交的工单 20261122-00001-1"
    assert note_in_words("filed 20261122-00001-1") == "提交了工单 20261122-00001-1"
    assert note_in_words("handed over: undecided") == "转人工（拿不准该去哪里）"
    assert note_in_words("none of them") == "居民说几种都不是"
    assert note_in_words("something new") == "something new"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.9, "不到 1 分钟"),
        (59, "59 分钟"),
        (60, "1 小时"),
        (185, "3 小时 5 分钟"),
        (1440, "1 天"),
        (3000, "2 天 2 小时"),
    ],
)
def test_waiting_is_told_in_words(minutes: float, words: str) -> None:
    assert waited(NOON, NOON + timedelta(minutes=minutes)) == words
