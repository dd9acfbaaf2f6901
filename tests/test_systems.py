"""docs/systems.md tells the truth: each system of the documents has a row whose places, commands and test exist."""

from __future__ import annotations

import ast
import re
import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from bot.cli import app
from orders.moves import known

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "systems.md").read_text(encoding="utf-8")
SYSTEMS: dict[str, dict[str, str]] = yaml.safe_load((ROOT / "tests" / "systems.yaml").read_text(encoding="utf-8"))
WORDS = {name: word for part in SYSTEMS.values() for name, word in part.items()}
CODE = re.compile(r"`([^`]+)`")
ORDER = "20261122-00017-4"
FEWEST = 65
CELLS = 4


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    part: str
    name: str
    where: str
    how: str
    test: str


@cache
def rows() -> tuple[Row, ...]:
    """All lines of all tables, with the subsection of the facts that they stand in."""
    found, part = [], ""
    for line in TEXT.splitlines():
        if line.startswith("## "):
            part = line.split()[1]
        elif line.startswith("|") and not line.startswith(("|---", "| 制度 ")):
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            assert len(cells) == CELLS, line
            found.append(Row(part, *cells))
    return tuple(found)


@cache
def docstrings(path: str) -> dict[str, str]:
    """The docstring of each test function of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {node.name: "".join((ast.get_docstring(node) or "").split()) for node in functions}


def given(words: list[str]) -> dict[str, Any]:
    """What a command line of fenliu is read as, without running it.

    Raises:
        click.UsageError: there is no such command or option, or something is missing.
    """
    command, values = typer.main.get_command(app), words
    context = command.make_context("fenliu", values)
    while hasattr(command, "commands"):
        name, values = values[0], values[1:]
        assert name in command.commands, name
        command = command.commands[name]
        context = command.make_context(name, list(values), parent=context)
    return dict(context.params)


def test_every_system_has_one_row() -> None:
    """The list and the table name the same, in the same subsections."""
    assert len(rows()) >= FEWEST
    told = [(row.part, row.name) for row in rows()]
    assert told == [(part, name) for part, names in SYSTEMS.items() for name in names]
    assert len(WORDS) == len(rows())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_the_test_of_a_row_names_its_system(row: Row) -> None:
    """It exists, and its docstring has the name."""
    (named,) = CODE.findall(row.test)
    path, _, function = named.partition("::")
    assert function in docstrings(path), named
    assert WORDS[row.name] in docstrings(path)[function], (named, docstrings(path)[function])


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_the_places_of_a_row_exist(row: Row) -> None:
    """At least one file or folder of the project, and none that is gone."""
    places = CODE.findall(row.where)
    assert places
    assert [place for place in places if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_the_commands_of_a_row_can_be_given(row: Row) -> None:
    """As they stand there: the command, its options and its step of an order exist, and nothing it needs is missing."""
    for shown in CODE.findall(row.how):
        words = shlex.split(shown.replace("工单号", ORDER).replace("主单号", ORDER))
        if words[0] == "fenliu":
            assert known(given(words[1:]).get("step", "dispatch")), shown
        elif words[0] == "pytest":
            assert (ROOT / words[1]).exists(), shown


def test_what_is_partly_built_says_so() -> None:
    """Honest marks: some rows say 部分 and one 未做, each with what is missing."""
    partly = [row for row in rows() if "**部分**" in row.how]
    assert partly
    assert [row.name for row in partly if len(row.how) < len("**部分**：还没有命令")] == []
    assert [row.name for row in rows() if row.how.startswith("**未做**")] == ["数据推送纪检"]
