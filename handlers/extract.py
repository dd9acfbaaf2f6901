"""What a message already says of an order's fields, so that it is not asked again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from handlers import people, places, times
from handlers.extract_data import data
from handlers.lexicon import bare
from knowledge_base.text import cleaner

EMPTY = re.compile("(?:就|才|都|也|一直|从|大概)*(?:开始|这样|有|发生|坏)?(?:了|的|吧)*")
"""What is left beside a time and tells nothing: 上个月就开始了."""
LEAD = r"^(?:就|店名|名字|名称|公司|他|她|是|在|叫做?|住|我家?|家)+"


def extract(text: str, now: datetime | None) -> dict[str, str]:
    """Field -> value, for whatever the words say; content is never among them."""
    plain = simplified(text)
    found = {
        "occurred_at": times.read(plain, now),
        "incident_address": places.read(plain),
        "respondent": people.respondent(plain),
        "demand": _first(data()["demand"], "demand", plain),
        "contact_phone": people.phone(plain),
        "requester_name": people.name(plain),
        "prior_contact": _first(data()["prior"], "prior", plain),
    }
    return {name: value for name, value in found.items() if value}


def simplified(text: str) -> str:
    """The text as the rules read it: simplified and NFKC, capital letters kept (plates, shop names)."""
    plain = cleaner().plain(text)
    return plain.upper() if re.search(r"[a-z]", plain) else plain


def residue(text: str) -> str:
    """What is left of a message without numbers, names, times and places: the part that can be a matter."""
    left = times.without(simplified(text))
    for named in ("name", "titled", "served"):
        left = re.sub(data()["people"][named], " ", left)
    left = re.sub(r"[我你的]?(?:联系)?(?:电话|手机号?|号码)(?:是|:)?|[\d\s-]{7,}", " ", left)
    for place in (places.read(left), places.house(left)):
        left = left.replace(place, " ", 1) if place else left
    return bare(left)


def says_more(text: str) -> bool:
    """Whether anything but a firm, a plate, a place, a time or a number is said: what can be more than a value."""
    left = residue(text)
    firm = bare(people.respondent(simplified(text)).replace("，", ""))
    return len(left.replace(firm, "") if firm else left) > 1


def leftover(text: str, values: Iterable[str]) -> str:
    """The clauses of an answer that no field has taken: 他没停 after a time, a place and a bus."""
    said = bare("".join(values))
    clauses = [clause.strip() for clause in re.split(r"[，,。；;！!\n]+", text)]
    return "，".join(one for one in clauses if len(residue(one)) > 1 and not _covered(one, said))


def _covered(clause: str, said: str) -> bool:
    """Whether a clause stands in what is already written, apart from words like 就是 and 店名叫."""
    left = re.sub(LEAD, "", residue(clause))
    return left in said or bare(clause) in said or EMPTY.fullmatch(left) is not None


def _first(pattern: str, group: str, text: str) -> str:
    found = re.search(pattern, text)
    return found.group(group).strip() if found else ""
