"""Reading files of cards that others wrote: every cell keeps its row and column, so that mistakes can be shown."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

import yaml

from config.errors import SheetRefused
from knowledge_base.revisions.cells import CellError, from_cell
from knowledge_base.revisions.content import FIELDS
from knowledge_base.revisions.sheet import Format, unsafe
from knowledge_base.yaml_file import Loader

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a file; 1,504 cards as CSV have about 2 MB."""
UNPACKED: Final = 64 * 1024 * 1024
"""Bytes of an XLSX file's parts together."""
MOST_ROWS: Final = 5000
MOST_COLUMNS: Final = 100
NAMES: Final = {title: name for name, title in FIELDS.items()} | {name: name for name in FIELDS}


@dataclass(frozen=True)
class Problem:
    """What is wrong, exactly where, and what to do."""

    row: int
    """As the spreadsheet counts: the headings are row 1. Of YAML the line."""
    column: str
    """The letter and the heading: C 列“去向”; of YAML the field."""
    say: str

    @property
    def words(self) -> str:
        """As a sentence."""
        return f"第 {self.row} 行{f'，{self.column}' if self.column else ''}：{self.say}"


@dataclass
class ReadRow:
    """A row as it was read. `given` holds the fields that the file has a column for; None where the cell is empty."""

    row: int
    given: dict[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field -> how its column is called in a problem."""
    problems: list[Problem] = field(default_factory=list)

    def problem(self, name: str, say: str) -> None:
        """Notes a problem with a field; a part of a field is pointed at as the whole."""
        top = name.split(".", maxsplit=1)[0].split("/", maxsplit=1)[0]
        where = self.columns.get(top, f"“{FIELDS.get(top, top)}”")
        self.problems.append(Problem(self.row, where, say))


def read(kind: Format, data: bytes) -> list[ReadRow]:
    """The rows of a file.

    Raises:
        SheetRefused: it is too large, or cannot be read at all; `say` tells what to do.
    """
    if len(data) > LARGEST:
        raise SheetRefused(say=f"文件太大：最多 {LARGEST // 1024 // 1024} MB。请分成几个文件。")
    rows = {"yaml": _yaml, "csv": _csv, "xlsx": _xlsx}[kind](data)
    if not rows:
        raise SheetRefused(say="文件里没有卡片：第 1 行是表头，从第 2 行起一行一张。")
    return rows


def _yaml(data: bytes) -> list[ReadRow]:
    text = _text(data)
    try:
        node = yaml.compose(text, Loader=Loader)
        raw = yaml.load(text, Loader=Loader)  # noqa: S506 - a SafeLoader, the C one where there is one
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "文件"
        raise SheetRefused(say=f"{where}不是正确的 YAML：多半是缩进、冒号后少了空格，或引号没有成对。") from error
    if isinstance(raw, dict):
        raw, nodes = [raw], [node]
    elif isinstance(raw, list) and node is not None:
        nodes = list(node.value)
    else:
        raise SheetRefused(say="YAML 里应当是一张卡片，或一列卡片（每张以“- ”开头）。")
    _few(len(raw))
    return [_of_yaml(one, at) for one, at in zip(raw, nodes, strict=True)]


def _of_yaml(raw: Any, node: Any) -> ReadRow:
    row = ReadRow(node.start_mark.line + 1)
    if not isinstance(raw, dict):
        row.problem("整张卡片", "应当是“字段: 内容”的格式")
        return row
    row.given = {NAMES.get(str(name), str(name)): value for name, value in raw.items()}
    lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    row.columns = {NAMES.get(name, name): f"“{name}”（第 {line} 行）" for name, line in lines.items()}
    return row


def _csv(data: bytes) -> list[ReadRow]:
    try:
        lines = list(csv.reader(io.StringIO(_text(data), newline=""), strict=True))
    except csv.Error as error:
        raise SheetRefused(say=f"不是正确的 CSV（{error}）：多半是引号没有成对。请用表格软件另存一次。") from error
    return _table(lines, formulas=set())


def _xlsx(data: bytes) -> list[ReadRow]:
    import openpyxl  # noqa: PLC0415 - only for who imports
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED:
                raise SheetRefused(say="这个 XLSX 展开后太大了。请只留卡片那一张表，再存一次。")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        sheet = book.worksheets[0]
        lines, formulas = [], set()
        for at, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS)):
            lines.append([cell.value for cell in cells])
            formulas |= {(at, place) for place, cell in enumerate(cells) if cell.data_type == "f"}
        book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, SyntaxError, IndexError) as error:
        raise SheetRefused(say="这不是能读的 XLSX，可能是旧的 XLS 或带密码。请用表格软件另存为 XLSX。") from error
    return _table(lines, formulas)


def _table(lines: Sequence[Sequence[Any]], formulas: set[tuple[int, int]]) -> list[ReadRow]:
    if not lines:
        raise SheetRefused(say="文件是空的。")
    names = _headings(lines[0])
    columns = {name: f"{letter(at)} 列“{FIELDS[name]}”" for at, name in names.items()}
    full = [(at, cells) for at, cells in enumerate(lines[1:], 1) if any(str(one or "").strip() for one in cells)]
    _few(len(full))
    return [_row(at, cells, names, columns, formulas) for at, cells in full]


def _headings(cells: Sequence[Any]) -> dict[int, str]:
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        title = str(cell if cell is not None else "").strip().lstrip("\ufeff")
        if not title:
            continue
        if title not in NAMES:
            near = get_close_matches(title, FIELDS.values(), n=1, cutoff=0.5)
            hint = f"是不是“{near[0]}”？" if near else f"可用的列：{'、'.join(FIELDS.values())}。"
            raise SheetRefused(say=f"第 1 行 {letter(at)} 列：没有“{title[:20]}”这一列，{hint}")
        if NAMES[title] in found.values():
            raise SheetRefused(say=f"第 1 行 {letter(at)} 列：“{title}”有两列，留一列。")
        found[at] = NAMES[title]
    if "id" not in found.values():
        raise SheetRefused(say=f"第 1 行：缺少“{FIELDS['id']}”这一列。可以先导出一份，照着它的样子改。")
    return found


def _row(
    at: int, cells: Sequence[Any], names: Mapping[int, str], columns: Mapping[str, str], formulas: set[tuple[int, int]]
) -> ReadRow:
    row = ReadRow(at + 1, columns=columns)
    for place, cell in enumerate(cells):
        name = names.get(place)
        if name is None:
            if str(cell if cell is not None else "").strip():
                row.problems.append(Problem(at + 1, f"{letter(place)} 列", "这一列没有表头，请补上或删掉"))
            continue
        if (at, place) in formulas:
            row.problem(name, "这里是公式，请改成文字（复制后“粘贴为数值”）")
            continue
        try:
            row.given[name] = from_cell(name, unsafe(cell) if isinstance(cell, str) else cell)
        except CellError as error:
            row.problem(name, str(error))
    return row


def letter(at: int) -> str:
    """The letters of a column, counted from 0: A, B, ... Z, AA."""
    return (letter(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)  # noqa: PLR2004 - letters


def _text(data: bytes) -> str:
    """As UTF-8, or as Chinese Windows writes it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetRefused(say="文件的文字编码认不出来，请另存为 UTF-8。")


def _few(count: int) -> None:
    if count > MOST_ROWS:
        raise SheetRefused(say=f"一次最多 {MOST_ROWS} 张卡片，请分成几个文件。")


def flatten(rows: Iterable[ReadRow]) -> Iterator[Problem]:
    """All problems, row by row."""
    for row in rows:
        yield from row.problems
