"""Residents who talk to Fenliu as people do: they read the last question and answer it, by tap or by typing.

Their words are written for this purpose. Each resident has a matter and sees it through; `turns` counts what they
sent and was acknowledged.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

AGREE, CONFIRM, CONTINUE = "同意，开始登记", "确认提交", "继续"
OUTS = ("跳过", "记不清了", "说不清", "核实处理并答复我")
MOST_TURNS = 24
HOUSES = 400
"""Doors along the road: most residents tell of a place of their own, some of the same."""
SAME, OTHER = "是同一件，一起办", "另立一件"
"""How the buttons begin, or end, where an earlier order looks like the same matter."""
ANSWERS = (
    "示例路{number}号门口",
    "昨天晚上开始的，到现在还没好",
    "不太清楚是哪家单位",
    "希望尽快有人来看看",
    "138 0000 1234",
)


@dataclass(frozen=True)
class Story:
    """What a resident comes with. `ends`: how it should end."""

    first: tuple[str, ...]
    ends: str
    after: tuple[str, ...] = ()


STORIES = (
    Story(("我家楼下的路灯坏了，晚上看不见路",), "filed", ("谢谢",)),
    Story(("小区门口的井盖松了，车一过就响", "好几天了"), "filed"),
    Story(("楼下烧烤店的油烟天天往家里飘",), "filed", ("进度",)),
    Story(("你好", "公园的健身器材断了一根杆"), "filed"),
    Story(("邻居借了我三千块一直不还",), "answered", ("明白了", "谢谢")),
    Story(("老板两个月没发工资了，想去告他",), "answered"),
    Story(("池塘里的青蛙叫得睡不着",), "answered", ("知道了",)),
    Story(("人工", "想问问老人优待证的事"), "handed_over"),
    Story(("隔壁着火了，快来人", "人已经出来了"), "emergency"),
    Story(("在吗", "垃圾桶满了好几天没人收"), "filed"),
)


def choose(options: Sequence[str], kind: str, rng: random.Random) -> tuple[str, str]:
    """The next step for the options of the last reply: ("tap", label), ("say", words), or ("end", "")."""
    if AGREE in options:
        return "tap", AGREE
    if CONFIRM in options:
        return "tap", CONFIRM
    alike = [one for one in options if one == SAME or one.endswith(OTHER)]
    if alike:
        return "tap", rng.choice(alike)
    out = next((one for one in options if one in OUTS), "")
    if out and rng.random() < 0.5:
        return "tap", out
    if kind == "form":
        return "say", rng.choice(ANSWERS).format(number=rng.randint(1, HOUSES))
    return "end", ""


def last_of(replies: Sequence[Mapping[str, Any]]) -> tuple[list[str], str]:
    """Options and kind of the last reply."""
    if not replies:
        return [], ""
    return [one["label"] for one in replies[-1].get("options", ())], str(replies[-1].get("kind", ""))
