"""What may be asked for, and what is said where it may not."""

from __future__ import annotations

import pytest

from bot.insight.view import chosen, last_month, this_month, usual
from config.errors import BadInput
from config.region import Region
from tests.conftest import NOON


def test_the_usual_and_the_presets() -> None:
    """Today is the last day of what goes on; the month before is whole."""
    assert (usual(NOON).first, usual(NOON).last) == ("2026-10-24", "2026-11-22")
    assert (usual(NOON, 7).first, usual(NOON, 7).last) == ("2026-11-16", "2026-11-22")
    assert (this_month(NOON).first, this_month(NOON).last) == ("2026-11-01", "2026-11-22")
    assert (last_month(NOON).first, last_month(NOON).last) == ("2026-10-01", "2026-10-31")


def test_what_stands_in_the_address_comes_back(region: Region) -> None:
    """The address of the page says what is shown, so that it can be sent to a colleague."""
    view = chosen("2026-11-01", "2026-11-03", "yanchi", region, NOON)
    assert view.query == "from=2026-11-01&to=2026-11-03&street=yanchi"
    assert chosen("", "", "yanchi", region, NOON).first == "2026-10-24"


@pytest.mark.parametrize(
    ("first", "last", "street", "said"),
    [
        ("2026-11-03", "", "", "两个日期都要填"),
        ("", "2026-11-03", "", "两个日期都要填"),
        ("昨天", "2026-11-03", "", "不是日期"),
        ("2026-11-03", "2026-11-01", "", "对调"),
        ("2027-01-01", "2027-01-02", "", "还没到"),
        ("2025-01-01", "2026-11-22", "", "366"),
        ("2026-11-01", "2026-11-22", "<script>", "没有这个街道"),
    ],
)
def test_what_cannot_be_shown_says_why(region: Region, first: str, last: str, street: str, said: str) -> None:
    """Each sentence says what to do."""
    with pytest.raises(BadInput) as raised:
        chosen(first, last, street, region, NOON)
    assert said in raised.value.say
