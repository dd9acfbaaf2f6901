"""Dialogues as data, and what drives them: through the desk in this process, or through any channel.

A file of `tests/dialogues/` is a list of dialogues: `name`, `steps`. A step says or sends something and states what
must come back:

    say: words typed         tap: words on a button seen before (also an old one)
    photo / voice / location: true
    fill: true               taps the way out of every form question until the order is read back
    until: words             does so only until a question has these words
    expect: [..]  not: [..]  parts of the replies (text, rows, buttons, folded); `/…/` is a regular expression
    kind: ..                 one of the replies is of this kind      options: [..] buttons on the last question
    orders: n   handoffs: n  how many there are by then

{number}, {code} and {receipt} stand for what earlier replies told.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import yaml
from sqlalchemy import func, select
from sqlmodel import col

from bot.database import Database
from bot.effects import Effects
from config.clock import CHINA, Clock
from config.region import Region
from handlers.desk import Desk
from handlers.message import Attachment, Incoming, Location, Reply
from handlers.state import Conversation
from orders.book import OrderBook
from orders.tables import Handoff, Order

FOLDER = Path(__file__).parent / "dialogues"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=CHINA)
OUTS = (
    "跳过", "记不清了", "说不清", "核实处理并答复我",
    "Skip", "I don't remember", "Not sure", "Look into it and answer me",
)  # fmt: skip
"""Buttons that leave a form question."""
MAX_QUESTIONS = 15
REMEMBERED = {
    "工单号": "number", "查询码": "code", "回执号": "receipt",
    "Order number": "number", "Query code": "code", "Receipt number": "receipt",
}  # fmt: skip


class Driver(Protocol):
    """One resident on one channel."""

    def say(
        self, text: str = "", *, tap: str = "", photo: bool = False, voice: bool = False, location: bool = False
    ) -> Sequence[Reply]:
        """Sends one message, or taps the button with these words; returns what came back."""

    def count(self, what: str) -> int:
        """How many `orders` or `handoffs` this resident has."""


@dataclass(frozen=True)
class Dialogue:
    """One dialogue of a file."""

    name: str
    steps: tuple[Mapping[str, Any], ...]


def dialogues(folder: Path = FOLDER) -> list[Dialogue]:
    """All dialogues of all files, named file/name."""
    files = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))}
    return [Dialogue(f"{stem}/{raw['name']}", tuple(raw["steps"])) for stem, raws in files.items() for raw in raws]


def play(dialogue: Dialogue, driver: Driver) -> None:
    """Plays a dialogue and checks each step; an assertion names the step and shows all that came back."""
    known: dict[str, str] = {}
    replies: Sequence[Reply] = ()
    for place, step in enumerate(dialogue.steps, 1):
        replies = _leave(driver, replies, "") if step.get("fill") else _send(step, driver, known)
        for name, value in (row for reply in replies for row in reply.rows):
            if name in REMEMBERED:
                known[REMEMBERED[name]] = value
        _check(f"{dialogue.name}, step {place} {dict(step)}", step, replies, driver, known)


def _send(step: Mapping[str, Any], driver: Driver, known: Mapping[str, str]) -> Sequence[Reply]:
    replies = _say(step, driver, known)
    return _leave(driver, replies, str(step["until"])) if "until" in step else replies


def _say(step: Mapping[str, Any], driver: Driver, known: Mapping[str, str]) -> Sequence[Reply]:
    return driver.say(
        _known(str(step.get("say", "")), known),
        tap=str(step.get("tap", "")),
        photo=bool(step.get("photo")),
        voice=bool(step.get("voice")),
        location=bool(step.get("location")),
    )


def _leave(driver: Driver, replies: Sequence[Reply], words: str) -> Sequence[Reply]:
    """Leaves form questions by their button, or with a few words where there is none, until one has `words`."""
    for _ in range(MAX_QUESTIONS):
        if not replies or replies[-1].kind != "form" or (words and words in replies[-1].text):
            break
        out = next((option.label for option in replies[-1].options if option.label in OUTS), "")
        replies = driver.say(tap=out) if out else driver.say("情况就是上面说的那样")
    return replies


def _known(text: str, known: Mapping[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _check(
    where: str, step: Mapping[str, Any], replies: Sequence[Reply], driver: Driver, known: Mapping[str, str]
) -> None:
    shown = "\n".join(written(reply) for reply in replies)
    problem = f"{where}\n--- came back:\n{shown}\n---"
    assert replies, f"{problem} no reply"
    assert all(reply.text.strip() for reply in replies), f"{problem} an empty reply"
    for part in step.get("expect", ()):
        assert _found(_known(str(part), known), shown), f"{problem} misses {part}"
    for part in step.get("not", ()):
        assert not _found(_known(str(part), known), shown), f"{problem} has {part}"
    if kind := step.get("kind"):
        assert kind in [reply.kind for reply in replies], f"{problem} no {kind}"
    labels = [option.label for reply in replies for option in reply.options]
    for label in step.get("options", ()):
        assert label in labels, f"{problem} no button {label}"
    for what in ("orders", "handoffs"):
        if what in step:
            assert driver.count(what) == step[what], f"{problem} {what}: {driver.count(what)}"


def _found(part: str, shown: str) -> bool:
    if part.startswith("/") and part.endswith("/"):
        return re.search(part[1:-1], shown) is not None
    return part in shown


def written(reply: Reply) -> str:
    """A reply as one text, everything of it included."""
    rows = "\n".join(f"{name}：{value}" for name, value in reply.rows)
    folded = "\n".join(f"▸{title}\n{text}" for title, text in reply.folded)
    buttons = " ".join(f"[{option.label}]" for option in reply.options)
    return "\n".join(part for part in (f"({reply.kind}) {reply.text}", rows, folded, buttons) if part)


@dataclass
class Office:
    """A real database with a real order book, driven from code that is not asynchronous."""

    database: Database
    region: Region
    runner: asyncio.Runner
    clock: Clock = field(default_factory=lambda: Clock(lambda: NOON))

    def perform(self, effects: Sequence[Any], incoming: Incoming) -> list[tuple[Any, Any]]:
        """Performs effects in one transaction; pairs of effect and result, those without a result left out."""
        return self.runner.run(self._perform(effects, incoming))

    async def _perform(self, effects: Sequence[Any], incoming: Incoming) -> list[tuple[Any, Any]]:
        async with self.database.writing() as session, session.begin():
            hands = Effects(session, OrderBook(session, self.region, self.clock), incoming)
            results = [(effect, await hands.perform(effect)) for effect in effects]
        return [(effect, result) for effect, result in results if result is not None]

    def count(self, what: str, account: str) -> int:
        """How many orders or handoffs an account has."""
        column = {"orders": col(Order.account), "handoffs": col(Handoff.account)}[what]
        return self.runner.run(self._one(select(func.count()).where(column == account)))

    async def _one(self, wanted: Any) -> int:
        async with self.database.reading() as session:
            return int((await session.execute(wanted)).scalar_one())


@contextmanager
def office(folder: Path, region: Region) -> Iterator[Office]:
    """Opens an office on a fresh SQLite file."""
    with asyncio.Runner() as runner:
        database = Database(f"sqlite+aiosqlite:///{folder / 'office.sqlite3'}")
        runner.run(database.migrate())
        yield Office(database, region, runner)
        runner.run(database.close())


class DeskDriver:
    """A resident at the desk in this process; the conversation becomes JSON and is read back at every turn."""

    def __init__(self, desk: Desk, office: Office, account: str = "resident") -> None:
        self.desk = desk
        self.office = office
        self.account = account
        self.state = Conversation.new()
        self.seen: dict[str, str] = {}
        """Words on every button seen so far -> the code of the newest."""
        self.turns = 0

    def say(
        self, text: str = "", *, tap: str = "", photo: bool = False, voice: bool = False, location: bool = False
    ) -> Sequence[Reply]:
        """One message; effects are performed against the real order book."""
        self.turns += 1
        kinds = (["photo"] if photo else []) + (["voice"] if voice else [])
        return self.take(
            Incoming(
                channel="desk",
                account=self.account,
                message_id=f"m{self.turns}",
                received_at=NOON + timedelta(minutes=self.turns),
                text=text,
                option=self.seen.get(tap, tap),
                attachments=tuple(Attachment(kind, f"{kind}-{self.turns}.bin") for kind in kinds),  # type: ignore[arg-type]
                location=Location(31.2304, 121.4737) if location else None,
            )
        )

    def take(self, incoming: Incoming) -> Sequence[Reply]:
        """A whole turn with its effects."""
        turn = self.desk.answer(incoming, self.state)
        replies, state = list(turn.replies), turn.state
        for effect, result in self.office.perform(turn.effects, incoming) if turn.effects else ():
            report = self.desk.report(effect, result, state)
            replies, state = [*replies, *report.replies], report.state
        self.state = Conversation.from_json(json.dumps(state.to_json(), ensure_ascii=False))
        assert self.state == state, "the conversation does not survive being written and read"
        self.seen |= {option.label: option.code for reply in replies for option in reply.options}
        return replies

    def count(self, what: str) -> int:
        """Orders or handoffs of this resident."""
        return self.office.count(what, self.account)
