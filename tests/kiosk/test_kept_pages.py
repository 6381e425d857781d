"""Pages of one turn, in memory alone."""

import hashlib
from datetime import timedelta

import pytest

from common.clock import utc_now
from common.ids import new_id
from common.wire.away import Action, File, Page, Provisions
from kiosk import course_files
from kiosk.course_files import CourseFiles
from kiosk.kept_pages import MOST_BYTES, KeptPage, KeptPages, Visitor
from kiosk.store import Store

HOA = Visitor("a" * 32, "bus_session=s.hoa")
PAO = Visitor("b" * 32, "bus_session=s.pao")
PAGE = KeptPage(200, (("Content-Type", "text/html"),), "Chào bác Hoa".encode())
LISTED = Provisions(
    sitting_id=new_id(),
    now=utc_now(),
    pages=[Page(path="/learn/course"), Page(path="/learn/quiz")],
    actions=[Action(path="/learn/quiz", then="/learn/quiz/questions")],
)


@pytest.fixture
def pages():
    pages = KeptPages()
    pages.begin(HOA)
    pages.provide(HOA, LISTED)
    pages.keep(HOA, "/learn/course", PAGE)
    return pages


def test_a_page_is_shown_to_the_window_it_was_kept_for(pages):
    listed, page = pages.find_page(HOA.cookies, "/learn/course")

    assert (listed.path, page) == ("/learn/course", PAGE)


@pytest.mark.parametrize("cookies", ["", PAO.cookies, HOA.cookies + "; more=1"])
def test_whoever_shows_other_cookies_sees_and_does_nothing(pages, cookies):
    assert pages.find_page(cookies, "/learn/course") is None
    assert pages.find_action(cookies, "/learn/quiz") is None
    assert pages.list_finished(cookies) == []


def test_the_next_turn_finds_nothing_of_the_one_before(pages):
    pages.note_finished(HOA.cookies, "/learn/lesson/1/done")

    assert pages.begin(PAO)

    assert not pages.has("/learn/course")
    assert (pages.now(), pages.list_finished(PAO.cookies)) == (None, [])


def test_the_same_person_in_another_turn_finds_nothing_either(pages):
    pages.begin(Visitor("c" * 32, HOA.cookies))

    assert pages.find_page(HOA.cookies, "/learn/course") is None


def test_what_comes_late_for_the_former_turn_is_dropped(pages):
    pages.begin(PAO)

    assert not pages.keep(HOA, "/learn/quiz", PAGE)
    assert not pages.provide(HOA, LISTED)
    assert (pages.has("/learn/quiz"), pages.now()) == (False, None)


def test_after_a_hand_over_nothing_is_left(pages):
    pages.clear()

    assert (pages.visitor, pages.find_page(HOA.cookies, "/learn/course")) == (None, None)


def test_a_page_that_is_listed_no_more_is_dropped(pages):
    listed = Provisions(
        sitting_id=new_id(), now=utc_now(), pages=[Page(path="/learn/quiz")], actions=[]
    )

    pages.provide(HOA, listed)

    assert not pages.has("/learn/course")


def test_more_than_there_is_room_for_is_not_kept(pages):
    large = KeptPage(200, (), bytes(MOST_BYTES))

    assert not pages.keep(HOA, "/learn/quiz", large)
    assert pages.has("/learn/course")


def test_the_clock_of_the_bus_goes_on(pages):
    _, first = pages.now()
    _, second = pages.now()

    assert LISTED.now <= first <= second


# --- files of courses ------------------------------------------------------------------------

FILE = File(path="/learn/media/x/a.svg", sha256=hashlib.sha256(b"foo").hexdigest())
HEADERS = (("Content-Type", "image/svg+xml"), ("Set-Cookie", "a=b"))
TODAY = utc_now().date()


@pytest.fixture
def files(store):
    return CourseFiles(store)


def test_a_file_is_kept_when_it_is_what_the_bus_named(files):
    assert files.lacking([FILE], on=TODAY) == [FILE]

    assert files.keep(FILE, HEADERS, b"foo", on=TODAY)

    found = files.find(FILE.path + "?v=1")
    assert (found.body, found.headers) == (b"foo", (("Content-Type", "image/svg+xml"),))
    assert files.lacking([FILE], on=TODAY) == []


def test_a_file_that_is_something_else_is_not_kept(files):
    assert not files.keep(FILE, HEADERS, b"bar", on=TODAY)
    assert files.find(FILE.path) is None


def test_a_file_that_changed_is_lacking(files):
    files.keep(FILE, HEADERS, b"foo", on=TODAY)
    changed = File(path=FILE.path, sha256="0" * 64)

    assert files.lacking([changed], on=TODAY) == [changed]


def test_files_wanted_longest_ago_make_room(files, monkeypatch):
    monkeypatch.setattr(course_files, "MOST_BYTES", 5)
    old = File(path="/old", sha256=FILE.sha256)
    files.keep(old, HEADERS, b"foo", on=TODAY - timedelta(days=9))

    files.keep(FILE, HEADERS, b"foo", on=TODAY)

    assert files.find(old.path) is None
    assert files.find(FILE.path) is not None


def test_a_store_from_before_gets_the_new_table_and_keeps_what_it_has(tmp_path):
    store = Store.open_in(tmp_path)
    with store.write() as connection:
        connection.execute("INSERT INTO settings VALUES ('bus', 'x')")
        connection.execute("DROP TABLE file_facts")
        connection.execute("DROP TABLE files")
        connection.execute("DROP TABLE parked")
        connection.execute("ALTER TABLE queued DROP COLUMN slip")
        connection.execute("PRAGMA user_version = 1")
    store.close()

    again = Store.open_in(tmp_path)

    assert CourseFiles(again).find(FILE.path) is None
    with again.read() as connection:
        assert connection.execute("SELECT value FROM settings").fetchone() == ("x",)
    again.close()
