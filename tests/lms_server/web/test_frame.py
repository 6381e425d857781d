"""What every answer has in common: headers, languages, error pages."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

import lms_server
from lms_server.app import create_app
from lms_server.lessons.routes import PLAYER

IMPORT = re.compile(r'^(?:import|export) (?:[^";]*from )?"([^"]+)"', re.MULTILINE)
STATIC = Path(lms_server.__file__).parent / "web" / "static"


def test_every_answer_forbids_what_comes_from_elsewhere(client):
    for path in ("/staff/sign-in", "/nowhere", "/join", "/static/tokens.css"):
        with client.get(path) as answer:
            headers = answer.headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_are_not_kept_by_browsers_but_files_are(client):
    assert client.get("/staff/sign-in").headers["Cache-Control"] == "no-store"
    with client.get("/static/pictures/red_drum.svg") as bare:
        assert bare.headers["Cache-Control"] == "public, max-age=86400"
    page = client.get("/staff/sign-in").text
    versioned = re.search(r'href="(/static/v[0-9a-f]{8}/tokens.css)"', page).group(1)
    with client.get(versioned) as named:
        assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["learn/quiz.js", "player/player.js", "pictures/red_drum.svg"])
def test_files_of_this_version_are_kept_for_ever_and_of_another_asked_for_again(client, name):
    page = client.get("/join").text
    version = re.search(r"/static/(v[0-9a-f]{8})/", page).group(1)
    other = f"v{int(version[1:], 16) ^ 1:08x}"

    with (
        client.get(f"/static/{version}/{name}") as this,
        client.get(f"/static/{other}/{name}") as old,
    ):
        assert (this.status_code, old.status_code) == (200, 200)
        assert this.data == old.data
        assert "immutable" in this.headers["Cache-Control"]
        assert "immutable" not in old.headers["Cache-Control"]


def test_modules_import_each_other_by_names_that_stay_within_their_version():
    for folder in (STATIC, PLAYER):
        for module in folder.rglob("*.js"):
            if "vendor" in module.parts:
                continue
            for target in IMPORT.findall(module.read_text(encoding="utf-8")):
                assert target.startswith("."), f"{module.name}: {target}"


@pytest.mark.parametrize(
    "path",
    [
        "/static/learn/outbox.js",
        "/static/player/machine.js",
        "/static/player/player.css",
        "/static/tokens.css",
    ],
)
def test_code_whose_address_names_no_version_is_asked_for_again(client, path):
    """Modules import each other by plain names: old and new ones must never meet."""
    with client.get(path) as first:
        assert first.headers["Cache-Control"] == "no-cache"
        etag = first.headers["ETag"]

    with client.get(path, headers={"If-None-Match": etag}) as again:
        assert again.status_code == 304


def test_no_page_has_inline_script_or_style(client, as_staff):
    trainer = as_staff("trainer")
    for browser, path in (
        (client, "/staff/sign-in"),
        (client, "/join"),
        (client, "/nowhere"),
        (trainer, "/staff/"),
        (trainer, "/staff/devices"),
        (trainer, "/staff/password"),
    ):
        page = browser.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)


def test_pages_are_vietnamese_and_english_on_request(client):
    assert '<html lang="vi">' in client.get("/staff/sign-in").text
    assert "Cán bộ đăng nhập" in client.get("/staff/sign-in").text
    english = client.get("/staff/sign-in?lang=en").text
    assert '<html lang="en">' in english
    assert "Staff sign-in" in english


@pytest.mark.parametrize(
    ("path", "method", "status", "words"),
    [
        ("/staff/nowhere", "GET", 404, "Không có trang này"),
        ("/staff/devices/code", "GET", 405, "cách đó"),
        ("/staff/sign-in", "DELETE", 405, "cách đó"),
    ],
)
def test_a_wrong_address_gets_a_page_people_can_read(client, path, method, status, words):
    answer = client.open(path, method=method)

    assert answer.status_code == status
    assert words in answer.text


def test_a_learner_is_refused_in_plain_words_and_called_by_her_word(as_learner):
    page = as_learner(you="bà").get("/learn/nowhere").text

    assert "Máy không thấy trang này. Mời bà về trang đầu." in page
    assert "Không có trang này" not in page


def test_a_learner_whose_session_is_over_is_asked_in_again(app, as_learner):
    learner = as_learner(you="bà")
    app.extensions["bus_lms.sessions"].delete_owner(learner.owner)

    answer = learner.get("/learn/course")

    assert answer.status_code == 401
    assert "Mời bác vào lại." in answer.text
    assert "Phiên làm việc" not in answer.text


def test_staff_keep_their_menu_on_a_wrong_address(as_staff):
    page = as_staff("trainer").get("/staff/nowhere").text

    assert 'href="/staff/classes/"' in page
    assert "web.not_found" in page


def test_a_wrong_call_gets_a_code(client):
    answer = client.get("/api/v1/nowhere")

    assert (answer.status_code, answer.json["code"]) == (404, "web.not_found")


def test_too_large_a_body_is_refused(client):
    answer = client.post("/api/v1/pairing/start", data=b"x" * (2 * 1024 * 1024))

    assert (answer.status_code, answer.json["code"]) == (413, "web.too_large")


def test_a_failure_shows_no_traceback(app, as_staff):
    def fail():
        raise ZeroDivisionError("secret detail")

    app.view_functions["accounts.home"] = fail

    answer = as_staff("trainer").get("/staff/")

    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Mời thử lại" in answer.text


def test_a_full_disk_is_told_as_such(app, as_staff):
    def fail():
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    app.view_functions["accounts.home"] = fail

    answer = as_staff("trainer").get("/staff/")

    assert answer.status_code == 503
    assert "common.storage" in answer.text


def test_open_pages_go_on_after_a_restart(config, database, client, form_token):
    token = form_token(client, "/join")
    again = create_app(config, database=database).test_client()
    again.set_cookie("bus_session", client.get_cookie("bus_session").value)

    answer = again.post("/join", data={"csrf_token": token, "code": "123456"})

    assert answer.status_code == 410  # heard, and told that no code is open


def test_another_bus_does_not_take_the_tokens_of_this_one(config, database, client, form_token):
    token = form_token(client, "/join")
    other = create_app(replace(config, database_key=b"x" * 32), database=database).test_client()
    other.set_cookie("bus_session", client.get_cookie("bus_session").value)

    assert other.post("/join", data={"csrf_token": token}).status_code == 400
