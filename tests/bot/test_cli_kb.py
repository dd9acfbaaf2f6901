"""kb lint and kb build on the command line: clean cards, and input nobody planned for."""

from __future__ import annotations

import pytest

from tests.bot.test_cli_knowledge import fenliu


def test_lint_says_that_all_is_well() -> None:
    """Exit code 0 and one line; on a day far ahead every review is too old and the code is 1."""
    done = fenliu("kb", "lint", "--rule", "tone")
    assert done.returncode == 0, done.stderr.decode()
    assert "没有要改的" in done.stdout.decode()
    late = fenliu("kb", "lint", "--rule", "old-review", "--on", "2030-01-01")
    assert late.returncode == 1
    assert "处要改" in late.stdout.decode()


@pytest.mark.parametrize(
    ("option", "value", "wanted"), [("--rule", "tonne", "没有 tonne"), ("--on", "2027-13-40", "日期")]
)
def test_a_slip_of_the_pen_is_no_clean_bill(option: str, value: str, wanted: str) -> None:
    """A rule that does not exist must not find everything in order; a wrong day is no traceback."""
    done = fenliu("kb", "lint", option, value)
    assert done.returncode == 1
    assert wanted in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_build_says_what_there_is() -> None:
    """Cards, phrases, version."""
    done = fenliu("kb", "build")
    assert done.returncode == 0, done.stderr.decode()
    assert "张卡片" in done.stdout.decode()
