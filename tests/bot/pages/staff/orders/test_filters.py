"""Filters: what stands in an address, and that anything may stand there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.pages.staff.orders.filters import LAST_PAGE, Filters
from bot.pages.staff.orders.views import views


def test_an_address_says_what_differs_from_everything() -> None:
    """And reading it gives the same filters again."""
    filters = Filters(view="table", state="filed", marks=("hot", "returned"), q="打桩 & 噪声", page=3)
    assert Filters().address() == "/orders"
    assert filters.address() == (
        "/orders?view=table&state=filed&marks=hot%2Creturned&q=%E6%89%93%E6%A1%A9+%26+%E5%99%AA%E5%A3%B0&page=3"
    )
    assert not Filters(view="map", sort="due", page=2).narrowed
    assert filters.but(q="").page == 1


@given(
    some.dictionaries(
        some.sampled_from(["view", "state", "unit", "place", "due", "urgency", "marks", "q", "sort", "page", "x"]),
        some.text(max_size=90),
    )
)
def test_whatever_stands_in_the_address_is_read(asked: dict[str, str]) -> None:
    """Nothing breaks, nothing unknown is kept, and what was read reads the same."""
    from urllib.parse import parse_qsl

    filters = Filters.read(asked)
    assert 1 <= filters.page <= LAST_PAGE
    assert "\0" not in filters.q
    assert Filters.read(dict(parse_qsl(filters.query()))) == filters


@pytest.mark.parametrize("page", ["0", "-3", "1e9", "²", "9" * 50, ""])
def test_a_page_that_is_none(page: str) -> None:
    assert 1 <= Filters.read({"page": page}).page <= LAST_PAGE


def test_the_saved_views_are_known_filters() -> None:
    """Each differs from everything, and none is dropped by a slip in the file."""
    assert len({view.filters for view in views()}) == len(views())
    assert all(view.filters.narrowed for view in views())
