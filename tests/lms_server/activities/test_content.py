"""The sandbox's side: who gets in, what the answers carry, where the runtime stands."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from common.clock import utc_now
from lms_server.activities import pages
from lms_server.activities.models import ActivityPlay
from lms_server.activities.storage import FOLDER
from tests.activity_packages import h5p, item, resource, scorm, scorm_2004

SCRIPTS = ("/x/lib.js", "/x/start.js")
TAGS = b'<script src="/x/lib.js"></script><script src="/x/start.js"></script>'


def test_the_pulse_of_the_bus_is_never_kept_by_a_browser(playing):
    answer = playing().get("bus/pulse")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (204, "no-store")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_page_of_the_package_gets_the_runtime_first_and_no_origin(playing):
    sitting = playing()

    answer = sitting.client.application.test_client().get(sitting.src)

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts allow-forms; ")
    assert "allow-same-origin" not in policy
    assert f"default-src http://localhost{sitting.base}/ " in policy
    assert "'self'" not in policy
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    first = answer.text.index("<script")
    assert answer.text[first:].startswith(f'<script src="{sitting.base}/bus/scorm-again/')


def test_behind_a_kiosk_the_policy_names_the_kiosk(playing):
    sitting = playing()

    good = sitting.get("f/index.html", headers={"X-Kiosk-Origin": "http://127.0.0.1:17180"})
    evil = sitting.get("f/index.html", headers={"X-Kiosk-Origin": "https://evil.example"})

    assert "default-src http://127.0.0.1:17180/play/" in good.headers["Content-Security-Policy"]
    assert "evil" not in evil.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    ["f/index.html", "bus/start.js", "bus/scorm-again/scorm12.min.js"],
)
def test_a_guessed_address_opens_nothing(app, playing, path):
    playing()
    stranger = app.test_client()

    guessed = stranger.get(f"/play/{'A' * 43}/f/index.html")
    malformed = stranger.get(f"/play/short/{path}")

    assert (guessed.status_code, malformed.status_code) == (403, 403)
    assert "activities.play_over" in guessed.text


def test_an_address_ends_after_its_time(playing, database):
    sitting = playing()
    with database.write() as db:
        db.scalars(select(ActivityPlay)).one().expires_at = utc_now() - timedelta(seconds=1)

    assert sitting.get("f/index.html").status_code == 403
    assert sitting.commit().json["code"] == "activities.play_over"


def test_addresses_whose_time_is_over_leave_no_rows(playing, database, db_count):
    learner = playing()
    with database.write() as db:
        db.scalars(select(ActivityPlay)).one().expires_at = utc_now() - timedelta(seconds=1)

    learner.open()

    assert db_count(ActivityPlay) == 1
    assert learner.commit().status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "f/gone.html",
        "f/../../../bus.db",
        "f/%2e%2e/%2e%2e/bus.db",
        "f/%2Fetc/passwd",
        "bus/../content.py",
        "bus/scorm-again/../../bus.svg",
        "bus/scorm-again/../h5p-standalone/main.bundle.js",
        "bus/nothing.js",
    ],
)
def test_nothing_beside_the_package_can_be_fetched(playing, path):
    assert playing().get(path, follow_redirects=True).status_code == 404


def test_case_does_not_matter_as_where_packages_are_made(playing):
    assert playing().get("f/INDEX.HTML").status_code == 200


def test_files_come_with_a_type_that_browsers_may_not_guess(playing):
    files = {
        "index.html": "x",
        "a.css": "x",
        "b.svg": "<svg/>",
        "c.mp4": "0123456789",
        "d.exe": "x",
    }
    sitting = playing(scorm(item(1, "t"), resource(1, "index.html"), files=files))

    types = {name: sitting.get(f"f/{name}").headers["Content-Type"] for name in files}
    part = sitting.get("f/c.mp4", headers={"Range": "bytes=2-4"})

    assert types["a.css"] == "text/css"
    assert types["b.svg"] == "image/svg+xml"
    assert types["d.exe"] == "application/octet-stream"
    assert (part.status_code, part.data) == (206, b"234")
    assert part.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("raw", "player", "glue"),
    [
        (scorm(), "bus/scorm-again/scorm12.min.js", "Scorm12API"),
        (scorm_2004(), "bus/scorm-again/scorm2004.min.js", "Scorm2004API"),
        (h5p(), "bus/h5p-standalone/main.bundle.js", "H5PStandalone"),
    ],
    ids=["1.2", "2004", "h5p"],
)
def test_each_kind_gets_its_player(playing, raw, player, glue):
    sitting = playing(raw)

    assert sitting.get(player).status_code == 200
    assert glue in sitting.get("bus/start.js").text


def test_a_package_whose_files_are_gone_is_told_kindly_and_comes_back(playing, bring, config):
    sitting = playing()
    folder = next(path for path in (config.data_dir / FOLDER).iterdir() if len(path.name) == 64)
    folder.rename(folder.with_name("gone"))

    page = sitting.client.get(f"/learn/extras/{sitting.activity_id}/1")
    missing = sitting.get("f/index.html")
    bring()

    assert "Thiếu tệp của bài này" in page.text
    assert missing.status_code == 503
    assert sitting.get("f/index.html").status_code == 200


@pytest.mark.parametrize(
    ("page", "before"),
    [
        (b"<html><head lang=vi><title>x", b"<html><head lang=vi>"),
        (b"<!DOCTYPE html><html lang='vi'><p>", b"<!DOCTYPE html><html lang='vi'>"),
        (b"<?xml version='1.0'?><!DOCTYPE html><p>", b"<?xml version='1.0'?><!DOCTYPE html>"),
        (b"<!-- <head> --><HTML><HEAD><p>", b"<!-- <head> --><HTML><HEAD>"),
        (b"<header>x", b""),
        (b"\xef\xbb\xbf<p>", b"\xef\xbb\xbf"),
        (b"", b""),
    ],
)
def test_the_runtime_stands_before_every_script_of_the_page(page, before):
    assert pages.put_runtime(page, SCRIPTS) == before + TAGS + page[len(before) :]


@pytest.mark.parametrize("part", [b"<!--", b"<head ", b"<html ", b"<?xml ", b"<!doctype ", b" "])
def test_a_page_made_to_be_slow_holds_nobody_up(part):
    page = part * (pages.MOST_PAGE // len(part))
    started = time.process_time()

    done = pages.put_runtime(page, SCRIPTS)

    assert time.process_time() - started < 2
    assert done == TAGS + page


def test_a_page_in_utf16_gets_the_runtime_too():
    page = "<html><head></head>Rau sạch".encode("utf-16")

    done = pages.put_runtime(page, SCRIPTS).decode("utf-8-sig")

    assert done == f"<html><head>{TAGS.decode()}</head>Rau sạch"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<p>Rau sạch".encode(), "text/html; charset=utf-8"),
        (b'<meta charset="windows-1258"><p>', "text/html"),
        (b"<p>Rau s\xe1ch", "text/html"),
    ],
)
def test_a_page_that_names_no_characters_and_is_utf8_is_sent_as_such(page, said):
    assert pages.page_type("a.htm", page) == said
