"""`fenliu kb`: cards out to a table and back in, as drafts."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_drafts import lines_of
from bot.cli_kb_open import Why, knowledge
from bot.knowledge import Knowledge
from config.errors import BadInput
from knowledge_base.revisions.importing import Plan
from knowledge_base.revisions.sheet import FORMATS, Format
from knowledge_base.revisions.sheet_reading import LARGEST

KINDS = {"yml": "yaml"} | {name: name for name in FORMATS}


def add_commands(app: typer.Typer) -> None:
    """Puts them under `fenliu kb`."""
    app.command("export")(export)
    app.command("import")(take)


def export(
    file: Annotated[Path, typer.Argument(help="写到哪里，.yaml、.csv 或 .xlsx")],
    cards: Annotated[list[str] | None, typer.Option("--card", help="只要这些卡片，可以写几次")] = None,
) -> None:
    """导出现行的卡片，一行一张，中文表头；打开时不会执行公式。"""
    kind = _kind(file)

    async def write(kb: Knowledge) -> bytes:
        return await asyncio.to_thread(kb.export, kind, cards or [])

    data = knowledge(write)
    try:
        file.write_bytes(data)
    except OSError as error:
        raise BadInput(say=f"写不了 {file}：{error.strerror}。请换一个能写的位置") from error
    typer.echo(f"已写到 {file}")


def take(
    file: Annotated[Path, typer.Argument(help=".yaml、.csv 或 .xlsx，样子和导出的一样")],
    who: Annotated[str, typer.Option("--by", help="谁做的，写姓名；只看差别可以不写")] = "",
    dry: Annotated[bool, typer.Option("--dry-run", help="只看差别，什么也不存")] = False,
    note: Why = "",
) -> None:
    """导入卡片：先看差别，再存成草稿；不会直接发布。"""
    kind, data = _kind(file), _data(file)

    async def work(kb: Knowledge) -> tuple[Plan, list[str]]:
        planned = await asyncio.to_thread(kb.plan, kind, data)
        if dry or planned.problems:
            return planned, []
        return planned, [f"{row.card_id} 第 {row.id} 号修订" for row in await kb.take(planned, who, note)]

    planned, made = knowledge(work)
    _show(planned)
    if planned.problems:
        typer.echo("有要改的地方，一张也没有导入。", err=True)
        raise typer.Exit(1)
    if not dry:
        typer.echo(f"存了 {len(made)} 份草稿，等提交审核：{'、'.join(made)}" if made else "没有要存的草稿。")


def _show(planned: Plan) -> None:
    for row in planned.of_kind("new"):
        typer.echo(f"新卡片：{row.card_id}（第 {row.row} 行）")
    for row in planned.of_kind("changed"):
        typer.echo(f"有改动：{row.card_id}（第 {row.row} 行）")
        for line in lines_of(list(row.differences)):
            typer.echo(f"  {line}")
    for problem in planned.problems:
        typer.echo(f"要改：{problem.words}")
    counts = [len(planned.of_kind(kind)) for kind in ("new", "changed", "unchanged", "error")]
    typer.echo("新 {} 张，改 {} 张，没变 {} 张，有错 {} 张".format(*counts))


def _kind(file: Path) -> Format:
    kind = KINDS.get(file.suffix.lower().removeprefix("."))
    for known in FORMATS:
        if kind == known:
            return known
    raise BadInput(say=f"不认识 {file.name} 的格式，文件名请以 .yaml、.csv 或 .xlsx 结尾。")


def _data(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(say=f"读不了 {file}：{error.strerror}") from error
