"""The guide's templates, with what all of them need."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.pages.guide.published import OTHER
from bot.pages.guide.sheet import HOTLINE
from config.region import Region
from config.vocabulary import name_of
from orders.reports import words as report_words

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "templates"
LOOK = FOLDER / "look"
"""Style sheet and script, as the browser gets them."""


@cache
def data() -> dict[str, Any]:
    """What stands in `guide.yaml`."""
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / "guide.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def version() -> str:
    """Digest of templates, style, script and data: with a new one every page is new."""
    files = sorted(path for folder in (TEMPLATES, LOOK) for path in folder.iterdir() if path.is_file())
    content = b"".join(path.read_bytes() for path in (*files, FOLDER / "guide.yaml"))
    return hashlib.sha256(content).hexdigest()[:12]


def topic_name(code: str) -> str:
    """The Chinese name of a topic."""
    return str(data()["other"]) if code == OTHER else report_words.topic(code)


class Look:
    """Renders pages for one region."""

    def __init__(self, region: Region) -> None:
        self._numbers = _numbers(region)
        self._region = region
        self._jinja = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.filters |= {"said": self.said, "calls": self.calls, "tel": _tel, "day": _day}
        urgent = [(label, region.contacts[key]) for key, label in data()["urgent"].items() if key in region.contacts]
        self._jinja.globals |= {
            "region": region,
            "urgent": urgent,
            "hotline": hotline.phone if (hotline := region.contacts.get(HOTLINE)) else "12345",
            "version": version(),
            "topic_name": topic_name,
            "destination_name": lambda code: name_of("destinations", code),
            "asks": data()["asks"],
        }

    def render(self, name: str, **values: Any) -> str:
        """One page.

        Raises:
            RegionError: a text names a contact that the region does not have.
        """
        return self._jinja.get_template(f"{name}.html").render(values)

    def said(self, text: str) -> Markup:
        """A card's text with its contacts filled in, every number of them to be tapped."""
        return self.calls(self._region.fill(text))

    def calls(self, text: str) -> Markup:
        """A text in which the region's numbers can be tapped."""
        return Markup(self._numbers.sub(lambda found: _link(found[0]), str(escape(text))))  # noqa: S704 - escaped


def _numbers(region: Region) -> re.Pattern[str]:
    """The region's numbers where they stand by themselves: 110, and not the 110 of 1100元 or 110元."""
    phones = {str(escape(contact.phone)) for contact in region.contacts.values() if contact.phone}
    known = "|".join(map(re.escape, sorted(phones, key=len, reverse=True))) or r"(?!)"
    return re.compile(rf"(?<![\d.#-])(?:{known})(?![\d.个元年月日天次条%-])")


def _link(phone: str) -> str:
    return f'<a class="call" href="tel:{_tel(phone)}">{phone}</a>'


def _tel(phone: str) -> str:
    """A number as a telephone wants it."""
    return re.sub(r"[^\d+]", "", phone)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
