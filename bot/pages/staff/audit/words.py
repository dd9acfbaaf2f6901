"""What somebody did, in words: `words.yaml`, and the tables of the steps themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.accounts.rights import name_of_right
from bot.cli_words import unit_name
from config.region import Region
from config.vocabulary import name_of
from orders.cases import kinds
from orders.endings import endings
from orders.moves import name_of_move

FILE = Path(__file__).parent / "words.yaml"
PEOPLE = ("to", "had", "staff")
"""Names in the data whose value is the number of somebody of the staff."""

CODES: Mapping[str, Callable[[Any, Region], str]] = {
    "regions": lambda value, _region: "、".join(value) or "全部地区",
    "as_role": lambda value, _region: name_of("roles", value),
    "unit": lambda value, region: unit_name(region, value),
    "ended_as": lambda value, _region: endings()[value].name if value in endings() else value,
}
"""Names in the data whose values have names of their own."""


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The file, as `groups`, `actions`, `details` and `values`."""
    raw: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return raw


def groups() -> dict[str, str]:
    """Code -> name, in the order in which they are offered."""
    return {code: one["name"] for code, one in words()["groups"].items()}


def actions_of(group: str) -> tuple[str, ...]:
    """The actions of a group, as `AuditLog.read` takes them; empty where there is no such group."""
    return tuple(words()["groups"].get(group, {}).get("actions", ()))


def name_of_action(action: str) -> str:
    """What somebody did; the code itself where nothing names it."""
    if action in words()["actions"]:
        return str(words()["actions"][action])
    part, _, move = action.partition(".")
    move, _, kind = move.partition(":")
    if part == "order" and kind in kinds.KINDS:
        return f"{kinds.table(kind).head['name']}：{kinds.table(kind).name_of_move(move)}"
    if part == "order" and (name := name_of_move(move)) != move:
        return name
    if part == "case" and (names := dict.fromkeys(_names_of_step(move))):
        return "／".join(names)
    return action


def _names_of_step(move: str) -> Iterator[str]:
    """As the kinds of cases call it; the log does not keep the kind."""
    yield from (kinds.table(kind).name_of_move(move) for kind in kinds.KINDS if kinds.table(kind).known(move))


def subject(action: str, told: str) -> str:
    """To what; of what was not allowed the name of the right."""
    return name_of_right(told) if action == "refused" else told


def people_in(data: Mapping[str, Any]) -> Iterable[int]:
    """The numbers of the staff that stand in the data."""
    return (data[name] for name in PEOPLE if isinstance(data.get(name), int))


def details(data: Mapping[str, Any], region: Region, staff: Mapping[int, str]) -> str:
    """The data in one line, without what is empty. `staff`: number -> name."""
    told = ((name, _value(name, value, region, staff)) for name, value in data.items())
    return "；".join(f"{words()['details'].get(name, name)}：{value}" for name, value in told if value)


def _value(name: str, value: Any, region: Region, staff: Mapping[int, str]) -> str:
    if name in PEOPLE:
        return staff.get(value, str(value or ""))
    if name in CODES:
        return CODES[name](value, region)
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value))
    return str(words()["values"].get(name, {}).get(value, "" if value is None else value))
