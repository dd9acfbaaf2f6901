"""What people type at the command line: a name, a role, a unit, a choice. Each slip is told what there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from typing import Annotated, cast

import typer

from config.clock import CHINA
from config.errors import BadInput, MoveIncomplete, RegionError
from config.region import Region
from orders.actor import ROLES_ZH, Role

PEOPLE = tuple(role for role in ROLES_ZH if role != "system")
Number = Annotated[str, typer.Argument(metavar="工单编号", help="例如 20261122-00017-4")]
Who = Annotated[str, typer.Option("--as", metavar="姓名", help="谁来做，会记在流转记录里")]
RoleName = Annotated[str, typer.Option("--role", help="；".join(f"{role} {ROLES_ZH[role]}" for role in PEOPLE))]
UnitCode = Annotated[str, typer.Option("--unit", help="单位代码或名称；fenliu orders units 列出全部")]
Said = Annotated[list[str] | None, typer.Option("--say", help="要写明的内容，名称=内容；可以写多次")]
SHOWN_UNITS = 8


def role_of(name: str, allowed: Sequence[str] = PEOPLE) -> Role:
    """The role of that code or Chinese name.

    Raises:
        BadInput: there is none; `say` names those that there are.
    """
    return cast("Role", choice("身份", name, {role: ROLES_ZH[role] for role in allowed}))


def choice(what: str, typed: str, known: Mapping[str, str]) -> str:
    """The code that was typed, itself or by its Chinese name.

    Raises:
        BadInput: neither; `say` names what there is.
    """
    if typed in known:
        return typed
    for code, name in known.items():
        if typed == name:
            return code
    there = "、".join(f"{code}（{name}）" if name != code else code for code, name in known.items())
    raise BadInput(say=f"没有“{typed}”这个{what}。可以写：{there}。")


def unit_of(region: Region, typed: str) -> str:
    """The code of the unit of that code or name.

    Raises:
        BadInput: there is none; `say` names those that look like it.
    """
    for unit in region.owners.all():
        if typed in (unit.code, unit.name, unit.legal_name):
            return unit.code
    try:
        return region.unit_by_code(typed).code
    except RegionError:
        raise BadInput(say=f"没有“{typed}”这个单位。{_like(region, typed)}全部单位：fenliu orders units。") from None


def unit_name(region: Region, code: str) -> str:
    """The name of a unit; the code itself where the region does not list it any more."""
    try:
        return region.unit_by_code(code).name if code else ""
    except RegionError:
        return code


def moment_of(typed: str, what: str) -> datetime:
    """The moment that was typed, in China's time where no zone stands beside it.

    Raises:
        MoveIncomplete: it is none.
    """
    try:
        read = datetime.fromisoformat(typed)
    except ValueError:
        raise MoveIncomplete(say=f"{what}要写成日期和时间，例如 2026-11-22 或 2026-11-22T09:30。") from None
    return read if read.tzinfo else read.replace(tzinfo=CHINA)


def number_of(typed: str, what: str) -> int:
    """The number in a list that somebody typed.

    Raises:
        BadInput: it is none.
    """
    if not typed.isascii() or not typed.isdigit():
        raise BadInput(say=f"{what}的编号是列表里的数字，不是“{typed}”。")
    return int(typed)


def parts(words: str) -> list[str]:
    """The parts of a list that somebody typed."""
    return [part.strip() for part in words.replace(",", "、").replace("，", "、").split("、") if part.strip()]


def _like(region: Region, typed: str) -> str:
    words = _words_of(region.key, tuple((unit.code, unit.name) for unit in region.owners.all()))
    near = [word for word in words if typed and typed in word] or get_close_matches(typed, words, SHOWN_UNITS, 0.5)
    codes = dict.fromkeys(words[word] for word in near)
    shown = "、".join(f"{code}（{unit_name(region, code)}）" for code in list(codes)[:SHOWN_UNITS])
    return f"相近的有：{shown}。" if shown else ""


@cache
def _words_of(_region: str, units: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Code for each code and name."""
    return {word: code for code, name in units for word in (code, name)}
