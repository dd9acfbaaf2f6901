"""`fenliu simulate`: a synthetic district lives some months through the real domain code, and is looked at."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot.simulation.run import Outcome, database_file, simulate
from bot.simulation.shown import shown
from config.errors import BadInput
from config.log import set_up_logging

WIDTH = 120
"""Columns where nobody looks: tables keep their shape in a file."""


def add_commands(app: typer.Typer) -> None:
    """Registers `fenliu simulate`."""
    app.command("simulate")(simulate_page)


def simulate_page(
    orders: Annotated[int, typer.Option(help="居民一共反映多少件")] = 20_000,
    seed: Annotated[int, typer.Option(help="随机数的种子；同一个种子打印同样的数字")] = 1,
    region: Annotated[str, typer.Option(help="用哪个地区的资料，例如 sample 或 second")] = "sample",
    database: Annotated[
        Path | None, typer.Option(help="把数据库留在这个新文件里；不给就放在临时文件夹，看完删掉")
    ] = None,
) -> None:
    """模拟一个区两个月的工单：真的受理、派单、办理、回访代码，假的居民和单位；最后核对并出报告。"""
    if orders <= 0:
        raise BadInput(say=f"--orders 要大于 0，不能是 {orders}")
    set_up_logging("error")
    outcome = _run(orders, seed, region, database)
    page = Console()
    page = page if page.is_terminal else Console(width=WIDTH)
    for part in shown(outcome):
        page.print(part)
    if not outcome.findings.good:
        wrong = "；".join(check.name for check in outcome.findings.checks if not check.good)
        raise BadInput(say=f"核对没有通过：{wrong}")


def _run(orders: int, seed: int, region: str, database: Path | None) -> Outcome:
    console = Console(stderr=True)
    progress = Progress(console=console, transient=True, disable=not console.is_terminal)
    with database_file(database) as file, progress:
        task = progress.add_task("模拟", total=orders)

        def tell(filed: int, day: str) -> None:
            progress.update(task, completed=filed, description=f"模拟到 {day}")

        return asyncio.run(simulate(file, region, orders, seed, tell))
