"""Is it the same matter? Asked between confirming and filing, only where earlier orders look like it; never a block.

Sources: facts 1.4 重复并单 and 5.1-5.3: one's own earlier order is shown first with what was answered, also half a year
later; of the orders of others only title, rough place, day and number of voices are told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from config.errors import FenliuError
from handlers import (
    anonymity,
    attach,
    choices,
    corrections,
    filing,
    form,
    handoff,
    in_english,
    intake,
    midway,
    prefill,
    readback,
    small_talk,
    waiting,
)
from handlers.extract import extract, says_more
from handlers.known_orders import Earlier
from handlers.lexicon import bare, lexicon
from handlers.message import Append, FileOrder, FindSame
from handlers.state import Step
from handlers.talk import Rows, Talk

MAX_SHOWN = 3
LONGEST_ANSWER = 160
"""Characters of an earlier answer that are shown."""
NEW: Final = "new"
"""What `Matter.same_as` says of a matter that joins no other."""
CHOSEN = {"same_yes": 0, "same_1": 0, "same_2": 1, "same_3": 2}
"""Button -> which of the orders shown it joins."""


def look(talk: Talk) -> None:
    """The order is confirmed: looks for the same matter first, unless that is settled for what the form says now."""
    card = talk.card
    if card is None or talk.matter.same_as:
        filing.file(talk)
    else:
        talk.tried("confirmed the order")
        talk.effects.append(FindSame(filing.draft(talk, card)))


def report(talk: Talk, effect: FindSame, result: Mapping[str, Any] | FenliuError) -> None:
    """Shows what was found; where that is nothing, or looking failed, the order is filed at once."""
    found = {} if isinstance(result, FenliuError) else result
    own = [_earlier(one, own=True) for one in found.get("own") or ()]
    hidden = talk.card is not None and talk.card.appeal_type == "report"
    others = [] if hidden else [_earlier(one, own=False) for one in found.get("same") or ()]
    talk.matter.same = own[:1] or others[:MAX_SHOWN]
    if not talk.matter.same:
        talk.matter.same_as = NEW
        talk.effects.append(FileOrder(key=filing.key(talk), draft=effect.draft))
        return
    talk.tried(f"shown as perhaps the same: {', '.join(one.number for one in talk.matter.same)}")
    _show(talk)


def _earlier(raw: Mapping[str, Any], *, own: bool) -> Earlier:
    return Earlier(
        number=str(raw["number"]),
        title=str(raw.get("title") or ""),
        unit=str(raw.get("unit") or ""),
        status=str(raw.get("status_zh") or ""),
        answer=str(raw.get("answer") or "")[:LONGEST_ANSWER] if own else "",
        filed_at=str(raw.get("filed_at") or "")[:10],
        voices=int(raw.get("voices") or 1),
        place=_rough(str(raw.get("place") or "")),
        own=own,
    )


def _rough(place: str) -> str:
    """A street or an estate; a house number never leaves the desk, whatever came in."""
    return re.split(r"[0-9０-９#]", place, maxsplit=1)[0].strip(" ，,第")


def _show(talk: Talk, lead: str = "") -> None:
    shown = talk.matter.same
    first = shown[0]
    if first.own:
        key, rows = "same.own_answered" if first.answer else "same.own", _own_rows(talk, first)
        apart = ("same_new", talk.wording("options.same_apart"))
        options: tuple[str | tuple[str, str], ...] = ("same_add", apart, "same_person")
    elif len(shown) == 1:
        key, rows, options = "same.one", _rows(talk, first), ("same_yes", "same_new")
    else:
        key, options = "same.several", (*(f"same_{nth}" for nth in range(1, len(shown) + 1)), "same_new")
        rows = tuple((talk.wording(f"same_nth.{nth}"), _line(talk, one)) for nth, one in enumerate(shown, 1))
    text = talk.wording(key)
    talk.show(f"{lead}\n{text}" if lead else text, *options, step=Step.SAME, rows=rows)


def _own_rows(talk: Talk, one: Earlier) -> Rows:
    say = talk.wording
    rows = ((say("filed.number"), one.number), (say("progress.title"), one.title), (say("progress.status"), one.status))
    more = ((say("progress.unit"), one.unit), (say("same.answer"), one.answer), (say("same.filed_at"), one.filed_at))
    return tuple((name, value) for name, value in (*rows, *more) if value)


def _rows(talk: Talk, one: Earlier) -> Rows:
    say = talk.wording
    rows = ((say("progress.title"), one.title), (say("same.place"), one.place), (say("same.filed_at"), one.filed_at))
    told = (*rows, (say("same.voices"), say("same.people", count=one.voices)), (say("progress.status"), one.status))
    return tuple((name, value) for name, value in told if value)


def _line(talk: Talk, one: Earlier) -> str:
    return talk.listed(
        filter(None, (one.title, one.place, one.filed_at, talk.wording("same.people", count=one.voices)))
    )


def again(talk: Talk) -> None:
    """Asks once more; where nothing is left to ask about, the order is read back."""
    if talk.matter.same:
        _show(talk, talk.wording("same.again"))
    else:
        readback.show(talk, "readback.again")


def take(talk: Talk) -> None:
    """The SAME step: it is, it is not, add to one's own, a person; or words, as at the read-back."""
    code, shown = talk.heard.code, talk.matter.same
    place = CHOSEN.get(code, MAX_SHOWN)
    if not shown:
        readback.show(talk, "readback.again")
    elif place < len(shown):
        talk.matter.same_as = shown[place].number
        filing.file(talk)
    elif code == "same_new":
        _file_new(talk)
    elif code == "same_add":
        _add(talk, shown[0])
    elif code == "same_person":
        handoff.start(talk, "asked")
    else:
        _said(talk, talk.heard.text)


def _file_new(talk: Talk) -> None:
    talk.matter.same_as = NEW
    filing.file(talk)


def _said(talk: Talk, text: str) -> None:
    """Not sure, or just file it: filed by itself, staff can join it; what changes a field is read back, and looked at
    anew; the same as one's own earlier order is added to it."""
    words = bare(text)
    if lexicon().said["either"].fullmatch(words):
        talk.say("same.either")
        _file_new(talk)
    elif talk.matter.same[0].own and choices.means(text, "same_yes"):
        _add(talk, talk.matter.same[0])
    elif _beside(talk, text):
        again(talk)
    elif _changes(talk, text):
        if talk.state.step is Step.SAME:
            readback.show(talk)
    else:
        if _tells(talk, text):
            prefill.add(talk, text)
        again(talk)


def _beside(talk: Talk, text: str) -> bool:
    """Politeness, a question or another matter: what changes nothing here, answered."""
    if small_talk.is_nothing_else(text) or choices.means(text, "same_yes"):
        return True
    if corrections.find(text, talk.matter.fields, talk.now):
        return False
    if midway.is_question(text, ""):
        midway.answer(talk, text)
        return True
    return midway.other_matter(talk, text)


def _changes(talk: Talk, text: str) -> bool:
    """A correction, no name after all, or a further field."""
    if intake.correct(talk, text):
        return True
    if lexicon().anonymous.match(bare(text)):
        intake.anonymous(talk)
        return True
    taken = prefill.take_over(talk, extract(text, talk.now), besides="")
    if taken:
        talk.say("form.got_many", names=talk.listed(form.label(talk, name) for name in taken))
    return bool(taken)


def _tells(talk: Talk, text: str) -> bool:
    """Whether words are worth keeping with the story: a number or a code alone is not."""
    long = len(bare(text)) >= intake.SHORTEST_ADDITION and says_more(text)
    return long and (talk.language == "en" or not bare(text).isascii())


def _add(talk: Talk, order: Earlier) -> None:
    """What was to be a new order goes to the earlier one: the story, what is wanted and the files."""
    matter = talk.matter
    words = "；".join(
        dict.fromkeys(filter(None, (matter.fields.get(name, "") for name in ("content", "detail", "demand"))))
    )
    words = anonymity.hidden(words) if matter.anonymous else words
    files = tuple(attach.refs(matter))
    talk.effects.append(Append(key=f"{matter.key}-added", number=order.number, words=words, attachments=files))


def added(talk: Talk, effect: Append, result: Mapping[str, Any] | FenliuError) -> None:
    """The new words are with the earlier order; where that failed, the question stays."""
    if isinstance(result, FenliuError):
        _show(talk, in_english.problem(talk, result))
        return
    talk.tried(f"filed with {effect.number}")
    talk.rest(Step.OPEN, ended="filed")
    talk.say("same.added", number=effect.number)
    waiting.offer_next(talk)
