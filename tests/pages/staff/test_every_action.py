"""Whoever loses a right while a page lies open: everything on it is pressed, and nothing changes.

The pages are opened in Chromium by an admin; then, in the database, the person is made a worker, or the session is
revoked, the person moved to another region, taken off the staff, given a new password. FENLIU_TEST_WHOLE=1 walks with
all of these, through every state of an order, on both databases; else every page is walked once as a worker. That every
loss is the same to every action is in tests/bot/pages/staff/test_asked_anew.py. New pages are walked by themselves.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select, update
from sqlmodel import SQLModel, col

from bot.accounts.rights import acts_as, may
from bot.accounts.sessions import Sessions
from bot.accounts.tables import AuditEvent, StaffLogin
from bot.database import Database
from bot.pages.staff import pages
from bot.pages.staff.frame import RIGHTS
from bot.pages.staff.orders.case_steps import KINDS, OPEN_CASE
from bot.pages.staff.orders.steps import LISTED
from config.clock import Clock
from config.region import load_region
from knowledge_base.revisions.tables import CardRevision, GateChange, GateRun
from orders.book import OrderBook
from orders.case_tables import Notice
from orders.cases.book import Cases
from orders.cases.joint_help import JointHelp
from orders.cases.kinds import table as case_table
from orders.cases.labels import Labels
from orders.cases.objections import Objections
from orders.cases.restraints import Restraints
from orders.handoffs import HandoffBook
from orders.moves import moves
from orders.tables import Order, Staff
from tests.orders.dispatching import DISPATCHER, dispatched, filed, handled, resolved, unit_of
from tests.pages.staff.conftest import serving
from tests.pages.staff.site import StaffSite
from tests.postgres import Databases
from tests.shared import WHOLE

pytestmark = pytest.mark.page
pages.register()
WALKER = Path(__file__).with_name("walker.js").read_text(encoding="utf-8")
PAUSE = 40
"""Milliseconds between two presses."""
SETTLED = 600
"""Milliseconds until a page that was opened stands still."""
PAGES = sorted(RIGHTS)
MANY = 3
"""So many different steps of orders the walk makes at least."""
OWN = {
    "desk.claim", "desk.claim_refused", "desk.reply", "desk.file", "desk.transfer", "desk.end", "desk.give_back",
    "password.change", "second_factor.on", "second_factor.off", "order.alert_done", "order.ref", "order.merge",
    "order.unmask", "order.statement",
}  # fmt: skip
"""What a worker may do beside the steps of orders that are a worker's."""
BY_ITSELF = {"staff_session", "audit_event", "pulse", "lease", "counter", "outbox", "seen_update"}
"""Tables that the service itself writes while nobody does anything; the audit log is looked at row by row."""
SOME = 1
"""Orders, handoffs and revisions that are walked in a short walk."""
GIVEN_BACK = {"handoff", "handoff_event", "conversation", "notice"}
"""Tables in which the service by itself puts back what somebody held who left the staff, maybe on an earlier walk."""
NUMBER = itertools.count()
TOLD = re.compile("登录已经过期|您的账号不能")
DOES = re.compile(
    "受理|发送|立单|转交|办结|退回|接过来|新建|保存|重设|解锁|离岗|查找|查看|改密码|看看怎么答|找一找|存成|提交审核|审核通过|发布检查|检查选中的|退回到"
)
"""Words of buttons that ask the server for something on every page that has them."""
Loss = Callable[[Database, str], Awaitable[None]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def town(
    request: pytest.FixtureRequest, postgres: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StaffSite]:
    """A service of its own, so that no other test writes meanwhile."""
    with serving(request.param, postgres, tmp_path_factory.mktemp("town")) as site:
        yield site


async def signed_out(database: Database, login: str) -> None:
    """The session is revoked, as by “退出所有设备”."""
    async with database.writing() as session, session.begin():
        await Sessions(session, Clock()).close_all((await who(session, login)).staff_id)


async def moved(database: Database, login: str) -> None:
    """Another region."""
    async with database.writing() as session, session.begin():
        (await who(session, login)).regions = ["second"]


async def left(database: Database, login: str) -> None:
    """Off the staff."""
    async with database.writing() as session, session.begin():
        gone = col(Staff.id) == (await who(session, login)).staff_id
        await session.execute(update(Staff).where(gone).values(active=False))


async def must_change(database: Database, login: str) -> None:
    """An admin has given them another password."""
    async with database.writing() as session, session.begin():
        (await who(session, login)).must_change = True


async def lowered(database: Database, login: str) -> None:
    """A worker from now on."""
    async with database.writing() as session, session.begin():
        mine = col(Staff.id) == (await who(session, login)).staff_id
        await session.execute(update(Staff).where(mine).values(role="worker"))


async def who(session: Any, login: str) -> StaffLogin:
    found: StaffLogin = (await session.execute(select(StaffLogin).where(col(StaffLogin.login) == login))).scalar_one()
    return found


OUT: tuple[Loss, ...] = (signed_out, moved, left, must_change)
"""Losses after which nothing at all may be done, but for the own password after the last; each
page is walked with one of them."""


@dataclass
class Walked:
    """One walk over one page."""

    address: str
    pressed: list[str]
    said: list[str]
    changed: dict[str, list[str]]
    audited: list[AuditEvent]

    @property
    def read_why(self) -> bool:
        """Whether the person read that it was theirs no more."""
        return any(TOLD.search(one) for one in self.said)

    @property
    def worth(self) -> bool:
        """Whether anything was pressed that asks the server for something; choosing and folding does not."""
        return any(DOES.search(one) for one in self.pressed)


async def filled(database: Database, login: str) -> dict[str, list[str]]:
    """Orders in several states, handoffs that wait and are held by that login: what stands in the addresses."""
    key = f"walk{next(NUMBER)}"
    async with database.writing() as session, session.begin():
        book = OrderBook(session, load_region("sample"), Clock())
        made = [
            await make(book, account=f"{key}{at}") for at, make in enumerate((filed, dispatched, handled, resolved))
        ]
        back = await dispatched(book, account=f"{key}r")
        said = {"reason": "不归我们", "basis": "三定方案", "proposed_unit": "urban_management"}
        await book.life.move(back, "return", unit_of(back), **said)
        hard = await dispatched(book, account=f"{key}h")
        await book.life.move(hard, "queue_hard", DISPATCHER, reason="两家都说不归自己")
        packets = [{"channel": "web", "account": f"{key}{at}", "words": ["路灯坏了"]} for at in "wm"]
        waits, mine = [await book.hand_off(one, "asked", str(one["account"])) for one in packets]
        staff = await session.get(Staff, (await who(session, login)).staff_id)
        assert staff
        await HandoffBook(session, Clock()).claim(mine.id or 0, staff)
        await session.execute(update(Notice).values(due_at=None))  # nothing is told to them meanwhile
        numbers = [order.number for order in (*made, back, hard)]
        beside = await cases_of(book, made[2], key)
        cards = await revised(session, key, login)
        handoffs = [str(waits.id), str(mine.id)]
        return {"number": numbers, "handoff": handoffs, "card_id": ["private-loan"], **beside, **cards}


async def cases_of(book: OrderBook, order: Order, key: str) -> dict[str, list[str]]:
    """A call for joint help, a label and a soft limit beside an order; an objection that waits."""
    cases = Cases(book.session, book.region, book.clock)
    called: dict[str, Any] = {"basis": "北京条例第十六条", "level": "street", "units": ["urban_management"]}
    made = [
        await JointHelp(cases).call("一起去看现场", DISPATCHER, key=key, order=order, **called),
        await Labels(cases).put(order, DISPATCHER, key=key, basis="来过两回", problem_kind="legacy"),
        await Restraints(cases).open("web", f"{key}s", DISPATCHER, key=key, reason="一天三十多回"),
    ]
    objection = await Objections(cases).open(key=key, about="private-loan", words="他欠我钱", title="借款不还")
    return {"case": [one.receipt for one in made], "receipt": [objection.receipt]}


async def revised(session: Any, key: str, login: str) -> dict[str, list[str]]:
    """A draft of one's own, one of somebody else that waits for review, and a check that found a change."""
    now, content = Clock().now(), {"id": f"card-{key}", "title": "试试", "phrases": ["试试看"]}
    rows = [
        CardRevision(card_id=f"card-{key}", number=place, content=content, state=state, author=author, editors=[author],
                     saved_by=author, saved_at=now, created_at=now)
        for place, (state, author) in enumerate((("draft", login), ("in_review", "somebody")), 1)
    ]  # fmt: skip
    run = GateRun(state="ready", base_edition=0, made_by="somebody", made_at=now)
    session.add_all([*rows, run])
    await session.flush()
    answer = {"outcome": "human", "titles": []}
    session.add(
        GateChange(run_id=run.id or 0, kind="message", message="试试", day=now.date(), before=answer, after=answer)
    )
    return {"revision": [str(row.id) for row in rows], "run": [str(run.id)]}


def addresses(path: str, there: dict[str, list[str]]) -> list[str]:
    """The page once, or once for each thing that may stand in its address."""
    name = re.search(r"{([^}:]*)[^}]*}", path)
    if name is None:
        return [path]
    return [re.sub(r"{[^}]*}", one, path) for one in there.get(name.group(1), ["1"])]


async def dump(database: Database) -> dict[str, set[str]]:
    """Everything in the database, but for what the service writes by itself."""
    found = {}
    async with database.reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in BY_ITSELF:
                rows = (await session.execute(select(table))).mappings()
                found[table.name] = {json.dumps(dict(row), default=str, sort_keys=True) for row in rows}
    return found


async def audited(database: Database, after: int = 0) -> list[AuditEvent]:
    """Rows of the audit log, those after that number."""
    async with database.reading() as session:
        return list((await session.execute(select(AuditEvent).where(col(AuditEvent.id) > after))).scalars())


def walk(site: StaffSite, page: Page, address: str, loss: Loss | None, login: str) -> Walked:
    """Opens the page, loses, presses everything; what was pressed and read, and what changed meanwhile."""
    page.goto(f"/staff{address}")
    page.wait_for_function("window.did_handshake === true")
    page.locator("[data-page] > *").first.wait_for()
    page.wait_for_timeout(SETTLED)
    if loss is not None:
        site.run(lambda database: loss(database, login))
    before, last = site.run(dump), max((one.id or 0 for one in site.run(audited)), default=0)
    done = page.evaluate(WALKER, PAUSE)
    after, rows = site.run(dump), site.run(lambda database: audited(database, last))
    changed = {name: sorted(lines ^ after[name]) for name, lines in before.items() if lines != after[name]}
    events = [json.loads(line)["what"] for line in changed.get("handoff_event", ())]
    if events and set(events) == {"put_back"}:
        changed = {name: lines for name, lines in changed.items() if name not in GIVEN_BACK}
    return Walked(address, done["pressed"], done["said"], changed, [one for one in rows if one.action != "refused"])


@pytest.fixture(scope="module")
def there(town: StaffSite) -> Callable[[str], dict[str, list[str]]]:
    """What stands in the addresses, made anew for each login that walks."""
    return lambda login: town.run(lambda database: filled(database, login))


@pytest.fixture
def walker(town: StaffSite, browser: Browser) -> Iterator[Callable[[], tuple[Page, str]]]:
    """Somebody new, an admin who is signed in, in a browser of their own."""
    opened: list[Page] = []

    def come() -> tuple[Page, str]:
        login = town.login(f"walker{next(NUMBER)}", "admin")
        opened.append(town.page(browser, login, viewport={"width": 1400, "height": 900}))
        opened[-1].on("dialog", lambda dialog: dialog.dismiss())
        return opened[-1], login

    yield come
    for page in opened:
        page.context.close()


@pytest.mark.parametrize("path", PAGES)
def test_who_is_out_changes_nothing(town: StaffSite, walker: Any, there: Any, path: str) -> None:
    """Signed out, moved, gone, or with a new password to change first; and each reads why."""
    if not WHOLE:
        pytest.skip("FENLIU_TEST_WHOLE=1 walks it; in short see tests/bot/pages/staff/test_asked_anew.py")
    other = town.database.startswith("postgresql")
    page, login = walker()
    for place, address in enumerate(addresses(path, there(login))[other::2] or addresses(path, {})):
        if place:
            page, login = walker()
        turn = PAGES.index(path) + place + other
        walked = walk(town, page, address, OUT[turn % (len(OUT) - (RIGHTS[path] == "own"))], login)
        assert walked.changed == {}, walked
        assert walked.audited == [], walked
        assert walked.read_why or not walked.worth, walked


@pytest.mark.parametrize("path", PAGES)
def test_who_is_a_worker_now_does_what_workers_do(town: StaffSite, walker: Any, there: Any, path: str) -> None:
    """On pages for others nothing changes; on their own only what is a worker's."""
    half(town, "sqlite")
    page, login = walker()
    for place, address in enumerate(shortened(addresses(path, there(login)), SOME)):
        if place:
            page, login = walker()
        walked = walk(town, page, address, lowered, login)
        if not may("worker", RIGHTS[path]):
            assert walked.changed == {}, walked
            assert walked.read_why or not walked.worth, walked
        assert [one.action for one in walked.audited if not a_workers(one.action)] == [], walked
        assert {one.role for one in walked.audited} <= {"worker"}
        steps = [json.loads(line) for line in walked.changed.get("order_event", ())]
        assert {one["role"] for one in steps if one["actor"] == login} <= set(acts_as("worker"))


def test_the_walk_would_have_found_it(town: StaffSite, walker: Any, there: Any) -> None:
    """The same walk by somebody who lost nothing does a great deal: it does reach what it should reach."""
    half(town, "sqlite")
    page, login = walker()
    places = there(login)
    filed_, mine = places["number"][0], places["handoff"][1]
    done = {one.action for one in walk(town, page, f"/desk/{mine}", None, login).audited}
    assert done & {"desk.reply", "desk.end", "desk.give_back", "desk.file"}, done
    done = {one.action for one in walk(town, page, f"/orders/{filed_}", None, login).audited}
    assert any(one.startswith("order.") for one in done), done
    for number in places["number"][1 : 3 if WHOLE else 1]:
        done |= {one.action for one in walk(town, page, f"/orders/{number}", None, login).audited}
    assert len({one for one in done if one.startswith("order.")}) >= (MANY if WHOLE else 1), done
    done = {one.action for one in walk(town, page, "/accounts", None, login).audited}
    assert any(one.startswith("account.") for one in done), done


def half(town: StaffSite, database: str) -> None:
    """Leaves a walk to the other database, unless all is to be walked."""
    if database not in town.database and not WHOLE:
        pytest.skip("walked on the other database; FENLIU_TEST_WHOLE=1 walks all on both")


def shortened(several: list[str], most: int) -> list[str]:
    """The first few, unless all is to be walked."""
    return several if WHOLE else several[:most]


def a_workers(action: str) -> bool:
    """Whether a worker may do it."""
    name = action.removeprefix("order.")
    by = {role for row in moves() if row.move == name for role in row.by}
    for kind in KINDS:
        for row in case_table(kind).moves:
            called = f"{OPEN_CASE}{kind}" if row.move == "open" else f"case.{row.move}"
            by |= row.by if called in {name, action} else frozenset()
    return action in OWN or name == LISTED or bool(by & set(acts_as("worker")))
