"""Corrections in plain words: 地址错了，是3幢 · 不是昨天是前天 · 电话改成139… · 把诉求改成…"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from handlers import people, places, times
from handlers.extract import simplified
from handlers.lexicon import lexicon

WRONG = "(?:也|又|都|还)?(?:是|给)?(?:写|说|填|搞|弄|记)?(?:错了?|不对|有误)了?"
DIALECT = re.compile("[咯嘞喽哩咧]")
"""Endings of the spoken languages, read as 了."""
KIN = "(?:老伴|老公|老婆|爱人|妈妈?|爸爸?|儿子|女儿|家人|父亲|母亲)"
OWN_NAME = re.compile(rf"^(?:用|成|写成?)?(?:我)?(?:的)?{KIN}?(?:的|叫|姓|是)*[ ，,:：]*")
DATE = re.compile(r"（\d{4}-\d\d-\d\d[^）]*）")
ENDS = " ,，。.!！;；吧哈啊呀"


@dataclass(frozen=True)
class Correction:
    """A field and its new value; an empty value means that the resident wants to be asked for it."""

    field: str
    value: str = ""
    swap: tuple[str, str] = ("", "")
    """The words that were wrong and those that are right, to mend the story as well."""


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, re.Pattern[str]]:
    names = "|".join(sorted(lexicon().fields, key=len, reverse=True))
    head = rf"^(?:不对|不是|错了|等等|等一下|哦|啊|对了|那个|麻烦|请|帮我)*[，, ]*(?:把|将)?(?:我的?)?(?P<name>{names})"
    return {
        "not_but": re.compile(
            rf"(?:(?P<name>{names})[，, ]*)?不是(?P<old>[^，,。是]{{1,20}})[，, ]*(?:而是|应该是|是|改成)(?P<new>.+)$"
        ),
        "changed": re.compile(
            rf"{head}[，, ]*(?:{WRONG}[，, ]*(?:应该|应当)?(?:是|叫|改成|改为|换成|为)?"
            r"|(?:要|想|给我|帮我)*(?:改成|改为|换成|改到|写成?|填成?|改一下[，, ]*(?:是|成)?"
            r"|应该是))[:： ]*(?P<new>.+)$"
        ),
        "stated": re.compile(rf"{head}(?:就|应该)?(?:是|:|：)[ ]*(?P<new>.+)$"),
        "named": re.compile(
            rf"{head}[，, ]*{WRONG}[了啊。！!]*$"
            rf"|^(?:我)?(?:要|想)?(?:改|修改|更正|换)(?:一下|下|一改)?(?P<only>{names})[吧。]*$"
        ),
        "but_not": re.compile(
            rf"(?:(?P<name>{names})(?:{WRONG})?[，, ]*)?(?P<last>后面|最后|末尾|尾号)?"
            r"(?:应该)?是(?P<new>[^，,。是不]{1,20})[，, ]*(?:而)?不是(?P<old>[^，,。]{1,20})$"
        ),
        "value": re.compile(rf"^(?P<old>[^，,。]{{2,20}}?){WRONG}[，, ]*(?:应该)?(?:是|叫|改成|为)(?P<new>.+)$"),
        "wrong": re.compile(rf"^(?:不对|不是|{WRONG}|应该)[，, 。]*(?:应该)?(?:是|改成)(?P<new>.+)$"),
    }


def find(text: str, fields: Mapping[str, str], now: datetime | None) -> Correction | None:
    """The correction that `text` makes to `fields`; None where it makes none."""
    plain = DIALECT.sub("了", simplified(text)).strip(ENDS)
    table = _patterns()
    if found := table["named"].search(plain):
        return Correction(lexicon().fields[found.group("name") or found.group("only")])
    for kind in ("not_but", "but_not"):
        if found := table[kind].search(plain):
            return _not_but(found, fields, now)
    for kind in ("changed", "stated"):
        if found := table[kind].search(plain):
            name = lexicon().fields[found.group("name")]
            if kind == "changed" or fields.get(name):
                return _corrected(name, fields.get(name, ""), found.group("new"), now)
    if (found := table["value"].search(plain)) and (known := _not_but(found, fields, now)):
        return known
    if found := table["wrong"].search(plain):
        name = _kind_of(found.group("new"), now)
        return _corrected(name, fields.get(name, ""), found.group("new"), now) if name else None
    return None


def _not_but(found: re.Match[str], fields: Mapping[str, str], now: datetime | None) -> Correction | None:
    """不是A是B: the field that says A, or the kind of thing that B is."""
    old, new = found.group("old").strip(ENDS), found.group("new").strip(ENDS)
    groups = found.groupdict()
    name = lexicon().fields.get(groups.get("name") or "", "")
    name = name or next((one for one, value in fields.items() if one != "content" and old in value), "")
    name = name or _kind_of(new, now)
    if not name:
        return None
    before = DATE.sub("", fields.get(name, ""))
    if groups.get("last") and old in before:
        return Correction(name, new.join(before.rsplit(old, 1)))
    if name == "incident_address" and old in before and (places.read(old) or not places.read(new)):
        return Correction(name, before.replace(old, new, 1), (old, new))
    swap = (old, new) if old in before else ("", "")
    if swap[0] and name not in ("contact_phone", "incident_address"):
        new = before.replace(old, new, 1)
    return replace(_corrected(name, fields.get(name, ""), new, now), swap=swap)


def _kind_of(value: str, now: datetime | None) -> str:
    """The field that a value by itself belongs to; empty where it could be any."""
    if people.phone(value):
        return "contact_phone"
    if places.house(value) or places.read(value):
        return "incident_address"
    return "occurred_at" if times.read(value, now) else ""


def _corrected(name: str, old: str, new: str, now: datetime | None) -> Correction:
    new = re.sub(r"^(?:是|为|成)", "", new.strip(ENDS)).strip(ENDS).removesuffix("才对")
    if name == "contact_phone":
        return Correction(name, people.phone(new))
    if name == "occurred_at":
        return Correction(name, times.read(new, now) or new)
    if name == "requester_name":
        return Correction(name, people.name(new) or OWN_NAME.sub("", re.sub("^(?:我)?(?:姓|叫)", "", new)) or new)
    if name == "incident_address" and old and not places.read(new) and (house := _house(new)):
        return Correction(name, places.replace_house(old, house), places.swapped(old, house))
    return Correction(name, new)


def _house(value: str) -> str:
    """Which house; as the right address also 28号 is one, which elsewhere may be a date."""
    return value if re.fullmatch("[0-9]{1,4}号", value) else places.house(value)
