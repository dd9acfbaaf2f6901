"""An anonymous order holds neither name nor number, wherever in the words they stand."""

from __future__ import annotations

from typing import Any

from config.masking import mask
from handlers import people
from handlers.extract import simplified

NOBODY = "某某"


def hidden(text: str) -> str:
    """`text` with the resident's own name and all numbers of persons made unreadable."""
    name = people.name(simplified(text))
    return mask(text.replace(name, NOBODY) if name else text)


def hidden_record(record: dict[str, Any]) -> dict[str, Any]:
    """The same for the record of a decision: its text, its words and its further matters."""
    words = [[hidden(str(word)), share] for word, share in record.get("words", ())]
    also = [hidden_record(other) for other in record.get("also", ())]
    return record | {"text": hidden(str(record.get("text", ""))), "words": words, "also": also}
