"""Commands about the knowledge base: triage, ask, eval, cards."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.report import render
from config.clock import Clock
from config.errors import BadInput
from config.region import load_region
from config.settings import load_settings
from config.vocabulary import name_of
from knowledge_base.decision import Decision
from knowledge_base.engine import Engine
from knowledge_base.overmatch import check_overmatch, misses_as_yaml
from knowledge_base.scoring import Tally, score


def add_commands(app: typer.Typer) -> None:
    """Registers the commands on the one command line."""
    app.command("triage")(triage)
    app.command("ask")(ask)
    app.command("eval")(evaluate)
    app.command("overmatch")(overmatch)


def load_engine() -> Engine:
    """The engine for the region of the settings, with the cards on disk that are valid today."""
    settings = load_settings()
    return Engine.load(load_region(settings.region), settings.index_files).on(Clock().today())


def triage(
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="每行一个 JSON 对象：{id, text}；不加则每行是一句话。")
    ] = False,
) -> None:
    """读标准输入，每行判断一条诉求，每行打印一个 JSON。坏行原地打印 error，其余照常。"""
    engine = load_engine()
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            print(_json(triage_line(engine, line, number, jsonl=jsonl)), flush=True)


def _json(row: dict[str, Any]) -> str:
    """One line of JSON; half a surrogate pair, which no terminal can print, is escaped."""
    line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return line if line.isprintable() else line.encode("utf-8", "backslashreplace").decode()


def triage_line(engine: Engine, line: bytes, number: int, *, jsonl: bool) -> dict[str, Any]:
    """The decision on one input line, or an `error` object that says what is wrong with it."""
    try:
        row = _row(line, number, jsonl=jsonl)
    except BadInput as error:
        return {"line": number, "error": error.say}
    return {"id": row["id"]} | engine.decide(row["text"]).as_json()


def _row(line: bytes, number: int, *, jsonl: bool) -> dict[str, Any]:
    try:
        text = line.decode("utf-8").rstrip("\r\n").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise BadInput(say=f"第 {number} 行不是 UTF-8 文字") from error
    if not jsonl:
        return {"id": str(number), "text": text}
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(say=f"第 {number} 行不是正确的 JSON") from error
    if not isinstance(row, dict):
        raise BadInput(say=f'第 {number} 行不是 JSON 对象，应当像 {{"id": "1", "text": "…"}}')
    if not isinstance(row.get("text"), str):
        raise BadInput(say=f"第 {number} 行缺少文字字段 text")
    return {"id": row.get("id", str(number)), "text": row["text"]}


def ask(
    text: Annotated[str, typer.Argument(help="居民的原话。")],
    why: Annotated[bool, typer.Option("--why", help="显示起作用的词、三个候选、得分、差距和门槛。")] = False,
) -> None:
    """判断一句话该去哪里，给人看。"""
    engine = load_engine()
    console = Console(markup=False)
    decision = engine.decide(text)
    for part in (decision, *decision.also):
        _show(console, engine, part, why=why)


def _show(console: Console, engine: Engine, decision: Decision, *, why: bool) -> None:
    console.print(Text(name_of("outcomes", decision.outcome), style="bold"), f"“{decision.text}”")
    if decision.card:
        card = engine.library[decision.card]
        unit = f" · {name_of('handlers', card.handler)}" if card.handler else ""
        console.print(f"{name_of('destinations', card.destination)}{unit} · {card.title}（{card.id}）")
        console.print(card.why)
    if decision.signals:
        console.print("信号：" + "、".join(decision.signals))
    if why:
        _show_reasons(console, engine, decision)


def _show_reasons(console: Console, engine: Engine, decision: Decision) -> None:
    console.print("起作用的词：" + ("、".join(f"{word} {share:.0%}" for word, share in decision.words) or "无"))
    table = Table("候选卡片", "去向", "承办", "得分")
    for candidate in decision.candidates:
        title = engine.library[candidate.card].title
        destination = name_of("destinations", candidate.destination)
        table.add_row(
            f"{title}（{candidate.card}）",
            destination,
            name_of("handlers", candidate.handler),
            f"{candidate.score:.3f}",
        )
    console.print(table)
    console.print(
        f"把握 {decision.confidence:.3f}（门槛 {decision.threshold}）  "
        f"领先 {decision.margin:.3f}（至少 {decision.needed_margin}）"
    )
    console.print("版本：" + "，".join(f"{name} {value or '—'}" for name, value in decision.versions.items()))


def evaluate(
    file: Annotated[Path, typer.Argument(help="带标注的 JSONL：id, accept, handlers, text, source。")],
    report: Annotated[Path | None, typer.Option(help="把图表报告写到这个 HTML 文件。")] = None,
) -> None:
    """对一份标注数据打分：总体、按来源、按去向；可另存一份图表报告。"""
    gold = list(_gold(file))
    engine = load_engine()
    found = {str(row["id"]): engine.decide(row["text"]) for row in gold}
    if report:
        _write(report, render(gold, found, engine.library, f"{file.name} 判定报告"))
    decisions = {key: decision.as_json() for key, decision in found.items()}
    print_tally("全部", score(gold, decisions))
    for group, key in (("来源", _source), ("去向", _best_label)):
        for name in sorted({key(row) for row in gold}):
            print_tally(f"{group} {name}", score([row for row in gold if key(row) == name], decisions))


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise BadInput(say=f"写不了 {path}：{error.strerror}。请换一个能写的位置") from error
    typer.echo(f"报告已写到 {path}，用浏览器打开")


def _gold(file: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(say=f"读不了 {file}：{error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            complete = (
                isinstance(row["text"], str) and row["id"] and row["accept"][0] and list(row["handlers"]) is not None
            )
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            complete = False
        if not complete:
            raise BadInput(say=f"{file} 第 {number} 行：应当有 id, text, accept（非空）, handlers")
        yield row


def _source(row: dict[str, Any]) -> str:
    return str(row.get("source", "—"))


def _best_label(row: dict[str, Any]) -> str:
    return str(row["accept"][0])


def print_tally(title: str, tally: Tally) -> None:
    """One block of figures, laid out like the shared scorer's."""
    print(f"\n== {title}")
    for name, (hit, of, rate) in tally.figures().items():
        print(f"{name:52} {rate:7.1%}  {hit:g}/{of:g}")


def overmatch(
    as_yaml: Annotated[
        bool, typer.Option("--yaml", help="按 tests/knowledge_base/known_misses.yaml 的格式打印。")
    ] = False,
) -> None:
    """把每句测试问句问一遍全库，列出被别的卡片抢走的。"""
    report = check_overmatch(load_engine())
    if as_yaml:
        print(misses_as_yaml(report), end="")
        return
    for miss in report.misses:
        print(f"{miss.card} <- {miss.winner}  {miss.own_score:.3f} < {miss.score:.3f}  {miss.question}")
    print(
        f"{report.asked} 句测试问句，{len(report.misses)} 句被别的卡片赢走（{len(report.misses) / report.asked:.1%}）"
    )
