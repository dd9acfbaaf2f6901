"""Pictures of the papers, to look at with one's own eyes: python -m tests.orders.paper.pictures

Writes the samples and their pictures under build/paper: statements as DOCX and as PDF page by page, the report as
XLSX and as HTML on a desk, on a phone and as printed on A4. A DOCX becomes a picture only where LibreOffice is
installed; without it the tests read the document back.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, sync_playwright

from orders.paper.report_html import to_html
from orders.paper.report_xlsx import to_xlsx
from orders.paper.statement_docx import to_docx
from orders.paper.statement_pdf import to_pdf
from tests.orders.paper.nasty import NASTY, PLAIN
from tests.orders.paper.sample_report import REPORT
from tests.pages.browser import chromium

FOLDER = Path(__file__).parents[3] / "build" / "paper"
DESK, PHONE = {"width": 1100, "height": 900}, {"width": 360, "height": 740}


def pages(pdf: Path) -> list[Path]:
    """Turns every page of a PDF into a picture beside it."""
    document = pypdfium2.PdfDocument(pdf)
    made = [pdf.with_name(f"{pdf.stem}-{number}.png") for number in range(1, len(document) + 1)]
    for page, path in zip(document, made, strict=True):
        page.render(scale=1.6).to_pil().save(path)
    document.close()
    return made


def statements() -> list[Path]:
    """The plain, the nasty and the confidential statement."""
    made: list[Path] = []
    office = shutil.which("soffice")
    for name, one in (("plain", PLAIN), ("nasty", NASTY), ("secret", replace(NASTY, confidential=True))):
        pdf, word = FOLDER / f"{name}.pdf", FOLDER / f"{name}.docx"
        pdf.write_bytes(to_pdf(one))
        word.write_bytes(to_docx(one))
        made += pages(pdf)
        if office:
            folder = FOLDER / "word"
            subprocess.run([office, "--headless", "--convert-to", "pdf", "--outdir", folder, word], check=True)
            made += pages(folder / f"{name}.pdf")
    return made


def report(browser: Browser) -> list[Path]:
    """The page of the report, wide, narrow and on paper."""
    (FOLDER / "report.xlsx").write_bytes(to_xlsx(REPORT))
    page_file = FOLDER / "report.html"
    page_file.write_text(to_html(REPORT), encoding="utf-8")
    made = []
    for name, size in (("desk", DESK), ("phone", PHONE)):
        page = browser.new_page(viewport=size, device_scale_factor=2)  # type: ignore[arg-type]
        page.goto(page_file.as_uri())
        made.append(FOLDER / f"report-{name}.png")
        page.screenshot(path=made[-1], full_page=True)
    paper = FOLDER / "report.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    return made + pages(paper)


def main() -> None:
    """Makes them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = statements()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        made += report(browser)
        browser.close()
    sys.stdout.write("".join(f"{path}\n" for path in made))


if __name__ == "__main__":
    main()
