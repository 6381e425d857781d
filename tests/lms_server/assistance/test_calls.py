"""The call for help: from a learner's screen to the class wall and back."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from common.clock import utc_now
from common.ids import new_id
from lms_server.assistance import actions
from lms_server.assistance.models import HelpCall
from lms_server.assistance.rules import Screen
from lms_server.training import sittings
from lms_server.training.models import Enrolment, TrainingSession

CALL, OVER, STATE = "/learn/help", "/learn/help/over", "/api/v1/help"
JSON = {"Accept": "application/json"}
COMING = "Giảng viên đang đến."


@pytest.fixture
def press(form_token):
    """Press a button of the help panel as the script does; returns what the page is told."""

    def send(client, address, path="/learn/course"):
        token = getattr(client, "token", None) or form_token(client, "/learn/card")
        answer = client.post(address, data={"csrf_token": token, "path": path}, headers=JSON)
        assert answer.status_code == 200
        return answer.json

    return send


@pytest.fixture
def calls(database):
    """Return every call as it is kept, the oldest first."""

    def read():
        with database.read() as db:
            query = select(HelpCall).order_by(HelpCall.called_at, HelpCall.id)
            found = list(db.scalars(query))
            db.expunge_all()
            return found

    return read


@pytest.fixture
def wall():
    """Return the class wall as a trainer sees it."""

    def read(trainer, training_session_id):
        return trainer.get(f"/staff/classes/{training_session_id}/wall").text

    return read


def test_one_press_calls_and_another_changes_nothing(as_learner, press, calls):
    learner = as_learner()

    first = press(learner, CALL)
    second = press(learner, CALL)

    assert first == second == {"is_coming": True, "words": f"{COMING} Mời bác ngồi chờ."}
    assert [one.enrolment_id for one in calls()] == [learner.enrolment_id]


def test_the_call_survives_a_reload_of_any_screen(as_learner, press, course):
    learner = as_learner()
    lesson = f"/learn/lesson/{course.lessons[0].lesson_id}/1"
    before = learner.get(lesson).text

    press(learner, CALL)

    assert COMING not in before
    assert "Cần giúp" in before
    assert COMING in learner.get(lesson).text
    assert COMING in learner.get("/learn/course").text


def test_taking_back_ends_the_call_and_is_harmless_without_one(as_learner, press, calls):
    learner = as_learner()

    assert press(learner, OVER)["is_coming"] is False
    press(learner, CALL)
    assert press(learner, OVER)["is_coming"] is False

    assert [(one.ending, one.ended_by) for one in calls()] == [("taken_back", None)]
    assert COMING not in learner.get("/learn/course").text


def test_without_a_script_the_form_leads_back_to_the_screen(as_learner):
    learner = as_learner()

    answer = learner.post(CALL, data={"csrf_token": learner.token, "path": "/learn/result"})

    assert (answer.status_code, answer.location) == (302, "/learn/result")


@pytest.mark.parametrize(
    "path", ["https://x.test/", "//x.test/learn/", "/staff/", "/learn/nowhere", ""]
)
def test_a_foreign_address_leads_to_the_door(as_learner, path):
    learner = as_learner()

    answer = learner.post(CALL, data={"csrf_token": learner.token, "path": path})

    assert answer.location == "/learn/"


def test_the_door_calls_for_its_machine(as_device, as_staff, open_class, press, calls, wall):
    training_session_id = open_class()
    machine = as_device()

    told = press(machine, CALL, path=f"/learn/who/{new_id()}")

    seen = wall(as_staff("trainer"), training_session_id)
    assert told["words"] == f"{COMING} Mời bác ngồi chờ."
    assert [(one.enrolment_id, one.screen, one.part) for one in calls()] == [(None, "door", "")]
    assert "Máy 7" in seen
    assert "Màn hình vào lớp" in seen


def test_the_wall_shows_who_needs_help_first(
    as_learner, as_staff, register, enrol, open_class, press, course, wall
):
    training_session_id = open_class()
    enrol(training_session_id, register("Lò Văn Ánh"))
    learner = as_learner(training_session_id, register("Vàng A Páo"))
    lesson = course.lessons[1]

    press(learner, CALL, path=f"/learn/lesson/{lesson.lesson_id}/2")

    seen = wall(as_staff("trainer"), training_session_id)
    rows = re.findall(r'<th scope="row">.*?<span>([^<]+)', seen)
    assert rows == ["Vàng A Páo", "Lò Văn Ánh"]
    assert f"Bài học · {lesson.title}" in seen
    assert seen.count("Đã giúp") == 1


def test_another_class_does_not_see_the_call(as_learner, as_staff, open_class, press, wall):
    press(as_learner(), CALL)

    assert "Đã giúp" not in wall(as_staff("trainer"), open_class("bản Vọc"))


def test_the_trainer_settles_a_call_once(as_learner, as_staff, form_token, press, calls, wall):
    learner, trainer, other = as_learner(), as_staff("trainer"), as_staff("assistant")
    press(learner, CALL)
    page = f"/staff/classes/{learner.training_session_id}"
    address = f"{page}/help/{calls()[0].id}"

    answer = trainer.post(address, data={"csrf_token": form_token(trainer, page)})
    other.post(address, data={"csrf_token": form_token(other, page)})

    assert answer.location == page
    assert learner.get(STATE).json["is_coming"] is False
    assert [(one.ending, one.ended_by) for one in calls()] == [("helped", trainer.account_id)]
    assert "Đã giúp" not in wall(trainer, learner.training_session_id)


def test_only_those_in_front_of_the_class_settle(as_learner, as_staff, form_token, press, calls):
    learner, officer = as_learner(), as_staff("officer")
    press(learner, CALL)
    page = f"/staff/classes/{learner.training_session_id}"

    answer = officer.post(
        f"{page}/help/{calls()[0].id}", data={"csrf_token": form_token(officer, page)}
    )

    assert answer.status_code == 403
    assert calls()[0].ending is None
    assert "Đã giúp" not in officer.get(page).text


def test_an_unknown_call_is_told(as_staff, open_class, form_token):
    trainer, page = as_staff("trainer"), f"/staff/classes/{open_class()}"

    answer = trainer.post(f"{page}/help/{new_id()}", data={"csrf_token": form_token(trainer, page)})

    assert answer.status_code == 404


def test_a_call_of_yesterday_lapses(database, app, as_learner, as_staff, press, calls, wall):
    learner = as_learner()
    press(learner, CALL)
    with database.write() as db:
        db.execute(update(HelpCall).values(called_at=utc_now() - timedelta(hours=13)))
    app.extensions["bus_lms.help_board"].forget()

    assert "Đã giúp" not in wall(as_staff("trainer"), learner.training_session_id)
    assert learner.get(STATE).json["is_coming"] is False
    assert press(learner, CALL)["is_coming"] is True
    assert [one.ending for one in calls()] == ["lapsed", None]


def test_the_next_learner_of_a_closed_class_calls_anew(
    database, add_device, open_class, enrol, register, calls, now
):
    device_id, _ = add_device()
    morning, evening = (enrol(open_class(), register(name)) for name in ("Vàng A Páo", "Lò Thị Ơn"))
    with database.write() as db:
        sittings.sit_down(db, morning, device_id=device_id, now=now)
        actions.call_for_help(db, _place(device_id, morning), now=now)
        _close_class_of(db, morning, now)

    with database.write() as db:
        actions.call_for_help(db, _place(device_id, evening), now=now + timedelta(minutes=1))

    assert [(one.enrolment_id, one.ending) for one in calls()] == [
        (morning, "lapsed"),
        (evening, None),
    ]


@pytest.mark.parametrize("way_out", ["/learn/together/leave", "/learn/leave"])
def test_the_call_of_a_guest_who_left_waits_no_more(
    way_out, as_device, as_staff, open_class, form_token, press, calls, wall
):
    training_session_id = open_class()
    machine, trainer = as_device(), as_staff("trainer")
    _try_as_guest(machine, training_session_id, form_token)
    press(machine, CALL)
    before = wall(trainer, training_session_id)

    machine.post(way_out, data={"csrf_token": form_token(machine, "/learn/course"), "who": "all"})
    after = wall(trainer, training_session_id)
    is_coming = machine.get(STATE).json["is_coming"]
    _try_as_guest(machine, training_session_id, form_token)
    press(machine, CALL)

    assert ("Đã giúp" in before, "Đã giúp" in after, is_coming) == (True, False, False)
    assert [one.ending for one in calls()] == ["lapsed", None]
    assert wall(trainer, training_session_id).count("Đã giúp") == 1


def test_who_moves_to_another_machine_waits_there_only_after_a_new_call(
    as_learner, as_device, as_staff, sit_down, press, wall
):
    learner = as_learner()
    press(learner, CALL)

    elsewhere = as_device()
    sit_down(
        elsewhere,
        "",
        training_session_id=learner.training_session_id,
        learner_id=learner.learner_id,
    )

    assert elsewhere.get(STATE).json["is_coming"] is False
    assert "Đã giúp" not in wall(as_staff("trainer"), learner.training_session_id)


def test_nobody_calls_without_a_machine_of_the_bus(client):
    assert client.get(STATE).status_code == 401
    assert "Cần giúp" not in client.get("/join").text


def _try_as_guest(machine, training_session_id, form_token):
    token = form_token(machine, "/learn/card")
    data = {"csrf_token": token, "class": training_session_id}
    assert machine.post("/learn/guest", data=data).status_code == 302


def _place(device_id, enrolment_id):
    return actions.Place(device_id, enrolment_id, Screen.PATH, "")


def _close_class_of(db, enrolment_id, now):
    found = db.get(Enrolment, enrolment_id)
    db.get(TrainingSession, found.training_session_id).closed_at = now
    db.flush()
