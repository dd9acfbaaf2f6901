"""Commands that keep the knowledge base: build the index file, lint the cards; the rest from its own files."""

from __future__ import annotations

import time
from datetime import date
from typing import Annotated

import typer

from bot import cli_drafts, cli_gate, cli_sheets
from config.errors import BadInput, KnowledgeError
from config.region import Region, load_region
from config.settings import load_settings
from knowledge_base.index_file import Built, index_path, load_or_build, read
from knowledge_base.lint import RULES, lint
from knowledge_base.matcher import Matcher
from knowledge_base.revisions.building import lost_questions

SHOWN = 5
"""Lost questions that are quoted."""

app = typer.Typer(help="知识库：体检、建索引、起草、审核、发布、停用、导入导出。", no_args_is_help=True)


@app.command("build")
def build(
    over: Annotated[str, typer.Option(help="现在答复用的索引（摘要）：它答得对的测试问句，新的也要答对")] = "",
) -> None:
    """把卡片建成索引文件；卡片没变就不用重建。正在运行、没发布过版次的服务会自己换上新的，必过的测试问句丢了就不换。"""
    settings = load_settings()
    start = time.perf_counter()
    region = load_region(settings.region)
    built = load_or_build(region, settings.index_files)
    if over:
        _compare(read(index_path(settings.index_files, over)), built, region)
    spent = time.perf_counter() - start
    phrases = sum(len(card.phrases) for card in built.library)
    typer.echo(f"{len(built.library)} 张卡片，{phrases} 句说法，版本 {built.library.version}，用了 {spent:.1f} 秒")


def _compare(before: Built | None, after: Built, region: Region) -> None:
    """Refuses what would lose a question.

    Raises:
        KnowledgeError: with some of the questions, or where there is nothing to compare with.
    """
    if before is None:
        raise KnowledgeError(
            say="现在答复用的索引文件不在了，没法比较，没有换上。请重启服务，或用 fenliu kb gate 发布。"
        )
    if lost := lost_questions(before, after, region):
        raise KnowledgeError(say=f"必过的测试问句丢了 {len(lost)} 句，没有换上：{'；'.join(lost[:SHOWN])}")


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
