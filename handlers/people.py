"""Who: the side complained of, the resident's own name and telephone number."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

from handlers import names, times
from handlers.extract_data import data

CHINESE_DIGITS = str.maketrans("零〇一幺二两三四五六七八九", "0011223456789")
SPELT = re.compile(r"[零〇一幺二两三四五六七八九]{11}")
"""A mobile number written in characters; shorter runs are counts (三四五天)."""


def phone(text: str) -> str:
    """The resident's own valid Chinese number; empty where none is, or where it is the other side's."""
    plain = unicodedata.normalize("NFKC", text)
    plain = SPELT.sub(lambda found: found.group().translate(CHINESE_DIGITS), plain)
    plain = re.sub(r"(?<=\d)[ \-—–.](?=\d)", "", plain) if re.search(r"1[3-9](?:[ \-—–.]?\d){9}", plain) else plain
    others = re.compile(data()["people"]["others_phone"])
    for found in phonenumbers.PhoneNumberMatcher(plain, "CN"):
        if not others.search(plain[: found.start]):
            return _written(found.number)
    return ""


def phone_of_others(text: str) -> bool:
    """Whether a number is given, and it is the other side's."""
    given = any(True for _ in phonenumbers.PhoneNumberMatcher(unicodedata.normalize("NFKC", text), "CN"))
    return given and not phone(text)


def _written(number: phonenumbers.PhoneNumber) -> str:
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    digits = national.replace(" ", "")
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    return digits if mobile else national.replace(" ", "-", 1).replace(" ", "")


def looks_like_phone(text: str) -> bool:
    """Whether somebody tried to write a number, complete or not."""
    return len(re.sub(r"\D", "", unicodedata.normalize("NFKC", text))) >= 5  # noqa: PLR2004 - house numbers are shorter


def name(text: str) -> str:
    """What the resident wants to be called; empty where nothing is said."""
    table = data()["people"]
    patterns = (table["name"], table["titled"], *([table["served"]] if phone(text) else []))
    for pattern in patterns:
        found = re.search(pattern, text)
        if found and not re.match(table["not_name"], found.group("name")):
            title = re.match(r"(?:先生|女士|小姐)", text[found.end() :])
            return found.group("name") + (title.group() if title else "")
    return ""


def respondent(text: str) -> str:
    """The side complained of: a named firm or shop, else the plain word for it, and a plate number. Empty if unsaid."""
    table = data()["people"]
    if own := re.match(table["called"], text.strip()):
        return own.group("name")
    who_called = re.search(table["person"], text)
    named = [name.text for name in names.find(times.without(text), table["named"]) if name.own or len(name.text) > 2]  # noqa: PLR2004
    plain = re.search(table["served"], text) or re.search(table["plain"], text)
    number = re.search(table["plate"], text.upper())
    called = _called(who_called) if who_called else plain.group().rstrip("的") if plain else ""
    who = max(named, key=len, default=called)
    return "，".join(part for part in (who, number.group() if number else "") if part)


def _called(found: re.Match[str]) -> str:
    """老板叫张大强 -> 老板张大强; 房东姓李 stays."""
    return re.sub("(?:名字|名)?(?:是?叫做?)$", "", found.group("who")) + found.group("name")


def is_named(text: str) -> bool:
    """Whether a side is a person by role and name: 包工头李大勇."""
    return bool(text) and re.fullmatch(f"(?:{data()['people']['role']})姓?[\u4e00-\u9fff]{{1,4}}", text) is not None


def is_plate(text: str) -> bool:
    """Whether `text` is a number plate and nothing else."""
    return re.fullmatch(data()["people"]["plate"], text.upper()) is not None
