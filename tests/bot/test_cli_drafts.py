"""`fenliu kb` from draft to review, out to a table and back, off and on: each in a process, over one database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.test_cli_knowledge import ROOT
from tests.shared import INDEX

CARD = "private-loan"


class Terminal:
    """A terminal of one installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command under `fenliu kb`."""
        command = [sys.executable, "-m", "bot", "kb", *arguments]
        environment = {**os.environ, "FENLIU_INDEX": str(INDEX), "FENLIU_DATA": str(self.folder), "COLUMNS": "200"}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def says(self, *arguments: str) -> str:
        """What a command that works prints."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuses(self, *arguments: str) -> str:
        """What a command that is refused complains of; never a traceback."""
        done = self.run(*arguments)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def test_a_card_is_edited_and_reviewed(terminal: Terminal, tmp_path: Path) -> None:
    """Printed, edited in a file, saved, refused to its own author, approved by another person."""
    file = tmp_path / "card.yaml"
    file.write_text(terminal.says("card", CARD).replace("只有法院能判决", "要由法院判决"), encoding="utf-8")
    assert "第 1 号修订" in terminal.says("edit", str(file), "--by", "张三")
    assert "为什么：" in terminal.says("show", "1")
    assert "对不上" in terminal.run("edit", "--help").stdout
    assert "改过这份草稿" in terminal.refuses("edit", str(file), "--by", "王五", "--draft", "1", "--seen", "1")
    assert "待审核" in terminal.says("submit", "1", "--by", "张三")
    assert "另一个人" in terminal.refuses("approve", "1", "--by", "张三")
    assert "审核通过" in terminal.says("approve", "1", "--by", "李四")
    assert "审核通过" in terminal.says("drafts")
    assert "没有第 7 次检查" in terminal.refuses("publish", "7", "--by", "张三")


def test_out_to_a_table_and_back(terminal: Terminal, tmp_path: Path) -> None:
    """The dry run keeps nothing; the import makes drafts, once."""
    file = tmp_path / "cards.csv"
    terminal.says("export", str(file), "--card", CARD, "--card", "bride-price")
    assert "没变 2 张" in terminal.says("import", str(file), "--dry-run")
    file.write_text(file.read_text("utf-8-sig").replace("只有法院能判决", "要由法院判决"), encoding="utf-8")
    assert "改 1 张" in terminal.says("import", str(file), "--dry-run")
    assert "没有修订" in terminal.says("drafts")
    assert "存了 1 份草稿" in terminal.says("import", str(file), "--by", "张三")
    assert "没有要存的草稿" in terminal.says("import", str(file), "--by", "张三")
    file.write_text("编号,去向\nprivate-loan,去法院\n", encoding="utf-8")
    done = terminal.run("import", str(file), "--by", "张三")
    assert (done.returncode, "第 2 行，B 列“去向”" in done.stdout) == (1, True)
    assert "格式" in terminal.refuses("export", str(tmp_path / "cards.doc"))


def test_off_and_on(terminal: Terminal) -> None:
    """A card and a topic; a name is needed, and a reason."""
    terminal.says("off", CARD, "--by", "张三", "--reason", "法条刚改")
    terminal.says("off", "topic:money", "--by", "张三", "--reason", "整个主题要看一遍")
    shown = terminal.says("switches")
    assert (CARD in shown, "money" in shown, "法条刚改" in shown) == (True, True, True)
    terminal.says("on", CARD, "--by", "李四", "--reason", "核对过了")
    assert CARD not in terminal.says("switches")
    assert "没有卡片 nothing" in terminal.refuses("off", "nothing", "--by", "张三", "--reason", "试试")
    assert "为什么" in terminal.refuses("off", CARD, "--by", "张三", "--reason", " ")
    assert "还没有发布过" in terminal.says("editions")
