"""Searching in residents' words: the obvious is found, danger comes first, and no words lead to a dead end."""

from __future__ import annotations

import re

import pytest
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI

from bot.pages.guide.guide import LONGEST, SEARCHES_PER_MINUTE
from bot.pages.guide.search import MOST
from tests.pages.guide.reader import Reader
from tests.pages.guide.test_every_page import outline

ASKED = {
    "我家楼上漏水把天花板泡了": "leak-upstairs",
    "朋友借钱不还": "private-loan",
    "路灯好几天不亮": "street-light-out",
    "工地半夜打桩吵得睡不着": "construction-noise",
    "老板拖欠三个月工资": "wage-arrears-company",
    "快递显示签收了我没收到": "courier-false-signed",
    "电梯老是坏": "elevator-broken",
    "网上买的衣服不给退": "seven-day-return",
    "房东不退押金": "rental-deposit",
    "想给孩子上户口": "newborn-hukou",
    "路燈不亮": "street-light-out",
    "狗": "stray-dogs",
}
NOTHING = [
    "",
    "   ",
    "\u3000",
    "asdfgh qwerty",
    "。。。！！",
    "哈哈哈哈",
    "你好",
    "😀😀",
    "\x00\x07",
    "12",
    "%%%",
    "\\",
]
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "{police}{missing}",
    "javascript:alert(1)",
    "</title><script>alert(1)</script>路灯不亮",
]


def cards(html: str) -> list[str]:
    return re.findall(r'href="/guide/card/([a-z0-9-]+)"', html)


def search(client: Reader, words: str) -> str:
    answer = client.get("/guide/search", params={"q": words})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("words", ASKED)
def test_the_obvious_is_found(client: Reader, words: str) -> None:
    """Among the first three, with where it belongs; eight at most."""
    html = search(client, words)
    outline(html)
    found = cards(html)
    assert 0 < len(found) <= MOST
    assert ASKED[words] in found[:3]
    assert html.count('<span class="place">') == len(found)


def test_two_matters_in_one_search_are_both_found(client: Reader) -> None:
    """The more urgent one first: what the hotline can take before what the court decides."""
    assert cards(search(client, "路灯不亮，另外朋友借钱不还"))[:2] == ["street-light-out", "private-loan"]


@pytest.mark.parametrize(
    ("words", "number"),
    [("楼下着火了", "119"), ("闻到好大煤气味", "119"), ("我不想活了", "12356"), ("there is a fire", "119"),
     ("路" * 600 + "。楼下着火了", "119")],
)  # fmt: skip
def test_danger_comes_before_everything_else(client: Reader, words: str, number: str) -> None:
    """The emergency lines stand above the search box and what was found; also at the end of a long text."""
    html = search(client, words)
    outline(html)
    alarm = html.index("先顾人，马上打电话")
    assert alarm < html.index('role="search"')
    assert f">{number}</a>" in html[alarm : html.index('role="search"')]


def test_no_danger_no_alarm(client: Reader) -> None:
    assert "先顾人" not in search(client, "路灯不亮")


@pytest.mark.parametrize("words", NOTHING)
def test_no_words_lead_to_a_dead_end(client: Reader, words: str) -> None:
    """Examples, topics, and the way to the chat instead of an empty list."""
    html = search(client, words)
    outline(html)
    assert cards(html) == []
    assert "/guide/topic/housing" in html
    assert 'href="/"' in html


def test_who_looks_for_an_order_or_a_person_is_shown_the_chat(client: Reader) -> None:
    assert "到对话里说“进度”" in search(client, "我的工单办到哪了")
    assert "到对话里说“人工”" in search(client, "我要找人工")


@pytest.mark.parametrize("words", ATTACKS)
def test_what_is_searched_for_stays_text(client: Reader, words: str) -> None:
    """Nothing in the words becomes markup or a template; the content policy would stop it, too."""
    answer = client.get("/guide/search", params={"q": words})
    html = answer.text
    assert answer.status_code == 200
    assert "<script>" not in html
    assert "onerror=alert(1)>" not in html.replace("&gt;", "")
    assert "<svg" not in html
    assert ">49<" not in html
    outline(html.replace("{{ 7 * 7 }}{% raw %}", "").replace("{police}{missing}", ""))
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "form-action 'self'" in policy


def test_a_very_long_search_is_cut_and_says_so(client: Reader) -> None:
    html = search(client, "朋友借钱不还" + "一直不还" * 1500)
    outline(html)
    assert f"只看前 {LONGEST} 个字" in html
    assert "private-loan" in cards(html)
    assert len(html) < 20_000


def test_the_same_parameter_twice_and_odd_bytes_break_nothing(client: Reader) -> None:
    for query in ("q=a&q=路灯不亮", "q=%ff%fe", "q[]=1", "q", "q=%ED%A0%80", "Q=路灯不亮", "q=%00路灯不亮"):
        assert client.get(f"/guide/search?{query}").status_code == 200


def test_who_searches_very_fast_waits_and_still_reads_danger(app: FastAPI, portal: BlockingPortal) -> None:
    """Per address, a page and no JSON, with Retry-After; other addresses and the other pages are not held up."""
    client = Reader(app, portal)
    answers = [client.get("/guide/search?q=停水").status_code for _ in range(SEARCHES_PER_MINUTE)]
    assert set(answers) == {200}
    slow = client.get("/guide/search?q=楼下着火了")
    assert slow.status_code == 429
    assert int(slow.headers["retry-after"]) >= 1
    assert slow.headers["cache-control"] == "no-store"
    outline(slow.text)
    assert slow.text.index("先顾人") < slow.text.index('role="search"')
    assert client.get("/guide/card/private-loan").status_code == 200
    assert client.get("/guide/search").status_code == 200
    assert Reader(app, portal, "203.0.113.8").get("/guide/search?q=停水").status_code == 200
