"""What is said when nothing else works: danger still gets its emergency lines, everybody else a way to a person.

Needs the table of signals and nothing more: no database, no cards, no state.
"""

from __future__ import annotations

from config.region import Region
from handlers.message import Reply
from knowledge_base.signals import Signal, load_signals
from knowledge_base.text import cleaner

EMERGENCY = frozenset({"danger", "self_harm"})


class LastResort:
    """Answers without database and knowledge base."""

    def __init__(self, region: Region) -> None:
        self._signals = load_signals(region)
        self._hotline = region.contact("hotline").short

    def dangers(self, text: str) -> tuple[Signal, ...]:
        """The signals of danger in a message, most urgent first."""
        return tuple(signal for signal in self._signals.find(cleaner().plain(text)) if signal.kind in EMERGENCY)

    def replies(self, text: str) -> tuple[Reply, ...]:
        """Emergency lines where they are needed, then the sentence about the trouble."""
        dangers = tuple(Reply(signal.say, kind="danger") for signal in self.dangers(text)[:2])
        return (*dangers, Reply(self.trouble))

    @property
    def trouble(self) -> str:
        """The sentence when a message could not be stored."""
        return f"系统这会儿出了点问题，您的话还没有记下，稍后会自动再发。着急的话请拨打{self._hotline}，有人接听。"
