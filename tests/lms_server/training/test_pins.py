"""Four digits at the door: chosen once, asked each time, forgotten by the trainer's leave."""

import json
import os
from datetime import timedelta
from types import SimpleNamespace

import msgspec
import pytest

from common.clock import utc_now
from lms_server.journal.queries import read_range
from lms_server.learners.queries import get_learner
from lms_server.training import pins, rules
from lms_server.training.errors import PinUnavailableError
from lms_server.training.models import LearnerPin
from lms_server.training.pins import PinKeeper
from lms_server.training.rules import PictureVerdict
from lms_server.web.context import catalog, config
from sync.chain import Stream

CHOOSE, ENTER = "Mời ông chọn bốn chữ số", "Mời ông bấm bốn chữ số"


@pytest.fixture
def course(bundled):
    """A course that asks four digits; the class is opened with it."""
    return msgspec.structs.replace(
        bundled.get_course("KNS-04"), version="9.1", asks_pin=True, package_hash="f" * 64
    )


@pytest.fixture
def knock(app, course, as_device, database, open_class, register, enrol, form_token):
    """A learner shows the card at a machine; the browser stands before the pad."""
    with app.app_context():
        catalog().add(course)
    learner_id = register("Lò Văn Ánh", year=1955, address_form="ong")
    enrol(open_class(), learner_id)
    with database.read() as db:
        code = get_learner(db, learner_id).card_code

    def make():
        client = as_device()
        client.learner_id = learner_id
        client.token = form_token(client, "/learn/card")
        answer = client.post("/learn/card", data={"code": code, "csrf_token": client.token})
        assert answer.location == "/learn/pin"
        return client

    return make


def tap(client, pin):
    return client.post("/learn/pin", data={"pin": pin, "csrf_token": client.token})


def test_digits_are_chosen_once_and_asked_from_then_on(knock):
    first = knock()
    assert CHOOSE in first.get("/learn/pin").text
    assert tap(first, "2580").location == "/learn/course"

    second = knock()

    assert ENTER in second.get("/learn/pin").text
    assert "Chưa đúng bốn chữ số" in tap(second, "2581").text
    assert second.get("/learn/course").location == "/learn/"
    assert tap(second, "2580").location == "/learn/course"


@pytest.mark.parametrize("easy", ["1955", "1111", "1234", "9876", "12", "abcd", ""])
def test_digits_that_a_neighbour_would_guess_are_not_taken(knock, db_count, easy):
    client = knock()

    answer = tap(client, easy)

    assert "Mời ông chọn bốn số khác" in answer.text
    assert db_count(LearnerPin) == 0


def test_wrong_digits_make_one_wait_even_with_a_new_picture_or_card(knock):
    tap(knock(), "2580")

    told = [tap(knock(), "0000").text for _ in range(3)]

    assert "Chưa đúng bốn chữ số" in told[1]
    assert "đợi một lát" in told[2]
    assert "đợi một lát" in tap(knock(), "2580").text


def test_the_pad_is_only_for_who_knocked_at_this_machine(knock, as_device, form_token):
    knocking, other = knock(), as_device()
    stranger = other.get("/learn/pin")
    other.set_cookie("bus_session", knocking.get_cookie("bus_session").value)
    other.token = form_token(other, "/learn/card")

    assert stranger.location == "/learn/"
    assert tap(other, "2580").location == "/learn/"


def test_a_knock_does_not_hold_for_ever(now):
    assert rules.is_fresh_knock(now, now + timedelta(minutes=10))
    assert not rules.is_fresh_knock(now, now + timedelta(minutes=10, seconds=1))


def test_the_trainer_lets_a_learner_choose_again_and_the_journal_says_who(
    knock, as_staff, form_token, database
):
    tap(knock(), "2580")
    trainer, learner = as_staff("trainer"), knock()
    page = f"/staff/learners/{learner.learner_id}"
    token = form_token(trainer, page)

    trainer.post(f"{page}/pin/forget", data={"csrf_token": token})

    assert CHOOSE in learner.get("/learn/pin").text
    with database.read() as db:
        lines = [json.loads(raw) for raw in read_range(db, "0a1b2c3d", Stream.A, 1, 1000)]
    told = next(one for one in lines if one["t"] == "learner.pin_forgotten")
    assert told["who"] == f"account:{trainer.account_id}"
    assert "2580" not in json.dumps(lines)


def test_an_officer_may_not_forget_digits(knock, as_staff, form_token):
    learner, officer = knock(), as_staff("officer")
    page = f"/staff/learners/{learner.learner_id}"

    answer = officer.post(f"{page}/pin/forget", data={"csrf_token": form_token(officer, page)})

    assert answer.status_code == 403


def test_without_the_key_of_the_bus_ten_thousand_tries_find_nothing():
    kept = PinKeeper(b"k" * 32).hash("2580")

    assert PinKeeper(b"k" * 32).is_same("2580", kept)
    assert not PinKeeper(os.urandom(32)).is_same("2580", kept)
    assert b"2580" not in kept
    assert PinKeeper(b"k" * 32).hash("2580") != kept


def test_a_bus_without_a_key_keeps_no_digits():
    with pytest.raises(PinUnavailableError):
        PinKeeper(None).hash("2580")


def test_two_who_choose_at_once_keep_the_first_choice(database, register):
    learner_id = register()
    with database.write() as db:
        pins.keep_pin(db, learner_id, b"a" * 48, now=utc_now())
        pins.keep_pin(db, learner_id, b"b" * 48, now=utc_now())

    with database.read() as db:
        assert pins.find_pin(db, learner_id) == b"a" * 48


def test_who_chooses_a_moment_too_late_is_not_let_in_with_other_digits(
    knock, app, database, monkeypatch
):
    """Two machines show the empty pad; the other one is quicker while this one hashes."""
    with app.app_context():
        chosen_there = PinKeeper(config().database_key).hash("8642")
    client, make_salt = knock(), os.urandom

    def let_the_other_be_first(size):
        with database.write() as db:
            pins.keep_pin(db, client.learner_id, chosen_there, now=utc_now())
        return make_salt(size)

    monkeypatch.setattr(pins, "os", SimpleNamespace(urandom=let_the_other_be_first))

    assert "Chưa đúng bốn chữ số" in tap(client, "2580").text
    assert client.get("/learn/course").location == "/learn/"
    assert tap(client, "8642").location == "/learn/course"


def test_digits_that_were_forgotten_a_moment_ago_let_nobody_in(database, register, now):
    """The trainer was quicker than the hash: the learner is asked to choose."""
    learner_id = register()

    with database.write() as db:
        assert pins.note_try(db, learner_id, is_right=True, now=now) is PictureVerdict.WRONG


def test_right_digits_forgive_the_wrong_ones(database, register, now):
    learner_id = register()
    with database.write() as db:
        pins.keep_pin(db, learner_id, b"a" * 48, now=now)
        tries = [False, False, True, False]
        verdicts = [pins.note_try(db, learner_id, is_right=one, now=now) for one in tries]

    wrong, right = PictureVerdict.WRONG, PictureVerdict.RIGHT
    assert verdicts == [wrong, wrong, right, wrong]
