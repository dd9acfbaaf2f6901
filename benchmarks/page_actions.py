"""Actions on the pages of staff: from the press to the changed page, measured in the browser itself.

An action is pressed by a line of JavaScript and is done when another line holds and the browser has painted twice; what
has to be there before (a window open, a text written) is made ready outside the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Page

TIMES = 10
PATIENCE = 20_000
"""Milliseconds."""
TIMED = """async ([press, seen, patience]) => {
  const button = (name, room = document) => [...room.querySelectorAll("button")].filter(
    (one) => one.offsetParent !== null && one.innerText.trim().split("\\n").pop().startsWith(name)).pop();
  const text = (where) => document.querySelector(where)?.textContent ?? "";
  const painted = () => new Promise((done) => requestAnimationFrame(done));
  const start = performance.now();
  eval(press);
  while (!eval(seen)) {
    if (performance.now() - start > patience) throw new Error("not seen: " + seen);
    await painted();
  }
  await painted();
  await painted();
  return (performance.now() - start) / 1000;
}"""
TYPE = """((box, text) => { const kind = box.tagName === "INPUT" ? HTMLInputElement : HTMLTextAreaElement;
Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(box, text);
box.dispatchEvent(new Event("input", {bubbles: true})) })"""
NEW = "!document.querySelector('[data-old]')"
"""What was marked as old before is drawn anew."""
WORDS = "document.querySelector('[data-page]').innerText"
OTHER = f"{WORDS} !== window.was"
"""The page tells something else than before."""
Ready = Callable[[Page, int], None]


def _nothing(_page: Page, _turn: int) -> None:
    """Nothing has to be made ready."""


@dataclass(frozen=True)
class Action:
    """One action of a page. `press` and `seen` are JavaScript in which {turn}, {number} and {handoff} are filled in."""

    name: str
    page: str
    press: str
    seen: str
    ready: Ready = field(default=_nothing)
    anew: bool = False
    """Whether the page is opened for every turn."""


def times(page: Page, action: Action, numbers: list[str], handoffs: list[str]) -> list[float]:
    """Seconds of each turn."""
    found = []
    for turn in range(TIMES):
        values = {"{turn}": str(turn), "{number}": numbers[turn], "{handoff}": handoffs[turn]}

        def fill(text: str, values: dict[str, str] = values) -> str:
            for name, value in values.items():
                text = text.replace(name, value)
            return text

        if action.anew or turn == 0:
            page.goto(f"/staff{fill(action.page)}")
            page.wait_for_function("window.did_handshake === true")
            page.wait_for_timeout(500)
        action.ready(page, turn)
        page.wait_for_timeout(150)
        found.append(page.evaluate(TIMED, [fill(action.press), fill(action.seen), PATIENCE]))
    return found


def _mark(where: str) -> Ready:
    def mark(page: Page, _turn: int) -> None:
        page.evaluate("where => document.querySelector(where)?.setAttribute('data-old', '1')", where)

    return mark


def _waiting(page: Page, _turn: int) -> None:
    """Who may see what is late finds that tab first."""
    page.get_by_role("button", name=re.compile("^等候")).click()
    page.locator("button[aria-pressed=true]", has_text="等候").wait_for()
    page.locator("[data-line]").nth(TIMES).wait_for()


def _look(page: Page, _turn: int) -> None:
    page.evaluate(f"() => {{ window.was = {WORDS} }}")


def _write(page: Page, turn: int) -> None:
    page.get_by_label("写给居民的话").fill(f"第{turn}句：已经转给承办单位了")


def _canned(page: Page, _turn: int) -> None:
    page.get_by_role("button", name="快捷回复").click()
    page.locator(".q-dialog .q-item").first.wait_for()
    page.get_by_role("dialog").get_by_text("打招呼", exact=True).click()
    page.get_by_label("预览").wait_for()
    page.wait_for_timeout(300)


def _menu(page: Page, _turn: int) -> None:
    _mark("[data-ready]")(page, 0)
    page.locator(".q-select", has_text="状态").first.click()
    page.locator(".q-menu [role=option]").nth(2).wait_for()
    page.wait_for_timeout(300)


def _unfold(name: str) -> Ready:
    def opened(page: Page, _turn: int) -> None:
        page.locator('[role=region][aria-label="可以办的步骤"] .q-item', has_text=name).first.click()
        page.get_by_role("button", name=re.compile(f"^{name}")).last.wait_for()
        page.wait_for_timeout(400)

    return opened


def _row(page: Page, _turn: int) -> None:
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)


def _tried(page: Page, turn: int) -> None:
    page.get_by_label("居民的原话").fill(f"楼下饭店油烟太大，第{turn}天了")
    page.evaluate("() => document.querySelectorAll('.text-weight-medium').forEach(one => one.dataset.old = '1')")


OPENED = "text('[data-standing]') && document.querySelector('[aria-current=true]')?.dataset.line === '{handoff}'"
STATE = "text('[data-state]') === '{}'"


def actions() -> Iterator[Action]:
    """All of them, in an order in which each finds what it needs."""
    line = "document.querySelector('[data-line=\"{handoff}\"]').click()"
    yield Action("desk: open a handoff", "/desk", line, OPENED, _waiting)
    tab = "button(['同事的', '等候'][{turn} % 2]).click()"
    pressed = "button(['同事的', '等候'][{turn} % 2]).getAttribute('aria-pressed') === 'true'"
    yield Action("desk: another tab", "/desk", tab, pressed)
    found = TYPE + "(document.querySelector('[aria-label=\"找一件\"]'), 'R20261122-00{turn}')"
    yield Action("desk: search", "/desk", found, OTHER, _look, anew=True)
    mine = "text('[data-standing]').includes('由您受理') && button('发送')"
    yield Action("desk: claim", "/desk/{handoff}", "button('受理').click()", mine, anew=True)
    said = "text('[role=log]').includes('第{turn}句：')"
    yield Action("desk: send a reply", "/desk/{handoff}", "button('发送').click()", said, _write, anew=True)
    listed = "document.querySelector('.q-dialog .q-item')"
    yield Action("desk: canned replies", "/desk/{handoff}", "button('快捷回复').click()", listed, anew=True)
    taken = "document.querySelector('[aria-label=\"写给居民的话\"]').value.length > 5"
    yield Action("desk: take one", "/desk/{handoff}", "button('放进回复框改一改').click()", taken, _canned, anew=True)
    option = "document.querySelectorAll('.q-menu [role=option]')[{turn} % 5].click()"
    yield Action("orders: filter, board", "/orders", option, NEW, _menu)
    yield Action("orders: filter, table", "/orders?view=table", option, NEW, _menu)
    search = TYPE + "(document.querySelector('[aria-label=\"查找\"]'), '{number}')"
    yield Action("orders: a number", "/orders?view=table", search, NEW, _mark("[data-ready]"), anew=True)
    words = TYPE + "(document.querySelector('[aria-label=\"查找\"]'), '油烟{turn}')"
    yield Action("orders: words", "/orders?view=table", words, NEW, _mark("[data-ready]"), anew=True)
    for name, step, state in (("dispatch", "按目录派给", "已派单"), ("accept", "签收", "已签收")):
        done = STATE.format(state)
        yield Action(f"orders: {name}", "/orders/{number}", f"button('{step}').click()", done, _unfold(step), anew=True)
    find = TYPE + "(document.querySelector('[aria-label^=\"居民会怎么说\"]'), '油烟{turn}')"
    yield Action("knowledge: search", "/knowledge", find, OTHER, _look, anew=True)
    shown = "document.querySelector('.text-weight-medium:not([data-old])')"
    yield Action("knowledge: try words", "/knowledge", "button('看看怎么答').click()", shown, _tried)
    preset = "button(['近 7 天', '近 30 天'][{turn} % 2]).click()"
    first = f"{NEW} && document.querySelector('[data-page] .q-card[role=region]')"
    yield Action("insight: filter, first part", "/insight", preset, first, _mark("[data-page] .q-card[role=region]"))
    subject = TYPE + "(document.querySelector('[aria-label^=\"对什么\"]'), 'N{turn}7')"
    yield Action("audit: filter", "/audit", subject, OTHER, _look, anew=True)
    row = "document.querySelectorAll('tbody tr')[1].querySelector('td').click()"
    yield Action("accounts: open one", "/accounts", row, "document.querySelector('.q-dialog .q-select')", _row)
