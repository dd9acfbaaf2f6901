"""One answer to the form: a correction, a question, several fields at once, or just what was asked."""

from __future__ import annotations

import re

from handlers import corrections, decisions, form, midway, people, places, prefill, readback
from handlers.extract import extract, residue, simplified
from handlers.lexicon import bare, lexicon
from handlers.talk import Talk

LEAD = re.compile(r"^(?:就?在|就是|是|(?:地址|地点|位置|时间|大概)是?|我家?住在?|应该是|我?叫|我?姓)[:： ]*")
TYPED = ("occurred_at", "incident_address", "respondent", "contact_phone", "requester_name")
"""Fields whose answer has a shape of its own, so that something else said instead is noticed."""
MAX_MISSED = 2
SHORTEST_WORDS = 2
"""Characters that must be left beside times, names and numbers for an answer to say something of its own."""
SHORTEST_ADDITION = 4
"""Characters from which words given instead of a telephone number or a wish are kept with the story."""


def begin(talk: Talk) -> None:
    """Starts the form: what was said is taken over, then the first missing field is asked."""
    prefill.prefill(talk)
    form.ask_next(talk)


def take(talk: Talk) -> None:
    """The FORM step: one message while a question of the form is pending."""
    asking, text = talk.matter.asking, talk.heard.text
    if talk.heard.code:
        form.leave(talk, asking)
        form.ask_next(talk)
    elif lexicon().anonymous.match(bare(text)):
        anonymous(talk)
        form.ask_next(talk)
    elif correct(talk, text):
        again(talk)
    elif midway.is_question(text, asking):
        midway.answer(talk, text)
        again(talk, resumed=True)
    elif lexicon().another.match(text) and midway.other_matter(talk, text):
        again(talk, resumed=True)
    else:
        _answer(talk, asking, text)


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
    talk.say(key, name=form.label(found.field), value=found.value)
    return True


def anonymous(talk: Talk) -> None:
    """No name and no telephone number: also those that were already said go."""
    talk.matter.anonymous = True
    for name in form.PERSONAL:
        talk.matter.fields.pop(name, None)
    talk.say("form.anonymous")


def _answer(talk: Talk, asking: str, text: str) -> None:
    found = extract(text, talk.now)
    if asking not in TYPED and _only_other_fields(text, found):
        _take_fields(talk, found)
        again(talk)
        return
    value = _value(talk, asking, text, found)
    if value:
        form.put(talk, asking, value)
        talk.matter.editing = False
    taken = prefill.take_over(talk, found, besides=asking) if asking in TYPED else []
    if taken:
        talk.say("form.got_many", names="、".join(form.label(name) for name in taken))
    if value or taken:
        form.ask_next(talk)
    elif asking in TYPED and midway.other_matter(talk, text):
        again(talk, resumed=True)
    else:
        _missed(talk, asking, text)


def _value(talk: Talk, asking: str, text: str, found: dict[str, str]) -> str:
    """What `text` says for the pending field; empty where it says something else."""
    if asking == "contact_phone":
        return found.get("contact_phone", "")
    if asking == "incident_address":
        return _address(talk, text, found)
    if asking not in TYPED:
        return text if len(bare(text)) > 1 and not lexicon().unsure.match(text) else ""
    if asking in found:
        return found[asking] if found.keys() - {asking} else _own_words(asking, text, found)
    others = found.keys() & set(TYPED)
    return "" if others or lexicon().another.match(text) else _raw(talk, text.replace(found.get("demand", "\0"), ""))


def _only_other_fields(text: str, found: dict[str, str]) -> bool:
    """Whether an answer to an open question is nothing but a time, a place or a number: 每天十一点到两点."""
    left = residue(text)
    for name in ("respondent", "incident_address"):
        left = left.replace(bare(found.get(name, "")), "")
    left = re.sub(r"^(?:店名|名字|名称)?(?:就)?(?:叫做?|是|在)", "", left)
    return bool(found.keys() & set(TYPED)) and "demand" not in found and len(left) < SHORTEST_WORDS


def _take_fields(talk: Talk, found: dict[str, str]) -> None:
    """Puts down what was said of other fields; a time said before is kept beside the new one."""
    fields = talk.matter.fields
    names = [name for name in found if name in TYPED]
    for name in names:
        old = fields.get(name, "")
        both = name == "occurred_at" and old and old not in found[name]
        form.put(talk, name, f"{old}，{found[name]}" if both else found[name])
    talk.say("form.got_many", names="、".join(form.label(name) for name in names))


def _own_words(asking: str, text: str, found: dict[str, str]) -> str:
    """Times keep the computed date; elsewhere the resident's own words say more than the rule found."""
    return found[asking] if asking in ("occurred_at", "requester_name") else LEAD.sub("", text.strip(" ，。.!！"))


def _raw(talk: Talk, text: str) -> str:
    """An answer no rule recognises: taken as it is when short, or when it was already asked again."""
    words = LEAD.sub("", text.strip(" ，。.!！"))
    other = decisions.another_card(talk, text, sure=midway.SURE, shortest=midway.OTHER_MATTER)
    return words if bare(words) and (talk.matter.missed or other is None) else ""


def _address(talk: Talk, text: str, found: dict[str, str]) -> str:
    old = talk.matter.fields.get("incident_address", "")
    here = found.get("incident_address") or places.house(simplified(text))
    others = found.keys() & (set(TYPED) - {"incident_address", "respondent"})
    if here and not others:
        here = _own_words("incident_address", text, {"incident_address": here})
    value = here or ("" if others or lexicon().another.match(text) else _raw(talk, text))
    if value and places.is_house_only(old) and not places.is_house_only(value) and not places.house(simplified(value)):
        return f"{value}{old}"
    return value


def _missed(talk: Talk, asking: str, text: str) -> None:
    """Nothing usable: says what would be right, and after the second time goes on without."""
    matter = talk.matter
    matter.missed += 1
    if matter.missed >= MAX_MISSED:
        form.leave(talk, asking)
        form.ask_next(talk)
        return
    if asking == "contact_phone" and people.looks_like_phone(text):
        talk.say("form.bad_phone")
    elif asking in ("contact_phone", "demand") and len(bare(text)) >= SHORTEST_ADDITION:
        _add(talk, text)
    else:
        talk.say("form.short_answer")
    form.ask_field(talk, asking)


def _add(talk: Talk, text: str) -> None:
    """Keeps words that answer another question than the pending one: a wish as the wish, the rest with the story."""
    fields, wish = talk.matter.fields, lexicon().wish
    if wish.search(text) and not wish.search(fields.get("demand", "")):
        old = fields.get("demand", "")
        form.put(talk, "demand", text)
        talk.say("form.got_many", names=form.label("demand"))
        text = "" if old == talk.wording("form.default_demand") else old
    else:
        talk.say("form.added")
    form.put(talk, "content", "；".join(part for part in (fields.get("content", ""), text) if part))


def back(talk: Talk) -> None:
    """One question back; from the first one there is only cancelling."""
    matter = talk.matter
    if matter.editing:
        readback.show(talk)
        return
    place = matter.history.index(matter.asking) if matter.asking in matter.history else len(matter.history)
    if place == 0:
        talk.say("form.back_first")
        again(talk)
        return
    name = matter.history[place - 1]
    if name in matter.skipped:
        matter.skipped.remove(name)
    form.ask_field(talk, name)
