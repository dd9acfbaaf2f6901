"""`fenliu kb`: the publish gate, editions, and the kill switches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from bot.cli_kb_open import Who, Why, knowledge
from bot.cli_table import show
from bot.knowledge import Knowledge
from config.errors import BadInput
from config.vocabulary import name_of
from knowledge_base.revisions.switches import KINDS_ZH, Kind, Target
from knowledge_base.revisions.tables import CardSwitch, Edition, GateChange, GateRun

Run = Annotated[int, typer.Argument(metavar="检查", help="检查编号", min=1)]
What = Annotated[str, typer.Argument(metavar="卡片或主题", help="卡片编号；主题写成 topic:主题")]
TOPIC = "topic:"


def add_commands(app: typer.Typer) -> None:
    """Puts them under `fenliu kb`."""
    commands: dict[str, Callable[..., None]] = {
        "gate": gate, "run": run, "accept": accept, "publish": publish, "editions": editions, "rollback": rollback,
        "off": off, "on": on, "switches": switches,
    }  # fmt: skip
    for name, command in commands.items():
        app.command(name)(command)


def gate(
    who: Who,
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="修订", help="要一起发布的修订；不写就是取用随程序更新的卡片")
    ] = None,
) -> None:
    """发布检查：建好新索引，全部测试问句和最近的来话重放一遍。一分钟左右，正在运行的服务不受影响。"""

    async def prepare(kb: Knowledge) -> tuple[GateRun, list[GateChange], list[str]]:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("检查", total=1.0)
            number = await kb.prepare(numbers or [], who, lambda part: bar.update(task, completed=part))
        return await kb.run(number)

    _show(*knowledge(prepare))


def run(number: Run) -> None:
    """看一次发布检查：没过的必过问句、答复变化、还差什么。"""
    _show(*knowledge(lambda kb: kb.run(number)))


def _show(found: GateRun, changes: list[GateChange], reasons: list[str]) -> None:
    typer.echo(f"第 {found.id} 次检查：问了 {found.asked} 句测试问句，重放了 {found.heard} 条来话")
    for one in found.failures:
        typer.echo(f"没过：{one['question']}（{one['card']}）{_answer(one['before'])} → {_answer(one['after'])}")
    for one in found.notes:
        typer.echo(f"没答对（不必过）：{one['question']}（{one['card']}）→ {_answer(one['after'])}")
    for change in changes:
        seen = f"{change.accepted_by} 已认可" if change.accepted_by else "待认可"
        kind = "放弃的测试问句" if change.kind == "question" else f"{change.count} 条来话"
        typer.echo(f"变化 {change.id}（{kind}，{change.day}，{seen}）：{change.message}")
        typer.echo(f"    {_answer(change.before)} → {_answer(change.after)}")
    for reason in reasons:
        typer.echo(f"还不能发布：{reason}")
    if not reasons:
        typer.echo(f"可以发布：fenliu kb publish {found.id} --by 姓名")


def _answer(answer: dict[str, Any]) -> str:
    titles = "、".join(answer.get("titles") or [])
    where = name_of("destinations", answer.get("destination"))
    return f"{titles}（{where}）" if titles else where or name_of("outcomes", answer.get("outcome"))


def accept(
    changes: Annotated[list[int], typer.Argument(metavar="变化", help="一处一处看过的变化编号")], who: Who
) -> None:
    """认可答复变化：看过的，一处一处写编号。"""

    async def each(kb: Knowledge) -> list[GateChange]:
        return [await kb.accept(number, who) for number in changes]

    for change in knowledge(each):
        typer.echo(f"变化 {change.id}：{change.accepted_by} 已认可。")


def publish(number: Run, who: Who, note: Why = "") -> None:
    """发布一次检查过的内容；两秒内在每个进程生效。"""
    _published(knowledge(lambda kb: kb.publish(number, who, note)))


def rollback(
    number: Annotated[int, typer.Argument(metavar="版次", help="退回到第几版；0 是随程序来的卡片", min=0)],
    who: Who,
    note: Why = "",
) -> None:
    """退回到以前的一版：同样过一遍检查，一步做完。"""
    _published(knowledge(lambda kb: kb.rollback(number, who, note)))


def _published(made: Edition) -> None:
    typer.echo(f"第 {made.number} 版已发布：{made.size} 张卡片，版本 {made.version}。")


def editions() -> None:
    """列出发布过的各版。"""
    made = knowledge(lambda kb: kb.editions())
    if not made:
        typer.echo("还没有发布过，现在用的是随程序来的卡片（第 0 版）。")
        return
    show(
        ("版次", "时间", "谁发布", "卡片", "改动", "版本", "说明"),
        (
            (
                f"{one.number}",
                f"{one.at:%m-%d %H:%M}",
                one.published_by,
                f"{one.size}",
                f"{len(one.cards)}",
                *_what(one),
            )
            for one in made
        ),
    )


def _what(made: Edition) -> tuple[str, str]:
    return made.version, made.note


def off(what: What, who: Who, reason: Annotated[str, typer.Option(help="为什么")]) -> None:
    """马上停用一张卡片或一个主题：不再用它答复，问到的转人工。"""
    _switch(what, who, reason, off=True)


def on(what: What, who: Who, reason: Annotated[str, typer.Option(help="为什么")]) -> None:
    """恢复一张卡片或一个主题。"""
    _switch(what, who, reason, off=False)


def _switch(what: str, who: str, reason: str, *, off: bool) -> None:
    kind: Kind = "topic" if what.startswith(TOPIC) else "card"
    target = Target(kind, what.removeprefix(TOPIC))
    if not target.name:
        raise BadInput(say="写明哪张卡片，或 topic:主题。")
    knowledge(lambda kb: kb.switch(target, who, off=off, reason=reason))
    typer.echo(f"{KINDS_ZH[kind]} {target.name} 已{'停用' if off else '恢复'}。")


def switches() -> None:
    """列出停用着的卡片和主题。"""
    rows: list[CardSwitch] = knowledge(lambda kb: kb.switched())
    if not rows:
        typer.echo("没有停用的。")
        return
    show(
        ("种类", "名称", "谁", "时间", "为什么"),
        ((KINDS_ZH[row.kind], row.name, row.by, f"{row.at:%m-%d %H:%M}", row.reason) for row in rows),
    )
