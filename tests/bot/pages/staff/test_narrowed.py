"""What lists are narrowed to, to the address and back."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.pages.staff.audit.asked import Asked as OfTheLog
from bot.pages.staff.narrowed import LONGEST, tidy
from bot.pages.staff.orders.alerts import Asked as Alerts
from bot.pages.staff.orders.case_list import SHOWN
from bot.pages.staff.orders.case_list import Asked as Cases


@pytest.mark.parametrize(
    "asked",
    [
        OfTheLog(group="orders", q="0001 & co", who="王 芳"),
        OfTheLog(),
        Alerts(group="late", unit="yanchi", q="停电=?"),
        Cases(SHOWN[0], ended=True),
        Cases(SHOWN[0]),
        Cases("", ended=True),
    ],
)
def test_the_address_says_it_all(asked: OfTheLog | Alerts | Cases) -> None:
    """Whoever opens the address sees the same."""
    assert asked.read(**dict(parse_qsl(urlsplit(asked.address()).query))) == asked
    assert urlsplit(asked.address()).path == asked.page


def test_whatever_stands_in_an_address() -> None:
    """What no database takes, what is nothing and what has no end."""
    assert tidy(" \0停电\0 ") == "停电"
    assert len(tidy("水" * 1000)) == LONGEST
    assert OfTheLog.read("nothing of the kind", "\0" * 9, " ") == OfTheLog()
