"""The house stays easy to see, and the test proves that it looked."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "config", "handlers", "knowledge_base", "orders")
LONGEST_FILE = 260
LONGEST_FUNCTION = 45
FEWEST_FILES = 60


def sources() -> list[Path]:
    """Every Python file of the project but the migrations, which Alembic writes."""
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return [path for path in found if "versions" not in path.parts]


def test_files_and_functions_stay_short() -> None:
    """A file or a function that outgrows the house is split, or argued here."""
    long_files: list[str] = []
    long_functions: list[str] = []
    files = sources()
    for path in files:
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LONGEST_FILE:
            long_files.append(f"{path.name}: {text.count(chr(10))}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long_functions.append(f"{path.name}:{node.name}: {length}")
    assert len(files) > FEWEST_FILES
    assert long_files == []
    assert long_functions == []


def test_background_tasks_are_not_lost() -> None:
    """`asyncio.create_task` may drop its task; nobody uses it bare."""
    files = sources()
    assert len(files) > FEWEST_FILES
    assert [path.name for path in files if "asyncio.create_task(" in path.read_text(encoding="utf-8")] == []


def test_everybody_logs_in_the_safe_way() -> None:
    """A stderr that is closed stops no sweep and no turn: only config/log.py speaks to the logging library."""
    files = [path for path in sources() if "import structlog" in path.read_text(encoding="utf-8")]
    assert [path.relative_to(ROOT).as_posix() for path in files] == ["config/log.py"]


def test_every_package_says_what_it_is() -> None:
    """The first thing a reader meets is a sentence."""
    for package in PACKAGES:
        assert ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8"))), package
