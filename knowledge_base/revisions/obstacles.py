"""All that keeps a run of the gate from being published, a sentence each that says what to do."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from knowledge_base.revisions import editions
from knowledge_base.revisions.digest import digest_of_revision
from knowledge_base.revisions.people import same
from knowledge_base.revisions.tables import STATES_ZH, CardRevision, GateChange, GateRun, IndexChunk

SHOWN: Final = 5
"""Failing questions that are quoted; the run holds all of them."""


async def obstacles(session: AsyncSession, run: GateRun, edition: int) -> list[str]:
    """Nothing where the run may be published. `edition`: the one in service, held by the caller."""
    if run.state != "ready":
        return [f"第 {run.id} 次检查没有做完{f'：{run.problem}' if run.problem else ''}。请再检查一次。"]
    found = []
    if run.base_edition != edition:
        found.append(await _overtaken(session))
    for number, digest in run.revisions.items():
        found += await _of_revision(session, int(number), digest, run)
    found += _failing(run)
    unaccepted = select(func.count()).where(col(GateChange.run_id) == run.id, col(GateChange.accepted_by) == "")
    if count := (await session.execute(unaccepted)).scalar_one():
        found.append(f"还有 {count} 处答复变化没有人认可，请一处一处看过再认可。")
    kept = select(col(IndexChunk.place)).where(col(IndexChunk.digest) == run.digest).limit(1)
    if run.base_edition == edition and (await session.execute(kept)).first() is None:
        found.append("这次检查放得太久，索引已经清掉了。请再检查一次。")
    return found


async def _overtaken(session: AsyncSession) -> str:
    now = await editions.current(session)
    done = f"{now.published_by} 在 {now.at:%m-%d %H:%M} 发布了第 {now.number} 版" if now else "现行版变了"
    return f"检查之后{done}，这次检查不算数了。请再检查一次。"


async def _of_revision(session: AsyncSession, number: int, digest: str, run: GateRun) -> list[str]:
    row = await session.get(CardRevision, number, populate_existing=True, with_for_update=True)
    if row is None:
        return [f"第 {number} 号修订不见了。请再检查一次。"]
    name, found = f"第 {number} 号修订（{row.card_id}）", []
    if row.state != "approved":
        found.append(f"{name}现在是“{STATES_ZH[row.state]}”，要由另一个人审核通过才能发布。")
    elif not row.reviewer or any(same(row.reviewer, one) for one in (row.author, *row.editors)):
        found.append(f"{name}没有经过另一个人审核。")
    elif row.approved_digest != digest_of_revision(row):
        found.append(f"{name}审核之后又改过，请重新提交审核。")
    if digest != digest_of_revision(row):
        found.append(f"{name}检查之后又改过。请再检查一次。")
    if any(one["revision"] == number for one in run.outdated):
        found.append(await _outdated(session, row))
    return found


async def _outdated(session: AsyncSession, row: CardRevision) -> str:
    """Whoever was faster, by name where a revision of theirs is in service."""
    laid = await editions.overlay_of(session, row.card_id)
    who = "随程序来的卡片更新了"
    if laid is not None and laid.published_at is not None:
        who = f"{laid.saved_by} 的第 {laid.id} 号修订在 {laid.published_at:%m-%d %H:%M} 发布了"
    elif not row.base_version:
        who = "已经有一张同名的卡片"
    return (
        f"第 {row.id} 号修订（{row.card_id}）是照着旧的内容改的：{who}。"
        "请“跟上现行版”，看看两边的改动合在一起对不对，再送审。"
    )


def _failing(run: GateRun) -> list[str]:
    if not run.failures:
        return []
    shown = [f"“{one['question']}”（{one['card']}）{_now(one['after'])}" for one in run.failures[:SHOWN]]
    more = f"等 {len(run.failures)} 句" if len(run.failures) > SHOWN else f"共 {len(run.failures)} 句"
    way_out = "请改卡片的说法，或给答错的那张也加一句，一起检查；不能绕过去。"
    return [f"必过的测试问句没有过（{more}）：{'；'.join(shown)}。{way_out}"]


def _now(answer: dict[str, object]) -> str:
    titles = answer.get("titles")
    return f"变成了“{'、'.join(map(str, titles))}”" if isinstance(titles, list) and titles else "答不上了"
