"""Each role in Chromium, over TLS."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
ROLES = ("trainer", "assistant", "officer", "admin")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_signs_in_and_every_page_of_its_menu_is_accessible(
    sign_in, live_bus, accessible, picture, role
):
    page = sign_in(role)
    expect(page).to_have_url(re.compile("/staff/$"))

    accessible(page)
    entries = page.eval_on_selector_all("nav a", "all => all.map(one => one.pathname)")
    for path in entries:
        page.goto(live_bus.lan + path)
        accessible(page)
        picture(page, f"{role}{path.replace('/', '-')}")

    assert len(entries) >= 3


def test_a_wrong_password_is_told_in_vietnamese_and_opens_nothing(live_bus, visit, accessible):
    page = visit(f"{live_bus.lan}/staff/sign-in")

    page.fill("[name=sign_in_name]", "letho")
    page.fill("[name=password]", "khong phai mat khau")
    page.click("main button[type=submit]")

    assert page.locator("[role=alert]").is_visible()
    accessible(page)
    page.goto(f"{live_bus.lan}/staff/")
    expect(page).to_have_url(re.compile("/staff/sign-in"))


def test_a_cookie_copied_before_signing_out_is_worth_nothing(live_bus, visit, sign_in):
    page = sign_in("admin")
    cookies = page.context.cookies()
    page.click(".bar-person button[type=submit]")
    page.wait_for_url("**/staff/sign-in")

    thief = visit(f"{live_bus.lan}/staff/sign-in")
    thief.context.add_cookies(cookies)
    answer = thief.goto(f"{live_bus.lan}/staff/")

    assert answer.status == 401


def test_cookies_over_tls_are_secure_http_only_and_same_site(sign_in):
    page = sign_in("trainer")

    session = next(one for one in page.context.cookies() if one["name"].startswith("bus_"))

    assert (session["secure"], session["httpOnly"], session["sameSite"]) == (True, True, "Strict")
