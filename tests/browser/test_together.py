"""Three at one machine, as they see it; and what the next learner finds after a hand-over."""

import json
import re

import pytest
from playwright.sync_api import expect

from common.sql import SqliteDatabase
from lms_server import demo
from lms_server.keys import load_database_key
from lms_server.lessons.queries import get_lesson_facts
from lms_server.narration.interface import interface_sentences
from lms_server.opening import DATABASE_NAME
from lms_server.quizzes.queries import get_quiz_facts
from lms_server.training.queries import list_enrolments, list_open_sessions
from tests.bundled import bundled_courses
from tests.playing import play_step

pytestmark = pytest.mark.browser
COURSE = bundled_courses().get_course(demo.COURSE_ID)
TASK = "KNS-04-T1"
OTHER_TASK = "KNS-04-T3"
ASKED_AFTER_MS = 16 * 60_000
LONG = "Krajănhơngbrôngmlôyhlaêban"
NAMES = ("Vi Thị Ánh", "Trần Đình Đức", "Hồ Xuân Hùng")


@pytest.fixture
def database(live_bus):
    key = load_database_key(live_bus.data_dir)
    database = SqliteDatabase(live_bus.data_dir / DATABASE_NAME, key=key)
    yield database
    database.close()


@pytest.fixture
def people(database):
    """The enrolments of three learners of the demo."""
    with database.read() as db:
        everyone = list_enrolments(db, list_open_sessions(db)[0].id)
    found = {one.learner.full_name: one for one in everyone}
    return [found[name] for name in NAMES]


@pytest.fixture
def machine(live_bus, visit):
    """A paired machine at which nobody sits."""
    page = visit(f"{live_bus.lan}/join")
    live_bus.pair(page)
    expect(page).to_have_url(re.compile("/learn/$"))
    return page


@pytest.fixture
def hold_card(live_bus, machine):
    """Let somebody sign in with the card."""

    def hold(enrolment):
        machine.goto(f"{live_bus.lan}/learn/card")
        machine.fill("#code", enrolment.learner.card_code)
        machine.click(".button-main:visible")
        expect(machine).to_have_url(re.compile("/learn/(?!card)"))

    return hold


@pytest.fixture
def together(machine, hold_card, people):
    for one in people:
        hold_card(one)
    return machine


def open_page(page, path):
    page.goto(page.url.split("/learn")[0] + path)


def go_home(page, who):
    """Press who goes home; None lets everybody go."""
    open_page(page, "/learn/together")
    page.click(f".together-person:has-text('{who}') button" if who else "text=Tất cả ra về")


def play(page, task=TASK):
    """Do the whole task right."""
    for step in COURSE.simulators[task].steps:
        play_step(page, step)


def test_three_at_one_machine_practise_in_named_turns(together, people, database):
    open_page(together, f"/learn/task/{TASK}")

    for name in ("bác Ánh", "anh Đức", "bác Hùng"):
        expect(together.locator(".sim-turn")).to_have_text(f"Lượt của {name}")
        expect(together.locator(".has-turn")).to_contain_text(name[1:])
        play(together)
        expect(together.locator("#kept")).to_have_text("Đã lưu")
        if name != "bác Hùng":
            together.click(".sim-help:has-text('Đến lượt')")

    together.wait_for_selector("#next:visible")
    with database.read() as db:
        done = [get_lesson_facts(db, one.id).tasks_done for one in people]
    assert all(TASK in one for one in done)


def test_each_takes_a_quiz_of_her_own_with_a_screen_between(together, people, database):
    first = begin_quiz(together)
    together.click("text=Đổi lượt")

    expect(together.locator("h1")).to_have_text("Bây giờ đến lượt anh Đức")
    together.click("text=Tôi đây, bắt đầu")
    second = begin_quiz(together)

    assert first != second
    with database.read() as db:
        going_on = [get_quiz_facts(db, one.id).item_count for one in people]
    assert going_on[:2] == [COURSE.quiz.draw] * 2


def test_who_finished_begins_anew_next_time_and_who_did_not_goes_on(together):
    open_page(together, f"/learn/task/{OTHER_TASK}")
    with together.expect_response("**/api/v1/traces"):
        play(together, OTHER_TASK)
    together.click(".sim-help:has-text('Đến lượt')")
    with together.expect_response("**/api/v1/drafts"):
        play_step(together, COURSE.simulators[OTHER_TASK].steps[0])

    open_page(together, "/learn/course")
    for name, step in (("bác Ánh", "Bước 1"), ("anh Đức", "Bước 2")):
        open_page(together, f"/learn/task/{OTHER_TASK}")
        expect(together.locator(".sim-turn")).to_have_text(f"Lượt của {name}")
        expect(together.locator(".sim-progress")).to_contain_text(step)
        open_page(together, "/learn/course")
        together.click("text=Đổi lượt")


def test_a_double_press_on_change_turn_gives_the_turn_to_the_next(together):
    for name in ("anh Đức", "bác Hùng"):
        open_page(together, "/learn/course")
        together.dblclick("text=Đổi lượt")

        expect(together.locator("h1")).to_have_text(f"Bây giờ đến lượt {name}")
        open_page(together, "/learn/course")
        expect(together.locator(".has-turn")).to_contain_text(name.split()[1])


def test_a_double_press_after_a_quiz_gives_the_turn_to_the_next(together, people, database):
    hand_in(together, begin_quiz(together))

    open_page(together, "/learn/result")
    together.dblclick("text=Đến lượt anh")

    expect(together.locator("h1")).to_have_text("Bây giờ đến lượt anh Đức")
    together.click("text=Tôi đây, bắt đầu")
    begin_quiz(together)
    with database.read() as db:
        going_on = [get_quiz_facts(db, one.id).item_count for one in people]
    assert going_on[1] == COURSE.quiz.draw


def hand_in(page, attempt_id):
    """Hand a quiz in as it is."""
    page.evaluate(
        """async id => fetch(`/api/v1/attempts/${id}/submit`, {
          method: "POST",
          headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
        })""",
        attempt_id,
    )


def begin_quiz(page):
    """Begin from the page before the questions; returns the attempt."""
    open_page(page, "/learn/quiz")
    page.click(".button-main:visible")
    expect(page.locator("#prompt")).not_to_be_empty()
    return json.loads(page.text_content("#data"))["attempt_id"]


@pytest.mark.parametrize("who", ["Vi Thị Ánh", None])
def test_nothing_of_one_who_left_comes_back_by_the_back_button(together, who):
    for path in ("/learn/course", "/learn/task/KNS-04-T2", "/learn/quiz", "/learn/course"):
        open_page(together, path)
        if "task" in path:
            together.click(".sim-help")
    go_home(together, who)
    together.wait_for_load_state()

    for _ in range(5):
        together.go_back()
        together.wait_for_load_state()
        shown = together.locator("body").inner_text()
        assert "bác ánh" not in shown.replace("Chào bác Ánh!", "").lower(), together.url
        assert together.evaluate("history.state?.unfinished?.traces?.flat() ?? []") == []


def test_a_page_that_was_frozen_is_emptied_and_asked_for_anew(together):
    open_page(together, "/learn/course")

    frozen = together.evaluate(
        """() => {
          dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
          return document.body.innerHTML;
        }"""
    )
    with together.expect_navigation():
        together.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    assert frozen == ""
    expect(together.locator(".has-turn")).to_be_visible()


def test_no_storage_of_the_browser_keeps_anything_of_them(together):
    open_page(together, f"/learn/task/{TASK}")
    play(together)
    expect(together.locator("#kept")).to_have_text("Đã lưu")

    go_home(together, None)
    expect(together).to_have_url(re.compile("/learn/$"))

    kept = together.evaluate("[Object.keys(localStorage), sessionStorage.length, history.state]")
    assert kept[1:] == [0, None]
    assert set(kept[0]) <= {"bus-ahead"}  # which files were fetched, nothing of anybody
    cookies = {one["name"] for one in together.context.cookies()}
    assert cookies <= {"bus_device", "bus_session"}


def test_what_one_left_unsent_goes_out_under_her_own_attempt(together, people, database):
    open_page(together, f"/learn/task/{TASK}")
    together.route("**/api/v1/traces", lambda route: route.fulfill(status=408))
    before = count_tries(database, people[0])
    play(together)
    expect(together.locator("#kept")).to_have_class("kept kept-waiting")
    together.unroute("**/api/v1/traces")

    with together.expect_response("**/api/v1/traces"):
        go_home(together, None)

    together.wait_for_function(
        "() => !Object.keys(localStorage).some(key => key.startsWith('bus.'))"
    )
    assert count_tries(database, people[0]) == before + 1


def count_tries(database, enrolment):
    with database.read() as db:
        return (
            db.connection()
            .exec_driver_sql(
                "SELECT count(*) FROM simulator_tries JOIN simulator_attempts AS a "
                "ON a.id = simulator_attempt_id WHERE a.enrolment_id = ?",
                (enrolment.id.hex,),
            )
            .scalar_one()
        )


@pytest.fixture
def fall_silent():
    """Return a function that lets a machine be silent until it asks who is there."""

    def wait(page):
        page.clock.install()
        page.reload()
        page.clock.run_for(ASKED_AFTER_MS)
        expect(page.locator("#anybody")).to_be_visible()

    return wait


def test_a_silent_machine_asks_by_name_who_is_there_and_waits(together, fall_silent):
    open_page(together, "/learn/course")
    fall_silent(together)

    expect(together.locator("#anybody h2")).to_have_text(
        "Bác Ánh, anh Đức, bác Hùng còn ở đây không?"
    )
    for _ in range(3):
        together.keyboard.press("Enter")
        together.keyboard.press("Escape")
    together.clock.run_for(ASKED_AFTER_MS)
    together.click("#anybody >> text=Tôi là bác Ánh, học tiếp")
    expect(together.locator("#anybody")).to_be_hidden()
    expect(together.locator(".has-turn")).to_contain_text("Ánh")


def find_wide(box):
    """Return what of a dialog has words that do not fit into it."""
    return box.evaluate(
        """box => [box, ...box.querySelectorAll("h2, p, button")]
          .filter(one => one.scrollWidth > one.clientWidth)
          .map(one => one.outerHTML.slice(0, 200))"""
    )


def test_who_is_back_at_a_silent_machine_has_the_turn(together, fall_silent):
    open_page(together, "/learn/course")
    fall_silent(together)

    together.click("#anybody >> text=Tôi là anh Đức")

    expect(together.locator("h1")).to_have_text("Bây giờ đến lượt anh Đức")


def test_somebody_else_at_a_silent_machine_comes_to_the_door(together, fall_silent):
    open_page(together, "/learn/course")
    fall_silent(together)

    together.click("#anybody >> text=Tôi là người khác")

    expect(together).to_have_url(re.compile("/learn/$"))
    open_page(together, "/learn/course")
    expect(together.locator(".kiosk-person")).to_have_count(0)


def test_the_question_who_is_there_can_be_heard_but_for_the_names(together, fall_silent):
    open_page(together, "/learn/course")
    fall_silent(together)
    said = together.evaluate(
        """async () => {
          const { sentencesIn } = await import("/static/learn/reading.js");
          const question = document.getElementById("anybody");
          return sentencesIn(question).map(one => one.text);
        }"""
    )

    assert set(said) <= set(interface_sentences())
    assert said[:2] == ["Bác", "còn ở đây không?"]
    with together.expect_request("**/learn/speech/**"):
        together.click("#anybody .listen-one")


@pytest.mark.parametrize("size", [(1366, 768), (683, 384)])
def test_the_question_who_is_there_can_be_seen_and_pressed(
    together, fall_silent, accessible, touchable, picture, size
):
    together.set_viewport_size({"width": size[0], "height": size[1]})
    open_page(together, "/learn/course")
    fall_silent(together)

    accessible(together)
    touchable(together)
    box = together.locator("#anybody")
    for text_size in ("normal", "largest"):
        together.evaluate("size => { document.documentElement.dataset.text = size }", text_size)
        picture(together, f"learn-anybody-{size[0]}-{text_size}")
        assert box.evaluate("one => one.scrollHeight <= one.clientHeight"), text_size

    names = together.locator("#anybody [data-silent]")
    names.evaluate_all("(found, name) => found.forEach(one => { one.textContent = name })", LONG)
    picture(together, f"learn-anybody-{size[0]}-long")
    assert find_wide(box) == []


def test_the_screens_can_be_seen_and_pressed(together, accessible, touchable, picture):
    for path in ("/learn/together", "/learn/turn"):
        open_page(together, path)
        accessible(together)
        touchable(together)
        picture(together, path[1:].replace("/", "-"))
