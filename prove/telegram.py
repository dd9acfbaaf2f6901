"""telegram: both bots before a Bot API server that checks every request, over whole dialogues.

On SQLite one process polls; on PostgreSQL a process of the role telegram is pushed to and another one works. Where the
npm package telegram-test-api is installed, the residents' bot runs before that one as well. Everybody's talk is kept in
build/transcripts.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from prove import second_opinion
from prove.books import Books, settle
from prove.dialogue import NotAsWritten, Stage, dialogues
from prove.figures import Figures
from prove.town import RESIDENTS, ROOT, STAFF, Town

LEGS = {"sqlite": {"one": "all"}, "postgresql": {"one": "telegram", "two": "worker"}}
"""Database -> the processes and their roles; with two of them updates are pushed, else polled."""
LONGEST_WAIT = 10.0
"""Seconds a resident waits for an answer at most, with the failures that are ordered on the way."""
TRANSCRIPTS = ROOT / "build" / "transcripts"
BOTS = {"residents": RESIDENTS, "staff": STAFF}


async def run() -> Figures:
    """Runs the case."""
    figures = Figures("telegram")
    for kind, roles in LEGS.items():
        await _leg(kind, roles, figures)
    await second_opinion.ask(figures)
    return figures


async def _leg(kind: str, roles: dict[str, str], figures: Figures) -> None:
    async with Town(kind, telegram_token=RESIDENTS, staff_token=STAFF, burst_milliseconds=80) as town:
        if len(roles) > 1:
            town.settings["FENLIU_PUBLIC_URL"] = f"http://127.0.0.1:{town.port('one')}"
        for name, role in roles.items():
            await town.start(name, role)
        stage, written = Stage(town, tuple(roles)), dialogues()
        for one in written:
            try:
                await stage.play(one)
            except NotAsWritten as error:
                figures.promise(f"{kind}: {error}", kept=False)
        settled = await settle(town, 30)
        figures.promise(f"{kind}: nothing is left waiting in inbox or outbox", settled)
        _tell(figures, kind, stage, len(written))
        _orders(figures, kind, await Books.read(town), stage, written)
        _keep(kind, stage)


def _tell(figures: Figures, kind: str, stage: Stage, count: int) -> None:
    """Figures of the emulator and of the clock."""
    api = stage.town.api
    waits = [wait for phone in stage.phones.values() for wait in phone.waits]
    figures.numbers |= {f"{kind}_dialogues": count, f"{kind}_steps": stage.steps}
    for name, token in BOTS.items():
        calls = [one for one in api.calls if one.token == token]
        statuses = Counter(one.status for one in calls)
        figures.numbers[f"{kind}_{name}_sent"] = sum(one.method.startswith("send") for one in api.sent(token))
        figures.numbers[f"{kind}_{name}_requests"] = len(calls)
        figures.numbers[f"{kind}_{name}_failed_on_order"] = sum(statuses[code] for code in (0, 403, 429, 500, 502))
    figures.numbers |= {f"{kind}_violations": len(api.violations), f"{kind}_longest_wait_s": max(waits, default=0.0)}
    figures.promise(f"{kind}: no wrong request ({api.violations[:3]})", not api.violations)
    figures.promise(f"{kind}: nobody waits longer than {LONGEST_WAIT:.0f} s", max(waits, default=0.0) <= LONGEST_WAIT)


def _orders(figures: Figures, kind: str, books: Books, stage: Stage, written: list[dict[str, object]]) -> None:
    """One order for each dialogue that files, and none besides; each message in the books once, in order."""
    expected = Counter[str]()
    for one in written:
        files = one.get("files", {})
        assert isinstance(files, dict)
        expected.update(files)
    name_of = {str(phone.user.id): name for name, phone in stage.phones.items()}
    filed = Counter(name_of[order.account] for order in books.orders)
    figures.numbers[f"{kind}_orders"] = len(books.orders)
    figures.promise(f"{kind}: the orders that were asked for ({filed} instead of {expected})", filed == expected)
    messages = Counter((row.conversation_id, row.message_id) for row in books.inbox)
    figures.promise(f"{kind}: nothing taken twice", max(messages.values(), default=0) <= 1)
    figures.promise(f"{kind}: order kept", books.out_of_order() == 0)


def _keep(kind: str, stage: Stage) -> None:
    """The talk of everybody, to be read by people."""
    TRANSCRIPTS.mkdir(parents=True, exist_ok=True)
    for old in Path(TRANSCRIPTS).glob(f"{kind}-*.txt"):
        old.unlink()
    for name, phone in stage.phones.items():
        (TRANSCRIPTS / f"{kind}-{name}.txt").write_text("\n".join(phone.lines), encoding="utf-8")
