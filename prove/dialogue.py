"""Plays whole dialogues that are written down as data in dialogues.yaml, and holds what people read against it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select
from sqlmodel import col

from bot.conversations import INBOX, OUTBOX
from orders.status import WAITING
from orders.tables import Handoff
from prove.phone import Phone
from prove.town import RESIDENTS, STAFF, Town

FILE = Path(__file__).parent / "dialogues.yaml"
PATIENCE = 15.0
"""Seconds until what is to be read must be there."""
STEP = 0.02
CHECKS = ("reads", "not", "buttons", "silent", "media")
CODE = re.compile(r"邀请码：(\S+)")


class NotAsWritten(Exception):
    """Somebody read something else than the dialogue says."""


class Stage:
    """The people of one town, who talk one dialogue after the other."""

    def __init__(self, town: Town, names: Sequence[str]) -> None:
        self.town = town
        self.processes = names
        self.roles = {name: town.processes[name].role for name in names}
        self.phones: dict[str, Phone] = {}
        self.known: dict[str, str] = {}
        """Names for what is found out on the way: {winner}, {order}."""
        self.steps = 0
        self._number = 10_000

    async def play(self, dialogue: Mapping[str, Any]) -> None:
        """Plays one dialogue to its end; people of an earlier one who are named again are the same.

        Raises:
            NotAsWritten
        """
        for who, language in dialogue.get("residents", {}).items():
            self._enter(who, RESIDENTS, language or "zh-hans")
        for who in dialogue.get("staff", ()):
            self._enter(who, STAFF, "zh-hans")
        for place, step in enumerate(dialogue["steps"], 1):
            try:
                await self._step(step)
            except (NotAsWritten, LookupError, TimeoutError) as error:
                who = self._phone(step["who"]) if "who" in step else None
                tail = "\n".join(who.lines[-12:]) if who else ""
                msg = f"{dialogue['name']}, step {place} {step}: {type(error).__name__} {error}\n{tail}"
                raise NotAsWritten(msg) from error

    def _enter(self, who: str, token: str, language: str) -> None:
        if who not in self.phones:
            self._number += 1
            self.phones[who] = Phone(self.town.api, token, self._number, who, language)

    def _phone(self, who: str) -> Phone:
        return self.phones[self.known.get(who, who)]

    async def _step(self, step: Mapping[str, Any]) -> None:
        self.steps += 1
        if "invites" in step:
            said = await self.town.command("staff", "invite", step["invites"], "--role", step["role"])
            found = CODE.search(said)
            self.known["code"] = found.group(1) if found else ""
        elif "fails" in step:
            self._fail(dict(step["fails"]))
        elif "restarts" in step:
            for name in self.processes:
                await self.town.kill(name)
                await self.town.start(name, self.roles[name])
        elif "together" in step:
            for who in step["together"]:
                self.phones[who].do("taps", step["tap"])
            await self._who_won(step["together"], step["wins"])
        else:
            await self._turn(step)

    def _fail(self, fault: dict[str, Any]) -> None:
        who = fault.pop("who", "")
        more = {"token": STAFF if fault.pop("staff", False) else RESIDENTS, **fault}
        if who:
            more["chat_id"] = self.phones[who].user.id
        if fault.get("status"):
            self.town.api.fail(**more)
        else:
            more.pop("status", None)
            self.town.api.drop(**{"after_effect": False, **more})

    async def _who_won(self, both: Sequence[str], sign: str) -> None:
        """Binds {winner} and {loser}: the first reads the sign, the other does not."""
        await self.quiet()
        won = [who for who in both if any(sign in one.text for one in self.phones[who].fresh())]
        if len(won) != 1:
            msg = f"{len(won)} have read “{sign}”"
            raise NotAsWritten(msg)
        self.known |= {"winner": won[0], "loser": next(who for who in both if who != won[0])}

    async def _turn(self, step: Mapping[str, Any]) -> None:
        phone, started = self._phone(step["who"]), time.monotonic()
        for what, value in step.items():
            if what in phone.acts:
                phone.do(what, self._filled(value))
        while not self._read(phone, step):
            if time.monotonic() - started > PATIENCE:
                break
            await asyncio.sleep(STEP)
        if phone.token == RESIDENTS and step.get("reads"):
            phone.waits.append(time.monotonic() - started)
        await self.quiet()
        self._check(phone, step)
        phone.look()

    def _filled(self, value: Any) -> Any:
        return value.format_map(self.known) if isinstance(value, str) and "{" in value else value

    def _text(self, phone: Phone) -> str:
        return "\n".join(one.text for one in phone.fresh())

    def _read(self, phone: Phone, step: Mapping[str, Any]) -> bool:
        text, labels = self._text(phone), {label for one in phone.fresh() for label in one.labels}
        parts = all(self._filled(part) in text for part in step.get("reads", ()))
        return (
            parts
            and {self._filled(one) for one in step.get("buttons", ())} <= labels
            and len(phone.fresh()) >= step.get("media", 0)
        )

    def _check(self, phone: Phone, step: Mapping[str, Any]) -> None:
        """Holds what is new on the phone against the step."""
        text = self._text(phone)
        if not self._read(phone, step):
            wanted = {name: step[name] for name in CHECKS if name in step}
            msg = f"{wanted} was not read, but: {text!r}"
            phone.look()
            raise NotAsWritten(msg)
        wrong = [part for part in step.get("not", ()) if self._filled(part) in text]
        if wrong or (step.get("silent") and phone.fresh()):
            msg = f"was read: {wrong or text!r}"
            raise NotAsWritten(msg)
        for name, pattern in step.get("keeps", {}).items():
            self.known[name] = re.findall(pattern, text)[-1]

    async def quiet(self, seconds: float = 60.0) -> None:
        """Waits until everything that was said is taken, answered, announced and delivered.

        Raises:
            TimeoutError
        """
        async with asyncio.timeout(seconds):
            while await self._busy():
                await asyncio.sleep(STEP)

    async def _busy(self) -> bool:
        fresh = (col(Handoff.announced_at).is_(None)) & (col(Handoff.status) == WAITING)
        if any(self.town.api.pending(token) for token in (RESIDENTS, STAFF)):
            return True
        waits = ((INBOX, INBOX.c.done_at.is_(None)), (OUTBOX, OUTBOX.c.try_at.is_not(None)), (Handoff, fresh))
        async with self.town.database.reading() as session:
            for table, condition in waits:
                if (await session.execute(select(func.count()).select_from(table).where(condition))).scalar_one():
                    return True
        return False


def dialogues() -> list[dict[str, Any]]:
    """All of them, in their order."""
    found: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found
