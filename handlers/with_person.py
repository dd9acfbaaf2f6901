"""A person has the conversation: words go to the record, and the desk helps on only when asked to."""

from __future__ import annotations

from handlers import consent, danger, decisions, handoff, intake, matters, opened, returned
from handlers.lexicon import bare, lexicon
from handlers.state import Person, Step
from handlers.talk import Talk

LONG_EVERY = 4
"""After how many notes the resident is told again how to go on with the desk."""
SHORTEST_MATTER = 4
SURE = 0.5
"""Belief in a card from which words left for the person are a matter the desk can take up."""


def take(talk: Talk) -> None:
    """The PERSON step."""
    person = talk.state.person
    if person is None:
        talk.rest(Step.OPEN)
        opened.take(talk)
    elif talk.heard.code == returned.GIVEN_BACK:
        talk.state.person = None
        _go_on(talk, person)
    elif talk.heard.code == "continue":
        talk.say("person.resume", receipt=person.receipt)
        _go_on(talk, person)
    else:
        _added(talk, person)


def _added(talk: Talk, person: Person) -> None:
    handoff.note(talk, talk.heard.text)
    if len(bare(talk.heard.text)) >= SHORTEST_MATTER:
        person.last = talk.heard.text
    long = person.notes % LONG_EVERY == 0
    if person.caring:
        danger.care(talk)
        talk.state.ended = "handed_over"
        return
    person.notes += 1
    if lexicon().question.search(talk.heard.text):
        talk.ask("person.question", "continue", step=Step.PERSON, receipt=person.receipt)
    elif long:
        talk.ask("person.added_long", "continue", step=Step.PERSON, receipt=person.receipt)
    else:
        talk.say("person.added", receipt=person.receipt)
    talk.state.ended = "handed_over"


def _go_on(talk: Talk, person: Person) -> None:
    """The form that was open, the matter stated meanwhile, the next of several, or an open question."""
    words, person.last = "" if person.caring else person.last, ""
    card = talk.card
    talk.rest(Step.OPEN, ended="handed_over")
    if words and decisions.another_card(talk, words, sure=SURE, shortest=SHORTEST_MATTER):
        talk.new_matter()
        matters.open_matter(talk, words)
    elif card is not None and card.destination == "order" and not _filed(talk):
        _resume_order(talk)
    elif talk.state.queue:
        opened.next_matter(talk)
    elif card is not None and card.destination != "order":
        talk.say("person.resume_matter", title=card.title)
        matters.give_answer(talk, card)
    else:
        talk.new_matter()
        talk.state.ended = "handed_over"
        talk.say("person.resume_ask")


def _resume_order(talk: Talk) -> None:
    """The order that was being written when the person was called."""
    if talk.matter.fields:
        intake.again(talk)
    elif talk.state.consent == "yes":
        intake.begin(talk)
    else:
        consent.ask(talk)


def _filed(talk: Talk) -> bool:
    return any(what.startswith("filed ") for what in talk.matter.tried)
