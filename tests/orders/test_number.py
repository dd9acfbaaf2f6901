"""Numbers are read aloud, typed on old phones and copied by hand: mistakes must show."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.number import (
    ALPHABET,
    check_digit,
    order_number,
    query_code,
    read_code,
    read_number,
    receipt_number,
    same_code,
)

DAY = date(2026, 11, 22)


def test_the_check_digit_follows_the_standard() -> None:
    """The worked example of ISO/IEC 7064 for MOD 11,10: 0794 gets 5."""
    assert check_digit("0794") == 5


def test_shapes() -> None:
    number = order_number(DAY, 17)
    assert number.startswith("20261122-00017-")
    assert receipt_number(DAY, 3).startswith("R20261122-0003-")
    assert order_number(DAY, 123456)[9:15] == "123456"
    assert read_number(order_number(DAY, 123456)) == order_number(DAY, 123456)


@given(st.integers(min_value=1, max_value=99_999), st.integers(0, 13), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(sequence: int, place: int, shift: int) -> None:
    digits = list(order_number(DAY, sequence).replace("-", ""))
    digits[place] = str((int(digits[place]) + shift) % 10)
    assert read_number("".join(digits)) is None


@pytest.mark.parametrize("typed", ["{}", " {} ", "工单号 {}。", "２０２６ {}"])
def test_a_number_is_read_through_what_people_type(typed: str) -> None:
    """Spaces, dashes, words around it and full-width digits do not matter."""
    number = order_number(DAY, 17)
    shown = number[4:] if "２０２６" in typed else number
    assert read_number(typed.format(shown.replace("-", " — "))) == number


@pytest.mark.parametrize("typed", ["", "999", "٢٠٢٦١١٢٢٠٠٠١٧٤", "abc", "²" * 14, "1" * 9_000])
def test_what_cannot_be_a_number_is_none(typed: str) -> None:
    assert read_number(typed) is None


def test_codes_have_no_letters_that_look_alike() -> None:
    code = query_code()
    assert len(code) == 6
    assert set(code) <= set(ALPHABET)
    assert not set("01OIL") & set(ALPHABET)
    assert len({query_code() for _ in range(200)}) > 190


def test_codes_compare_whatever_their_writing() -> None:
    """Lower case, spaces and full-width letters are the same code; other scripts never crash the comparison."""
    assert same_code("AB2CD3", read_code(" ab2-ｃｄ３ "))
    assert not same_code("AB2CD3", read_code("查询码"))
    assert not same_code("AB2CD3", "é")
