"""The report of an evaluation as one HTML file: pictures that a supervisor can read, nothing to install or to load."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config.masking import mask
from config.vocabulary import name_of, vocabulary
from knowledge_base.confusions import Bin, calibration, calibration_error, matrix, worst
from knowledge_base.decision import Decision
from knowledge_base.library import Library
from knowledge_base.scoring import BALANCED, score

TEMPLATES: Final = Path(__file__).parent / "pages" / "report"
FIGURES: Final = {
    "destination": "去向判对",
    BALANCED: "各去向平均判对",
    "destination or asked with it among three": "判对，或追问里有对的",
    "handler, all in-scope rows": "承办单位判对（全部应受理的）",
    "handler, when filed": "承办单位判对（已立单的）",
    "in scope turned away (lower is better)": "应受理却指到别处（越低越好）",
    "out of scope filed as order (lower is better)": "不该立单却立单（越低越好）",
    "danger or person caught": "危险与要人工的都接住",
    "false alarm (lower is better)": "误报紧急（越低越好）",
    "asked back": "追问",
    "handed to a person": "转人工",
}
"""Figures of the shared scorer, in the order shown, as a supervisor says them."""
OTHERS: Final = {"ask": "追问", "human": "转人工", "status": "查进度", "chitchat": "寒暄"}


@dataclass(frozen=True)
class Group:
    """A row of the table by source or by destination."""

    name: str
    count: int
    right: float
    right_or_asked: float


def render(gold: Sequence[Mapping[str, Any]], decisions: Mapping[str, Decision], library: Library, title: str) -> str:
    """The page. Telephone and identity numbers in the messages are masked."""
    said = {key: decision.as_json() for key, decision in decisions.items()}
    figures = score(gold, said).figures()
    bins = calibration(gold, decisions)
    counts = matrix(gold, decisions)
    labels = _labels(counts)
    page = _environment().get_template("report.html")
    return page.render(
        title=title,
        rows=len(gold),
        version=library.version,
        cards=len(library),
        figures=[(name, *figures[key]) for key, name in FIGURES.items() if key in figures],
        sources=_groups(gold, said, lambda row: str(row.get("source", "—"))),
        destinations=_groups(gold, said, lambda row: _name(str(row["accept"][0]))),
        labels=[(label, _name(label)) for label in labels],
        counts=counts,
        totals={label: sum(counts[label, other] for other in labels) for label in labels},
        bins=bins,
        curve=_curve(bins),
        calibration_error=calibration_error(bins),
        confusions=[_confusion(one.row, one.decision, one.said, library) for one in worst(gold, decisions)],
    )


def _groups(
    gold: Sequence[Mapping[str, Any]], said: Mapping[str, Any], key: Callable[[Mapping[str, Any]], str]
) -> list[Group]:
    names = sorted({key(row) for row in gold})
    groups = []
    for name in names:
        figures = score([row for row in gold if key(row) == name], said).figures()
        _, of, rate = figures["destination"]
        groups.append(Group(name, int(of), rate, figures["destination or asked with it among three"][2]))
    return sorted(groups, key=lambda group: -group.count)


def _labels(counts: Mapping[tuple[str, str], int]) -> list[str]:
    """Labels and outcomes that occur, in the order of the vocabulary."""
    order = [*vocabulary()["destinations"], *OTHERS]
    seen = {label for pair in counts for label in pair}
    return [*(label for label in order if label in seen), *sorted(seen - set(order))]


def _curve(bins: Sequence[Bin]) -> str:
    """The calibration curve as the points of an SVG line, in a square of 100 by 100 with the origin below."""
    return " ".join(f"{one.confidence * 100:.1f},{100 - one.right * 100:.1f}" for one in bins)


def _confusion(row: Mapping[str, Any], decision: Decision, said: str, library: Library) -> dict[str, Any]:
    return {
        "id": row["id"],
        "text": mask(str(row["text"])),
        "wanted": "、".join(_name(label) for label in row["accept"]),
        "said": _name(said),
        "card": library[decision.card].title if decision.card else "",
        "confidence": decision.confidence,
        "words": decision.words,
        "candidates": [(library[one.card].title, one.score) for one in decision.candidates],
        "signals": decision.signals,
    }


def _name(label: str) -> str:
    return OTHERS.get(label) or name_of("destinations", label)


def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
