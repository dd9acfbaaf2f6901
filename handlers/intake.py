"""One answer to the form: a correction, a question, several fields at once, or just what was asked."""

from __future__ import annotations

from handlers import corrections, fitting, form, in_english, midway, people, prefill, readback, small_talk
from handlers.extract import extract, leftover
from handlers.fitting import TYPED
from handlers.lexicon import bare, lexicon
from handlers.talk import Talk

MAX_MISSED = 2
SHORTEST_ADDITION = 4
"""Characters from which words given instead of a telephone number or a wish are kept with the story."""
LONGEST_DOUBT = 30
"""A longer text with 不对 or 错了 in it tells a story; a shorter one wants something put right."""


def begin(talk: Talk) -> None:
    """Starts the form: what was said is taken over, then the first missing field is asked."""
    prefill.prefill(talk)
    form.ask_next(talk)


def take(talk: Talk) -> None:
    """The FORM step: one message while a question of the form is pending."""
    asking, text = talk.matter.asking, talk.heard.text
    if talk.heard.code:
        _tapped(talk, asking)
    elif lexicon().anonymous.match(bare(text)):
        anonymous(talk)
        form.ask_next(talk)
    elif lexicon().said["stop_asking"].search(bare(text)):
        offer_end(talk)
    elif small_talk.is_nothing_else(text):
        talk.say("greeting.thanks_open" if lexicon().small_talk["thanks"].search(text) else "form.go_on")
        again(talk)
    elif correct(talk, text):
        again(talk)
    elif lexicon().another.match(text) and midway.other_matter(talk, text):
        again(talk, resumed=True)
    elif midway.is_question(text, asking):
        midway.answer(talk, text)
        again(talk, resumed=True)
    else:
        _answer(talk, asking, text)


def _tapped(talk: Talk, asking: str) -> None:
    """The way out of the question; or, after 不想填了, to file what there is or to go on."""
    if talk.heard.code == "enough" and talk.card is not None:
        for name in form.missing(talk, talk.card):
            if name != "content":
                form.leave(talk, name)
    elif talk.heard.code == "keep_on":
        again(talk)
        return
    else:
        form.leave(talk, asking)
    form.ask_next(talk)


def offer_end(talk: Talk) -> None:
    """不想填了: what is still missing can be left out, or the whole be cancelled."""
    talk.ask("form.tired", "enough", "keep_on", "cancel", step=talk.state.step)


def doubtful(text: str) -> bool:
    """Whether somebody wants something put right without saying so that it is understood."""
    return len(bare(text)) <= LONGEST_DOUBT and lexicon().said["doubt"].search(bare(text)) is not None


def again(talk: Talk, *, resumed: bool = False) -> None:
    """Asks the pending question once more, or the next missing one where it was answered meanwhile."""
    if resumed:
        talk.say("midway.resume")
    matter, card = talk.matter, talk.card
    if card is not None and matter.asking and (matter.editing or matter.asking in form.missing(talk, card)):
        form.ask_field(talk, matter.asking)
    else:
        form.ask_next(talk)


def correct(talk: Talk, text: str) -> bool:
    """Applies a correction of an earlier field; True where the message was one."""
    fields = talk.matter.fields
    found = corrections.find(text, fields, talk.now)
    if found is None or (found.field == talk.matter.asking and not fields.get(found.field)):
        return False
    if not found.value:
        talk.matter.editing = True
        form.ask_field(talk, found.field)
        return True
    key = "corrected.same" if fields.get(found.field) == found.value else "corrected.done"
    form.put(talk, found.field, found.value)
    if found.swap[0] and "content" in fields and found.field != "content":
        fields["content"] = fields["content"].replace(*found.swap)
    talk.say(key, name=form.label(talk, found.field), value=readback.cut(found.value))
    return True


def anonymous(talk: Talk) -> None:
    """No name and no telephone number: also those that were already said go."""
    talk.matter.anonymous = True
    for name in form.PERSONAL:
        talk.matter.fields.pop(name, None)
    talk.say("form.anonymous")


def _answer(talk: Talk, asking: str, text: str) -> None:
    if talk.language == "en":
        _as_given(talk, asking, text)
        return
    found = extract(text, talk.now) | fitting.other_house(talk, text)
    if asking not in TYPED and fitting.elsewhere(text, found):
        prefill.take_others(talk, text, found)
        again(talk)
        return
    value = fitting.fit(talk, asking, text, found)
    if value:
        form.put(talk, asking, value)
        talk.matter.editing = False
    taken = prefill.take_over(talk, found, besides=asking) if asking in TYPED else []
    if taken:
        talk.say("form.got_many", names=talk.listed(form.label(talk, name) for name in taken))
    if value or taken:
        if asking in TYPED:
            prefill.tell(talk, leftover(text, [value, *(talk.matter.fields[name] for name in taken)]))
        form.ask_next(talk)
    elif talk.incoming is not None and talk.incoming.attachments:
        again(talk)  # words under a photo need not answer anything
    else:
        _unfit(talk, asking, text, found)


def _as_given(talk: Talk, asking: str, text: str) -> None:
    """English answers are written down as they are: no rule here reads them.

    Known are only the name of a field that is to be changed, words of doubt, and a wish told too early.
    """
    if name := lexicon().fields.get(bare(text), ""):
        form.ask_field(talk, name)
    elif doubtful(text):
        talk.say("form.which_wrong")
        again(talk)
    elif asking in TYPED and lexicon().wish.search(text):
        prefill.add(talk, text)
        again(talk)
    elif value := in_english.value(asking, text):
        form.put(talk, asking, value)
        talk.matter.editing = False
        form.ask_next(talk)
    else:
        _missed(talk, asking, text)


def _unfit(talk: Talk, asking: str, text: str, found: dict[str, str]) -> None:
    """Words that answer another question: known already, another matter, a correction, or told beside it."""
    if prefill.repeated(talk, text, found):
        again(talk)
    elif asking in TYPED and midway.other_matter(talk, text):
        again(talk, resumed=True)
    elif asking in TYPED and doubtful(text):
        talk.say("form.which_wrong")
        again(talk)
    else:
        _missed(talk, asking, text)


def _missed(talk: Talk, asking: str, text: str) -> None:
    """Nothing usable: says what would be right, and after the second time goes on without."""
    matter, wish = talk.matter, lexicon().wish.search(text) is not None
    matter.missed += 1
    if matter.missed >= MAX_MISSED:
        if wish or (asking in TYPED and not people.looks_like_phone(text) and leftover(text, [])):
            prefill.add(talk, text)
        form.leave(talk, asking)
        form.ask_next(talk)
        return
    if people.phone_of_others(text):
        prefill.add(talk, text, said="form.others_phone" if asking == "contact_phone" else "form.added")
    elif asking == "contact_phone" and people.looks_like_phone(text):
        talk.say("form.bad_phone")
    elif wish or (asking in ("contact_phone", "demand") and len(bare(text)) >= SHORTEST_ADDITION):
        prefill.add(talk, text)
    elif asking in ("occurred_at", "incident_address"):
        talk.say("form.short_time" if asking == "occurred_at" else "form.short_place")
    else:
        talk.say("form.short_answer")
    form.ask_field(talk, asking)


def back(talk: Talk) -> None:
    """One question back; from the first one there is only cancelling."""
    matter = talk.matter
    if matter.editing:
        readback.show(talk)
        return
    if not (matter.history or matter.asking):
        readback.show(talk, "readback.again")
        return
    place = matter.history.index(matter.asking) if matter.asking in matter.history else len(matter.history)
    if place == 0:
        talk.say("form.back_first")
        form.ask_field(talk, matter.asking)
        return
    name = matter.history[place - 1]
    if name in matter.skipped:
        matter.skipped.remove(name)
    form.ask_field(talk, name)
