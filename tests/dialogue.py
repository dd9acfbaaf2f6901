"""Dialogues as data, and what drives them: through the desk in this process, or through any channel.

A file of `tests/dialogues/` is a list of dialogues: `name`, `steps`. A step says or sends something and states what
must come back:

    say: words typed         tap: words on a button seen before (also an old one)
    photo / voice / location: true
    fill: true               taps the way out of every form question until the order is read back
    until: words             does so only until a question has these words
    expect: [..]  not: [..]  parts of the replies (text, rows, buttons, folded); `/…/` is a regular expression
    push: {key: .., number: ..}   a notice comes instead of a message, with these values
    same: {own: [..], same: [..]} what is found the next time an order is confirmed; reopens: true  what a rating does
    kind: ..                 one of the replies is of this kind      options: [..] buttons on the last question
    orders: n   handoffs: n  how many there are by then

{number}, {code}, {receipt} and {objection} stand for what earlier replies told. `push`, `same` and `reopens` are
answered by the desk's driver alone: dialogues with them are `staged`, and played on a channel only where its driver
stages them too.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import yaml
from sqlalchemy import func, select
from sqlmodel import col

from bot.database import Database
from bot.effects import Effects
from config.clock import CHINA, Clock
from config.errors import FenliuError
from config.region import Region
from handlers.desk import Desk
from handlers.message import Append, Attachment, FileOrder, FindSame, Incoming, Location, Rate, Reply
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
MAX_ROUNDS = 5
"""Effects may bring further ones: looking for the same matter brings the filing."""
STAGED = ("push", "same", "reopens")
"""Keys of a step that say what comes from the order layer."""
REMEMBERED = {
    "工单号": "number", "查询码": "code", "回执号": "receipt", "申诉编号": "objection",
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

    @property
    def staged(self) -> bool:
        """Whether it needs an order layer that finds what the dialogue says, or notices that come by themselves."""
        return any(kind in step for step in self.steps for kind in STAGED)


def dialogues(folder: Path = FOLDER, *, staged: bool = False) -> list[Dialogue]:
    """All dialogues of all files, named file/name; the staged ones only where they are asked for."""
    files = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))}
    found = [Dialogue(f"{stem}/{raw['name']}", tuple(raw["steps"])) for stem, raws in files.items() for raw in raws]
    return [one for one in found if staged or not one.staged]


def play(dialogue: Dialogue, driver: Driver) -> None:
    """Plays a dialogue and checks each step; an assertion names the step and shows all that came back."""
    known: dict[str, str] = {}
    replies: Sequence[Reply] = ()
    for place, step in enumerate(dialogue.steps, 1):
        if step.get("fill"):
            replies = _leave(driver, replies, "")
        else:
            replies = (
                _staged(step, driver, known) if any(kind in step for kind in STAGED) else _send(step, driver, known)
            )
        for name, value in (row for reply in replies for row in reply.rows):
            if name in REMEMBERED:
                known[REMEMBERED[name]] = value
        _check(f"{dialogue.name}, step {place} {dict(step)}", step, replies, driver, known)


def _send(step: Mapping[str, Any], driver: Driver, known: Mapping[str, str]) -> Sequence[Reply]:
    replies = _say(step, driver, known)
    return _leave(driver, replies, str(step["until"])) if "until" in step else replies


def _staged(step: Mapping[str, Any], driver: Driver, known: Mapping[str, str]) -> Sequence[Reply]:
    """A notice, or a message in a world where the order layer answers as the step says."""
    assert isinstance(driver, DeskDriver), "only the desk's own driver stages"
    driver.found = step.get("same", driver.found)
    driver.reopens = bool(step.get("reopens", driver.reopens))
    if "push" not in step:
        return _send(step, driver, known)
    values = {name: _known(str(value), known) for name, value in step["push"].items() if name != "key"}
    return driver.push(str(step["push"]["key"]), values)


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
        self.found: Mapping[str, Any] = {}
        """What looking for the same matter finds: lists `own` and `same`."""
        self.reopens = False
        self.fails = False
        """Whether the order layer answers with an error instead."""
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
        """A whole turn with its effects, and those that come of their results."""
        turn = self.desk.answer(incoming, self.state)
        replies, state, effects = list(turn.replies), turn.state, list(turn.effects)
        for _ in range(MAX_ROUNDS):
            told, effects = self._perform(effects, incoming), []
            for effect, result in told:
                report = self.desk.report(effect, result, state)
                replies, state = [*replies, *report.replies], report.state
                effects += report.effects
            if not effects:
                return self._keep(replies, state)
        msg = "the desk asks for effects without end"
        raise AssertionError(msg)

    def push(self, key: str, values: Mapping[str, Any]) -> Sequence[Reply]:
        """A notice comes by itself."""
        turn = self.desk.notice(key, values, self.state)
        assert turn.effects == ()
        return self._keep(list(turn.replies), turn.state)

    def _keep(self, replies: list[Reply], state: Conversation) -> Sequence[Reply]:
        self.state = Conversation.from_json(json.dumps(state.to_json(), ensure_ascii=False))
        assert self.state == state, "the conversation does not survive being written and read"
        self.seen |= {option.label: option.code for reply in replies for option in reply.options}
        return replies

    def _perform(self, effects: Sequence[Any], incoming: Incoming) -> list[tuple[Any, Any]]:
        """What the stage answers and what the real order book does, in the order of the effects."""
        real = {place: one for place, one in enumerate(effects) if self._stage(one) is None}
        alone = {p: replace(one, join="") if isinstance(one, FileOrder) else one for p, one in real.items()}
        done = {id(one): result for one, result in self.office.perform(list(alone.values()), incoming)} if alone else {}
        told = []
        for place, effect in enumerate(effects):
            result = done.get(id(alone[place])) if place in alone else self._stage(effect)
            if isinstance(effect, FileOrder) and effect.join and isinstance(result, Mapping):
                result = {**result, "joined": effect.join}
            told.append((effect, result))
        return [(effect, result) for effect, result in told if result is not None]

    def _stage(self, effect: Any) -> Mapping[str, Any] | FenliuError | None:
        """What an order layer that knows earlier orders answers, as the dialogue says; None where the real one does."""
        if self.fails and (
            isinstance(effect, FindSame | Append | Rate) or (isinstance(effect, FileOrder) and effect.join)
        ):
            return FenliuError()
        match effect:
            case FindSame():
                return {"own": self.found.get("own", []), "same": self.found.get("same", [])}
            case Append():
                return {"number": effect.number}
            case Rate():
                return {"reopened": self.reopens and effect.answer.get("solved") == "no"}
            case _:
                return None

    def count(self, what: str) -> int:
        """Orders or handoffs of this resident."""
        return self.office.count(what, self.account)
