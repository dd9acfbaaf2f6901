"""One turn at work: what was heard, the state being changed, and the replies and effects that pile up."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from config.region import Region
from config.vocabulary import Language, name_of
from handlers.heard import Heard
from handlers.message import Effect, Incoming, Option, Reply, ReplyKind, Turn
from handlers.state import Conversation, Matter, Pending, Step
from handlers.wording import Wording
from knowledge_base.card import Card
from knowledge_base.engine import Engine

Rows = tuple[tuple[str, str], ...]
MAX_WORDS = 20
"""Messages remembered about one matter; beyond it the oldest but the first give way."""


@dataclass
class Talk:
    """The desk's hands during one turn. Steps read `heard`, change `state`, and add replies and effects."""

    engine: Engine
    region: Region
    wording: Wording
    state: Conversation
    now: datetime | None = None
    incoming: Incoming | None = None
    heard: Heard = field(default_factory=Heard)
    replies: list[Reply] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    @property
    def matter(self) -> Matter:
        """The matter in hand."""
        return self.state.matter

    @property
    def card(self) -> Card | None:
        """The card of the matter in hand; None before one is decided, or where a newer library lacks it."""
        return self.engine.library.cards.get(self.matter.card)

    @property
    def language(self) -> Language:
        """What the resident is answered in."""
        return self.state.language

    def named(self, group: str, code: str | None) -> str:
        """The name of a code of the vocabulary."""
        return name_of(group, code, self.language)

    def unit(self, handler: str | None) -> str:
        """The unit that gets orders of this handler."""
        return self.region.unit(handler, self.language)

    def listed(self, names: Iterable[str]) -> str:
        """Several names as one: 时间、地点."""
        return self.wording("language.comma").join(names)

    def say(self, key: str, **values: object) -> None:
        """Adds a plain reply."""
        self.replies.append(Reply(self.wording(key, **values)))

    def show(
        self,
        text: str,
        *codes: str | tuple[str, str],
        step: Step,
        kind: ReplyKind = "question",
        rows: Rows = (),
        folded: Rows = (),
    ) -> None:
        """Adds a reply that waits for an answer: sets the step, and remembers its question and buttons."""
        self.state.step = step
        options = tuple(self._option(code) for code in codes)
        self.state.options = [[option.code, option.label] for option in options]
        self.state.question = text
        self.state.ended = ""
        self.replies.append(Reply(text, kind=kind, options=options, rows=rows, folded=folded))

    def ask(self, key: str, *codes: str | tuple[str, str], step: Step, **values: object) -> None:
        """`show` with a sentence of the wording."""
        self.show(self.wording(key, **values), *codes, step=step)

    def ask_again(self, kind: ReplyKind = "question") -> None:
        """Repeats the pending question with its buttons."""
        options = tuple(Option(code, label) for code, label in self.state.options)
        self.replies.append(Reply(self.state.question, kind=kind, options=options))

    def pending(self, key: str, *codes: str | tuple[str, str], step: Step, **values: object) -> Pending:
        """A question to be put once what comes between is told."""
        options = [self._option(code) for code in codes]
        return Pending(step, [[option.code, option.label] for option in options], self.wording(key, **values))

    def nth(self, what: str) -> int:
        """Counts how often something is said about the matter in hand: 1 the first time."""
        times = self.matter.times
        times[what] = times.get(what, 0) + 1
        return times[what]

    def rest(self, step: Step, ended: str = "") -> None:
        """Nothing is asked any more; `ended` says which good end was reached."""
        self.state.step = step
        self.state.options = []
        self.state.question = ""
        self.state.ended = ended

    def tried(self, what: str) -> None:
        """Notes for the person who may take over."""
        self.matter.tried.append(what)
        del self.matter.tried[:-MAX_WORDS]

    def remember(self, words: str) -> None:
        """Keeps words as said about the matter in hand."""
        if words and words not in self.matter.words:
            self.matter.words.append(words)
            del self.matter.words[1 : -MAX_WORDS + 1]

    def fresh_key(self, serial: int) -> str:
        """The idempotency key of a matter: the same message always gives the same key, and shows no account."""
        incoming = self.incoming
        origin = (incoming.channel, incoming.account, incoming.message_id) if incoming else (self.matter.key,)
        return hashlib.sha256("\x1f".join((*origin, str(serial))).encode()).hexdigest()[:32]

    def new_matter(self) -> Matter:
        """Lays the matter in hand aside and takes up a new one; what was sent before any words, or with these, comes
        along."""
        old = self.matter
        sent = {file.ref for file in self.incoming.attachments} if self.incoming else set()
        unused = not old.card and not old.decisions
        here = self.incoming is not None and self.incoming.location is not None
        serial = old.serial + 1
        self.state.matter = Matter(
            serial=serial,
            key=self.fresh_key(serial),
            attachments=[file for file in old.attachments if unused or file["ref"] in sent],
            location=old.location if unused or here else {},
        )
        self.state.ended = ""
        self.state.back = None
        return self.state.matter

    def turn(self) -> Turn:
        """What came of the turn."""
        return Turn(tuple(self.replies), self.state, tuple(self.effects))

    def _option(self, code: str | tuple[str, str]) -> Option:
        name, label = (code, self.wording(f"options.{code}")) if isinstance(code, str) else code
        return Option(f"{name}.{self._mark()}", label)

    def _mark(self) -> str:
        """Tells a question from every other, so that a second tap on an old button is known for what it is."""
        matter = self.matter
        asking = matter.asking if self.state.step is Step.FORM else ""
        if self.state.step is Step.SAME:
            asking = ",".join(one.number for one in matter.same)
        parts: Iterable[object] = (matter.serial, self.state.step, asking, matter.asked, matter.card)
        return hashlib.blake2s("|".join(map(str, parts)).encode(), digest_size=2).hexdigest()
