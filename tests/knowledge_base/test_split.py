"""Splitting: only where the resident says that there is more."""

from __future__ import annotations

import pytest

from knowledge_base.split import clauses, split


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("楼道灯坏了没人修，另外我家宽带断了三天", ["楼道灯坏了没人修", "我家宽带断了三天"]),
        ("一、路灯不亮；二、井盖丢了；三、流浪狗咬人", ["路灯不亮", "井盖丢了", "流浪狗咬人"]),
        ("反映两件事：1、公交改线 2、站牌没换", ["公交改线", "站牌没换"]),
        ("物业不扫地，还有停车费乱涨", ["物业不扫地", "停车费乱涨"]),
        ("我有两个事：第一楼道灯坏了，第二老板欠我工资", ["楼道灯坏了", "老板欠我工资"]),
        ("活动室几点开？顺便问下公积金怎么提", ["活动室几点开", "公积金怎么提"]),
    ],
)
def test_matters_are_cut_apart(text: str, pieces: list[str]) -> None:
    """Numbers and words like 另外 begin a new matter."""
    assert split(text) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "楼上漏水，把我家墙泡了，还把地板也泡坏了，说了几回都不理",
        "3.5万块钱他借了不还",
        "我家住3.2号楼，暖气不热",
        "",
        "一二三四五",
        "第一小学门口天天堵车",
    ],
)
def test_a_story_stays_whole(text: str) -> None:
    """Commas, decimals and house numbers do not cut a story."""
    assert split(text) == [text]


def test_clauses_are_sentences() -> None:
    """Long stories are read sentence by sentence; crumbs are left out."""
    assert clauses("我住六楼。嗯。去年搬来的，电梯老坏！") == ["我住六楼", "去年搬来的，电梯老坏"]
