"""The chat page in a real browser: talking, choosing, unfolding, remembering, and nothing lost without a network."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.pages.browser import Site
from tests.pages.conftest import Open

pytestmark = pytest.mark.page


def say(page: Page, text: str) -> None:
    page.get_by_label("您想说的话").fill(text)
    page.get_by_role("button", name="发送", exact=True).click()


def desk(page: Page) -> Locator:
    return page.locator(".desk > .text")


def picture() -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot((1800, 1300), (-2, -1.5, 1, 1.5), 40).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def test_a_new_resident_is_welcomed_and_answered(page: Page, troubles: list[str]) -> None:
    """The first sight says what to do; Enter sends, Shift+Enter makes a line; no other site is asked for anything."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    expect(page.get_by_role("heading", name="您好，遇到什么难处？")).to_be_visible()
    box = page.get_by_label("您想说的话")
    box.fill("你好")
    box.press("Shift+Enter")
    box.type("第二行")
    box.press("Enter")
    expect(desk(page)).to_have_text("第1句：你好\n第二行")
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    page.reload()
    expect(desk(page)).to_have_text("第1句：你好\n第二行")
    assert {url.split("/")[2] for url in asked} == {page.url.split("/")[2]}
    assert troubles == []


def test_examples_and_shortcut_words_are_one_tap(page: Page) -> None:
    page.get_by_role("button", name="朋友借了我五万块钱不还").tap()
    expect(desk(page).last).to_contain_text("朋友借了我五万块钱不还")
    for word in ("人工", "进度", "返回", "重来", "取消"):
        page.get_by_label("常用的话").get_by_role("button", name=word).tap()
        expect(desk(page).last).to_contain_text(word)


def test_a_tapped_option_answers_and_goes_away(page: Page) -> None:
    """Its words stand as my own message, also after a reload; old buttons cannot be tapped."""
    say(page, "同意吗")
    page.get_by_role("button", name="同意，开始登记").tap()
    expect(desk(page).last).to_have_text("第2句：agree")
    expect(page.locator(".option")).to_have_count(0)
    expect(page.locator(".me .text").last).to_have_text("同意，开始登记")
    page.reload()
    expect(page.locator(".me .text").last).to_have_text("同意，开始登记")
    expect(page.locator(".option")).to_have_count(0)


def test_details_unfold_by_keyboard(page: Page) -> None:
    """Law and papers are folded until asked for; hotlines can be called with a tap."""
    say(page, "借钱不还")
    detail = page.locator("details", has_text="依据")
    expect(detail.locator("p")).to_be_hidden()
    detail.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(detail.locator("p")).to_have_text("《民法典》第675条（2020-05-28）")
    expect(page.locator(".card a.call")).to_have_attribute("href", "tel:12368")


def test_an_order_card_shows_number_and_code(page: Page) -> None:
    say(page, "工单")
    card = page.locator(".order")
    expect(card.locator("dt")).to_have_text(["工单号", "查询码", "交给", "应在此前答复"])
    expect(card.locator("dd").first).to_have_text("20261122-00017-4")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card.get_by_role("button", name="复制工单号和查询码").tap()
    expect(card.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "工单号：20261122-00017-4\n查询码：K7P2M9"


def test_danger_stands_out_and_calls_with_a_tap(page: Page) -> None:
    """119 in the answer and the three numbers in the head are links to call."""
    say(page, "楼下着火了")
    danger = page.locator(".danger")
    expect(danger.locator("a.call")).to_have_text(["119", "120"])
    expect(danger.locator("a.call").first).to_have_attribute("href", "tel:119")
    for number in ("110", "119", "120"):
        expect(page.locator(f'.urgent a[href="tel:{number}"]')).to_be_in_viewport()


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "<script>document.title='x'</script>", "&lt;b&gt;"])
def test_text_is_never_taken_as_html(page: Page, troubles: list[str], text: str) -> None:
    say(page, text)
    expect(desk(page)).to_have_text(f"第1句：{text}")
    expect(page.locator(".bubble img, .bubble script")).to_have_count(0)
    assert troubles == []


def test_nothing_is_lost_without_a_network(page: Page) -> None:
    """Two messages wait with a sign and a sentence, and arrive once each, in order, when the network is back."""
    page.context.set_offline(True)
    say(page, "一")
    expect(page.locator(".state.failed")).to_have_text("未送达 · 点我重发")
    say(page, "二")
    expect(page.locator("#notice")).to_contain_text("网络不通")
    page.context.set_offline(False)
    expect(desk(page)).to_have_text(["第1句：一", "第2句：二"])
    expect(page.locator(".state:visible")).to_have_count(0)
    expect(page.locator("#notice")).to_be_hidden()


def test_a_tap_resends_at_once(page: Page) -> None:
    """Without waiting for the next try by itself, which is switched off here."""
    page.evaluate("window.setTimeout = () => 0")
    page.route("**/api/messages", lambda route: route.abort(), times=1)
    say(page, "一")
    failed = page.locator(".state.failed")
    expect(failed).to_be_visible()
    failed.tap()
    expect(desk(page)).to_have_text("第1句：一")


def test_a_restart_of_the_server_between_two_turns_goes_unnoticed(page: Page, fenliu: Site) -> None:
    """What was said while it was away is sent by itself; the conversation goes on."""
    say(page, "一")
    expect(desk(page)).to_have_text("第1句：一")
    fenliu.stop()
    say(page, "二")
    expect(page.locator(".state.failed")).to_be_visible()
    fenliu.start()
    expect(desk(page)).to_have_text(["第1句：一", "第2句：二"], timeout=15_000)


def test_what_was_not_sent_is_sent_when_the_page_is_opened_again(page: Page, fenliu: Site) -> None:
    """The answer that got lost on the way is not asked for twice either."""
    page.context.route("**/api/messages", lambda route: route.abort())
    say(page, "一")
    expect(page.locator(".state.failed")).to_be_visible()
    page.close()
    fresh = page.context.new_page()
    page.context.unroute("**/api/messages")
    fresh.goto(fenliu.url)
    expect(desk(fresh)).to_have_text("第1句：一")


def test_a_lost_answer_is_fetched_without_saying_it_twice(page: Page) -> None:
    """The message arrived, its answer did not: sending again brings the same answer."""
    lost = 0

    def lose_first(route: Any) -> None:
        nonlocal lost
        if route.request.method == "POST" and not lost:
            lost += 1
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/messages*", lose_first)
    say(page, "一")
    expect(desk(page)).to_have_text("第1句：一")
    say(page, "二")
    expect(desk(page)).to_have_text(["第1句：一", "第2句：二"])
    assert lost == 1


def test_danger_is_shown_even_when_nothing_can_be_stored(page: Page) -> None:
    """A 503 with emergency lines shows them once, and the message goes on being sent."""
    reply = {"seq": 0, "text": "马上拨打 119", "kind": "danger", "options": [], "rows": [], "folded": []}
    trouble = {"client_id": "x", "say": "系统这会儿出了点问题", "replies": [reply]}
    page.route("**/api/messages", lambda route: route.fulfill(status=503, json=trouble))
    say(page, "着火了")
    expect(page.locator(".danger a.call")).to_have_text("119")
    expect(page.locator("#notice")).to_contain_text("系统这会儿出了点问题")
    page.wait_for_timeout(2500)
    expect(page.locator(".danger")).to_have_count(1)


def test_a_refused_message_is_told_and_does_not_block_the_next(page: Page) -> None:
    refused = {"say": "这条消息的格式不对，请刷新网页再发一次。"}
    page.route("**/api/messages", lambda route: route.fulfill(status=400, json=refused), times=1)
    say(page, "一")
    expect(page.locator("#notice")).to_contain_text("格式不对")
    say(page, "二")
    expect(desk(page)).to_have_text("第1句：二")


def test_danger_is_shown_in_what_is_refused_and_the_words_come_back(page: Page) -> None:
    """Not silently dropped: the emergency line, the reason, and the words to change; the reason outlives the next."""
    reply = {"seq": 0, "text": "马上拨打 119", "kind": "danger", "options": [], "rows": [], "folded": []}
    refused = {"say": "您发的内容太长了。", "replies": [reply]}
    held: list[Any] = []
    page.route("**/api/messages", lambda route: held.append(route), times=1)  # noqa: PLW0108 - Playwright wants a function
    say(page, "着火了，很长")
    say(page, "慢慢来")
    held[0].fulfill(status=413, json=refused)
    expect(page.locator(".danger a.call")).to_have_text("119")
    expect(desk(page).last).to_contain_text("慢慢来")
    expect(page.locator("#notice")).to_contain_text("太长了")
    expect(page.get_by_text("没有发出")).to_be_visible()
    expect(page.get_by_label("您想说的话")).to_have_value("着火了，很长")


def test_a_message_that_never_gets_through_does_not_block_the_others(page: Page) -> None:
    """After some tries the next one gets its turn; the first stays marked and is tried again."""
    page.evaluate("const wait = window.setTimeout; window.setTimeout = (work, time) => wait(work, Math.min(time, 50))")

    def poison(route: Any) -> None:
        if route.request.method == "POST" and "毒" in (route.request.post_data or ""):
            route.fulfill(status=503, json={"say": "系统这会儿出了点问题", "replies": []})
        else:
            route.continue_()

    page.route("**/api/messages*", poison)
    say(page, "毒")
    say(page, "二")
    expect(desk(page)).to_have_text("第1句：二")
    expect(page.locator(".state.failed")).to_have_count(1)


def test_a_sign_in_page_of_a_free_network_is_no_answer(page: Page) -> None:
    """Free Wi-Fi answers everything with 200 and a page of its own: nothing counts as sent, or as read, by it."""
    portal = {"status": 200, "content_type": "text/html", "body": "<h1>请先登录无线网络</h1>"}
    page.route("**/api/messages", lambda route: route.fulfill(**portal), times=1)
    say(page, "一")
    expect(page.locator(".state.failed")).to_be_visible()
    expect(desk(page)).to_have_text("第1句：一")
    page.evaluate("Fenliu.history(true)")
    page.route("**/api/messages*", lambda route: route.fulfill(**portal), times=1)
    page.evaluate("Fenliu.history(true)")
    expect(desk(page)).to_have_text("第1句：一")


def test_one_look_that_fails_does_not_end_the_looking(page: Page) -> None:
    """Words of a person come even where the page stumbled over what it looked at before."""
    page.evaluate("const wait = window.setTimeout; window.setTimeout = (work, time) => wait(work, Math.min(time, 50))")
    reply = {"seq": 2, "text": "已交给工作人员", "kind": "receipt", "options": [], "rows": [], "folded": []}
    words = reply | {"seq": 3, "from": "desk", "text": "您好，我是小李", "kind": "text"}
    looks: list[Any] = [[None], [words]]
    page.route("**/api/messages?*", lambda route: route.fulfill(json={"messages": looks.pop(0) if looks else []}))
    page.route("**/api/messages", lambda route: route.fulfill(json={"replies": [reply]}), times=1)
    say(page, "人工")
    expect(desk(page)).to_have_text(["已交给工作人员", "您好，我是小李"], timeout=15_000)


def test_a_missing_photo_is_told_when_the_words_are_taken(page: Page) -> None:
    reply = {"seq": 2, "text": "好", "kind": "text", "options": [], "rows": [], "folded": []}
    taken = {"say": "您的话收到了，有一张照片没有传成功，请重新选一次。", "replies": [reply]}
    page.route("**/api/messages", lambda route: route.fulfill(status=200, json=taken))
    say(page, "看")
    expect(desk(page)).to_have_text("好")
    expect(page.locator("#notice")).to_contain_text("照片没有传成功")


def test_a_link_from_another_site_leads_back_into_the_conversation(page: Page, fenliu: Site) -> None:
    say(page, "一")
    expect(desk(page)).to_have_text("第1句：一")
    link = f'<a href="{fenliu.url}">打开</a>'
    page.route("http://elsewhere.test/", lambda route: route.fulfill(content_type="text/html", body=link))
    page.goto("http://elsewhere.test/")
    page.get_by_role("link").click()
    expect(desk(page)).to_have_text("第1句：一")


def test_waiting_is_shown(page: Page) -> None:
    say(page, "慢慢来")
    expect(page.locator("#typing")).to_be_visible()
    expect(desk(page)).to_be_visible()
    expect(page.locator("#typing")).to_be_hidden()


def test_another_window_catches_up(page: Page, fenliu: Site) -> None:
    """Two windows of one visitor: what is said in the one stands in the other before its own next answer."""
    other = page.context.new_page()
    other.goto(fenliu.url)
    say(page, "一")
    expect(desk(page)).to_have_text("第1句：一")
    say(page, "二")
    expect(desk(page)).to_have_count(2)
    other.bring_to_front()
    say(other, "三")
    expect(desk(other)).to_have_text(["第1句：一", "第2句：二", "第3句：三"])


def test_photos_are_shown_uploaded_and_sent(page: Page) -> None:
    """Preview before, picture after, also after a reload; one can be taken back."""
    page.locator("#photo").set_input_files(
        [FilePayload(name=f"{name}.jpg", mimeType="image/jpeg", buffer=picture()) for name in "ab"]
    )
    expect(page.get_by_text("照片已传好")).to_have_count(2)
    page.get_by_role("button", name="去掉照片").first.tap()
    say(page, "看")
    expect(desk(page)).to_have_text("第1句：看照片1")
    page.reload()
    shown = page.locator(".me .shot")
    expect(shown).to_have_count(1)
    expect(shown).to_have_js_property("naturalWidth", 1800)
    expect(page.locator(".chosen li")).to_have_count(0)


def test_a_file_that_is_no_photo_is_refused_in_words(page: Page) -> None:
    page.locator("#photo").set_input_files([FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=b"no picture")])
    expect(page.locator("#notice")).to_contain_text("不像是照片")
    expect(page.locator(".chosen li")).to_have_count(0)


def test_the_place_is_sent_when_allowed_and_explained_when_not(open_page: Open) -> None:
    page = open_page(geolocation={"latitude": 31.3, "longitude": 120.6}, permissions=["geolocation"])
    page.get_by_role("button", name="位置").tap()
    expect(page.get_by_text("我的位置")).to_be_visible()
    say(page, "")
    expect(desk(page)).to_have_text("第1句：有位置")
    expect(page.locator(".me .where")).to_have_text("已附上我的位置")
    other = open_page(permissions=[])
    other.get_by_role("button", name="位置").tap()
    expect(other.locator("#notice")).to_contain_text("请直接写清路名")


def test_a_very_long_text_stays_in_the_box_with_a_word(page: Page) -> None:
    say(page, "长" * 10_001)
    expect(page.locator("#notice")).to_contain_text("10000 个字")
    expect(page.get_by_label("您想说的话")).to_have_value("长" * 10_001)


def test_a_long_answer_is_read_from_its_beginning(page: Page) -> None:
    say(page, "长一点")
    expect(desk(page)).to_be_visible()
    page.wait_for_timeout(700)
    top = page.locator(".desk").bounding_box()
    head = page.locator(".top").bounding_box()
    assert top
    assert head
    assert 0 <= top["y"] - head["height"] < 60


def test_the_conversation_can_be_cleared(page: Page) -> None:
    """After asking; on a shared computer nothing is left to read."""
    say(page, "一")
    expect(desk(page)).to_have_count(1)
    page.get_by_text("更多").tap()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="清空这里的对话").tap()
    expect(page.locator(".bubble")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="您好，遇到什么难处？")).to_be_visible()
    expect(page.locator(".bubble")).to_have_count(0)
