"""Reading YAML so that an error can name file, line, field and what would be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.errors import KnowledgeError

LONGEST_SHOWN = 60
"""Characters of a wrong value that are repeated in the message; a longer one would bury it."""

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

RIGHT = {
    "missing": "这一项必须填写",
    "extra_forbidden": "没有这个字段，请检查拼写",
    "string_type": "这里应当是一段文字",
    "tuple_type": "这里应当是一个列表，每行以“- ”开头",
    "too_short": "至少要 {min_length} 条，现在只有 {actual_length} 条",
    "string_too_short": "至少要 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "应当符合 {pattern}",
    "literal_error": "应当是 {expected} 之一",
    "date_from_datetime_parsing": "日期写成 2026-11-22 这样",
}


def read(path: Path) -> Any:
    """The file's content as plain data.

    Raises:
        KnowledgeError: the file is missing, is not UTF-8, or is no valid YAML (with the line).
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: 读不出来：{error}"
        raise KnowledgeError(msg, say=msg) from error
    try:
        return yaml.load(text, Loader=Loader)  # noqa: S506 - a SafeLoader, the C one where there is one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", error)
        msg = f"{path}{line}: 不是正确的 YAML：{problem}；多半是缩进、冒号后少了空格，或引号没有成对"
        raise KnowledgeError(msg, say=msg) from error


def line_of(path: Path, place: tuple[int | str, ...]) -> int:
    """The line (from 1) of the deepest part of `place` that stands in the file."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=Loader)
    line = 1
    for step in place:
        found = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == step:
                    line, found = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
            line = found.start_mark.line + 1
        if found is None:
            break
        node = found
    return line


def explain(path: Path, error: ValidationError) -> str:
    """Each problem of a file on a line of its own: file:line: field: what would be right."""
    return "\n".join(_one(path, problem) for problem in error.errors())


def _one(path: Path, problem: ErrorDetails) -> str:
    return f"{path}:{line_of(path, problem['loc'])}: {field_of(problem)}: {said(problem)}"


def field_of(problem: ErrorDetails) -> str:
    """Where a problem is: law.0.name."""
    return ".".join(str(step) for step in problem["loc"]) or "整个文件"


def said(problem: ErrorDetails) -> str:
    """What would be right, and what stands there now."""
    template = RIGHT.get(problem["type"], problem["msg"])
    try:
        right = template.format(**problem.get("ctx", {}))
    except (KeyError, IndexError, ValueError):
        right = template
    got = problem.get("input")
    shown = f"（现在是 {got!r}）" if isinstance(got, str | int | float) and len(str(got)) < LONGEST_SHOWN else ""
    return f"{right}{shown}"
