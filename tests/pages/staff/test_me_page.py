"""What everybody may do about themselves: the second factor on and off, as with an authenticator app on a phone."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx
import pyotp
from playwright.sync_api import Browser, expect

from tests.pages.staff.hands import go, press, told
from tests.pages.staff.site import StaffSite, enter

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 700}}


def test_the_second_factor_on_and_off(browser: Browser, staff_site: StaffSite) -> None:
    """Each time the page says on the page opened anew what was done; between, the password alone opens nothing."""
    login = staff_site.login("second.factor", "worker")
    page = staff_site.page(browser, login, **PHONE)
    go(page, "/staff/me")
    press(page, "开启手机验证")
    told(page, "扫不了就手工输入密钥")
    found = re.search(r"密钥：([A-Z2-7]+)", page.locator("[data-page]").inner_text())
    assert found
    app = pyotp.TOTP(found[1])
    page.get_by_label("6 位动态码").fill("000000")
    page.get_by_role("button", name="开启", exact=True).click()
    told(page, "动态码不对")
    page.get_by_label("6 位动态码").fill(app.now())
    page.get_by_role("button", name="开启", exact=True).click()
    told(page, "开启了。下次登录要输动态码。")
    told(page, "已经开启")
    page.reload()
    told(page, "已经开启")
    expect(page.get_by_text("开启了。下次登录要输动态码。")).to_have_count(0)
    with staff_site.client() as other:
        assert enter(other, login).status_code != httpx.codes.SEE_OTHER
        assert enter(other, login, code=app.at(int(time.time()) + 30)).status_code == httpx.codes.SEE_OTHER
    press(page, "关闭手机验证")
    told(page, "关闭了。下次登录只要密码。")
    told(page, "没有开启")
    with staff_site.client() as other:
        assert enter(other, login).status_code == httpx.codes.SEE_OTHER
    page.context.close()
