"""The book of revisions: drafts saved without overwriting anybody, and their review by another person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from config.clock import Clock
from config.errors import DraftChanged, KnowledgeError, ReviewRefused, RevisionNotFound
from knowledge_base.library import version_of
from knowledge_base.revisions.content import Fault, as_questions, content_of, read_content
from knowledge_base.revisions.differences import Difference, differences, merged, whole
from knowledge_base.revisions.digest import digest_of_revision
from knowledge_base.revisions.editions import hold, overlay_of
from knowledge_base.revisions.people import named, same
from knowledge_base.revisions.plain import plain, plain_questions
from knowledge_base.revisions.served import Served
from knowledge_base.revisions.tables import STATES_ZH, CardRevision, State

EDITABLE = ("draft", "rejected")
OPEN = ("draft", "in_review", "approved", "rejected")
MANY = 500


class Revisions:
    """Revisions in one open transaction; the caller commits."""

    def __init__(self, session: AsyncSession, clock: Clock, served: Served) -> None:
        self.session = session
        self.clock = clock
        self.served = served

    async def get(self, number: int, *, lock: bool = False) -> CardRevision:
        """One revision.

        Raises:
            RevisionNotFound: there is none.
        """
        wanted = select(CardRevision).where(col(CardRevision.id) == number)
        wanted = wanted.with_for_update().execution_options(populate_existing=True) if lock else wanted
        row = (await self.session.execute(wanted)).scalar_one_or_none()
        if row is None:
            raise RevisionNotFound(say=f"没有第 {number} 号修订，可能写错了号。")
        return row

    async def listed(self, states: Sequence[str] = OPEN, card_id: str = "") -> list[CardRevision]:
        """Revisions in these states, the newest first; of one card where it is named."""
        wanted = select(CardRevision).where(col(CardRevision.state).in_(states))
        if card_id:
            wanted = wanted.where(col(CardRevision.card_id) == card_id)
        return list((await self.session.execute(wanted.order_by(col(CardRevision.id).desc()).limit(MANY))).scalars())

    async def cards(self, states: Sequence[str]) -> set[str]:
        """The cards of which there are revisions in these states."""
        wanted = select(col(CardRevision.card_id)).where(col(CardRevision.state).in_(states)).distinct()
        return set((await self.session.execute(wanted)).scalars())

    async def start(self, card_id: str, who: str, *, retires: bool = False) -> CardRevision:
        """A draft of a card as it is in service; an empty one of a card that there is not. `retires`: it is to leave.

        Raises:
            RevisionNotFound: a card that there is not cannot leave.
        """
        who, now = named(who), self.clock.now()
        await hold(self.session)
        if retires and card_id not in self.served.library.cards:
            raise RevisionNotFound(say=f"没有卡片 {card_id}，不用退下。")
        base = await self._base(card_id)
        row = CardRevision(
            card_id=card_id, number=await self._next(card_id), retires=retires, author=who, editors=[who],
            saved_by=who, saved_at=now, created_at=now, **base,
        )  # fmt: skip
        row.content, row.questions = dict(row.base_content) or {"id": card_id}, list(row.base_questions)
        row.topic = self.served.library.topics.get(card_id, "")
        self.session.add(row)
        await self.session.flush()
        return row

    async def save(
        self,
        number: int,
        seen: int,
        who: str,
        *,
        content: Mapping[str, Any] | None = None,
        topic: str | None = None,
        questions: Sequence[Any] | None = None,
        note: str | None = None,
    ) -> CardRevision:
        """Saves a draft, complete or not. `seen`: its `saves` when it was opened.

        Raises:
            DraftChanged: somebody saved it meanwhile; nothing is overwritten, what was typed is still the caller's.
            ReviewRefused: it is under review, or done with.
        """
        who, row = named(who), await self.get(number, lock=True)
        if row.saves != seen:
            raise DraftChanged(
                say=f"{row.saved_by} 在 {row.saved_at:%m-%d %H:%M} 改过这份草稿，您的改动还没有存。"
                "请先看看改了什么，再存一次；也可以另存一份。"
            )
        if row.state not in EDITABLE:
            raise ReviewRefused(say=f"{_at(row)}，不能再改。要改请先收回成草稿。")
        row.content = plain({**content, "id": row.card_id}) if content is not None else row.content
        row.questions = plain_questions(questions) if questions is not None else row.questions
        row.topic = topic.strip() if topic is not None else row.topic
        row.note = plain({"note": note})["note"] if note is not None else row.note
        row.state, row.saves, row.saved_by, row.saved_at = "draft", row.saves + 1, who, self.clock.now()
        row.editors = [*row.editors, who] if who not in row.editors else row.editors
        await self.session.flush()
        return row

    async def faults(self, row: CardRevision) -> list[Fault]:
        """All that keeps a draft from being submitted."""
        if row.retires:
            return []
        opened = select(col(CardRevision.card_id)).where(col(CardRevision.state).in_(OPEN))
        known = {*self.served.library.cards, *(await self.session.execute(opened)).scalars()}
        return self.served.faults(row.content, row.questions, row.topic, known)

    async def submit(self, number: int, who: str) -> CardRevision:
        """Gives a draft to review.

        Raises:
            KnowledgeError: it is not complete; `say` names every field.
            ReviewRefused: it is no draft.
        """
        row = await self._in(number, EDITABLE, who, "提交")
        if faults := await self.faults(row):
            raise KnowledgeError(say="\n".join(fault.words for fault in faults))
        row.submitted_at, row.reviewer, row.review_note = self.clock.now(), "", ""
        return await self._to(row, "in_review")

    async def approve(self, number: int, who: str, note: str = "") -> CardRevision:
        """Another person finds it right, as it is now.

        Raises:
            ReviewRefused: it is not under review, or the reviewer had a hand in it.
        """
        row = await self._reviewed(number, who, note)
        row.approved_digest = digest_of_revision(row)
        return await self._to(row, "approved")

    async def reject(self, number: int, who: str, note: str) -> CardRevision:
        """Another person sends it back with a reason.

        Raises:
            ReviewRefused: as for `approve`, or there is no reason.
        """
        if not note.strip():
            raise ReviewRefused(say="退回要写明哪里要改。")
        return await self._to(await self._reviewed(number, who, note), "rejected")

    async def reopen(self, number: int, who: str) -> CardRevision:
        """Takes it back out of review, to be edited; an approval is void."""
        row = await self._in(number, ("in_review", "approved"), who, "收回")
        row.reviewer, row.approved_digest = "", ""
        return await self._to(row, "draft")

    async def discard(self, number: int, who: str) -> CardRevision:
        """Gives a draft up; it stays on record."""
        row = await self._in(number, OPEN, who, "放弃")
        row.retired_at, row.approved_digest = self.clock.now(), ""
        return await self._to(row, "retired")

    async def rebase(self, number: int, who: str) -> CardRevision:
        """Puts the changes of a revision upon the card as it is in service now; it is a draft again.

        Where both changed a field, the revision's stands: `both_changed` of base, revision and service tells which.
        """
        row = await self._in(number, OPEN, who, "跟上现行版")
        base = await self._base(row.card_id)
        row.content = {**merged(row.base_content, row.content, base["base_content"]), "id": row.card_id}
        if row.questions == row.base_questions:
            row.questions = list(base["base_questions"])
        for name, value in base.items():
            setattr(row, name, value)
        row.saves, row.saved_by, row.saved_at = row.saves + 1, named(who), self.clock.now()
        row.editors = [*row.editors, row.saved_by] if row.saved_by not in row.editors else row.editors
        row.reviewer, row.approved_digest = "", ""
        return await self._to(row, "draft")

    async def diff(self, number: int, other: int | None = None) -> list[Difference]:
        """What a revision changes against its base, or against another revision of the card."""
        row = await self.get(number)
        after = {} if row.retires else whole(row.content, row.questions, row.topic)
        if other is None:
            topic = self.served.library.topics.get(row.card_id, "") if row.base_content else ""
            return differences(whole(row.base_content, row.base_questions, topic), after)
        before = await self.get(other)
        return differences(whole(before.content, before.questions, before.topic), after)

    async def _base(self, card_id: str) -> dict[str, Any]:
        """The card in service: revision number, version, content and questions; empty for a card there is not."""
        library = self.served.library
        card = library.cards.get(card_id)
        if card is None:
            return {"base_number": 0, "base_version": "", "base_content": {}, "base_questions": []}
        laid = await overlay_of(self.session, card_id)
        found = {
            "base_number": 0,
            "base_version": library.versions[card_id],
            "base_content": content_of(card, self.served.laws),
            "base_questions": as_questions(library.questions[card_id]),
        }
        if laid is not None:
            made, _ = read_content(laid.content, self.served.laws)
            if made is not None and version_of(made) == library.versions[card_id]:
                found |= {"base_number": laid.number, "base_questions": list(laid.questions)}
        return found

    async def _next(self, card_id: str) -> int:
        last = select(func.max(CardRevision.number)).where(col(CardRevision.card_id) == card_id)
        return int((await self.session.execute(last)).scalar_one() or 0) + 1

    async def _in(self, number: int, states: Sequence[str], who: str, what: str) -> CardRevision:
        named(who)
        row = await self.get(number, lock=True)
        if row.state not in states:
            raise ReviewRefused(say=f"{_at(row)}，不能{what}。")
        return row

    async def _reviewed(self, number: int, who: str, note: str) -> CardRevision:
        row, who = await self._in(number, ("in_review",), who, "审核"), named(who)
        if any(same(who, one) for one in (row.author, *row.editors)):
            raise ReviewRefused(say=f"第 {row.id} 号修订是 {who} 写的，要由另一个人审核。")
        row.reviewer, row.reviewed_at, row.review_note = who, self.clock.now(), note.strip()
        return row

    async def _to(self, row: CardRevision, state: State) -> CardRevision:
        row.state = state
        await self.session.flush()
        return row


def _at(row: CardRevision) -> str:
    return f"第 {row.id} 号修订（{row.card_id}）现在是“{STATES_ZH[row.state]}”"
