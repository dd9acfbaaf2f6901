"""The content of 工单处理说明书, block by block: Word and PDF say the same because both print these."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orders.paper.blocks import Block, Facts, Prose, Rows, clean, day, moment
from orders.paper.statement import Statement

WORDS = Path(__file__).with_name("statement_words.yaml")


@cache
def words() -> dict[str, Any]:
    """All words of the document that the order does not bring."""
    loaded: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return loaded


def blocks(statement: Statement) -> tuple[Block, ...]:
    """The sections that have something to say, numbered 一、二、三.

    The statement is masked here once more: whoever prints cannot forget it.
    """
    safe = statement.masked()
    facts = {"basics": _basics(safe), "dispatch": _dispatch(safe), "result": _result(safe), "proof": _proof(safe)}
    tables = {name: _rows(name, rows) for name, rows in _tables(safe).items()}
    prose = Prose("", tuple(f"{n}. {clean(text)}" for n, text in enumerate(safe.next_steps, 1)))
    found: dict[str, Block] = {**facts, **tables, "objections": prose}
    filled = [(name, found[name]) for name in words()["sections"] if not _empty(found[name])]
    return tuple(_titled(block, name, place, safe) for place, (name, block) in enumerate(filled))


def issuer(statement: Statement) -> str:
    """Who signs."""
    return str(words()["issuer"].format(region=clean(statement.region)))


def _empty(block: Block) -> bool:
    return not (block.paragraphs if isinstance(block, Prose) else block.rows)


def _titled(block: Block, name: str, place: int, statement: Statement) -> Block:
    numbers = words()["numbers"]
    ten = len(numbers)
    number = numbers[place] if place < ten else f"十{numbers[place - ten]}"
    title = f"{number}、{words()['sections'][name]}"
    if name == "coordinations":
        parties = {party for one in statement.coordinations for party in one.participants}
        title += words()["coordinated"].format(count=len(statement.coordinations), parties=len(parties))
    if isinstance(block, Facts):
        return Facts(title, block.rows)
    if isinstance(block, Rows):
        return Rows(title, block.columns, block.widths, block.rows)
    return Prose(title, block.paragraphs)


def _facts(*rows: tuple[tuple[str, str], ...]) -> Facts:
    """Rows of (name of the label, value); what has no value goes, and with the last one its row."""
    labels = words()["labels"]
    told = (tuple((labels[name], clean(value)) for name, value in row if value.strip()) for row in rows)
    return Facts("", tuple(row for row in told if row))


def _basics(one: Statement) -> Facts:
    merged = words()["voices"].format(voices=one.voices) if one.voices > 1 else ""
    return _facts(
        (("number", one.number), ("appeal_type", one.appeal_type)),
        (("title", one.title),),
        (("requester", one.requester), ("filed_at", moment(one.filed_at))),
        (("place", one.place),),
        (("occurred", one.occurred),),
        (("voices", merged),),
        (("matter", one.matter),),
        (("demand", one.demand),),
    )


def _dispatch(one: Statement) -> Facts:
    return _facts(
        (("lead", one.lead), ("due_at", moment(one.due_at))),
        (("co", "、".join(one.co)),),
        (("dispatch_basis", one.dispatch_basis),),
    )


def _result(one: Statement) -> Facts:
    return _facts(
        (("closure", one.closure), ("resolved_at", moment(one.resolved_at))),
        (("result", one.result),),
        (("look_again", day(one.look_again)),),
    )


def _proof(one: Statement) -> Facts:
    return _facts(
        (("head", one.head),),
        (("printed_by", one.printed_by), ("printed_at", moment(one.printed_at))),
    )


def _rows(name: str, rows: Iterable[tuple[str, ...]]) -> Rows:
    columns: dict[str, int] = words()["columns"][name]
    told = tuple(tuple(map(clean, row)) for row in rows)
    kept = [place for place in range(len(columns)) if any(row[place].strip() for row in told)]
    names, widths = tuple(columns), tuple(columns.values())
    return Rows(
        "",
        tuple(names[place] for place in kept),
        tuple(widths[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in told),
    )


def _tables(one: Statement) -> dict[str, list[tuple[str, ...]]]:
    return {
        "policies": [(str(n), p.law, p.article, p.text) for n, p in enumerate(one.policies, 1)],
        "coordinations": [(moment(c.at), "、".join(c.participants), c.what) for c in one.coordinations],
        "consultations": [
            (moment(c.at), "、".join(c.participants), c.conclusion, c.assigned) for c in one.consultations
        ],
        "returns": [(moment(r.at), r.by, _lines(r.reason, r.basis), r.proposed, r.judgement) for r in one.returns],
        "steps": [(moment(s.at), s.what, s.by, s.note, s.basis) for s in one.steps],
        "decisions": [(moment(d.at), d.by, d.what, d.basis, d.digest) for d in one.decisions],
    }


def _lines(reason: str, basis: str) -> str:
    return f"{reason}\n依据：{basis}" if basis else reason
