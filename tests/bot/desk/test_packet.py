"""The packet beside a conversation: the decision with its reasons and its runner-up, earlier orders, the place."""

from __future__ import annotations

from typing import Any

from bot.pages.staff.desk import filing
from bot.pages.staff.desk.packet import Packets
from bot.services import Services
from bot.worker_units import decided_unit, find_units, units_in_question
from config.region import Region
from tests.bot.desk.conftest import Office
from tests.bot.test_handoff_card import PACKET, handoff

LAST: dict[str, Any] = {
    "card": "street-light", "destination": "order", "handler": "urban_management", "confidence": 0.62,
    "threshold": 0.5, "margin": 0.05, "needed_margin": 0.1, "words": [["路灯", 0.6], ["不亮", 0.25]],
    "candidates": PACKET["candidates"], "versions": {"card": "abc", "library": "def", "engine": "3"},
}  # fmt: skip
WHOLE = {**PACKET, "decisions": [LAST]}


async def test_the_decision_with_its_reasons(office: Office, services: Services) -> None:
    """First, runner-up, what the resident turned down, the words that decided, why it was not clear, and versions."""
    number = await office.hands(
        "v1", **{name: value for name, value in WHOLE.items() if name not in ("channel", "account")}
    )
    async with services.database.reading() as session:
        packet = await Packets(session, services.cards).read(await office.handoff(number), 0)
    seen = packet.judgement
    assert seen is not None
    assert seen.first is not None
    assert (seen.first.card, seen.first.way, seen.first.score) == ("street-light", "热线受理·示例市城市管理局", 0.62)
    assert [(one.card, one.turned_down) for one in seen.others] == [("private-loan", True), ("site-at-night", False)]
    assert seen.reasons == (("路灯", 0.6), ("不亮", 0.25))
    assert seen.doubt == "只比第二名多 5%，要多 10% 才算清楚"
    assert seen.versions == "卡片 abc，知识库 def，引擎 3"
    rows = dict(packet.rows)
    assert (rows["地点"], rows["联系电话"]) == ("幸福路8号", "138****5678")
    assert [one.what for one in packet.steps] == ["转人工"]
    assert packet.steps[0].note == "居民要求人工"


async def test_earlier_orders_of_the_same_person_alone(office: Office, services: Services) -> None:
    """Newest first; a person's without account are none."""
    await office.says("v1", "确认")
    await office.says("v2", "确认")
    number = await office.asks("v1")
    async with services.database.reading() as session:
        packets = Packets(session, services.cards)
        mine = (await packets.read(await office.handoff(number), 0)).orders
        nobody = (await packets.read(await office.handoff(await office.hands("", words=["有人吗"])), 0)).orders
    assert len(mine) == 1
    assert mine[0].status
    assert nobody == ()


async def test_a_handoff_without_a_decision(office: Office, services: Services) -> None:
    """Broken or empty packets are shown as far as they go."""
    for key, packet in (("a", {}), ("b", {"decisions": [{}]}), ("c", {"candidates": [], "decisions": []})):
        number = await office.hands(key, **packet)
        async with services.database.reading() as session:
            assert (await Packets(session, services.cards).read(await office.handoff(number), 0)).judgement is None


def test_the_form_begins_with_what_is_known(region: Region) -> None:
    """The unit of the decision is chosen already; what the resident said it is not, is not."""
    one = handoff(packet=WHOLE)
    begun = filing.begin(one, "李四")
    assert (begun["title"], begun["handler"], begun["incident_address"]) == (
        "路灯不亮",
        "urban_management",
        "幸福路8号",
    )
    assert filing.look(begun, region).missing == ("为什么立单（会记进工单）",)
    turned_down = handoff(packet={**WHOLE, "excluded": ["street-light"]})
    assert decided_unit(turned_down) == ""
    assert filing.look(filing.begin(turned_down, "李四"), region).missing[-1] == "派给哪一类单位"


def test_units_are_found_and_offered(region: Region) -> None:
    """Those that came into question first; a word or its characters find the rest."""
    one = handoff(packet=WHOLE)
    assert units_in_question(one) == ["urban_management", "ecology"]
    choices = filing.unit_choices(one, region)
    assert list(choices)[:2] == ["urban_management", "ecology"]
    assert len(choices) == len(set(choices))
    assert "urban_management" in find_units(region, "城管")


def test_too_long_values_are_cut_where_the_form_ends(region: Region) -> None:
    """Whatever a browser sends."""
    values = filing.begin(handoff(packet=WHOLE), "李四") | {"title": "长" * 999, "reason": " "}
    assert len(filing.given(values)["title"]) == filing.LONGEST["title"]
    assert "reason" not in filing.given(values)
