"""Progress: number and query code in whatever form, or what this conversation filed itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from config.errors import FenliuError
from handlers import in_english, progress
from handlers.message import LookUp, LookUpCase
from handlers.state import Pending, Step
from handlers.talk import Talk
from orders.number import ALPHABET, CODE_LENGTH

DIGITS = re.compile(r"(?<![A-Za-z0-9])20\d{2}(?:[\s\-—–_.,/年月日号]*\d){10}(?!\d)")
"""Fourteen digits that begin with a year of this century, with anything people put between them."""
RECEIPT = re.compile(r"[RrCc](?:20\d{2})(?:[\s\-—–_]*\d){9}")
CASE = re.compile(r"(?<![A-Za-z0-9])[Cc](?:20\d{2})(?:[\s\-—–_]*\d){9}")
"""The number of a case: what went to the council, an objection."""
CODE = re.compile(rf"(?<![A-Za-z0-9])(?:[A-Za-z0-9][\s\-—–_.]?){{{CODE_LENGTH}}}(?![A-Za-z0-9])")
ENGLISH_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]*[a-z][A-Za-z]*(?![A-Za-z0-9])")
"""No code: status has six letters, and so have please and waited."""
MAX_SHOWN = 3
RETURN_TO = frozenset(Step) - {Step.OPEN, Step.ANSWERED, Step.PROGRESS, Step.EMERGENCY}
"""Steps that go on after progress was looked up."""


def start(talk: Talk) -> None:
    """Looks up what the words name, else what was filed here, else asks for number and code."""
    state = talk.state
    if state.step is Step.ADD:
        go_back(talk)
    if state.step in RETURN_TO:
        state.back = Pending(state.step, state.options, state.question)
    if not talk.heard.command and _named(talk, talk.heard.text):
        return
    if case := CASE.search(_plain("" if talk.heard.command else talk.heard.text)):
        _look_up_case(talk, case.group())
    elif state.number or not _look_up_own(talk):
        _ask(talk, "progress.ask_code" if state.number else "progress.ask")


def _look_up_own(talk: Talk) -> bool:
    """What was filed or objected to here; False where nothing was that can be looked up."""
    state = talk.state
    if state.council:
        talk.say("progress.council", receipt=state.council)
    objected = [one.receipt for one in state.objections if one.receipt][-MAX_SHOWN:]
    for receipt in objected:
        _look_up_case(talk, receipt)
    for order in state.orders[-MAX_SHOWN:]:
        look_up(talk, order.number, order.query_code)
    return bool(objected or state.orders)


def take(talk: Talk, *, otherwise: Callable[[Talk], bool]) -> None:
    """The PROGRESS step; `otherwise` takes words that name neither number nor code."""
    text = talk.heard.text
    if talk.heard.code == "no_number":
        _lost(talk)
    elif found := CASE.search(_plain(text)):
        _look_up_case(talk, found.group())
    elif found := RECEIPT.search(_plain(text)):
        talk.say("progress.receipt", receipt=found.group().upper())
        go_back(talk)
    elif not _named(talk, text) and not otherwise(talk):
        _ask(talk, "progress.missing")


def names_case(text: str) -> bool:
    """Whether the number of a case is in the words."""
    return CASE.search(_plain(text)) is not None


def _look_up_case(talk: Talk, receipt: str) -> None:
    talk.state.step = Step.PROGRESS
    talk.effects.append(LookUpCase(receipt.upper()))


def find_number(text: str) -> str:
    """The order number in free text, as digits; empty where there is none."""
    found = DIGITS.search(_plain(text))
    return re.sub(r"\D", "", found.group()) if found else ""


def find_code(text: str) -> str:
    """The query code in free text: six characters of its alphabet, apart from the order number."""
    rest = DIGITS.sub(" ", RECEIPT.sub(" ", _plain(text)))
    codes = [re.sub(r"[^A-Z0-9]", "", found.group().upper()) for found in CODE.finditer(rest)]
    return next((code for code in codes if set(code) <= set(ALPHABET)), codes[0] if codes else "")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _named(talk: Talk, text: str) -> bool:
    """Looks up where number and code are known; keeps the one that came alone. False where neither was said."""
    state = talk.state
    if talk.language == "en":
        text = ENGLISH_WORD.sub(" ", text)
    number, code = find_number(text), find_code(text)
    if not number and not code:
        return False
    number = number or state.number
    if not number:
        _ask(talk, "progress.ask_number")
    elif code:
        look_up(talk, number, code)
    else:
        own = next((order for order in state.orders if re.sub(r"\D", "", order.number) == number), None)
        if own is not None:
            look_up(talk, own.number, own.query_code)
        else:
            state.number = number
            _ask(talk, "progress.ask_code")
    return True


def look_up(talk: Talk, number: str, code: str) -> None:
    """Asks for the progress of an order; the desk goes on where it was once it is told."""
    talk.state.step = Step.PROGRESS
    talk.state.number = ""
    talk.effects.append(LookUp(number=number, query_code=code))


def _ask(talk: Talk, key: str) -> None:
    ended = talk.state.ended
    talk.ask(key, "no_number", "human", step=Step.PROGRESS)
    talk.state.ended = ended


def _lost(talk: Talk) -> None:
    talk.state.number = ""
    talk.say("progress.lost")
    go_back(talk)


def go_back(talk: Talk) -> None:
    """To the question that was pending when progress was asked; whoever calls this asks it again."""
    state = talk.state
    back, state.back = state.back, None
    if back is None:
        talk.rest(Step.OPEN, ended="answered")
    else:
        state.step, state.options, state.question = back.step, back.options, back.question


def report_case(talk: Talk, result: Mapping[str, Any] | FenliuError) -> bool:
    """Tells where a case stands; True where the desk is to go on as before."""
    if isinstance(result, FenliuError):
        talk.show(in_english.problem(talk, result), "no_number", "human", step=Step.PROGRESS)
        return False
    progress.show_case(talk, result)
    if talk.state.step is not Step.PROGRESS:
        return False
    go_back(talk)
    return True


def report(talk: Talk, result: Mapping[str, Any] | FenliuError) -> bool:
    """Tells the progress, or that number and code were not found; True where the desk is to go on as before."""
    if isinstance(result, FenliuError):
        talk.show(in_english.problem(talk, result), "no_number", "human", step=Step.PROGRESS)
        return False
    progress.show(talk, result)
    if talk.state.step is not Step.PROGRESS:
        return False
    go_back(talk)
    return True
