"""The wall of the kiosks: how each does, who sits there, what to do; one that is lost goes."""

import re
import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from common.clock import to_wire, utc_now
from common.ids import new_id
from common.release import VERSION
from lms_server.assistance.actions import Place, call_for_help
from lms_server.assistance.models import HelpCall
from lms_server.assistance.rules import Screen
from lms_server.devices.actions import hash_token
from lms_server.devices.models import Device, DeviceKind
from lms_server.training.models import Sitting
from lms_server.training.sittings import clear_device
from lms_server.web.session_store import WebSession

WALL = "/staff/devices"


class Kiosk:
    """A paired kiosk that tells how it does."""

    def __init__(self, client, device_id, token):
        self.client = client
        self.id = device_id
        self.headers = {"Authorization": f"Bearer {token}"}
        self.page = f"{WALL}/{device_id}"

    def beat(self, **facts):
        body = {"version": VERSION, "queue_length": 0, "set_aside": 0}
        body |= {"clock_at": to_wire(utc_now())} | facts
        return self.client.post("/api/v1/heartbeat", json=body, headers=self.headers)


@pytest.fixture
def add_kiosk(app, database, add_account):
    def add(name="Máy 3", **columns):
        device_id, token = new_id(), secrets.token_hex(16)
        now = utc_now()
        device = Device(
            id=device_id,
            name=name,
            kind=DeviceKind.KIOSK,
            token_hash=hash_token(token),
            paired_at=now,
            paired_by=add_account("trainer"),
            **{"last_seen_at": now} | columns,
        )
        with database.write() as db:
            db.add(device)
        return Kiosk(app.test_client(), device_id, token)

    return add


@pytest.fixture
def seated(add_kiosk, database, register, open_class, enrol):
    """A kiosk at which Hoa sits."""
    kiosk = add_kiosk()
    kiosk.training_session_id = open_class()
    kiosk.enrolment_id = enrol(kiosk.training_session_id, register("Nguyễn Thị Hoa"))
    with database.write() as db:
        db.add(
            Sitting(
                id=new_id(),
                enrolment_id=kiosk.enrolment_id,
                device_id=kiosk.id,
                began_at=utc_now(),
            )
        )
    return kiosk


@pytest.fixture
def trainer(as_staff):
    return as_staff("trainer")


def card(page, kiosk):
    """Return what the wall says of one kiosk, as a person reads it."""
    found = next(part for part in page.split('<li class="device') if f"device-{kiosk.id}" in part)
    words = re.sub(r"<[^>]+>", " ", found.split("</section>")[0])
    return " ".join(words.split())


def send(trainer, form_token, path, **form):
    token = form_token(trainer, WALL)
    return trainer.post(path, data={"csrf_token": token} | form)


def test_a_kiosk_shows_who_sits_there_and_at_what(seated, trainer):
    seated.beat(page="quiz", state="learning")

    shown = card(trainer.get(WALL).text, seated)

    assert "Máy 3" in shown
    assert "Nguyễn Thị Hoa" in shown
    assert "Bài kiểm tra" in shown


def test_a_page_that_only_newer_kiosks_know_is_another_screen(seated, trainer):
    seated.beat(page="holodeck", something={"new": 1})

    assert "Màn hình khác" in card(trainer.get(WALL).text, seated)


def test_an_older_kiosk_that_tells_less_is_simply_on(add_kiosk, trainer):
    kiosk = add_kiosk()
    kiosk.beat()

    assert "Đang bật" in card(trainer.get(WALL).text, kiosk)


def test_a_browser_shows_the_page_that_it_asked_for_last(as_learner, trainer):
    learner = as_learner()
    learner.get("/learn/course", headers={"Accept": "text/html"})
    learner.post("/learn/presence", headers={"Accept": "application/json"})

    assert "Đường học" in trainer.get(WALL).text


def test_the_bus_answers_with_its_clock(add_kiosk):
    answer = add_kiosk().beat().json

    assert answer["device_name"] == "Máy 3"
    assert answer["now"][:13] == to_wire(utc_now())[:13]


def test_the_class_page_names_kiosks_that_need_somebody_now(seated, add_kiosk, trainer):
    seated.beat(battery_percent=3)
    add_kiosk("Máy 8").beat(battery_percent=15)
    page = f"/staff/classes/{seated.training_session_id}"

    assert "Máy cần xem ngay: Máy 3<" in trainer.get(page).text

    seated.beat(battery_percent=3, is_charging=True)
    assert "Máy cần xem ngay" not in trainer.get(f"{page}/wall").text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"battery_percent": 15, "is_charging": False}, "Pin còn 15%. Sắp phải cắm sạc."),
        ({"battery_percent": 5, "is_charging": False}, "Pin còn 5%. Cắm sạc ngay."),
        ({"clock_ahead_ms": -7_200_000}, "Đồng hồ máy này sai."),
        ({"version": "0.0.1"}, "Phần mềm cũ (0.0.1)."),
        ({"set_aside": 2}, "2 câu trả lời bị trả lại. Đừng gỡ máy, báo quản trị viên."),
        ({"idle_s": 420}, "7 phút chưa bấm gì. Đến hỏi xem có cần giúp không."),
    ],
)
def test_what_is_wrong_stands_there_with_what_to_do(seated, trainer, facts, words):
    seated.beat(**facts)

    page = trainer.get(WALL).text

    assert words in card(page, seated)
    assert "Máy cần xem (1)" in " ".join(page.split())


def test_a_clock_measured_by_the_kiosk_counts_more_than_the_time_of_arrival(seated, trainer):
    seated.beat(clock_at=to_wire(utc_now() - timedelta(hours=5)), clock_ahead_ms=40)

    assert "Đồng hồ" not in card(trainer.get(WALL).text, seated)


def test_a_kiosk_where_somebody_learns_and_that_fell_silent_is_called_away(
    seated, trainer, database
):
    with database.write() as db:
        db.execute(update(Device).values(last_seen_at=utc_now() - timedelta(seconds=30)))

    assert "Mất liên lạc." in card(trainer.get(WALL).text, seated)


def test_a_kiosk_that_is_switched_off_worries_nobody(add_kiosk, trainer):
    kiosk = add_kiosk(last_seen_at=utc_now() - timedelta(days=2))

    page = trainer.get(WALL).text

    assert "Thấy lần cuối" in card(page, kiosk)
    assert "Máy cần xem" not in page


def test_who_sat_there_yesterday_is_not_shown_any_more(seated, trainer, database):
    with database.write() as db:
        db.execute(update(Device).values(last_seen_at=utc_now() - timedelta(hours=3)))

    assert "Chưa có ai ngồi" in card(trainer.get(WALL).text, seated)


@pytest.fixture
def calling(seated, database):
    """The kiosk of Hoa, who pressed "I need help"."""
    with database.write() as db:
        place = Place(seated.id, seated.enrolment_id, Screen.LESSON, "")
        call_for_help(db, place, now=utc_now())
    return seated


def test_who_calls_for_help_stands_before_all_else(calling, add_kiosk, trainer):
    add_kiosk("Máy 1").beat(battery_percent=3, set_aside=1)
    calling.beat()

    page = trainer.get(WALL).text

    assert "Học viên cần giúp. Mời đến tận nơi." in card(page, calling)
    assert re.findall(r"<h3>([^<]+)", page) == ["Máy 3", "Máy 1"]


def test_the_call_of_somebody_who_left_is_over(calling, trainer, database):
    with database.write() as db:
        clear_device(db, calling.id, now=utc_now())

    assert "Học viên cần giúp" not in trainer.get(WALL).text


def test_the_class_page_tells_the_seat_of_who_learns_and_of_who_calls(calling, trainer, database):
    with database.write() as db:
        db.execute(update(Device).values(seat="A2"))

    page = trainer.get(f"/staff/classes/{calling.training_session_id}").text

    assert '<strong class="waiting-device">Máy 3 (A2)</strong>' in page
    assert '<small class="wall-place">Máy 3 (A2)</small>' in page


def test_a_removed_kiosk_calls_no_more(calling, trainer, form_token, database):
    send(trainer, form_token, f"{calling.page}/remove")

    with database.read() as db:
        assert db.scalar(select(HelpCall.ended_at)) is not None


def test_who_needs_somebody_stands_first_then_seats_by_number(add_kiosk, trainer):
    for name, seat in (("Loa", "10"), ("Đèn", "2"), ("Máy 1", "")):
        add_kiosk(name, seat=seat).beat()
    add_kiosk("Máy yếu", seat="40").beat(battery_percent=3)

    page = trainer.get(WALL).text

    names = re.findall(r"<h3>([^<]+)", page)
    assert names == ["Máy yếu", "Đèn", "Loa", "Máy 1"]


def test_after_a_restart_the_wall_knows_what_was_written_down(add_kiosk, trainer, database):
    kiosk = add_kiosk()
    kiosk.beat(queue_length=4, battery_percent=3)

    with database.read() as db:
        stored = db.get(Device, kiosk.id)
        assert (stored.queue_length, stored.version) == (4, VERSION)
    assert "Pin còn 3%" in card(trainer.get(WALL).text, kiosk)


# --- names and seats ---------------------------------------------------------------------------


def test_a_kiosk_gets_a_name_and_a_seat(add_kiosk, trainer, form_token):
    kiosk = add_kiosk()

    send(trainer, form_token, f"{kiosk.page}/name", name="  Máy   cạnh cửa ", seat="A2")

    assert "Máy cạnh cửa Chỗ A2" in card(trainer.get(WALL).text, kiosk)
    assert kiosk.beat().json["device_name"] == "Máy cạnh cửa"


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"name": " \u200b "}, 400, "Chưa có tên máy"),
        ({"name": "x" * 61}, 400, "Nhiều nhất 60 chữ"),
        ({"name": "MÁY 1"}, 409, "Đã có máy khác tên này"),
        ({"name": "Máy 3", "seat": "x" * 13}, 400, "Nhiều nhất 12 chữ"),
        ({"name": "Máy 3", "seat": "a1"}, 409, "Chỗ này đã có máy khác"),
    ],
)
def test_a_wrong_name_or_seat_is_told_beside_what_was_typed(
    add_kiosk, trainer, form_token, database, typed, status, words
):
    add_kiosk("Máy 1", seat="A1")
    kiosk = add_kiosk("Máy 3", seat="A3")

    answer = send(trainer, form_token, f"{kiosk.page}/name", **typed)

    assert answer.status_code == status
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    with database.read() as db:
        stored = db.get(Device, kiosk.id)
        assert (stored.name, stored.seat) == ("Máy 3", "A3")


def test_a_kiosk_may_keep_its_name_and_take_the_seat_of_one_that_is_gone(
    add_kiosk, trainer, form_token
):
    gone = add_kiosk("Máy 1", seat="A1")
    kiosk = add_kiosk("Máy 3")
    send(trainer, form_token, f"{gone.page}/remove")

    answer = send(trainer, form_token, f"{kiosk.page}/name", name="Máy 3", seat="A1")

    assert answer.status_code == 302


# --- removal -----------------------------------------------------------------------------------


def test_before_a_kiosk_is_removed_the_page_says_who_sits_there_and_what_waits(seated, trainer):
    seated.beat(queue_length=6)

    page = trainer.get(f"{seated.page}/remove").text

    assert "Gỡ Máy 3?" in page
    assert "Nguyễn Thị Hoa" in page
    assert "Còn 6 câu trả lời" in page
    assert seated.beat().status_code == 200


def test_a_removed_kiosk_is_refused_at_once_in_all_it_sends(add_kiosk, trainer, form_token):
    kiosk = add_kiosk()
    assert kiosk.beat().status_code == 200

    send(trainer, form_token, f"{kiosk.page}/remove")

    assert kiosk.beat().status_code == 401
    answers = [
        kiosk.client.post(path, json=[], headers=kiosk.headers)
        for path in ("/api/v1/responses", "/api/v1/traces", "/api/v1/steps")
    ]
    assert [answer.status_code for answer in answers] == [401] * 3
    assert {answer.json["code"] for answer in answers} == {"devices.unknown_device"}
    assert "Máy 3" not in trainer.get(WALL).text.split('id="live"')[1]


def test_whoever_learns_at_a_removed_kiosk_is_signed_out(as_learner, trainer, form_token, database):
    learner = as_learner()
    assert learner.get("/learn/course").status_code == 200

    send(trainer, form_token, f"{WALL}/{learner.device_id}/remove")

    assert learner.get("/learn/course").status_code != 200
    with database.read() as db:
        sittings = db.scalars(select(Sitting).where(Sitting.device_id == learner.device_id))
        assert all(one.ended_at is not None for one in sittings)
    with database.read() as db:
        owner = f"device:{learner.device_id}"
        assert db.scalar(select(WebSession.owner).where(WebSession.owner == owner)) is None


def test_removing_a_kiosk_twice_says_that_there_is_none(add_kiosk, trainer, form_token):
    kiosk = add_kiosk()
    send(trainer, form_token, f"{kiosk.page}/remove")

    assert send(trainer, form_token, f"{kiosk.page}/remove").status_code == 404
