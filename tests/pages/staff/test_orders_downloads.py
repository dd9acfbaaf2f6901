"""Files from the orders' pages: who may take them, what is in them, and what strangers try."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import openpyxl
import pytest

from bot.database import Database
from config.clock import Clock
from config.region import load_region
from orders.book import OrderBook
from orders.case_tables import Appendix
from tests.orders.drafts import draft
from tests.pages.staff.site import StaffSite

PHOTO = f"photo-{'a' * 22}.jpg"
ADDED = f"photo-{'b' * 22}.jpg"
SECRET = f"photo-{'c' * 22}.jpg"
PICTURE = b"\xff\xd8\xff\xe0 a picture"
PHONE = "13812345678"


def file(site: StaffSite, key: str, **changes: Any) -> str:
    """The number of an order; the files it names lie in the folder of photos."""

    async def made(database: Database) -> str:
        async with database.writing() as session, session.begin():
            book = OrderBook(session, load_region("sample"), Clock())
            order = await book.file(draft(account=key, **changes), key=f"{key}:{site.port}")
            if key == "open":
                row = Appendix(order_id=order.id or 0, at=Clock().now(), words="又开工了")
                row.attachments = [ADDED]
                session.add(row)
            return order.number

    (site.data / "photos").mkdir(exist_ok=True)
    for ref in (*changes.get("attachments", ()), ADDED):
        (site.data / "photos" / ref).write_bytes(PICTURE)
    return site.run(made)


@pytest.fixture(scope="module")
def orders(staff_site: StaffSite) -> dict[str, str]:
    """An open order with photos, a confidential one, and the logins that ask for them."""
    for login, role in (("files.worker", "worker"), ("files.chief", "supervisor")):
        staff_site.login(login, role)
    nasty = {"title": "=HYPERLINK(1)", "detail": "@SUM(A1)", "demand": "-1+1"}
    return {
        "open": file(staff_site, "open", attachments=[PHOTO], **nasty),
        "secret": file(staff_site, "secret", attachments=[SECRET], confidential=True, appeal_type="report"),
    }


def test_the_filtered_list_is_masked_and_runs_no_formula(staff_site: StaffSite, orders: dict[str, str]) -> None:
    """As CSV and as Excel; only what fits the filters; nothing of a confidential order's resident."""
    with staff_site.client("files.chief") as client:
        answer = client.get(f"/staff/orders/export.csv?q={orders['open']}")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row[0] for row in rows[1:]] == [orders["open"]]
        assert not any(cell.startswith(("=", "@", "+", "-")) for row in rows for cell in row)
        assert PHONE not in answer.text
        sheet = openpyxl.load_workbook(io.BytesIO(client.get("/staff/orders/export.xlsx").content)).active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell.value for cell in cells if cell.data_type == "f"]
        assert not any(PHONE in str(cell.value) or "王芳" in str(cell.value) for cell in cells)
        assert {orders["open"], orders["secret"]} <= {str(cell.value) for cell in cells}
        assert client.get("/staff/orders/export.exe").status_code >= httpx.codes.BAD_REQUEST


def test_who_may_not_take_a_list_reads_who_may(staff_site: StaffSite, orders: dict[str, str]) -> None:
    """A worker sees the sentence; nobody sees the door."""
    with staff_site.client("files.worker") as client:
        answer = client.get("/staff/orders/export.csv")
        assert (answer.status_code, "主管" in answer.text) == (httpx.codes.FORBIDDEN, True)
        assert orders["open"] not in answer.text
    with staff_site.client() as client:
        for path in ("export.csv", f"{orders['open']}/statement.pdf", f"{orders['open']}/files/{PHOTO}"):
            assert client.get(f"/staff/orders/{path}").status_code == httpx.codes.SEE_OTHER


def test_the_statement_as_pdf_and_word(staff_site: StaffSite, orders: dict[str, str]) -> None:
    with staff_site.client("files.worker") as client:
        pdf = client.get(f"/staff/orders/{orders['open']}/statement.pdf")
        word = client.get(f"/staff/orders/{orders['open']}/statement.docx")
        assert pdf.content.startswith(b"%PDF")
        assert word.content.startswith(b"PK")
        assert "attachment" in pdf.headers["content-disposition"]
        assert client.get("/staff/orders/20990101-00001-1/statement.pdf").status_code == httpx.codes.NOT_FOUND


def test_a_photo_is_served_with_its_order_only(staff_site: StaffSite, orders: dict[str, str]) -> None:
    """Of the order or of what was added to it; by no other order, no made-up name and no path."""
    with staff_site.client("files.worker") as client:
        for ref in (PHOTO, ADDED):
            answer = client.get(f"/staff/orders/{orders['open']}/files/{ref}")
            assert (answer.content, answer.headers["content-type"]) == (PICTURE, "image/jpeg")
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        for number, ref in (
            (orders["secret"], PHOTO),
            (orders["open"], SECRET),
            (orders["open"], f"photo-{'z' * 22}.jpg"),
            (orders["open"], "..%2F..%2Ffenliu.sqlite3"),
            (orders["open"], "photo-.jpg"),
        ):
            assert client.get(f"/staff/orders/{number}/files/{ref}").status_code == httpx.codes.NOT_FOUND


def test_a_photo_of_a_confidential_order_is_for_who_judges(staff_site: StaffSite, orders: dict[str, str]) -> None:
    """And it is put down who opened it."""
    path = f"/staff/orders/{orders['secret']}/files/{SECRET}"
    with staff_site.client("files.worker") as client:
        assert client.get(path).status_code == httpx.codes.FORBIDDEN
    with staff_site.client("files.chief") as client:
        assert client.get(path).content == PICTURE
