"""What an author sees while writing: the kiosk's own pages, the faults, and each change."""

import shutil
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from common.clock import utc_now
from courses.catalog import PACKAGES
from lms_server.preview.bus import PreviewBus
from lms_server.preview.commands import build_server
from lms_server.preview.desk import PREFIX, create_desk
from lms_server.preview.watching import PackageWatch

LESSON = "lessons/01-tai-khoan-vi.md"


@pytest.fixture
def package(tmp_path):
    return shutil.copytree(PACKAGES / "KNS-04", tmp_path / "KNS-04")


@pytest.fixture
def browser(package, tmp_path):
    """A browser on the author's machine."""
    bus = PreviewBus(tmp_path / "bus", now=utc_now())
    watch = PackageWatch(package, lambda course: bus.teach(course, now=utc_now()))
    desk = create_desk(bus, watch)
    yield Client(DispatcherMiddleware(bus.app.wsgi_app, {PREFIX: desk.wsgi_app}))
    bus.database.close()


@pytest.fixture
def edit(package):
    def edit(name, old, new):
        path = package / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def enter(browser, to):
    return browser.get(f"/preview/enter?to={to}", follow_redirects=True)


def test_the_pages_are_those_of_the_kiosk(browser):
    browser.get("/preview/")

    page = enter(browser, "/learn/lesson/KNS-04-L1/1")

    assert page.request.path == "/learn/lesson/KNS-04-L1/1"
    assert 'class="kiosk' in page.text
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]


def test_a_change_is_seen_at_the_next_look(browser, edit):
    before = browser.get("/preview/state").json["number"]

    edit(LESSON, "# ", "# Bản mới: ")

    state = browser.get("/preview/state").json
    assert state["number"] == before + 1
    assert "Bản mới: " in state["overview"]
    assert "Bản mới: " in enter(browser, "/learn/lesson/KNS-04-L1/1").text
    assert browser.get("/preview/state").json["number"] == before + 1


def test_going_back_to_an_earlier_state_is_no_trouble(browser, edit):
    browser.get("/preview/state")
    edit(LESSON, "# ", "# Bản mới: ")
    browser.get("/preview/state")
    edit(LESSON, "# Bản mới: ", "# ")

    browser.get("/preview/state")

    assert "Bản mới: " not in enter(browser, "/learn/lesson/KNS-04-L1/1").text


def test_a_broken_package_shows_its_faults_above_the_last_good_state(browser, edit):
    browser.get("/preview/")

    edit(LESSON, "minutes:", "minuten:")

    page = browser.get("/preview/").text
    assert f"<code>{LESSON}:4</code>" in page
    assert "Hãy xóa mục này, hoặc sửa lại tên cho đúng." in page
    assert "Remove it" not in page
    assert enter(browser, "/learn/lesson/KNS-04-L1/1").status_code == 200


def test_an_author_may_read_the_faults_in_english(browser, edit):
    browser.get("/preview/?lang=en")

    edit(LESSON, "minutes:", "minuten:")

    assert "Remove it, or correct its spelling." in browser.get("/preview/state").json["faults"]


def test_a_package_that_was_never_good_says_so_and_comes_when_mended(browser, edit):
    edit("course.yaml", "version:", "versio:")

    waiting = enter(browser, "/learn/course")
    edit("course.yaml", "versio:", "version:")
    shown = enter(browser, "/learn/course")

    assert "Chưa có gì để xem" in waiting.text
    assert "frame-ancestors 'self'" in waiting.headers["Content-Security-Policy"]
    assert "Thanh toán số an toàn" in shown.text


def test_faults_cannot_bring_markup_into_the_page(browser, edit):
    edit(LESSON, "Ngày trước", "<script>alert(1)</script>")

    assert "<script>alert" not in browser.get("/preview/state").json["faults"]


def test_the_quiz_is_graded_on_the_machine(browser):
    page = enter(browser, "/learn/quiz")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]

    quiz = browser.post("/learn/quiz", data={"csrf_token": token}, follow_redirects=True)
    attempt_id = quiz.text.split('"attempt_id": "')[1][:36]
    view = browser.get(f"/api/v1/attempts/{attempt_id}").json

    assert len(view["items"]) == 10


def test_a_task_can_be_played(browser):
    assert 'id="simulator"' in enter(browser, "/learn/task/KNS-04-T1").text


def test_all_items_are_shown_with_their_keys(browser):
    page = browser.get("/preview/items").text

    assert page.count("<section>") >= 20
    assert page.count('class="right"') >= 20


@pytest.mark.parametrize("to", ["https://evil.test/", "//evil.test", "/staff/", "", "learn"])
def test_nobody_is_led_elsewhere(browser, to):
    answer = browser.get(f"/preview/enter?to={to}")

    assert answer.location == "/learn/course"


def test_only_this_machine_is_answered(browser):
    assert browser.get("/preview/", headers={"Host": "evil.test"}).status_code == 400


def test_the_server_listens_on_loopback_and_answers(package, tmp_path):
    server = build_server(package, tmp_path / "bus", port=0)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", "/preview/")
        page = connection.getresponse().read().decode()
        connection.close()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

    assert server.host == "127.0.0.1"
    assert "Không thấy lỗi nào" in page


def test_the_screens_of_every_task_are_drawn(browser):
    page = browser.get("/preview/tasks").text
    drawing = browser.get("/preview/tasks/KNS-04-T1.svg")

    assert page.count("<img") == 4
    assert drawing.mimetype == "image/svg+xml"
    assert "KNS-04-T1" in drawing.text
    assert browser.get("/preview/tasks/KNS-04-T9.svg").status_code == 404


def test_pictures_are_shown_of_a_package_named_from_the_working_directory(
    package, tmp_path, monkeypatch
):
    monkeypatch.chdir(package.parent)
    bus = PreviewBus(tmp_path / "second", now=utc_now())
    watch = PackageWatch(Path("KNS-04"), lambda course: bus.teach(course, now=utc_now()))
    desk = create_desk(bus, watch)
    browser = Client(DispatcherMiddleware(bus.app.wsgi_app, {PREFIX: desk.wsgi_app}))
    course = watch.look().course
    enter(browser, "/learn/lesson/KNS-04-L1/1")

    picture = course.lessons[0].pages[0].picture.file
    answer = browser.get(f"/learn/media/{course.package_hash}/{picture}")

    answer.close()
    bus.database.close()
    assert answer.mimetype == "image/svg+xml"
