"""What residents say about an order they have filed: take it back, hurry it, add to it."""

from __future__ import annotations

from handlers import lookup
from handlers.lexicon import bare, lexicon
from handlers.state import Filed, Step
from handlers.talk import Talk

LOOSE = (Step.OPEN, Step.CLARIFY, Step.OFFER, Step.ANSWERED)
"""Steps in which a clear word about an order goes before the matter in hand."""


def out_of_turn(talk: Talk) -> bool:
    """帮我催催, 我那个投诉…, when something else is in hand and an order was filed here; a case's number at any
    time. True where answered."""
    orders, step = talk.state.orders, talk.state.step
    if step in (*LOOSE, Step.OBJECTION) and not talk.heard.code and lookup.names_case(talk.heard.text):
        lookup.start(talk)
        return True
    if not orders or talk.heard.code or step not in LOOSE:
        return False
    clear = lexicon().said["own_order"].search(bare(talk.heard.text)) is not None
    return clear and about_order(talk, orders[-1])


def about_order(talk: Talk, order: Filed) -> bool:
    """撤单, 还没人来, 补充一下: what residents say of an order they have filed; True where it was that."""
    words, table = bare(talk.heard.text), lexicon().said
    if table["urge"].search(words):
        talk.state.back = talk.pending("filed.urge", "person", "no_thanks", step=Step.FILED)
        lookup.look_up(talk, order.number, order.query_code)
    elif table["withdraw"].search(words):
        offer_person(talk, "cancelled.filed", order)
    elif table["supplement"].search(words):
        offer_person(talk, "filed.supplement", order)
    else:
        return False
    return True


def offer_person(talk: Talk, key: str, order: Filed) -> None:
    """What cannot be done here with a filed order, and the person who can."""
    talk.remember(talk.heard.text)
    talk.ask(key, "person", "no_thanks", step=Step.FILED, number=order.number)
    talk.state.ended = "filed"
