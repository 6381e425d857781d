"""Rain: the Wi-Fi drops in the middle of a lesson. The learner goes on and finishes."""

import functools
import random
import re
import secrets

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from common.clock import utc_now
from common.ids import new_id
from common.sql import SqliteDatabase
from lms_server import demo
from lms_server.accounts.models import Account
from lms_server.devices.actions import hash_token
from lms_server.devices.models import Device, DeviceKind
from lms_server.keys import load_database_key, tls_fingerprint
from lms_server.learners.actions import ConsentGiven, NewLearner, register_learner
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.rules import BirthDate, Means, Purpose
from lms_server.lessons.models import LessonProgress, SimulatorAttempt, SimulatorTry
from lms_server.opening import DATABASE_NAME
from lms_server.quizzes.models import Attempt, AttemptResult, Response
from lms_server.training.actions import enrol
from lms_server.training.models import Sitting
from lms_server.training.queries import list_enrolments, list_open_sessions
from tests.browser import paths
from tests.bundled import bundled_courses
from tests.live_gateway import LiveGateway
from tests.silent_proxy import SilentProxy

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
COURSE = bundled_courses().get_course(demo.COURSE_ID)


@pytest.fixture
def database(live_bus):
    database = SqliteDatabase(
        live_bus.data_dir / DATABASE_NAME, key=load_database_key(live_bus.data_dir)
    )
    yield database
    database.close()


@pytest.fixture
def token(database):
    """Of a paired kiosk."""
    token = secrets.token_hex(16)
    with database.write() as db:
        device = Device(
            id=new_id(),
            name="Máy 9",
            kind=DeviceKind.KIOSK,
            token_hash=hash_token(token),
            paired_at=utc_now(),
            paired_by=db.scalar(select(Account.id).limit(1)),
            last_seen_at=utc_now(),
        )
        db.add(device)
    return token


@pytest.fixture
def air(live_bus):
    """The Wi-Fi between the kiosk and the bus."""
    proxy = SilentProxy(live_bus.server.lan_port)
    yield proxy
    proxy.close()


@pytest.fixture
def kiosk(air, token, live_bus, tmp_path):
    pin = tls_fingerprint(live_bus.data_dir)
    kiosk = LiveGateway(tmp_path / "kiosk", port=air.port, pin=pin, token=token)
    kiosk.reach()
    yield kiosk
    kiosk.close()


@pytest.fixture
def window(chromium, kiosk):
    """A browser at the kiosk; what fails on the way to the bus may complain here."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(kiosk.guard.new_entry_url())
    yield page
    context.close()


@pytest.fixture
def learner(enrol_new, hold_card):
    """Somebody new in the demo's class, signed in at the kiosk by card."""
    enrolment = enrol_new("Lò Văn Mưa")
    hold_card(enrolment)
    return enrolment


@pytest.fixture
def neighbour(enrol_new, hold_card, window, kiosk):
    """Somebody who sits down beside the learner; to be asked for after ``learner``."""
    enrolment = enrol_new("Vàng Thị Nắng")
    window.goto(f"{kiosk.guard.origin}/learn/together")
    window.click("text=Thêm người học cùng")
    expect(window).to_have_url(re.compile("/learn/$"))
    hold_card(enrolment)
    return enrolment


@pytest.fixture
def hold_card(window, kiosk):
    """Return a function that signs somebody in at the kiosk."""

    def hold(enrolment):
        window.goto(f"{kiosk.guard.origin}/learn/card")
        window.fill("[name=code]", enrolment.learner.card_code)
        window.press("[name=code]", "Enter")
        expect(window).to_have_url(re.compile("/learn/(?!card)"))

    return hold


@pytest.fixture
def enrol_new(database, live_bus):
    """Return a function that takes somebody new into the demo's class."""
    return functools.partial(_enrol, database, live_bus)


def _enrol(database, live_bus, full_name):
    new = NewLearner(
        full_name=full_name,
        birth=BirthDate(1961),
        commune_code=demo.COMMUNE_CODE,
        village=demo.VILLAGE,
    )
    with database.write() as db:
        learner_id = register_learner(
            db,
            new,
            consent=ConsentGiven(purposes=frozenset({Purpose.LEARN}), means=Means.VOICE),
            vault=IdNumberVault(load_database_key(live_bus.data_dir)),
            rng=random.Random(secrets.token_hex()),
            actor="system",
            now=utc_now(),
        )
        class_id = list_open_sessions(db)[0].id
        enrol(db, class_id, learner_id, actor="system", now=utc_now())
    with database.read() as db:
        everyone = list_enrolments(db, class_id)
    return next(one for one in everyone if one.learner.id == learner_id)


@pytest.fixture
def count(database, learner):
    """Count what the bus has of this learner's work."""
    attempts = select(Attempt.id).where(Attempt.enrolment_id == learner.id)
    practice = select(SimulatorAttempt.id).where(SimulatorAttempt.enrolment_id == learner.id)
    own = {
        Response: Response.attempt_id.in_(attempts),
        AttemptResult: AttemptResult.attempt_id.in_(attempts),
        SimulatorTry: SimulatorTry.simulator_attempt_id.in_(practice),
        LessonProgress: (LessonProgress.enrolment_id == learner.id)
        & LessonProgress.completed_at.is_not(None),
    }

    def of(*tables):
        with database.read() as db:
            return [
                db.scalar(select(func.count()).select_from(one).where(own[one])) for one in tables
            ]

    return of


@pytest.fixture
def look(accessible, touchable, picture):
    """Check a screen that was made for a bus away, in both sizes, and keep its pictures."""

    def check(page, name):
        for width, height in ((1366, 768), (683, 384)):
            page.set_viewport_size({"width": width, "height": height})
            picture(page, f"away-{name}-{width}")
            accessible(page)
            touchable(page)
        page.set_viewport_size({"width": 1366, "height": 768})

    return check


def test_a_lesson_its_task_and_the_quiz_go_on_without_the_bus_and_count_once(
    kiosk, window, air, count, picture
):
    def look(page, name):
        picture(page, f"away-{name}")

    kiosk.stock()
    lesson = COURSE.lessons[-1]
    window.goto(f"{kiosk.guard.origin}/learn/lesson/{lesson.lesson_id}")
    air.swallow()

    for _ in lesson.pages:
        paths.follow(window)
    for _ in lesson.simulator_ids:
        paths.practise(window, COURSE, look)
        expect(window.locator("#steps [data-done]")).to_have_count(2)
        expect(window.locator("#kept")).to_have_text("Đã lưu trên máy, đang chờ gửi")
        look(window, "course")
    window.click("#steps a:has-text('Bài kiểm tra')")
    paths.follow(window)
    paths.answer_questions(window, COURSE, look)

    expect(window.locator("h1")).to_have_text("Máy đã giữ đủ các câu trả lời của bác.")
    look(window, "result")
    assert count(Response, AttemptResult, SimulatorTry, LessonProgress) == [0, 0, 0, 0]

    air.pass_on()  # what was swallowed comes late, beside what is sent again
    kiosk.reach()

    expect(window.locator("h1")).to_contain_text("Bác đã đạt bài kiểm tra", timeout=30_000)
    look(window, "back-again")
    assert count(Response, AttemptResult) == [COURSE.quiz.draw, 1]
    assert count(SimulatorTry, LessonProgress) == [len(lesson.simulator_ids), 1]
    assert (kiosk.queue.count_waiting(), kiosk.queue.count_set_aside()) == (0, 0)


@pytest.mark.usefixtures("learner")
def test_the_quiz_goes_on_at_the_same_question_when_the_page_is_lost_without_the_bus(kiosk, window):
    kiosk.stock()
    window.goto(f"{kiosk.guard.origin}/learn/quiz")
    paths.follow(window)
    answer_one(window)
    expect(window.locator("#kept")).to_have_text("Đã lưu")
    window.click("#go")
    expect(window.locator("#progress")).to_have_text("Câu 2 trên 10")
    kiosk.lose()
    answer_one(window)
    expect(window.locator("#kept")).to_have_text("Đã lưu trên máy, đang chờ gửi")

    window.evaluate("localStorage.clear()")  # as in the kiosk's own window
    window.goto(f"{kiosk.guard.origin}/learn/quiz/questions")

    expect(window.locator("#progress")).to_have_text("Câu 3 trên 10")


@pytest.mark.usefixtures("learner")
def test_who_looks_how_to_go_home_in_the_quiz_goes_on_at_the_same_question(kiosk, window, look):
    kiosk.stock()
    window.goto(f"{kiosk.guard.origin}/learn/quiz")
    paths.follow(window)
    answer_one(window)
    expect(window.locator("#kept")).to_have_text("Đã lưu")
    window.click("#go")
    expect(window.locator("#progress")).to_have_text("Câu 2 trên 10")
    asked = window.get_attribute("#quiz", "data-item")
    kiosk.lose()

    window.click(".people a:has-text('Ra về')")
    expect(window.locator("h1")).to_have_text("Bác ra về bây giờ ạ?")
    look(window, "home")
    paths.follow(window)

    expect(window.locator("#progress")).to_have_text("Câu 2 trên 10")
    expect(window.locator("#quiz")).to_have_attribute("data-item", asked)


@pytest.mark.usefixtures("learner")
def test_pages_that_need_the_bus_lead_back_to_the_lesson_and_home(kiosk, window, look):
    lesson = f"{kiosk.guard.origin}/learn/lesson/{COURSE.lessons[0].lesson_id}/1"
    window.goto(lesson)
    kiosk.stock()
    kiosk.lose()

    for path in ("/learn/address", "/learn/hands", "/learn/deeds", "/learn/extras", "/learn/turn"):
        window.goto(kiosk.guard.origin + path)
        expect(window.locator("h1")).to_have_text("Máy tạm mất kết nối với xe")
        window.click("text=Học tiếp")
        expect(window).to_have_url(lesson)
    window.goto(kiosk.guard.origin + "/learn/turn")
    look(window, "no-page")
    window.click("text=Ra về")

    expect(window.locator("h1")).to_have_text("Bác ra về bây giờ ạ?")


def test_who_leaves_without_the_bus_leaves_nothing_behind(kiosk, window, learner, look):
    kiosk.stock()
    window.goto(f"{kiosk.guard.origin}/learn/course")
    kiosk.lose()
    before = window.context.cookies()
    name = learner.learner.full_name.split()[-1]
    window.click(".people a:has-text('Ra về')")
    expect(window.locator(".people-long").first).to_contain_text(name)

    window.click(".kiosk-back button:has-text('Ra về')")

    expect(window.locator("h1")).to_have_text("Đã ra về, hẹn gặp lại!")
    look(window, "gone")
    assert kiosk.pages.visitor is None
    for _ in range(3):
        window.go_back()
        expect(window.locator("h1")).to_have_text("Đã ra về, hẹn gặp lại!")
        assert name not in window.content()
    window.goto("about:blank")
    session = [one for one in before if one["name"] == "bus_session"]
    window.context.add_cookies(session)
    window.goto(f"{kiosk.guard.origin}/learn/course")
    expect(window.locator("h1")).to_have_text("Đã ra về, hẹn gặp lại!")
    window.goto("about:blank")
    kiosk.reach()
    assert kiosk.queue.wait_until_sent(timeout_s=10)
    window.context.add_cookies(session)
    window.goto(f"{kiosk.guard.origin}/learn/course")
    expect(window).to_have_url(re.compile("/learn/$"))


def test_of_two_at_a_machine_all_go_home_without_the_bus_or_nobody(
    kiosk, window, learner, neighbour, database, look
):
    lesson = f"{kiosk.guard.origin}/learn/lesson/{COURSE.lessons[0].lesson_id}/1"
    window.goto(lesson)
    kiosk.stock()
    kiosk.lose()

    window.click("text=Đổi lượt")  # only the bus can
    expect(window.locator("h1")).to_have_text("Máy tạm mất kết nối với xe")
    kiosk.reach()
    expect(window).to_have_url(lesson)
    kiosk.lose()
    window.click(".people a:has-text('Ra về')")
    expect(window.locator("h1")).to_have_text("Mọi người ra về bây giờ ạ?")
    expect(window.locator(".away-people")).to_have_text(re.compile(r"Bác Mưa\s+Bác Nắng"))
    look(window, "all-home")
    window.click("text=Tất cả ra về")
    expect(window.locator("h1")).to_have_text("Đã ra về, hẹn gặp lại!")
    kiosk.reach()

    assert kiosk.queue.wait_until_sent(timeout_s=10)
    expect(window).to_have_url(re.compile("/learn/$"))
    both = Sitting.enrolment_id.in_([learner.id, neighbour.id])
    with database.read() as db:
        ends = db.scalars(select(Sitting.ended_at).where(both)).all()
    assert [end is not None for end in ends] == [True, True]


def answer_one(window):
    expect(window.locator("#quiz")).to_have_attribute("data-item", re.compile("."))
    items = {item.item_id: item for item in COURSE.quiz.items}
    paths.give(window, items[window.get_attribute("#quiz", "data-item")])
    window.click("#go")
