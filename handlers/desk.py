"""The door: one message in, replies, effects and the new state out. Pure; it keeps nothing between turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from config.errors import FenliuError
from config.region import Region
from config.vocabulary import Language
from handlers import (
    adding,
    alarm,
    answered,
    attach,
    clarified,
    confirm,
    consented,
    council,
    emergency,
    filed,
    follow_up,
    intake,
    language,
    lookup,
    material,
    matters,
    notices,
    obey,
    objection,
    opened,
    order_talk,
    reports,
    resume,
    same,
    small_talk,
    stale,
    undo,
    waiting,
    with_person,
)  # fmt: skip
from handlers.heard import hear
from handlers.message import Effect, Incoming, Reply, Turn
from handlers.state import Conversation, Step
from handlers.talk import Talk
from handlers.wording import Wording
from knowledge_base.card import Card
from knowledge_base.engine import Engine


def _progress(talk: Talk) -> None:
    """The PROGRESS step: number and code, or words that are a matter of their own."""
    lookup.take(talk, otherwise=matters.instead_of_number)
    if talk.state.step is not Step.PROGRESS and talk.heard.code == "no_number":
        resume.resume(talk)


STEPS: Mapping[Step, Callable[[Talk], None]] = {
    Step.OPEN: opened.take,
    Step.CLARIFY: clarified.take,
    Step.OFFER: clarified.take_offer,
    Step.ANSWERED: answered.take,
    Step.CONSENT: consented.take,
    Step.FORM: intake.take,
    Step.CONFIRM: confirm.take,
    Step.CHANGE: confirm.take_change,
    Step.SAME: same.take,
    Step.FILED: filed.take,
    Step.NEXT: opened.take_next,
    Step.PROGRESS: _progress,
    Step.PERSON: with_person.take,
    Step.EMERGENCY: emergency.take,
    Step.COUNCIL: council.take,
    Step.OBJECTION: objection.take,
    Step.ADD: adding.take,
}
"""What the next message is taken as."""


class Desk:
    """Answers residents. One per process; safe to share."""

    def __init__(self, engine: Engine, region: Region) -> None:
        self.engine = engine
        self.region = region
        self.wording = Wording(region)
        self.wordings: Mapping[Language, Wording] = {"zh": self.wording, "en": Wording(region, "en")}

    def answer(self, incoming: Incoming, state: Conversation) -> Turn:
        """One turn. `state` is left as it was; the new one is in the turn."""
        talk = self._talk(state)
        talk.incoming, talk.now = incoming, incoming.received_at
        talk.heard = hear(incoming, talk.state.options)
        if not talk.matter.key:
            talk.matter.key = talk.fresh_key(talk.matter.serial)
        _answer(talk)
        return talk.turn()

    def report(self, effect: Effect, result: Mapping[str, Any] | FenliuError, state: Conversation) -> Turn:
        """What an effect of the last turn came to, as replies."""
        talk = self._talk(state)
        reports.hear(talk, effect, result)
        return talk.turn()

    def notice(self, key: str, values: Mapping[str, Any], state: Conversation) -> Turn:
        """What the resident is told without having asked: `key` of the wording under `notice`, in their language.

        No replies where there is no such notice. What is pending in the conversation stays pending.
        """
        talk = self._talk(state)
        notices.tell(talk, key, values)
        return talk.turn()

    def go_on(self, state: Conversation) -> Turn:
        """After a person has finished: what else the resident had said comes up again, as a question.

        No replies where nothing waits.
        """
        talk = self._talk(state)
        waiting.offer_next(talk)
        return talk.turn()

    def preview(self, card: Card) -> tuple[Reply, ...]:
        """What a resident reads first where their matter is this card; `card` may be a draft that nobody sees yet."""
        talk = self._talk(Conversation())
        matters.take_up(talk, card)
        return tuple(talk.replies)

    def _talk(self, state: Conversation) -> Talk:
        copy = Conversation.from_json(state.to_json())
        return Talk(self.engine, self.region, self.wordings[copy.language], copy)


def _alarmed(talk: Talk) -> bool:
    """Danger, in the language of the message; True where that was the turn."""
    switched = language.hear(talk)
    raised = alarm.raised(talk)
    if switched:
        language.tell(talk)
    return raised


def _answer(talk: Talk) -> None:
    """Danger, then global words, then material and unreadable messages, then the step."""
    heard, gone = talk.heard, matters.card_is_gone(talk)
    dropped, talk.state.dropped = talk.state.dropped, None
    near = follow_up.passed(talk)
    if gone:
        talk.rest(Step.OPEN)
    if heard.clipped or heard.id_removed or heard.unread:
        small_talk.remark(talk)
    if _alarmed(talk):
        return
    if dropped is not None and undo.wanted(talk, dropped):
        undo.bring_back(talk, dropped)
    elif heard.command:
        attach.keep(talk)
        obey.COMMANDS[heard.command](talk)
    elif heard.rating.startswith(adding.ADD):
        adding.begin(talk, heard.rating.removeprefix(adding.ADD))
    elif rating := follow_up.heard(talk, near):
        follow_up.take(talk, rating)
    elif heard.stale or stale.typed(talk):
        stale.answer(talk)
    elif not order_talk.out_of_turn(talk):
        _take(talk, gone=gone)


def _take(talk: Talk, *, gone: bool) -> None:
    """The step takes it; a matter whose card is gone is decided again."""
    if gone:
        attach.keep(talk)
        matters.reopen(talk)
    elif talk.heard.code or talk.heard.has_words:
        attach.keep_with_words(talk)
        STEPS[talk.state.step](talk)
    else:
        material.without_words(talk)
