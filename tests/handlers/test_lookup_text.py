"""Order number and query code in whatever way people write them."""

from __future__ import annotations

import pytest

from handlers.lookup import find_code, find_number


@pytest.mark.parametrize(
    "said",
    [
        "20261122-00017-4 K7P2M9",
        "工单号20261122000174，查询码k7p2m9",
        "２０２６１１２２－０００１７－４　Ｋ７Ｐ２Ｍ９",
        "20261122 00017 4\nK7P-2M9",
        "查询码：K7P2M9 单号：20261122—00017—4",
        "帮我看看 20261122-00017-4/K7P2M9 谢谢",
    ],
)
def test_both_are_found(said: str) -> None:
    """Spaces, dashes, full-width digits and small letters make no difference."""
    assert find_number(said) == "20261122000174"
    assert find_code(said) == "K7P2M9"


@pytest.mark.parametrize("said", ["", "进度", "电话13912345678", "2026年11月22日", "R20261122-0003-7"])
def test_no_number(said: str) -> None:
    """A telephone number, a date or a receipt is no order number."""
    assert find_number(said) == ""
