"""What a message already says of an order's fields, so that it is not asked again."""

from __future__ import annotations

import re
from datetime import datetime

from handlers import people, places, times
from handlers.extract_data import data
from handlers.lexicon import bare
from knowledge_base.text import cleaner


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
    """What is left of a message when numbers, names and times are taken out: the part that can be a matter."""
    left = re.sub(data()["people"]["name"], " ", times.without(simplified(text)))
    left = re.sub(r"[我你的]?(?:联系)?(?:电话|手机号?|号码)(?:是|:)?|[\d\s-]{7,}", " ", left)
    return bare(left)


def _first(pattern: str, group: str, text: str) -> str:
    found = re.search(pattern, text)
    return found.group(group).strip() if found else ""
