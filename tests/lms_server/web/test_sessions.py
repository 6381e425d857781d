"""Sessions live on the server: a cookie alone is worth nothing."""

from datetime import timedelta

import pytest

from common.uptime import Uptime
from lms_server.web.session_store import SessionStore, WebSession

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOTHING = timedelta()


@pytest.fixture
def at(now):
    """Give clock and uptime some time later; ``is_set`` by hand makes the clock differ."""

    def later(passed, *, is_set=NOTHING):
        up_for = 2 * DAY + passed
        return {
            "now": now + passed + is_set,
            "uptime": Uptime("boot", up_for // timedelta(milliseconds=1)),
        }

    return later


@pytest.fixture
def store(database):
    return SessionStore(database)


@pytest.fixture
def token(store, at):
    return store.create("account:x", {"a": 1}, idle=HOUR, absolute=3 * HOUR, **at(NOTHING))


def test_a_session_is_found_by_its_token_alone(store, token, at):
    assert store.find(token, **at(NOTHING)) == {"a": 1}
    assert store.find(token + "x", **at(NOTHING)) is None


def test_a_restarted_server_still_knows_its_sessions(database, token, at):
    assert SessionStore(database).find(token, **at(NOTHING)) == {"a": 1}


def test_an_idle_session_is_over(store, token, at):
    assert store.find(token, **at(HOUR)) is None


def test_use_keeps_a_session_alive_but_not_beyond_its_end(store, token, at):
    for minutes in range(30, 180, 30):
        assert store.find(token, **at(minutes * MINUTE)) is not None

    assert store.find(token, **at(3 * HOUR)) is None


@pytest.mark.parametrize("is_set", [DAY, -DAY])
def test_setting_the_clock_ends_no_session(store, token, at, is_set):
    assert store.find(token, **at(SECOND, is_set=is_set)) == {"a": 1}

    store.create("account:y", {}, idle=HOUR, absolute=HOUR, **at(SECOND, is_set=is_set))

    assert store.find(token, **at(2 * SECOND, is_set=is_set)) == {"a": 1}


def test_the_first_to_sign_in_after_the_clock_was_set_signs_nobody_out(store, token, at):
    store.create("account:y", {}, idle=HOUR, absolute=HOUR, **at(SECOND, is_set=DAY))

    assert store.find(token, **at(2 * SECOND, is_set=DAY)) == {"a": 1}


@pytest.mark.parametrize("is_set", [-DAY, -2 * HOUR])
def test_a_clock_set_back_keeps_no_idle_session(store, token, at, is_set):
    assert store.find(token, **at(HOUR, is_set=is_set)) is None


@pytest.mark.parametrize("is_set", [-DAY, DAY])
def test_a_clock_that_was_set_does_not_move_the_end_of_a_session(store, token, at, is_set):
    for minutes in range(30, 180, 30):
        assert store.find(token, **at(minutes * MINUTE, is_set=is_set)) is not None

    assert store.find(token, **at(3 * HOUR, is_set=is_set)) is None


@pytest.mark.parametrize("is_set", [-DAY, DAY])
def test_a_session_outlives_a_restart_after_the_clock_was_set(database, store, token, at, is_set):
    for minutes in (40, 80, 120):
        store.find(token, **at(minutes * MINUTE, is_set=is_set))
    again = SessionStore(database)

    assert again.find(token, **at(150 * MINUTE, is_set=is_set)) is not None
    assert again.find(token, **at(180 * MINUTE, is_set=is_set)) is None


def test_a_clock_that_is_behind_after_a_power_cut_neither_ends_nor_prolongs_a_session(
    database, token, at
):
    again = SessionStore(database)

    for minutes in range(0, 180, 30):
        assert again.find(token, **at(minutes * MINUTE, is_set=-DAY)) is not None

    assert again.find(token, **at(180 * MINUTE, is_set=-DAY)) is None


def test_use_is_remembered_over_a_restart(database, store, token, at):
    store.find(token, **at(50 * MINUTE))

    assert SessionStore(database).find(token, **at(100 * MINUTE)) is not None


def test_a_deleted_session_is_over_at_once(store, token, at):
    store.find(token, **at(NOTHING))
    store.delete(token)

    assert store.find(token, **at(NOTHING)) is None


def test_all_sessions_of_a_person_can_be_ended(store, token, at):
    other = store.create("account:x", {}, idle=HOUR, absolute=HOUR, **at(NOTHING))
    foreign = store.create("account:y", {}, idle=HOUR, absolute=HOUR, **at(NOTHING))

    store.delete_owner("account:x")

    ended = [store.find(one, **at(NOTHING)) is None for one in (token, other, foreign)]
    assert ended == [True, True, False]


def test_a_session_deleted_by_another_process_ends_within_a_minute(database, store, token, at):
    store.find(token, **at(NOTHING))
    SessionStore(database).delete(token)

    assert store.find(token, **at(MINUTE)) is None


def test_saved_data_is_found_again(store, token, at):
    store.save(token, {"b": 2})

    assert store.find(token, **at(NOTHING)) == {"b": 2}


def test_the_database_holds_no_token(database, token):
    with database.read() as db:
        row = db.query(WebSession).one()
        assert token not in repr(vars(row))


@pytest.mark.usefixtures("token")
@pytest.mark.parametrize("is_set", [NOTHING, -DAY])
@pytest.mark.parametrize("hours", [2, 4])
def test_old_sessions_are_swept_when_a_new_one_begins(store, at, db_count, hours, is_set):
    store.create("account:y", {}, idle=HOUR, absolute=HOUR, **at(hours * HOUR, is_set=is_set))

    assert db_count(WebSession) == 1


@pytest.mark.usefixtures("token")
def test_old_sessions_are_swept_after_a_restart(database, at, db_count):
    again = SessionStore(database)

    again.create("account:y", {}, idle=HOUR, absolute=HOUR, **at(2 * HOUR))

    assert db_count(WebSession) == 1


def test_a_visitor_who_is_not_signed_in_leaves_no_row(client, db_count):
    client.get("/staff/sign-in")
    client.get("/join")

    assert db_count(WebSession) == 0


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app, as_staff, form_token):
    trainer = as_staff("trainer")
    thief = app.test_client()
    thief.set_cookie("bus_staff", trainer.get_cookie("bus_staff").value)
    assert thief.get("/staff/").status_code == 200

    trainer.post("/staff/sign-out", data={"csrf_token": form_token(trainer, "/staff/")})

    answer = thief.get("/staff/")
    assert answer.status_code == 401
    assert "Phiên làm việc đã hết" in answer.text


def test_after_an_ended_session_the_next_page_is_the_door(as_staff, app):
    trainer = as_staff("trainer")
    app.extensions["bus_lms.sessions"].delete_owner(f"account:{trainer.account_id}")
    trainer.get("/staff/")

    assert trainer.get("/staff/").location.startswith("/staff/sign-in")


def test_a_picture_asked_for_late_does_not_take_the_cookie_of_an_ended_session(as_staff, app):
    client = as_staff("trainer")
    app.extensions["bus_lms.sessions"].delete(client.get_cookie("bus_staff").value)

    with client.get("/static/tokens.css") as answer:
        assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)

    assert client.get("/staff/").status_code == 401


@pytest.fixture
def late(app, as_learner, form_token):
    """A browser that asks with the cookie from before somebody sat down or went home."""
    client = as_learner()
    client.token = form_token(client, "/learn/course")
    app.extensions["bus_lms.sessions"].delete(client.get_cookie("bus_session").value)
    return client


def names_session(answer):
    return any(one.startswith("bus_session=") for one in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize(
    ("path", "status"),
    [("/learn/together/leave", 401), ("/learn/card", 400), ("/learn/help", 400)],
)
def test_a_form_pressed_twice_does_not_take_the_newer_cookie(late, path, status):
    answer = late.post(path, data={"csrf_token": late.token, "who": "all"})

    assert answer.status_code == status
    assert not names_session(answer)


@pytest.mark.parametrize("path", ["/learn/course", "/api/v1/attempts/x", "/learn/help"])
def test_what_a_script_asks_late_does_not_take_the_newer_cookie(late, path):
    answer = late.get(path, headers={"Accept": "*/*"})

    assert not names_session(answer)


def test_a_page_asked_for_with_an_ended_session_is_refused_once(late):
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

    first, second = (late.get("/learn/course", headers=browser) for _ in range(2))

    assert (first.status_code, second.status_code) == (401, 302)


def test_an_ended_session_on_a_call_is_told_as_json(as_learner, app):
    learner = as_learner()
    app.extensions["bus_lms.sessions"].delete_owner(learner.owner)

    answer = learner.get("/api/v1/attempts/0193a1b2-0000-7000-8000-000000000000")

    assert (answer.status_code, answer.json["code"]) == (401, "web.session_ended")


def test_a_forged_cookie_of_a_visitor_is_ignored(client):
    client.set_cookie("bus_staff", "eyJfdXNlcl9pZCI6ICIxIn0.aaaa.bbbb")

    assert client.get("/staff/").status_code == 302


def test_the_cookie_is_for_this_server_alone(app, add_account, form_token):
    add_account("trainer", "mai")
    browser = app.test_client()
    secure = {"base_url": "https://localhost"}
    token = form_token(browser, "/staff/sign-in")
    data = {"csrf_token": token, "sign_in_name": "mai", "password": "ruong lua xanh"}

    answer = browser.post("/staff/sign-in", data=data, **secure)

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" in cookie


def test_a_learner_handing_over_does_not_sign_the_trainer_out(app, as_learner, as_staff):
    both = as_learner()
    trainer = as_staff("trainer")
    both.set_cookie("bus_staff", trainer.get_cookie("bus_staff").value)

    app.extensions["bus_lms.sessions"].delete_owner(both.owner)

    assert both.get("/learn/course").status_code == 401
    assert both.get("/staff/").status_code == 200
