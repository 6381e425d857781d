"""The call for help in real browsers: a learner presses, the trainer's wall shows it by itself."""

import pytest
from playwright.sync_api import expect

from tests.browser import hands
from tests.live_app import served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
SOON_MS = 5_000
"""A trainer who looks at the wall knows of a call by then."""
COMING = "Giảng viên đang đến. Mời bác ngồi chờ."
ASKED, CALLED = "Cần giúp", "Đã gọi giảng viên"
PLACES = """() => [document.documentElement.scrollHeight,
  ...[...document.querySelectorAll('.kiosk-actions, :is(.help-ask, .kiosk-next) .button')]
    .flatMap((one) => Object.values(one.getBoundingClientRect().toJSON()))]"""
"""How long the screen is, and where its lower bar and the buttons in it are."""


@pytest.fixture
def address(app):
    """The program on a socket of its own."""
    with served(app) as address:
        yield address


@pytest.fixture
def open_page(chromium, address):
    """Return a function that opens a page with the cookies of a signed-in visitor."""
    contexts, complaints = [], []

    def show(visitor, path, **abilities):
        context = chromium.new_context(
            locale="vi-VN", viewport={"width": 1366, "height": 768}, **abilities
        )
        context.set_default_timeout(8_000)
        contexts.append(context)
        for name in ("bus_device", "bus_session", "bus_staff"):
            cookie = visitor.get_cookie(name)
            if cookie is not None:
                context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield show
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def learner(as_learner):
    return as_learner()


@pytest.fixture
def screen(open_page, learner):
    """The learner's path through the course."""
    return open_page(learner, "/learn/course")


def test_a_press_reaches_the_wall_and_helping_calms_the_screen(
    screen, open_page, learner, as_staff
):
    wall = open_page(as_staff("trainer"), f"/staff/classes/{learner.training_session_id}")
    expect(wall.locator(".waiting")).to_have_count(0)

    screen.click(".help-button")

    expect(screen.locator("#help-words")).to_have_text(COMING)
    expect(wall.locator(".waiting li")).to_contain_text("Máy 7", timeout=SOON_MS)
    wall.click(".waiting button")
    expect(wall.locator(".waiting")).to_have_count(0)
    expect(screen.locator(".help-button")).to_have_text(
        ASKED, use_inner_text=True, timeout=SOON_MS + 2_000
    )
    expect(screen.locator("#help-words")).to_be_empty()


@pytest.mark.parametrize(
    ("abilities", "act"), [({"has_touch": True}, hands.by_touch), ({}, hands.by_keys)]
)
def test_finger_and_keys_call_and_take_it_back(open_page, learner, abilities, act):
    page = open_page(learner, "/learn/course", **abilities)

    act(page, ".help-button")
    expect(page.locator(".help-button")).to_have_text(CALLED, use_inner_text=True)
    act(page, ".help-button")
    expect(page.locator("#help-told")).to_have_text(COMING)
    act(page, "#help-over [type=submit]")

    expect(page.locator("#help-panel")).to_be_hidden()
    expect(page.locator(".help-button")).to_have_text(ASKED, use_inner_text=True)
    page.reload()
    expect(page.locator(".help-button")).to_have_text(ASKED, use_inner_text=True)


def test_who_presses_twice_out_of_worry_stays_called(screen):
    screen.click(".help-button")
    expect(screen.locator("#help-words")).to_have_text(COMING)
    screen.click(".help-button")
    screen.click("text=Chờ tiếp")

    expect(screen.locator("#help-panel")).to_be_hidden()
    screen.reload()
    expect(screen.locator(".help-button")).to_have_text(CALLED, use_inner_text=True)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (683, 384), (360, 740)])
def test_no_screen_grows_by_a_call(open_page, learner, width, height):
    page = open_page(learner, "/learn/course")
    page.set_viewport_size({"width": width, "height": height})
    before = page.evaluate(PLACES)

    page.click(".help-button")
    expect(page.locator("#help-words")).to_have_text(COMING)
    called = page.evaluate(PLACES)
    page.evaluate("document.getElementById('help').dataset.stand = 'unreached'")

    assert called == before
    assert page.evaluate(PLACES) == before


def test_without_connection_it_says_so_and_calls_as_soon_as_it_can(screen):
    screen.route("**/learn/help", lambda route: route.abort())

    screen.click(".help-button")
    expect(screen.locator("#help-words")).to_have_text(
        "Máy chưa gọi được. Mời bác giơ tay gọi giảng viên."
    )
    screen.unroute("**/learn/help")

    expect(screen.locator("#help-words")).to_have_text(COMING, timeout=SOON_MS + 2_000)
