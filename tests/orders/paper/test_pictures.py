"""What a browser says of the report: it fits a phone, it fetches nothing, it prints on A4."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, sync_playwright

from orders.paper.report_html import to_html
from tests.orders.paper.pictures import DESK, PHONE
from tests.orders.paper.sample_report import REPORT
from tests.pages.browser import chromium

pytestmark = pytest.mark.page
A4 = (595, 842)
"""Points."""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report") / "report.html"
    made.write_text(to_html(REPORT), encoding="utf-8")
    return made


def test_the_page_fits_asks_for_nothing_and_prints(page_file: Path, tmp_path: Path) -> None:
    """On a desk and on a phone nothing stands out at the side and no letter of a chart is cut; A4 when printed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            for size in (DESK, PHONE):
                _look(browser, page_file, size)
            page = browser.new_page()
            page.goto(page_file.as_uri())
            page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
        finally:
            browser.close()
    document = pypdfium2.PdfDocument(tmp_path / "report.pdf")
    sizes = {tuple(map(round, page.get_size())) for page in document}
    count = len(document)
    document.close()
    assert sizes == {A4}
    assert 3 <= count <= 8


def _look(browser: Browser, page_file: Path, size: dict[str, int]) -> None:
    page = browser.new_page(viewport=size)  # type: ignore[arg-type]
    asked: list[str] = []
    troubles: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: troubles.append(line.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(page_file.as_uri())
    assert asked == [page_file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert troubles == []
    outside = page.evaluate("""() => [...document.querySelectorAll('figure svg[role=img]')].flatMap(svg => {
        const box = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].filter(text => {
            const own = text.getBoundingClientRect();
            return own.left < box.left - 1 || own.right > box.right + 1 || own.bottom > box.bottom + 1;
        }).map(text => text.textContent);
    })""")
    assert outside == []
