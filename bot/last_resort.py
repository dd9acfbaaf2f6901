"""What is said when nothing else works: danger still gets its emergency lines, everybody else a way to a person.

Needs the table of signals and nothing more: no database, no cards, no state.
"""

from __future__ import annotations

from config.region import Region
from config.vocabulary import Language
from handlers.message import Reply
from knowledge_base.english import is_english, is_latin
from knowledge_base.signals import Signal, load_signals
from knowledge_base.text import cleaner

CHECKED = 500
"""Characters looked at from either end of a message: a long one cannot keep everybody else waiting."""
EMERGENCY = frozenset({"danger", "self_harm"})


class LastResort:
    """Answers without database and knowledge base."""

    def __init__(self, region: Region) -> None:
        self._signals = load_signals(region)
        self._hotline = region.contact("hotline").short
        self._hotline_in_english = region.contact("hotline").short_in("en")

    def dangers(self, text: str) -> tuple[Signal, ...]:
        """The signals of danger in the beginning and the end of a message, most urgent first."""
        part = text if len(text) <= 2 * CHECKED else f"{text[:CHECKED]}\n{text[-CHECKED:]}"
        return tuple(signal for signal in self._signals.find(cleaner().plain(part)) if signal.kind in EMERGENCY)

    def warnings(self, text: str) -> tuple[Reply, ...]:
        """Emergency lines, where the message needs them; in English where it is in Latin letters."""
        language: Language = "en" if is_latin(text) else "zh"
        said = dict.fromkeys(signal.said(language) for signal in self.dangers(text)[:2])
        return tuple(Reply(line, kind="danger") for line in said)

    def replies(self, text: str) -> tuple[Reply, ...]:
        """Emergency lines where they are needed, then the sentence about the trouble."""
        return (*self.warnings(text), Reply(self._trouble_in_english if is_english(text) else self.trouble))

    def handed_over(self, text: str, receipt: str) -> tuple[Reply, ...]:
        """The same where the message is with a person now."""
        number, told = "回执号", "您这句话我没处理好，已经原样转给工作人员，不用再讲一遍。"
        told += f"着急请拨打{self._hotline}；别的事可以接着说。"
        if is_english(text):
            number, told = "Receipt number", "I could not deal with this message; a person has it now, word for word. "
            told += f"If it is urgent, call {self._hotline_in_english}; anything else you can go on telling me."
        return (*self.warnings(text), Reply(told, kind="receipt", rows=((number, receipt),)))

    @property
    def kept(self) -> str:
        """The sentence when the words are on disk, and will be answered once the database is back."""
        return (
            f"系统正在抢修，您的话我已经记下，一恢复就接着答复您，不用再说一遍。着急请拨打{self._hotline}，有人接听。"
        )

    @property
    def again(self) -> str:
        """The sentence where nothing sends the message again by itself."""
        return f"系统这会儿出了点问题，这句话没有记下，请稍等再说一遍。着急请拨打{self._hotline}，有人接听。"

    @property
    def _trouble_in_english(self) -> str:
        return (
            "Something is wrong on our side and your message is not stored yet; it is sent again by itself. "
            f"If it is urgent, call {self._hotline_in_english}."
        )

    @property
    def trouble(self) -> str:
        """The sentence when a message could not be stored."""
        return f"系统这会儿出了点问题，您的话还没有记下，稍后会自动再发。着急的话请拨打{self._hotline}，有人接听。"
