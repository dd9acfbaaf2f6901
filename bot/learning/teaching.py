"""One message, or a cluster of them, becomes a phrase or a test question of a card, in a draft; or nothing is done.

Draft, message and audit row are one transaction: two people who press at once get one draft, and the second reads who
was first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.learning.noting import ITEM
from bot.learning.queue import STATES
from bot.learning.tables import LearningItem
from config.clock import Clock
from config.errors import FenliuError, KnowledgeError
from config.masking import mask
from config.region import Region
from knowledge_base.revisions.book import EDITABLE, Revisions
from knowledge_base.revisions.people import same
from knowledge_base.revisions.served import Served
from knowledge_base.revisions.tables import CardRevision

As = Literal["phrase", "question"]
SHORTEST: Final = 2
LONGEST: Final = 100
STARS: Final = re.compile(r"\*{2,}|＊{2,}")
"""What a masked number leaves."""
NOT_WORDS: Final = re.compile(r"[\W_]+")


class AlreadyDone(FenliuError):
    """Somebody else was faster."""

    say = "这些话已经有人处理了，请刷新再看。"


class NotTaught(KnowledgeError):
    """The words cannot go into a card as they are."""

    say = "这句话还不能放进卡片。"


@dataclass(frozen=True)
class Taught:
    """What became of messages. `revision` is the number of the draft; None where nothing was written."""

    numbers: tuple[int, ...]
    state: str
    card_id: str = ""
    words: str = ""
    revision: int | None = None


class Teaching:
    """Teaches, within one database session."""

    def __init__(self, session: AsyncSession, region: Region, clock: Clock, served: Served) -> None:
        self.session = session
        self.region = region
        self.clock = clock
        self.book = Revisions(session, clock, served)

    async def teach(self, numbers: Sequence[int], as_: As, card_id: str, words: str, who: str) -> Taught:
        """Puts `words` into an open draft of the card by the same person, or a new one; the messages are done.

        Raises:
            NotTaught: the words hold a number of a person, are too short or long, or stand there already.
            AlreadyDone: somebody did something with one of the messages; nothing changes.
        """
        words = self._fit(words)
        if card_id not in self.book.served.library.cards:
            raise NotTaught(say="没有这张卡片，可能已经退下。请另选一张。")
        await self._claim(numbers, as_, who, taught_card=card_id, taught=words)
        row = await self._draft(card_id, who)
        content, questions = _with(row, as_, words)
        row = await self.book.save(row.id or 0, row.saves, who, content=content, questions=questions)
        await self.session.execute(update(ITEM).where(ITEM.c.id.in_(numbers)).values(revision_id=row.id))
        return Taught(tuple(numbers), as_, card_id, words, row.id)

    async def dismiss(self, numbers: Sequence[int], who: str) -> Taught:
        """Nothing is to be done about these messages.

        Raises:
            AlreadyDone: somebody did something with one of them.
        """
        await self._claim(numbers, "dismissed", who)
        return Taught(tuple(numbers), "dismissed")

    async def undo(self, numbers: Sequence[int], who: str) -> None:
        """Takes the words out of the draft again and opens the messages; a draft that held nothing else is given up.

        Raises:
            AlreadyDone: it was undone already.
            ReviewRefused: the draft is under review or published; it has to be mended there.
        """
        wanted = select(LearningItem).where(col(LearningItem.id).in_(numbers), col(LearningItem.state).in_(STATES))
        items = (await self.session.execute(wanted.with_for_update())).scalars().all()
        if len(items) != len(set(numbers)):
            raise AlreadyDone(say="已经撤销过了，请刷新再看。")
        for revision, state, words in {(item.revision_id, item.state, item.taught) for item in items}:
            others = await self._still(revision, words, numbers)
            if revision is not None and not others:
                await self._take_out(revision, state, words, who)
        values = {"state": "open", "revision_id": None, "taught_card": "", "taught": "", "done_by": "", "done_at": None}
        await self.session.execute(update(ITEM).where(ITEM.c.id.in_(numbers)).values(values))

    def _fit(self, words: str) -> str:
        words = " ".join(unicodedata.normalize("NFC", words).split())
        if mask(words, self.region.numbers) != words or STARS.search(words):
            raise NotTaught(say="这句话里还有号码（或号码隐去后的星号），请先删掉：卡片里不放任何人的信息。")
        if len(_bare(words)) < SHORTEST or len(words) > LONGEST:
            raise NotTaught(say=f"请改成 {SHORTEST} 到 {LONGEST} 个字的一句话，只留能说明是什么事的部分。")
        return words

    async def _draft(self, card_id: str, who: str) -> CardRevision:
        drafts = await self.book.listed(EDITABLE, card_id)
        own = next((row for row in drafts if same(row.author, who) and not row.retires), None)
        return await self.book.get(own.id or 0, lock=True) if own else await self.book.start(card_id, who)

    async def _claim(self, numbers: Sequence[int], state: str, who: str, **values: str) -> None:
        """Marks all messages, or none; whoever wants one of them too waits until the transaction ends."""
        wanted = select(LearningItem).where(col(LearningItem.id).in_(numbers)).order_by(col(LearningItem.id))
        locked = wanted.with_for_update().execution_options(populate_existing=True)
        items = (await self.session.execute(locked)).scalars().all()
        other = next((item for item in items if item.state != "open"), None)
        if other is not None and other.done_at is not None:
            what = STATES.get(other.state, other.state)
            raise AlreadyDone(say=f"{other.done_by} 在 {other.done_at:%m-%d %H:%M} 已经处理过（{what}），请刷新再看。")
        if other is not None or not items or len(items) != len(set(numbers)):
            raise AlreadyDone
        done = {"state": state, "done_by": who, "done_at": self.clock.now(), **values}
        await self.session.execute(update(ITEM).where(ITEM.c.id.in_(numbers)).values(done))

    async def _still(self, revision: int | None, words: str, numbers: Sequence[int]) -> bool:
        """Whether other messages stand for the same words in the draft."""
        wanted = select(col(LearningItem.id)).where(col(LearningItem.revision_id) == revision)
        wanted = wanted.where(col(LearningItem.taught) == words, col(LearningItem.id).not_in(numbers))
        return revision is not None and (await self.session.execute(wanted)).first() is not None

    async def _take_out(self, number: int, state: str, words: str, who: str) -> None:
        row = await self.book.get(number, lock=True)
        if row.state == "retired":
            return
        content, questions = dict(row.content), list(row.questions)
        if state == "phrase":
            content["phrases"] = [one for one in content.get("phrases", ()) if one != words]
        else:
            questions = [one for one in questions if one.get("text") != words]
        row = await self.book.save(number, row.saves, who, content=content, questions=questions)
        if (row.content, row.questions) == (row.base_content, row.base_questions) and same(row.author, who):
            await self.book.discard(number, who)


def _with(row: CardRevision, as_: As, words: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Content and questions of a draft with the words added.

    Raises:
        NotTaught: they stand there already, as the one or as the other.
    """
    phrases = [str(one) for one in row.content.get("phrases", ())]
    asked = [str(one.get("text", "")) for one in row.questions]
    bare = _bare(words)
    if bare in map(_bare, asked):
        raise NotTaught(say="这句已经是这张卡片的测试问句了。测试问句和说法不能是同一句。")
    if bare in map(_bare, phrases) or (as_ == "question" and any(bare in _bare(one) for one in phrases)):
        raise NotTaught(say="这句已经在这张卡片的说法里了。要作为测试问句，请换个说法再写。")
    if as_ == "phrase" and (copied := next((one for one in asked if _bare(one) in bare), "")):
        raise NotTaught(say=f"测试问句“{copied}”就在这句里，不能同时作为说法。")
    if as_ == "phrase":
        return dict(row.content) | {"phrases": [*phrases, words]}, list(row.questions)
    return dict(row.content), [*row.questions, {"text": words, "must_pass": True}]


def _bare(words: str) -> str:
    return NOT_WORDS.sub("", words)
