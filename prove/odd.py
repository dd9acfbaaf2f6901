"""What is odd: values nobody expects,
and data that was changed where nobody looks. Everything follows from a seed."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

WORDS = (
    "你好", "我家楼下的路灯坏了，晚上看不见路", "隔壁着火了，快来人", "人工", "进度", "谢谢", "跳过", "同意",
    "不同意",
    "示例路3号门口", "138 0000 1234", "希望尽快有人来看看", "老板两个月没发工资了，想去告他", "撤销", "1", "确认提交",
    "/start", "/help", "/status", "/human", "/cancel", "/lang en", "/start@bot x", "/", "/waiting", "/mine",
    "/duty off",
    "my street light is broken", "F20261122-0001 AB12", "改地址", "我不想活了", "<b>&lt;</b> & 'x' _*[`",
    "=1+1", "%s {x}",
    "漏\x00水\x1b", "半个\ud83d", "\udc00\ud800", "😡🔥👨‍👩‍👧‍👦", "\u202eabc\u2066", "h" + "\u0301" * 300,
    " \n\t\r ", "",
    "楼上漏水" * 1500, "x" * 5000, "<" * 4500, "👍🏽" * 2100, "\n" * 4200, "مرحبا", "１２３４５", "٣",
    "\u2028\ufeff", "0" * 400,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, -(2**31), 2**53, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, 10**300, 1.5, -0.0,
    float("nan"), float("inf"), 1e308, "", "x", "\x00", "\ud83d", "1", "你好", [], {}, [[]], {"": None}, [None],
    "x" * 300,
    {"id": 1}, [{"id": "1"}], {"id": -100, "type": "group"}, "private", "2026-11-22T12:00:00", ["a"] * 20,
)  # fmt: skip
NAMES = ("text", "id", "chat", "message", "photo", "data", "from", "date", "option", "unknown", "\x00", "\ud83d", "")
MOST_CHANGES = 3

TEXT = st.sampled_from(WORDS) | st.text(st.characters(), max_size=12)
SEED = st.integers(0, 2**32)
"""Says which changes are made; 0 makes none."""
JSON = st.recursive(
    st.sampled_from(VALUES) | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def changed(value: Any, seed: int) -> Any:
    """A copy in which something is missing, new,
    or of another kind; the same for seed 0 and every other even one."""
    if seed % 2 == 0:
        return value
    rng, out = random.Random(seed), [copy.deepcopy(value)]
    for _ in range(rng.randint(1, MOST_CHANGES)):
        holder, key = rng.choice(list(_places(out)))
        _change(holder, key, rng)
    return out[0] if out else None


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a value: what holds it, and under which key."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in list(inner):
        yield value, key
        if isinstance(one, dict | list):
            yield from _places(one)


def _change(holder: Any, key: Any, rng: random.Random) -> None:
    what = rng.random()
    if what < 0.25 and isinstance(holder, dict):
        del holder[key]
    elif what < 0.35 and isinstance(holder, dict):
        holder[rng.choice(NAMES)] = copy.deepcopy(rng.choice(VALUES))
    elif what < 0.45:
        holder[key] = [holder[key]]
    elif what < 0.55:
        holder[key] = rng.choice(WORDS)
    else:
        holder[key] = copy.deepcopy(rng.choice(VALUES))
