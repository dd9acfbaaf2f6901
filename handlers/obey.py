"""What 人工, 取消, 重来, 返回 and 进度 do in each state."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers import (
    adding,
    clarify,
    consented,
    council,
    handoff,
    intake,
    language,
    lookup,
    objection,
    opened,
    resume,
    small_talk,
    undo,
    waiting,
)
from handlers.endings import UNFINISHED
from handlers.lexicon import lexicon
from handlers.message import Reply
from handlers.state import Conversation, Dropped, Matter, Step
from handlers.talk import Talk


def human(talk: Talk) -> None:
    """人工: a person, always."""
    handoff.start(talk, "asked")


def cancel(talk: Talk) -> None:
    """取消: nothing is asked twice; what was not filed is dropped, what was filed is said."""
    state = talk.state
    if state.step is Step.ADD:
        adding.leave(talk)
        return
    step, state.back = state.step, None
    if step is Step.PERSON:
        handoff.withdraw(talk)
        talk.new_matter()
        talk.rest(Step.OPEN, ended="handed_over")
    elif state.orders and (step is Step.FILED or (step is Step.OPEN and _takes_back(talk))):
        number = state.orders[-1].number
        talk.ask("cancelled.filed", "person", "no_thanks", step=Step.FILED, number=number)
        state.ended = "filed"
    elif step is Step.NEXT:
        opened.stop(talk)
    elif step is Step.OBJECTION:
        objection.withdraw(talk)
    elif step is Step.OPEN:
        talk.say("cancelled.nothing")
        state.ended = state.ended or "cancelled"
    else:
        _drop(talk, step)


def _takes_back(talk: Talk) -> bool:
    return lexicon().said["withdraw"].search(talk.heard.plain) is not None


def _drop(talk: Talk, step: Step) -> None:
    key = "form" if step in UNFINISHED else "progress" if step is Step.PROGRESS else "other"
    dropped = undo.keep(talk) if step is not Step.PROGRESS else None
    talk.state.number = ""
    talk.new_matter()
    talk.rest(Step.OPEN, ended="cancelled")
    _say_dropped(talk, talk.wording(f"cancelled.{key}"), dropped)
    waiting.offer_next(talk)


def _say_dropped(talk: Talk, text: str, dropped: Dropped | None) -> None:
    """Says that it is cancelled or cleared, with the button that takes it back."""
    talk.state.dropped = dropped
    if dropped is None:
        talk.replies.append(Reply(text))
        return
    talk.show(text, "undo", step=Step.OPEN)
    talk.state.question, talk.state.ended = "", "cancelled"


def tired(talk: Talk) -> None:
    """不想填了: in the form, to file what there is; before it, to leave it; elsewhere a cancelling."""
    step = talk.state.step
    if step is Step.FORM:
        intake.offer_end(talk)
    elif step in (Step.CONFIRM, Step.CHANGE, Step.SAME):
        resume.resume(talk)
    elif step is Step.CONSENT:
        consented.declined(talk)
    else:
        cancel(talk)


def restart(talk: Talk) -> None:
    """重来: a clean state; consent, filed orders and the receipt stay."""
    old, waited, dropped = talk.state, len(talk.state.queue), undo.keep(talk)
    serial = old.matter.serial + 1
    talk.state = Conversation(
        matter=Matter(serial=serial, key=talk.fresh_key(serial)),
        greeted=True,
        consent=old.consent if old.consent == "yes" else "",
        consent_at=old.consent_at,
        orders=old.orders,
        person=old.person,
        follow_up=old.follow_up,
        council=old.council,
        objections=old.objections,
        ended="cancelled",
        language=old.language,
        language_by=old.language_by,
    )
    text = talk.wording("restart_queue", count=waited) if waited else talk.wording("restart")
    _say_dropped(talk, text, dropped)


def back(talk: Talk) -> None:
    """返回: one step back in the form; elsewhere one question back, or a way on where there is none."""
    step, matter = talk.state.step, talk.matter
    if step in OWN_BACK:
        OWN_BACK[step](talk)
    elif step in (Step.FORM, Step.CONFIRM):
        intake.back(talk)
    elif step in (Step.CHANGE, Step.SAME):
        talk.state.step = Step.CONFIRM
        resume.resume(talk)
    elif step is Step.PROGRESS and talk.state.back is not None:
        lookup.go_back(talk)
        talk.say("cancelled.progress")
        resume.resume(talk)
    elif step is Step.ANSWERED and matter.words:
        matter.card = ""
        clarify.in_other_words(talk)
    else:
        talk.say("bad.no_back")
        resume.resume(talk)


OWN_BACK: Mapping[Step, Callable[[Talk], None]] = {
    Step.ADD: adding.leave,
    Step.COUNCIL: council.leave,
    Step.OBJECTION: objection.leave,
}
"""Steps that say themselves where 返回 leads."""


def progress(talk: Talk) -> None:
    """进度: of what was filed here, or by number and query code."""
    talk.state.number = ""
    lookup.start(talk)


def help_(talk: Talk) -> None:
    """help: what the desk does and the words that always work."""
    small_talk.tell_help(talk)
    talk.say("language.hint")
    resume.resume(talk)


def _language(talk: Talk) -> None:
    """/lang en, /lang zh, /lang: the pending question is asked again in the language."""
    language.obey(talk, talk.heard.command)
    resume.resume(talk)


COMMANDS: Mapping[str, Callable[[Talk], None]] = {
    "human": human,
    "cancel": cancel,
    "restart": restart,
    "back": back,
    "progress": progress,
    "tired": tired,
    "help": help_,
    "lang": _language,
    "lang_en": _language,
    "lang_zh": _language,
}
"""Global word -> what it does."""
