"""Which units a worker may choose for an order filed by hand."""

from __future__ import annotations

from typing import Any

from config.region import Region
from config.vocabulary import vocabulary
from orders.tables import Handoff

FOUND = 8


def find_units(region: Region, word: str) -> list[str]:
    """Handlers whose name, or the name of whose unit here, has the word or all of its characters in it."""
    texts = {code: f"{name} {region.unit(code)}" for code, name in vocabulary()["handlers"].items()}
    whole = [code for code, text in texts.items() if word in text]
    loose = [code for code, text in texts.items() if code not in whole and set(word) <= set(text)]
    return (whole + loose)[:FOUND]


def units_in_question(handoff: Handoff) -> list[str]:
    """The handlers of the cards that came into question, each once."""
    found = [str(one["handler"]) for one in handoff.packet.get("candidates", ()) if one.get("handler")]
    return [code for code in dict.fromkeys(found) if code in vocabulary()["handlers"]][:FOUND]


def decided_unit(handoff: Handoff) -> str:
    """For whom the desk decided on an order; empty where it did not, or the resident said that it is not that."""
    last: dict[str, Any] = (handoff.packet.get("decisions") or [{}])[-1]
    if last.get("card") in handoff.packet.get("excluded", ()):
        return ""
    return str(last.get("handler") or "") if last.get("destination") == "order" else ""
