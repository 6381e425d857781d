"""Imported activities in real Chromium: play, store, go on elsewhere; evil ones reach nothing."""

import json
import secrets
import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from bench.rig import Server
from common.clock import utc_now
from common.ids import new_id
from common.sql import SqliteDatabase
from lms_server import demo
from lms_server.accounts.models import Account
from lms_server.activities.actions import add_activity, open_for_class
from lms_server.activities.models import ActivityAnswer
from lms_server.activities.storage import store_package
from lms_server.devices.actions import hash_token
from lms_server.devices.models import Device, DeviceKind
from lms_server.keys import load_database_key
from lms_server.training.queries import list_enrolments, list_open_sessions
from tests.activity_packages import (
    ADL_2004,
    EVIL,
    NAMES_2004,
    SCO,
    SEARCHES,
    TOOLS,
    h5p,
    item,
    resource,
    scorm,
    scorm_2004,
    scorm_of_frames,
    scorm_page,
)
from tests.silent_proxy import SilentProxy

pytestmark = pytest.mark.browser

LOOPING = scorm_page(SCO.replace("onload=", 'onunload="answer()" onload='))


class World:
    """A demo bus of its own, whose server the tests may kill."""

    def __init__(self, folder):
        self.data = folder / "bus"
        demo.make(self.data, now=utc_now())
        self.server = Server(self.data)
        self.database = SqliteDatabase(self.data / "bus.db", key=load_database_key(self.data))
        with self.database.read() as db:
            self.class_id = list_open_sessions(db)[0].id
            self.cards = [one.learner.card_code for one in list_enrolments(db, self.class_id)]

    @property
    def base(self):
        return f"https://127.0.0.1:{self.server.lan_port}"

    def bring(self, raw):
        path = self.data / "package.zip"
        path.write_bytes(raw)
        package, stored = store_package(self.data, path)
        with self.database.write() as db:
            activity_id = add_activity(db, package, stored, actor="system", now=utc_now())
            open_for_class(db, activity_id, self.class_id, actor="system", now=utc_now())
        return f"{self.base}/learn/extras/{activity_id}"

    def pair(self):
        token = secrets.token_urlsafe(32)
        with self.database.write() as db:
            trainer = db.scalars(select(Account.id)).first()
            device = Device(
                id=new_id(), name="Máy", kind=DeviceKind.BROWSER, token_hash=hash_token(token),
                paired_at=utc_now(), paired_by=trainer, last_seen_at=utc_now(),
            )  # fmt: skip
            db.add(device)
        return token


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    world = World(tmp_path_factory.mktemp("activities"))
    world.server.start()
    yield world
    world.server.kill()
    world.database.close()


@pytest.fixture
def sit_down(world, chromium):
    """Open a new laptop and sign a learner in on it by card."""
    contexts = []

    def sit(learner=0, base=world.base):
        context = chromium.new_context(
            ignore_https_errors=True, viewport={"width": 1366, "height": 768}, locale="vi-VN"
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        cookie = {"name": "bus_device", "value": world.pair(), "url": base}
        context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Strict"}])
        page = context.new_page()
        page.goto(f"{base}/learn/card")
        page.fill("[name=code]", world.cards[learner])
        page.click("button[type=submit] >> nth=-1")
        page.wait_for_url("**/learn/course")
        return page

    yield sit
    for context in contexts:
        context.close()


@pytest.fixture
def silent(world):
    """The way to the bus through a network that can fall silent."""
    proxy = SilentProxy(world.server.lan_port)
    proxy.base = f"https://127.0.0.1:{proxy.port}"
    yield proxy
    proxy.close()


def play(page, address):
    """Open a part; return what is inside its frame."""
    page.goto(f"{address}/1")
    return page.frame_locator("#play")


def says(place, text):
    place.get_by_text(text, exact=True).wait_for()
    return True


def test_a_part_is_played_stored_and_gone_on_with_on_another_laptop(world, sit_down, picture):
    address = world.bring(scorm())
    first = sit_down()
    inside = play(first, address)
    assert inside.locator("#entry").text_content() == "ab-initio"
    inside.locator("#step").click()
    says(inside, "true 0")
    says(first.locator("#kept"), "Đã lưu")
    picture(first, "activity-play")

    second = sit_down()
    inside = play(second, address)

    assert inside.locator("#where").text_content() == "trang 2"
    assert inside.locator("#data").text_content() == "đã chọn rau cải"
    assert inside.locator("#entry").text_content() == "resume"
    assert inside.locator("#total").text_content() == "00:01:00"
    with first.expect_response("**/commit") as refused:
        first.frame_locator("#play").locator("#step").click()
    says(first.frame_locator("#play"), "false 101")
    assert refused.value.status == 403, "who sits elsewhere now stores nothing from here"
    expect(first.locator("#kept")).to_contain_text("Chưa lưu được.")
    inside.locator("#answer").click()
    says(inside, "true 0")
    second.click("#next")
    second.wait_for_url(address)
    picture(second, "activity-done")
    assert "Đã xong · điểm cao nhất 90%" in second.inner_text(".path")


@pytest.mark.parametrize("tool", TOOLS)
def test_packages_of_well_known_tools_play_and_store(world, sit_down, tool):
    address = world.bring(TOOLS[tool]())

    inside = play(sit_down(8), address)
    inside.locator("#step").click()

    says(inside, "true 0")


@pytest.mark.parametrize("search", [*SEARCHES.values(), ADL_2004], ids=[*SEARCHES, "adl 2004"])
def test_each_way_to_look_for_the_api_finds_it(world, sit_down, search):
    is_2004 = search is ADL_2004
    call = 'api.Initialize("")' if is_2004 else 'api.LMSInitialize("")'
    page = f"<p id=out></p><script>{search} out.textContent = {call};</script>"
    names = {"version": "2004 4th Edition", "names": NAMES_2004} if is_2004 else {}
    address = world.bring(
        scorm(item(1, "Phần"), resource(1, "index.html"), files={"index.html": page}, **names)
    )

    says(play(sit_down(8), address), "true")


def test_what_was_called_stored_survives_a_killed_server(world, sit_down):
    address = world.bring(scorm_page(SCO + "<!-- killed -->"))
    page = sit_down(1)
    inside = play(page, address)
    inside.locator("#step").click()
    says(inside, "true 0")

    world.server.kill()
    inside.locator("#step").click()
    says(inside, "false 101")
    expect(page.locator("#kept")).to_contain_text("Chưa lưu được.")
    world.server.start()

    says(page.locator("#kept"), "Đã lưu")
    assert play(page, address).locator("#data").text_content() == "đã chọn rau cải"


def test_what_was_set_and_not_committed_is_stored_on_the_way_back(world, sit_down):
    address = world.bring(scorm_page(SCO + "<!-- back -->"))
    page = sit_down(2)
    play(page, address).locator("#step").wait_for()
    frame = next(one for one in page.frames if "/play/" in one.url)
    frame.evaluate("api.LMSSetValue('cmi.core.lesson_location', 'giữa chừng')")

    page.click(".kiosk-back a")
    page.wait_for_url(address)

    assert play(page, address).locator("#where").text_content() == "giữa chừng"


def test_a_part_that_ends_only_while_it_closes_is_stored_too(world, sit_down):
    address = world.bring(LOOPING)
    page = sit_down(3)
    play(page, address).locator("#step").wait_for()

    page.click(".kiosk-back a")
    page.wait_for_url(address)

    page.reload()
    assert "điểm cao nhất 90%" in page.inner_text(".path")


def test_help_and_larger_letters_leave_a_part_where_it_is(world, sit_down):
    address = world.bring(scorm())
    page = sit_down(1)
    inside = play(page, address)
    inside.locator("#step").click()
    says(inside, "true 0")
    page.evaluate("window.isSame = true")

    with page.expect_response("**/learn/help"):
        page.click(".help-button")
    expect(page.locator("#help")).to_have_attribute("data-stand", "coming")
    page.click(".help-button")
    page.click(".help-stay")
    for _ in range(2):
        with page.expect_response("**/learn/preferences"):
            page.click(".look-text")
    inside.locator("#answer").click()

    says(inside, "true 0")
    expect(page.locator("#next")).to_be_visible()
    assert page.evaluate("window.isSame")


def test_frames_of_one_part_share_the_api(world, sit_down):
    address = world.bring(scorm_of_frames())
    page = sit_down(4)
    page.goto(f"{address}/1")
    page.wait_for_function("() => document.querySelector('#play').contentWindow.length === 2")
    inner = page.frame_locator("#play").frame_locator("frame[src='b.html']")

    inner.locator("#go").click()

    says(inner, "true true")
    frames = page.frame_locator("#play")
    frames.frame_locator("frame[src='a.html']").get_by_text("Trang sau").click()
    says(frames.frame_locator("frame[name=right]"), "Trang cuối")


def test_a_network_fallen_silent_holds_nobody_up_and_loses_nothing(world, sit_down, silent):
    """A call that waits for its answer knows no time-out, so it is not made."""
    page = sit_down(10, base=silent.base)
    address = world.bring(scorm_page(SCO + "<!-- silent -->")).replace(world.base, silent.base)
    inside = play(page, address)
    inside.locator("#step").wait_for()
    silent.swallow()
    page.wait_for_event("requestfailed", lambda one: one.url.endswith("/bus/pulse"))

    began = time.monotonic()
    inside.locator("#answer").click()
    says(inside, "false 101")
    waited = time.monotonic() - began
    expect(page.locator("#kept")).to_contain_text("Chưa lưu được.")
    silent.pass_on()

    says(page.locator("#kept"), "Đã lưu")
    assert waited < 2
    page.goto(address)
    assert "điểm cao nhất 90%" in page.inner_text(".path")


def test_working_inside_the_frame_counts_as_presence(world, sit_down):
    address = world.bring(scorm_page(SCO + "<!-- presence -->"))
    page = sit_down(11)
    page.clock.install()
    inside = play(page, address)
    inside.locator("#step").wait_for()
    page.clock.fast_forward("14:00")
    inside.locator("#step").click()
    says(page.locator("#kept"), "Đã lưu")

    with page.expect_request("**/learn/presence"):
        page.clock.fast_forward("14:00")

    expect(page.locator("#anybody")).to_be_hidden()
    page.clock.fast_forward("02:00")
    expect(page.locator("#anybody")).to_be_visible()


def test_a_part_that_only_pretends_to_be_worked_in_does_not_count(world, sit_down):
    pretends = """<script>setInterval(function () {
    top.postMessage({ bus: { touched: true } }, "*"); }, 100);</script>"""
    address = world.bring(scorm_page(SCO + pretends))
    page = sit_down(0)
    # Questions of the test pass for presses of a person for some seconds, so it only listens.
    page.add_init_script("""if (window === top) {
    let heard = 0, counted = 0;
    const isPressed = () => navigator.userActivation.isActive;
    addEventListener("frametouch", () => { if (!isPressed()) counted += 1; });
    addEventListener("message", (event) => {
      if (!event.data.bus?.touched || isPressed()) return;
      heard += 1;
      if (heard === 5) console.log(`counted ${counted}`);
    }); }""")

    with page.expect_console_message(lambda line: line.text.startswith("counted")) as told:
        page.goto(f"{address}/1")

    assert told.value.text == "counted 0"


def test_scorm_2004_is_played_and_gone_on_with(world, sit_down):
    address = world.bring(scorm_2004())
    page = sit_down(5)
    inside = play(page, address)
    inside.locator("#go").click()
    says(inside, " ".join(["true"] * 8))

    again = play(page, address)

    assert again.locator("#where").text_content() == "p5"
    assert again.locator("#entry").text_content() == "resume passed"


def test_h5p_keeps_its_state_and_what_was_answered(world, sit_down, picture):
    address = world.bring(h5p())
    page = sit_down(6)
    inside = play(page, address)
    inside.get_by_text("Đúng", exact=True).first.click()
    says(page.locator("#kept"), "Đã lưu")
    picture(page, "activity-h5p")

    again = play(sit_down(6), address)

    assert again.locator("#chosen").text_content() == "Đúng"
    with world.database.read() as db:
        rows = db.scalars(select(ActivityAnswer))
        stored = [(one.verb, one.result, one.scaled) for one in rows]
    assert ("answered", "correct", 1.0) in stored


def test_an_evil_part_reaches_nothing(world, sit_down):
    address = world.bring(scorm_page(EVIL))
    page = sit_down(7)

    inside = play(page, address)
    inside.locator("#out").filter(has_text="inner").wait_for()

    out = json.loads(inside.locator("#out").text_content())
    assert set(out.values()) == {"refused"}, out
    assert page.url == f"{address}/1"
    assert [one.url for one in page.context.pages] == [page.url]
    assert page.goto(f"{world.base}/learn/course").status == 200, "nobody was signed out"


def test_words_from_outside_the_frame_are_not_heard(world, sit_down):
    address = world.bring(scorm_page("<p>im lặng</p>"))
    page = sit_down(8)
    says(play(page, address), "im lặng")

    page.evaluate(
        """() => new Promise(resolve => {
        const forged = document.createElement('iframe');
        forged.sandbox = 'allow-scripts';
        forged.srcdoc = '<p>x</p>';
        forged.onload = () => {
          window.dispatchEvent(new MessageEvent('message', {
            origin: 'null', source: forged.contentWindow,
            data: { bus: { isEnd: true, state: 'saved' } } }));
          window.dispatchEvent(new MessageEvent('message', {
            origin: location.origin, source: document.getElementById('play').contentWindow,
            data: { bus: { isEnd: true, state: 'saved' } } }));
          resolve(); };
        document.body.append(forged); })"""
    )

    assert page.text_content("#kept") == ""
    assert not page.is_visible("#next")


def test_old_habits_work_in_place(world, sit_down):
    """Storage, alerts and second windows, which a page without origin lacks."""
    page_of_habits = """<html><body><a id="link" target="_blank" href="two.html">mở</a>
    <p id="s"></p>
    <script>localStorage.setItem("a", "1"); document.cookie = "b=2";
    document.getElementById("s").textContent = localStorage.getItem("a") + document.cookie;
    </script></body></html>"""
    address = world.bring(
        scorm(
            item(1, "Phần"),
            resource(1, "index.html"),
            files={"index.html": page_of_habits, "two.html": "<p>trang hai</p>"},
        )
    )
    page = sit_down(9)
    inside = play(page, address)
    says(inside, "1b=2")

    inside.locator("#link").click()
    says(inside.frame_locator("iframe"), "trang hai")
    inside.get_by_text("Đóng").click()

    assert inside.locator("iframe").count() == 0
    assert len(page.context.pages) == 1
