"""`fenliu kb`: drafts of cards and their review by another person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from bot.cli_kb_open import Number, Who, Why, knowledge
from bot.cli_table import show
from bot.knowledge import Knowledge
from config.errors import BadInput, RevisionNotFound
from knowledge_base.revisions import sheet_reading
from knowledge_base.revisions.differences import Difference
from knowledge_base.revisions.importing import rows_of
from knowledge_base.revisions.tables import STATES_ZH, CardRevision

Card = Annotated[str, typer.Argument(metavar="卡片", help="卡片编号")]
Seen = Annotated[int, typer.Option(help="打开草稿时它存过几次（show 里写着）；对不上说明别人改过", min=0)]


def add_commands(app: typer.Typer) -> None:
    """Puts them under `fenliu kb`."""
    commands: dict[str, Callable[..., None]] = {
        "drafts": drafts, "show": show_one, "card": card, "edit": edit, "retire": retire, "submit": submit,
        "approve": approve, "reject": reject, "reopen": reopen, "discard": discard, "rebase": rebase,
    }  # fmt: skip
    for name, command in commands.items():
        app.command(name)(command)


def drafts(
    every: Annotated[bool, typer.Option("--all", help="已发布和已退下的也列出来")] = False,
    of: Annotated[str, typer.Option("--card", help="只看一张卡片的")] = "",
) -> None:
    """列出卡片的修订：草稿、待审核、审核通过、退回修改。"""
    states = tuple(STATES_ZH) if every else ("draft", "in_review", "approved", "rejected")
    rows = knowledge(lambda kb: kb.drafts(states, of))
    if not rows:
        typer.echo("没有修订。起草一份：fenliu kb card 卡片编号 > 卡片.yaml，改好后 fenliu kb edit 卡片.yaml --by 姓名")
        return
    show(("修订", "卡片", "状态", "谁起草", "最近谁存", "时间", "说明"), (_row(row) for row in rows))


def _row(row: CardRevision) -> tuple[str, ...]:
    what = f"{row.card_id}{'（退下）' if row.retires else ''}"
    note = row.review_note if row.state == "rejected" else row.note
    return str(row.id), what, STATES_ZH[row.state], row.author, row.saved_by, f"{row.saved_at:%m-%d %H:%M}", note


def show_one(
    number: Number,
    against: Annotated[int, typer.Option("--against", help="和另一份修订比，默认和改动前比", min=0)] = 0,
) -> None:
    """看一份修订改了什么，还差什么。"""

    async def read(kb: Knowledge) -> tuple[CardRevision, list[Difference], list[str]]:
        row, changed, faults = await kb.revision(number)
        changed = await kb.diff(number, against) if against else changed
        return row, changed, [fault.words for fault in faults]

    row, changed, faults = knowledge(read)
    typer.echo(f"第 {row.id} 号修订，{row.card_id} 第 {row.number} 版，{STATES_ZH[row.state]}，存过 {row.saves} 次")
    for line in lines_of(changed):
        typer.echo(line)
    for fault in faults:
        typer.echo(f"还差：{fault}")


def lines_of(changed: list[Difference]) -> Iterator[str]:
    """A difference for the terminal."""
    for one in changed:
        if not one.listed:
            yield f"{one.name}：{_said(one.before)} → {_said(one.after)}"
            continue
        yield f"{one.name}：" + ("次序变了" if not one.added and not one.removed else "")
        yield from (f"  - {_said(gone)}" for gone in one.removed)
        yield from (f"  + {_said(came)}" for came in one.added)


def _said(value: Any) -> str:
    return "（空）" if value is None else str(value)


def card(card_id: Card) -> None:
    """打印现行卡片的 YAML（连同主题和测试问句），存成文件就能改。"""

    async def read(kb: Knowledge) -> dict[str, Any]:
        found = [row for row in rows_of(kb.served) if row["id"] == card_id]
        if not found:
            raise RevisionNotFound(say=f"没有卡片 {card_id}。")
        return found[0]

    row = knowledge(read)
    row["questions"] = [one["text"] for one in row["questions"]]
    typer.echo(yaml.safe_dump(row, allow_unicode=True, sort_keys=False, width=200), nl=False)


def edit(
    file: Annotated[Path, typer.Argument(help="一张卡片的 YAML，见 fenliu kb card")],
    who: Who,
    draft: Annotated[int, typer.Option(help="存进哪份草稿；不写就新起一份", min=0)] = 0,
    seen: Seen = 0,
    note: Why = "",
) -> None:
    """把文件里的卡片存成草稿。"""
    content = _one_card(file)
    said: dict[str, Any] = {"topic": content.pop("topic", None), "questions": content.pop("questions", None)}
    said |= {"content": content, "note": note or None}

    async def keep(kb: Knowledge) -> CardRevision:
        if draft:
            return await kb.save(draft, seen or (await kb.revision(draft))[0].saves, who, **said)
        return await kb.save_beside(str(content.get("id", "")), who, **said)

    row = knowledge(keep)
    typer.echo(f"已存为第 {row.id} 号修订（{row.card_id}）。下一步：fenliu kb submit {row.id} --by {who}")


def _one_card(file: Path) -> dict[str, Any]:
    try:
        rows = sheet_reading.read("yaml", file.read_bytes())
    except OSError as error:
        raise BadInput(say=f"读不了 {file}：{error.strerror}") from error
    if len(rows) != 1 or not isinstance(rows[0].given.get("id"), str) or rows[0].problems:
        raise BadInput(say=f"{file} 里应当是一张卡片，带 id；很多张请用 fenliu kb import")
    return dict(rows[0].given)


def retire(card_id: Card, who: Who, note: Why = "") -> None:
    """起草：让一张卡片退下。也要审核、检查、发布；马上要停用 fenliu kb off。"""

    async def begin(kb: Knowledge) -> CardRevision:
        row = await kb.start(card_id, who, retires=True)
        return await kb.save(row.id or 0, row.saves, who, note=note)

    row = knowledge(begin)
    typer.echo(f"已存为第 {row.id} 号修订（{row.card_id} 退下）。下一步：fenliu kb submit {row.id} --by {who}")


def submit(number: Number, who: Who) -> None:
    """提交审核。"""
    _now(knowledge(lambda kb: kb.submit(number, who)))


def approve(number: Number, who: Who, note: Why = "") -> None:
    """审核通过；起草和改过的人不能审自己的。"""
    _now(knowledge(lambda kb: kb.approve(number, who, note)))


def reject(number: Number, who: Who, note: Why) -> None:
    """退回修改，写明哪里要改。"""
    _now(knowledge(lambda kb: kb.reject(number, who, note)))


def reopen(number: Number, who: Who) -> None:
    """收回成草稿，才能再改。"""
    _now(knowledge(lambda kb: kb.reopen(number, who)))


def discard(number: Number, who: Who) -> None:
    """放弃一份修订；留有记录。"""
    _now(knowledge(lambda kb: kb.discard(number, who)))


def rebase(number: Number, who: Who) -> None:
    """跟上现行版：别人先发布了，把这份改动放到新的内容上，再送审。"""
    _now(knowledge(lambda kb: kb.rebase(number, who)))


def _now(row: CardRevision) -> None:
    typer.echo(f"第 {row.id} 号修订（{row.card_id}）：{STATES_ZH[row.state]}。")
