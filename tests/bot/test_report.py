"""The report is one page that a browser shows: figures, matrix, curve, confusions; nothing of a resident leaks."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

from bot.report import render
from config.region import load_region
from knowledge_base.engine import Engine
from tests.bot.test_cli_knowledge import fenliu
from tests.shared import INDEX

ROWS = [
    {"id": "1", "accept": ["order"], "handlers": ["housing"], "text": "物业电梯坏了半个月", "source": "one"},
    {"id": "2", "accept": ["private"], "handlers": [], "text": "朋友借钱不还，电话13812345678", "source": "two"},
    {"id": "3", "accept": ["order"], "handlers": [], "text": "<script>alert(1)</script>朋友借钱不还", "source": "two"},
]
OPEN = {"meta", "br", "img", "rect", "line", "polyline", "circle"}


class Tags(HTMLParser):
    """Every tag that is opened is closed, in order; nothing is fetched from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes the tag."""
        self.fetched += [name for name, _ in attrs if name in ("src", "href")]
        if tag not in OPEN and tag != "tr":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Takes it off."""
        if tag not in OPEN and tag != "tr":
            assert self.open.pop() == tag


def page() -> str:
    engine = Engine.load(load_region("sample"), INDEX)
    return render(ROWS, {str(row["id"]): engine.decide(str(row["text"])) for row in ROWS}, engine.library, "试一试")


def test_the_page_is_whole_and_loads_nothing() -> None:
    """It opens from a memory stick."""
    tags = Tags()
    tags.feed(page())
    assert tags.open == []
    assert tags.fetched == []


def test_wrong_decisions_are_explained_and_masked() -> None:
    """The words that decided stand beside the text; numbers are hidden, markup is only text."""
    html = page()
    assert "应是 市场服务" in html
    assert "说成 法院诉讼" in html
    assert re.search(r"<mark[^>]*>借钱</mark>", html) or re.search(r"<mark[^>]*>[^<]*借[^<]*</mark>", html)
    assert "13812345678" not in html
    assert "<script>" not in html


def test_the_command_writes_it(tmp_path: Path) -> None:
    """`fenliu eval FILE --report out.html` prints the figures and writes the page."""
    file = tmp_path / "gold.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8")
    done = fenliu("eval", str(file), "--report", str(tmp_path / "out.html"))
    assert done.returncode == 0, done.stderr.decode()
    assert "destination" in done.stdout.decode()
    assert "混淆矩阵" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """A folder stands there: one line, no traceback."""
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps(ROWS[0], ensure_ascii=False), encoding="utf-8")
    done = fenliu("eval", str(file), "--report", str(tmp_path))
    assert done.returncode == 1
    assert "写不了" in done.stderr.decode()
