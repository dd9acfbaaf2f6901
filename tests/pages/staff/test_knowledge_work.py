"""Cards changed on the pages, in real browsers: by two hands, through review and gate, off and on, out and in."""

from __future__ import annotations

import csv
import io
import itertools
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import select
from sqlmodel import col

from bot.accounts.tables import AuditEvent
from bot.database import Database
from knowledge_base.revisions.tables import CardRevision, Edition
from tests.pages.staff.hands import CHECKED, asked, checked, go, live, press, told
from tests.pages.staff.site import StaffSite
from tests.shared import WHOLE

pytestmark = pytest.mark.page
NUMBER = itertools.count()


@pytest.fixture
def enter(browser: Browser, staff_site: StaffSite) -> Iterator[Any]:
    """Opens a page as somebody new of that role."""
    opened: list[Page] = []

    def open_(role: str, way: str = "/staff/knowledge", **options: Any) -> Page:
        name = staff_site.login(f"kb{next(NUMBER)}", role)
        page = staff_site.page(browser, name, **(options or {"viewport": {"width": 1280, "height": 900}}))
        opened.append(page)
        go(page, way)
        return page

    yield open_
    for page in opened:
        page.context.close()


def draft_of(page: Page, card: str) -> str:
    """A draft of a card in service; its address."""
    go(page, f"/staff/knowledge/{card}")
    press(page, "改这张")
    page.wait_for_url("**/knowledge/drafts/*")
    page.wait_for_function("window.did_handshake === undefined || window.did_handshake")
    expect(page.get_by_label("标题", exact=True)).not_to_have_value("")
    return page.url


def audit(site: StaffSite) -> set[str]:
    async def read(database: Database) -> set[str]:
        async with database.reading() as session:
            return set((await session.execute(select(col(AuditEvent.action)))).scalars())

    return site.run(read)


def revisions(site: StaffSite) -> int:
    async def read(database: Database) -> int:
        async with database.reading() as session:
            return len((await session.execute(select(col(CardRevision.id)))).all())

    return site.run(read)


def test_a_draft_by_two_hands(enter: Any, staff_site: StaffSite) -> None:
    """Seen as residents will while it is typed, kept over a reload, joined with another's, reviewed by a third."""
    first, other = enter("supervisor"), enter("admin")
    address = draft_of(first, "bride-price")
    first.get_by_label("为什么", exact=True).fill("彩礼是两家人之间的事，谈不拢可以请法院来判。")
    expect(first.locator("[data-preview]")).to_contain_text("谈不拢可以请法院来判")
    expect(first.locator("[data-changed]")).to_be_visible()
    go(other, address)
    first.reload()
    told(first, "上次没存的改动还在")
    expect(first.get_by_label("为什么", exact=True)).to_have_value("彩礼是两家人之间的事，谈不拢可以请法院来判。")
    first.keyboard.press("Control+s")
    told(first, "存好了")
    expect(first.locator("[data-changed]")).to_have_count(0)

    other.get_by_label("标题", exact=True).fill("彩礼的事<b>谈不拢</b>")
    press(other, "保存（Ctrl+S）")
    told(other, "别人也改了这一份")
    press(other, "合在一起再看")
    expect(other.get_by_label("为什么", exact=True)).to_have_value("彩礼是两家人之间的事，谈不拢可以请法院来判。")
    press(other, "保存（Ctrl+S）")
    told(other, "存好了")
    press(other, "提交审核")
    told(other, "等另一个人审核")
    go(first, address)
    told(first, "等另一个人审核")
    told(first, "彩礼的事<b>谈不拢</b>")
    expect(first.get_by_role("button", name="审核通过")).to_have_count(0)

    third = enter("supervisor", address.removeprefix(staff_site.url))
    press(third, "退回修改")
    third.get_by_label("写给起草的人").fill("标题里不要符号")
    third.get_by_role("dialog").get_by_role("button", name="退回修改").click()
    told(third, "标题里不要符号")
    go(first, address)
    first.get_by_label("标题", exact=True).fill("彩礼的事")
    press(first, "提交审核")
    expect(first.locator("[data-state]")).to_have_text("待审核")
    go(third, address)
    press(third, "审核通过")
    expect(third.locator("[data-state]")).to_have_text("审核通过")
    assert {"card.draft", "card.save", "card.submit", "card.reject", "card.approve"} <= audit(staff_site)


def test_what_is_missing_is_said_beside_its_box(enter: Any, staff_site: StaffSite) -> None:
    """A card that is not complete, with a cell that cannot be read: nothing is lost, nothing half is stored."""
    page = enter("supervisor", "/staff/knowledge/new?words=我想给老槐树挂个认养牌，电话13812345678")
    expect(page.get_by_label("居民会怎么说")).to_have_value("我想给老槐树挂个认养牌，电话138****5678")
    page.get_by_label("编号").fill("Tree Adoption")
    press(page, "接着写")
    told(page, "编号只用小写字母")
    page.get_by_label("编号").fill("private-loan")
    press(page, "接着写")
    told(page, "已经有一张 private-loan")
    code = f"tree-adoption-{secrets.token_hex(3)}"
    page.get_by_label("编号").fill(code)
    press(page, "接着写")
    page.wait_for_url("**/knowledge/drafts/*")
    expect(page.locator("[data-faults]")).to_contain_text("标题")
    page.get_by_label("追问", exact=True).fill("是古树吗？\n没有竖线")
    told(page, "应当写成“卡片编号 | 居民点的话”")
    press(page, "保存（Ctrl+S）")
    told(page, "还有看不懂的地方")
    page.get_by_label("追问", exact=True).fill("")
    press(page, "提交审核")
    told(page, "至少要 4 句测试问句")
    expect(page.locator("[data-state]")).to_have_text("草稿")
    press(page, "放弃")
    expect(page.locator("[data-state]")).to_have_text("已退下")
    press(page, "照这一份再起草")
    page.wait_for_function("document.querySelector('[data-state]')?.textContent === '草稿'")
    expect(page.get_by_label("居民说法", exact=True)).to_have_value("我想给老槐树挂个认养牌，电话138****5678")


def test_a_card_is_found_among_all_of_them(enter: Any) -> None:
    """The list comes when somebody goes to the box; what was chosen stands there after a reload, and is stored."""
    page = enter("supervisor")
    draft_of(page, "bride-price")
    box = page.get_by_label("相近卡片", exact=True)
    box.click()
    box.press_sequentially("street-light-out")
    page.get_by_role("option", name="路灯不亮（street-light-out）").click()
    page.keyboard.press("Escape")
    chip = page.locator(".q-chip", has_text="street-light-out")
    expect(chip).to_be_visible()
    page.reload()
    told(page, "上次没存的改动还在")
    expect(chip).to_be_visible()
    press(page, "保存（Ctrl+S）")
    told(page, "存好了")
    page.reload()
    expect(chip).to_be_visible()
    press(page, "放弃")
    admin = enter("admin", "/staff/knowledge/switches")
    box = admin.get_by_label("卡片或主题（打字查找）")
    box.click()
    box.press_sequentially("彩礼")
    admin.get_by_role("option", name="bride-price").click()
    press(admin, "停用……")
    expect(admin.get_by_role("dialog")).to_contain_text("彩礼")


def test_off_and_on_again(enter: Any, staff_site: StaffSite) -> None:
    """One click and a reason; a person instead of the runner-up within two seconds, and back."""
    admin, words = enter("admin", "/staff/knowledge/bride-price"), "退婚了彩礼能要回来吗"
    assert "法院" in asked(staff_site, words)
    press(admin, "马上停用")
    press(admin, "停用")
    told(admin, "请写明为什么")
    admin.get_by_label("为什么（别人要看得懂）").fill("司法解释刚改")
    press(admin, "停用")
    told(admin, "卡片停用了。")
    live(staff_site, words, "法院", there=False)
    told(admin, "这张卡片停用着")
    lower = enter("supervisor", "/staff/knowledge/switches")
    told(lower, "司法解释刚改")
    expect(lower.get_by_role("button", name="恢复", exact=True)).to_have_count(0)
    go(admin, "/staff/knowledge/switches")
    press(admin, "恢复")
    admin.get_by_label("为什么（别人要看得懂）").fill("改好了")
    admin.get_by_role("dialog").get_by_role("button", name="恢复").click()
    live(staff_site, words, "法院")
    told(admin, "卡片恢复了。")
    # The page opens itself anew: a Chromium whose window is closed in the middle of that may never answer again.
    expect(admin.get_by_text("改好了").first).to_be_attached()
    admin.get_by_text("以前的停用和恢复").click()
    told(admin, "改好了")
    assert {"card.off", "card.on"} <= audit(staff_site)


def test_a_table_out_and_in(enter: Any, staff_site: StaffSite) -> None:
    """Mistakes are told to the cell and nothing is stored; then drafts, the same file twice makes none twice."""
    page = enter("supervisor", "/staff/knowledge/exchange")
    with page.expect_download() as wait:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.reader(io.StringIO(wait.value.path().read_text(encoding="utf-8-sig"))))[:6]
    where, cost = rows[0].index("去向"), rows[0].index("费用")
    before, right = revisions(staff_site), rows[3][where]
    rows[3][where], rows[4][cost] = "月球", "<img src=x onerror=alert(1)>不要钱"
    put(page, "../../事项.csv", rows)
    told(page, "第 4 行，D 列“去向”")
    expect(page.get_by_role("button", name="份草稿")).to_have_count(0)
    rows[3][where] = right
    put(page, "事项.csv", rows)
    expect(page.locator("[data-counts]")).to_contain_text("改 1 张，没变 4 张，有错 0 处")
    page.get_by_text("改：").click()
    told(page, "<img src=x onerror=alert(1)>不要钱")
    assert revisions(staff_site) == before
    press(page, "存成 1 份草稿")
    told(page, "存了 1 份草稿")
    put(page, "事项.csv", rows)
    press(page, "存成 1 份草稿")
    told(page, "没有重复存")
    assert revisions(staff_site) == before + 1
    page.set_input_files("input[type=file]", FilePayload(name="事项.exe", mimeType="text/csv", buffer=b"x"))
    told(page, "只收 XLSX、CSV、YAML")
    put(page, "坏的.xlsx", rows)
    told(page, "这不是能读的 XLSX")


def put(page: Page, name: str, rows: list[list[str]]) -> None:
    """Chooses a file for the import."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    kind = "text/csv" if name.endswith("csv") else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = FilePayload(name=name, mimeType=kind, buffer=text.getvalue().encode("utf-8-sig"))
    page.set_input_files("input[type=file]", file)


def test_a_thief_is_not_published_and_an_honest_card_is(enter: Any, staff_site: StaffSite) -> None:
    """A card that takes another's question cannot be published on the page; without the theft it can, answers at once,
    and one click brings the old answer back."""
    if staff_site.database.startswith("postgresql"):
        pytest.skip("three checks take minutes; the gate itself is tried on both databases in tests/bot/knowledge")
    writer, boss = enter("supervisor"), enter("admin")
    address = draft_of(writer, "bride-price")
    victim = yaml.safe_load(writer.request.get("/staff/knowledge/export.yaml").text())
    stolen = [str(text) for card in victim if card["id"] == "private-loan" for text in texts(card["questions"])]
    box = writer.get_by_label("居民说法", exact=True)
    honest = box.input_value()
    box.fill("\n".join([honest, *(f"{text}{end}" for text in stolen for end in ("啊", "怎么办", "找谁"))]))
    writer.get_by_label("为什么", exact=True).fill("彩礼怎么退，双方谈不拢就由法院来判。")
    run = checked(writer, boss, address, staff_site)
    expect(boss.locator("[data-failures]")).to_contain_text(stolen[0])
    expect(boss.locator("[data-verdict]")).to_contain_text("还不能发布")
    expect(boss.get_by_role("button", name="发布", exact=True)).to_have_count(0)
    assert editions(staff_site) == 0

    go(writer, address)
    press(writer, "收回来改")
    expect(writer.locator("[data-state]")).to_have_text("草稿")
    writer.get_by_label("居民说法", exact=True).fill(honest)
    assert checked(writer, boss, address, staff_site) != run
    expect(boss.locator("[data-verdict]")).to_contain_text("可以发布")
    boss.get_by_label("居民的原话").fill("退婚了彩礼能要回来吗")
    press(boss, "看看怎么答")
    expect(boss.locator("[data-trial]")).to_contain_text("发布以后的答复")
    boss.get_by_label("这一版改了什么").fill("彩礼说得更清楚")
    press(boss, "发布")
    told(boss, "已经发布成第 1 版")
    live(staff_site, "退婚了彩礼能要回来吗", "双方谈不拢就由法院来判")
    assert {"gate.check", "knowledge.publish"} <= audit(staff_site)

    go(boss, "/staff/knowledge/editions")
    told(boss, "彩礼说得更清楚")
    if not WHOLE:  # one check more; fenliu kb rollback and GateWorks.back are tried in tests/bot/knowledge
        return
    boss.get_by_role("button", name="退回到第 0 版").click()
    boss.get_by_label("为什么").fill("说得太短")
    press(boss, "退回")
    boss.locator("[data-published]").wait_for(timeout=CHECKED)
    live(staff_site, "退婚了彩礼能要回来吗", "双方谈不拢就由法院来判", there=False)
    assert "knowledge.rollback" in audit(staff_site)


def texts(questions: list[Any]) -> list[str]:
    return [one["text"] if isinstance(one, dict) else one for one in questions]


def editions(site: StaffSite) -> int:
    async def read(database: Database) -> int:
        async with database.reading() as session:
            return len((await session.execute(select(col(Edition.number)))).all())

    return site.run(read)
