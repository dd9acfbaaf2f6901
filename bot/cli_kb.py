"""Commands that keep the knowledge base: build the index file, lint the cards; the rest from its own files."""

from __future__ import annotations

import time
from datetime import date
from typing import Annotated

import typer

from bot import cli_drafts, cli_gate, cli_sheets
from config.errors import BadInput, KnowledgeError
from config.region import load_region
from config.settings import load_settings
from knowledge_base.index_file import load_or_build
from knowledge_base.lint import RULES, lint
from knowledge_base.matcher import Matcher

app = typer.Typer(help="知识库：体检、建索引、起草、审核、发布、停用、导入导出。", no_args_is_help=True)


@app.command("build")
def build() -> None:
    """把卡片建成索引文件；卡片没变就不用重建。正在运行的服务会自己换上新的，不用重启。"""
    settings = load_settings()
    start = time.perf_counter()
    built = load_or_build(load_region(settings.region), settings.index_files)
    spent = time.perf_counter() - start
    phrases = sum(len(card.phrases) for card in built.library)
    typer.echo(f"{len(built.library)} 张卡片，{phrases} 句说法，版本 {built.library.version}，用了 {spent:.1f} 秒")


@app.command("lint")
def lint_cards(
    rule: Annotated[str, typer.Option(help=f"只看一条规则：{'、'.join(RULES)}")] = "",
    on: Annotated[str, typer.Option(help="按哪一天算复核期限，默认今天，写成 2026-11-22")] = "",
) -> None:
    """给卡片体检：缺项、重复说法、被遮住的卡片、泄露的测试问句、废止法律、过期复核、写死的号码、拒绝口气。"""
    today = _day(on)
    if rule and rule not in RULES:
        raise BadInput(say=f"没有 {rule} 这条规则；有的是：{'、'.join(RULES)}")
    settings = load_settings()
    try:
        built = load_or_build(load_region(settings.region), settings.index_files)
    except KnowledgeError as error:
        typer.echo(error.say)
        raise typer.Exit(1) from error
    found = lint(built.library, Matcher(built.index, built.places), today)
    found = [one for one in found if rule in ("", one.rule)]
    for one in found:
        typer.echo(f"{one.rule}\t{one.card}\t{one.say}")
    typer.echo(
        f"{len(built.library)} 张卡片，{len(found)} 处要改" if found else f"{len(built.library)} 张卡片，没有要改的"
    )
    raise typer.Exit(1 if found else 0)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError as error:
        raise BadInput(say=f"--on 后面的 {text} 不是日期，写成 2026-11-22 这样") from error


cli_drafts.add_commands(app)
cli_gate.add_commands(app)
cli_sheets.add_commands(app)
