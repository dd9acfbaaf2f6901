"""triage, ask and eval on the command line: exact output, and bad input in its place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import INDEX

ROOT = Path(__file__).parent.parent.parent
KEYS = ["id", "outcome", "destination", "card", "handler", "confidence", "candidates", "signals", "also"]


def fenliu(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The real command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "FENLIU_INDEX": str(INDEX)},
        timeout=120,
        check=False,
    )


def test_triage_prints_the_designs_line() -> None:
    """One JSON object a line, keys in the design's order."""
    done = fenliu("triage", "--jsonl", given='{"id":"1","text":"朋友借我五万块不还"}\n'.encode())
    assert done.returncode == 0, done.stderr.decode()
    row = json.loads(done.stdout)
    assert list(row) == KEYS
    assert (row["id"], row["outcome"], row["destination"], row["card"]) == ("1", "route", "court", "private-loan")


def test_a_bad_line_gets_an_error_and_the_rest_goes_on() -> None:
    """No JSON, no object, no text, no UTF-8, half a character: each is answered in its place."""
    lines = [
        b"not json",
        b"[1, 2]",
        b'{"id": "a"}',
        b'{"id": "b", "text": 5}',
        b"\xff\xfe",
        b"",
        b'{"id": "\\ud800", "text": "\\u72d7\\u54ac\\u4eba"}',
        b'{"id": ' + b"9" * 5000 + b', "text": "x"}',
        b"[" * 100_000,
        '{"id": "last", "text": "井盖没了"}'.encode(),
    ]
    done = fenliu("triage", "--jsonl", given=b"\n".join(lines))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr.decode()
    assert [row.get("line") for row in rows[:5]] == [1, 2, 3, 4, 5]
    assert all("error" in row for row in rows[:5])
    assert len(rows) == len(lines) - 1
    assert rows[-1]["card"] == "manhole-cover"


def test_plain_lines_need_no_json() -> None:
    """Without --jsonl a line is a message."""
    done = fenliu("triage", given="井盖没了\n".encode())
    assert json.loads(done.stdout)["card"] == "manhole-cover"


@pytest.mark.parametrize("text", ["路灯坏了[/b][red]", "😀"])
def test_ask_shows_why_for_any_text(text: str) -> None:
    """Words, three candidates, score, margin and threshold; markup in a message is only text."""
    done = fenliu("ask", text, "--why")
    shown = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert "起作用的词" in shown
    assert "门槛" in shown
    assert "领先" in shown


def test_eval_names_the_line_that_is_wrong(tmp_path: Path) -> None:
    """A gold file with a bad row is one clear line, no traceback."""
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "1", "text": 5, "accept": ["order"], "handlers": []}\n', encoding="utf-8")
    done = fenliu("eval", str(gold))
    assert done.returncode == 1
    assert "第 1 行" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_eval_prints_per_source_and_per_destination(tmp_path: Path) -> None:
    """The figures come whole, per source and per destination."""
    gold = tmp_path / "gold.jsonl"
    rows = [
        {"id": "1", "text": "井盖没了", "accept": ["order"], "handlers": ["urban_management"], "source": "甲"},
        {"id": "2", "text": "朋友借我五万块不还", "accept": ["court"], "handlers": [], "source": "乙"},
    ]
    gold.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    shown = fenliu("eval", str(gold)).stdout.decode()
    for part in ("全部", "来源 甲", "来源 乙", "去向 court", "去向 order", "100.0%  2/2"):
        assert part in shown
