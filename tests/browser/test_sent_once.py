"""A tap too many in Chromium, while the bus is slow to answer: a form is sent once."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import paths

pytestmark = pytest.mark.browser
FIRST = "Lầu Bá Ơn"
OTHER = "Hồ Xuân Hùng"
SLOW_MS = 800
SECOND_TAP_MS = 150
PATIENCE_MS = 20_000
PLACES = re.compile(r"/learn/(who/|card$)")
CODE = re.compile(r"\bweb\.\w+")


@pytest.fixture
def machine(live_bus, visit):
    page = visit(live_bus.lan)
    live_bus.pair(page)
    return page


@pytest.fixture
def sent(machine):
    """The addresses to which forms of the machine's page went."""
    found = []
    machine.on("request", lambda one: found.append(one.url) if one.method == "POST" else None)
    return found


def slow_down(page):
    """From now on the bus takes its time."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": SLOW_MS, "downloadThroughput": -1, "uploadThroughput": -1},
    )


def choose(page, villager):
    """Tap the own name; the pictures are there."""
    page.click(f".name:has-text('{villager.name}')")
    expect(page.locator("[name=picture]").first).to_be_visible()
    page.wait_for_load_state()


def tap_twice(page, selector):
    page.dblclick(selector, delay=SECOND_TAP_MS, no_wait_after=True)


def begin_adding(page, base):
    page.goto(f"{base}/learn/together")
    page.click("form[action$='/together/add'] button")


def expect_seated(page, count):
    expect(page).to_have_url(re.compile("/learn/(course|hands)$"))
    expect(page.locator("main")).not_to_contain_text(CODE)
    expect(page.locator(".kiosk-person")).to_have_count(count)


def test_two_taps_on_the_picture_sign_in_once(machine, sent, find_villager):
    villager = find_villager(FIRST)
    choose(machine, villager)
    slow_down(machine)

    tap_twice(machine, f"button[name=picture][value={villager.picture}]")

    expect_seated(machine, 1)
    assert len([one for one in sent if PLACES.search(one)]) == 1


def test_two_taps_of_the_second_person_sign_nobody_out(live_bus, machine, find_villager):
    other = find_villager(OTHER)
    paths.sit_down(machine, find_villager(FIRST), lambda *_: None)
    begin_adding(machine, live_bus.lan)
    choose(machine, other)
    slow_down(machine)

    tap_twice(machine, f"button[name=picture][value={other.picture}]")

    expect_seated(machine, 2)


def test_enter_twice_after_the_number_of_a_card_signs_in_once(live_bus, machine, sent):
    cards = {one.learner.full_name: one.learner.card_code for one in live_bus.list_enrolments()}
    machine.goto(f"{live_bus.lan}/learn/card")
    machine.fill("#code", cards[FIRST])
    slow_down(machine)

    for _ in range(2):
        machine.keyboard.press("Enter")

    expect_seated(machine, 1)
    assert len([one for one in sent if PLACES.search(one)]) == 1


def test_two_taps_of_one_who_goes_home_leave_the_other_there(live_bus, machine, find_villager):
    for name in (FIRST, OTHER):
        if name == OTHER:
            begin_adding(machine, live_bus.lan)
        paths.sit_down(machine, find_villager(name), lambda *_: None)
    machine.goto(f"{live_bus.lan}/learn/together")
    expect(machine.locator(".kiosk-person")).to_have_count(2)
    slow_down(machine)

    tap_twice(machine, f".together-person:has-text('{OTHER}') button")

    expect(machine.locator(".kiosk-person")).to_have_count(1)
    expect(machine.locator("main")).not_to_contain_text(CODE)


def test_a_button_lives_again_when_the_page_was_stopped(machine, find_villager):
    villager = find_villager(FIRST)
    choose(machine, villager)
    picture = f"button[name=picture][value={villager.picture}]"
    slow_down(machine)
    browser = machine.context.new_cdp_session(machine)
    with machine.expect_request("**/learn/who/*"):
        machine.click(picture, no_wait_after=True)
    browser.send("Page.stopLoading")

    machine.click(picture)

    expect_seated(machine, 1)


def test_a_button_lives_again_when_the_page_stays_without_an_answer(machine, find_villager):
    villager = find_villager(FIRST)
    machine.clock.install()
    choose(machine, villager)
    picture = f"button[name=picture][value={villager.picture}]"
    machine.route("**/learn/who/*", lambda route: route.fulfill(status=204), times=1)
    with machine.expect_response("**/learn/who/*"):
        machine.click(picture, no_wait_after=True)

    machine.clock.fast_forward(PATIENCE_MS)
    machine.click(picture)

    expect_seated(machine, 1)


def test_looks_and_help_do_not_count(machine, find_villager):
    villager = find_villager(FIRST)
    choose(machine, villager)
    for _ in range(2):
        with machine.expect_response("**/learn/preferences"):
            machine.click(".look-text")
    with machine.expect_response("**/learn/help"):
        machine.click(".help-button")
    expect(machine.locator("#help")).to_have_attribute("data-stand", "coming")
    machine.click(".help-button")
    machine.click(".help-stay")

    machine.click(f"button[name=picture][value={villager.picture}]")

    expect_seated(machine, 1)
