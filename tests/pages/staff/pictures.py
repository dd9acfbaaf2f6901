"""`python -m tests.pages.staff.pictures docs/images [names]`: every page of a demonstration, or those named.

Each is taken as at a desk and as on a phone, small enough to be kept. People look at them; nothing compares them.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.pages.browser import chromium
from tests.pages.staff.hands import CHECKED, go, press
from tests.pages.staff.site import StaffSite
from tests.shared import INDEX

SIZES = {"": {"width": 1200, "height": 800}, "-phone": {"width": 360, "height": 720}}
"""Ending of the name -> pixels of the window."""
WIDEST, COLOURS = 900, 96
"""Pixels and colours that are kept: enough to read, some tens of KB."""
STILL = 1500
"""Milliseconds until a page stands still."""
WAYS = {
    "sign-in": "/staff/sign-in",
    "desk": "/staff/desk",
    "orders": "/staff/orders",
    "orders-table": "/staff/orders?view=table",
    "orders-map": "/staff/orders?view=map",
    "alerts": "/staff/orders/alerts",
    "cases": "/staff/orders/cases",
    "knowledge": "/staff/knowledge",
    "card": "/staff/knowledge/private-loan",
    "drafts": "/staff/knowledge/drafts",
    "checks": "/staff/knowledge/runs",
    "editions": "/staff/knowledge/editions",
    "switches": "/staff/knowledge/switches",
    "exchange": "/staff/knowledge/exchange",
    "new-card": "/staff/knowledge/new?words=想给老槐树挂个认养牌",
    "learning": "/staff/learning",
    "appeals": "/staff/learning/appeals",
    "insight": "/staff/insight",
    "audit": "/staff/audit",
    "accounts": "/staff/accounts",
    "me": "/staff/me",
    "guide": "/guide",
    "guide-card": "/guide/card/private-loan",
}
"""Name of the picture -> page."""
FIRST = {
    "handoff": ("/staff/desk", r"/desk/\d+$"),
    "order": ("/staff/orders?view=table", r"/orders/\d{8}-?\d+"),
    "case": ("/staff/orders/cases", r"/orders/cases/C"),
}
"""Name of the picture -> list, and the address of its first entry."""
CHECK = {"draft", "check"}
"""Pictures for which a check of the gate is made first."""


def main(folder: Path, names: Sequence[str] = ()) -> None:
    """Fills a demonstration, opens it, takes the pictures."""
    with tempfile.TemporaryDirectory(prefix="fenliu-pictures-") as data:
        own = {"FENLIU_DATA": data, "FENLIU_INDEX": str(INDEX)}
        subprocess.run([sys.executable, "-m", "bot", "demo"], env=os.environ | own, check=True, capture_output=True)
        site = StaffSite(Path(data))
        site.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
                site.login("pictures", "admin")
                more = a_check(browser, site) if not names or CHECK & set(names) else {}
                for ending in SIZES:
                    tour(browser, site, folder / f"{{}}{ending}.png", more, names)
        finally:
            site.stop()


def a_check(browser: Browser, site: StaffSite) -> dict[str, str]:
    """A draft and a check of it, so that there is something to see; their addresses."""
    page = site.page(browser, "pictures", viewport=SIZES[""])
    go(page, "/staff/knowledge/bride-price")
    press(page, "改这张")
    page.wait_for_url("**/drafts/*")
    page.wait_for_timeout(STILL)
    draft = page.url
    page.get_by_label("为什么", exact=True).fill("彩礼是两家人之间的事，谈不拢可以请法院来判。")
    press(page, "先检查看看")
    page.wait_for_url("**/runs/*")
    page.locator("[data-verdict]").wait_for(timeout=CHECKED)
    run = page.url
    page.context.close()
    return {"draft": draft, "check": run}


def tour(browser: Browser, site: StaffSite, file: Path, more: dict[str, str], names: Sequence[str]) -> None:
    """All pages, or those named, at one width; `file` is the picture's with {} for its name."""
    page = site.page(browser, "pictures", viewport=SIZES[file.stem.removeprefix("{}")])
    for name, (way, wanted) in FIRST.items():
        page.goto(site.url + way)
        page.wait_for_timeout(2 * STILL)
        links = [str(one.get_attribute("href")) for one in page.locator("a").all()]
        found = next((link for link in links if re.search(wanted, link)), "")
        if found:
            more = more | {name: site.url + found}
    for name, way in {**WAYS, **more}.items():
        if not names or name in names:
            page.goto(way if way.startswith("http") else site.url + way)
            page.wait_for_timeout(2 * STILL)
            keep(page, file.with_name(file.name.format(name)))
    page.context.close()


def keep(page: Page, path: Path) -> None:
    """One picture, made small."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.thumbnail((WIDEST, WIDEST))
    picture.quantize(COLOURS).save(path, optimize=True)
    print(path.name, path.stat().st_size)  # noqa: T201 - what a command tells


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
