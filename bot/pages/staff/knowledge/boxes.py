"""An input for each field of a card, and its value as plain text, lists or codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from nicegui import ui
from nicegui.elements.mixins.value_element import ValueElement

from bot.pages.guide.look import topic_name
from config.vocabulary import vocabulary
from knowledge_base.card import Card
from knowledge_base.revisions.cells import from_cell, to_cell
from knowledge_base.revisions.content import FIELDS, GROUPS
from knowledge_base.revisions.served import Served

Box = ValueElement[Any]
Choices = Callable[[], dict[str, str]]
CODES: Final = ("choice", "topic", "cards", "contacts")
"""Kinds whose value is a code or a list of codes; the others hold a text as in a table's cell."""
LONGEST: Final = 20_000
FILTERED: Final = """setTimeout(() => {
  const box = getElement(%d);
  if (box) box.filteredOptions = box.findFilteredOptions();
}, 50)"""
"""A list that comes after somebody began to type is looked through for what is typed: the library shows all of it."""


@dataclass(frozen=True)
class Ask:
    """One field of the editor."""

    name: str
    kind: str
    hint: str = ""

    @property
    def label(self) -> str:
        """Its Chinese name."""
        return FIELDS[self.name]


@cache
def data() -> dict[str, Any]:
    """What stands in `editor.yaml`."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("editor.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def groups() -> tuple[tuple[str, tuple[Ask, ...]], ...]:
    """Heading and fields of each group, in reading order."""
    return tuple(
        (group["name"], tuple(Ask(name, **asked) for name, asked in group["fields"].items()))
        for group in data()["groups"]
    )


def asks() -> dict[str, Ask]:
    """Every field of the editor by name."""
    return {ask.name: ask for _, fields in groups() for ask in fields}


def value_of(ask: Ask, value: Any) -> Any:
    """A field's value as its box holds it; what no box can hold is shown as it is, to be mended."""
    if ask.kind == "flag":
        return value is True
    if ask.kind in ("cards", "contacts"):
        return [str(one) for one in value] if isinstance(value, list | tuple) else []
    if ask.kind in CODES:
        return str(value) if value else None
    try:
        return to_cell(ask.name, value)
    except (TypeError, KeyError, AttributeError, ValueError):
        return str(value)


def content_of_box(ask: Ask, value: Any) -> Any:
    """The value of a field from its box; None where there is none.

    Raises:
        CellError: the text is not what the field holds.
    """
    if ask.kind == "flag":
        return bool(value)
    if ask.kind in CODES:
        return value or None
    return from_cell(ask.name, value)


def box(ask: Ask, value: Any, served: Served) -> Box:
    """The input, with its label and hint."""
    made = MAKERS[ask.kind](ask, value, served).classes("w-full")
    if not isinstance(made, ui.checkbox):
        made.props("outlined dense")
    if ask.hint:
        made.props["hint"] = ask.hint
    return made


def _line(ask: Ask, value: Any, _served: Served) -> Box:
    return ui.input(ask.label, value=value).props("maxlength=200")


def _text(ask: Ask, value: Any, _served: Served) -> Box:
    box = ui.textarea(ask.label, value=value).props(f"autogrow maxlength={LONGEST}")
    return box.props('input-style="max-height: 16rem"')


def _day(ask: Ask, value: Any, _served: Served) -> Box:
    return ui.input(ask.label, value=value).props("type=date stack-label")


def _flag(ask: Ask, value: Any, _served: Served) -> Box:
    return ui.checkbox(ask.label, value=value)


def _choice(ask: Ask, value: Any, _served: Served) -> Box:
    return _select(ask, value, dict(vocabulary()[GROUPS[ask.name]]))


def _topic(ask: Ask, value: Any, served: Served) -> Box:
    return _select(ask, value, {topic: topic_name(topic) for topic in served.topics})


def _select(ask: Ask, value: Any, choices: dict[str, str]) -> Box:
    if value and value not in choices:
        choices[value] = f"{value}（没有这一项）"
    return ui.select(choices, label=ask.label, value=value, with_input=True, clearable=True)


def _cards(ask: Ask, value: Any, served: Served) -> Box:
    def named(cards: Iterable[Card]) -> dict[str, str]:
        return {card.id: f"{card.title}（{card.id}）" for card in cards}

    cards = served.library.cards
    return _many(ask, value, named(cards[one] for one in value if one in cards), lambda: named(served.library))


def _contacts(ask: Ask, value: Any, served: Served) -> Box:
    return _many(ask, value, {key: f"{one.name}（{key}）" for key, one in served.region.contacts.items()})


def _many(ask: Ask, value: list[str], choices: dict[str, str], more: Choices | None = None) -> Box:
    choices |= {one: f"{one}（没有这一项）" for one in value if one not in choices}
    box = ui.select(choices, label=ask.label, value=value, with_input=True, multiple=True).props("use-chips")
    if more is not None:
        when_opened(box, more)
    return box


def when_opened(box: ui.select, more: Choices) -> None:
    """A list of a thousand choices comes when somebody goes to the box: the page is there sooner without it."""
    filled = False

    def fill() -> None:
        nonlocal filled
        if not filled:
            filled = True
            box.set_options({**more(), **(box.options if isinstance(box.options, dict) else {})}, value=box.value)
            box.client.run_javascript(FILTERED % box.id)

    def heard(value: object) -> None:
        """What was chosen before a reload is put back before anybody went to the box."""
        chosen = value if isinstance(value, list) else [value] if value else []
        if any(one not in box.options for one in chosen):
            fill()

    box.on("focus", fill, args=[])
    box.on_value_change(lambda event: heard(event.value))


MAKERS: Mapping[str, Callable[[Ask, Any, Served], Box]] = {
    "line": _line, "text": _text, "lines": _text, "day": _day, "flag": _flag, "choice": _choice, "topic": _topic,
    "cards": _cards, "contacts": _contacts,
}  # fmt: skip
