"""What of the orders somebody looks at, as it stands in the address: a link shows a colleague the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from orders.status import STATUS_ZH

VIEWS = {"board": "看板", "table": "表格", "map": "地图"}
DUE = {"late": "已超时", "today": "今天到期", "soon": "两个工作日内到期"}
URGENCY = {"critical": "紧急", "urgent": "急"}
MARKS = {
    "hot": "热点事件", "supervised": "督办过", "returned": "退过单", "hard": "疑难", "doubtful": "疑似虚假办结",
    "extension": "等批延期", "paused": "等居民补充",
}  # fmt: skip
SORTS = {"new": "新的在前", "old": "旧的在前", "due": "先到期的在前"}
STATES = {"open": "在办的", **STATUS_ZH}
LONGEST = 60
"""Characters of a search or a code."""
LAST_PAGE = 200
ADDRESS = "/orders"


@dataclass(frozen=True)
class Filters:
    """Empty is everything. `place` and `unit` are codes of units; `marks` are keys of MARKS."""

    view: str = "board"
    state: str = ""
    unit: str = ""
    place: str = ""
    due: str = ""
    urgency: str = ""
    marks: tuple[str, ...] = ()
    q: str = ""
    sort: str = "new"
    page: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, Any]) -> Filters:
        """From an address, whatever stands there: what is unknown is as good as not said."""
        told = {name: str(asked.get(name) or "").replace("\0", "").strip()[:LONGEST] for name in _NAMES}
        marks = tuple(mark for mark in MARKS if mark in str(asked.get("marks") or "").split(","))
        page = int(told["page"]) if told["page"].isascii() and told["page"].isdigit() else 1
        return cls(
            view=_known(told["view"], VIEWS, "board"),
            state=_known(told["state"], STATES),
            unit=told["unit"],
            place=told["place"],
            due=_known(told["due"], DUE),
            urgency=_known(told["urgency"], URGENCY),
            marks=marks,
            q=told["q"],
            sort=_known(told["sort"], SORTS, "new"),
            page=min(max(page, 1), LAST_PAGE),
        )

    def query(self) -> str:
        """What differs from everything, as the query of an address; empty where nothing does."""
        said = {name: getattr(self, name) for name in _NAMES if getattr(self, name) != getattr(_ALL, name)}
        return urlencode({name: ",".join(value) if name == "marks" else value for name, value in said.items()})

    def address(self, path: str = ADDRESS) -> str:
        """The address of a page or file with these filters, relative to /staff."""
        query = self.query()
        return f"{path}?{query}" if query else path

    def but(self, **changes: Any) -> Filters:
        """The same with some changed, from the first page on."""
        return replace(self, **({"page": 1} | changes))

    @property
    def narrowed(self) -> bool:
        """Whether anything but view, sorting and page was chosen."""
        return self.but(view="board", sort="new") != _ALL


_ALL = Filters()
_NAMES = tuple(one.name for one in fields(Filters))


def _known(word: str, there: Mapping[str, str], otherwise: str = "") -> str:
    return word if word in there else otherwise
