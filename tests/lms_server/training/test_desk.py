"""The enrolment desk: identity cards by scanner, namesakes, people who walk in."""

import logging
import re

import pytest

from lms_server.learners.models import Learner
from lms_server.learners.queries import search_learners
from lms_server.training.models import Enrolment

NUMBER = "040155000123"
CARD = f"{NUMBER}|181234567|TRẦN THỊ HOÀ|12051955|Nữ|Xóm Minh Tâm, Quỳ Hợp|01072021"
CONSENT = {"means": "voice", "purposes": ["learn"], "commune_code": "17071"}


@pytest.fixture
def trainer(as_staff, form_token):
    """A signed-in trainer with the token of their pages."""
    client = as_staff("trainer")
    client.token = form_token(client, "/staff/classes/")
    return client


@pytest.fixture
def desk(trainer, open_class):
    """Return a function that sends something to the desk of an open class."""
    path = f"/staff/classes/{open_class()}/enrol"

    def send(where="", **values):
        return trainer.post(path + where, data={"csrf_token": trainer.token, **values})

    send.path = path
    return send


def filled(page):
    """Return the fields of the newcomer's form as the browser would send them."""
    form = page[page.index('id="newcomer"') :]
    fields = re.findall(r'<input id="field-(\w+)"[^>]* value="([^"]*)"', form)
    sex = re.search(r'<option value="(\w*)" selected>', form[form.index("field-sex") :])
    return {**dict(fields), "sex": sex.group(1) if sex else ""}


def test_a_scanned_card_fills_the_form_and_stores_nothing(desk, db_count):
    page = desk("/card", scan=CARD + "\r\n").text

    fields = filled(page)
    assert fields["full_name"] == "Trần Thị Hoà"
    assert (fields["birth_day"], fields["birth_month"], fields["birth_year"]) == ("12", "5", "1955")
    assert (fields["sex"], fields["id_number"]) == ("female", NUMBER)
    assert "Địa chỉ ghi trên thẻ: Xóm Minh Tâm, Quỳ Hợp" in page
    assert db_count(Learner) == 0


@pytest.mark.parametrize(
    ("confirmed", "evidence"), [({}, "self_declared"), ({"card_is_theirs": "yes"}, "card_seen")]
)
def test_only_the_trainers_word_makes_it_a_card_that_was_seen(desk, database, confirmed, evidence):
    page = desk("/card", scan=CARD).text
    assert not re.search(r'name="card_is_theirs"[^>]* checked', page)

    answer = desk(**filled(page), **CONSENT, **confirmed)

    assert answer.status_code == 302
    with database.read() as db:
        (learner,) = search_learners(db, "tran thi hoa")
    assert learner.evidence == evidence


def test_a_number_that_disagrees_with_the_card_is_asked_about_as_a_typed_one(desk, db_count):
    page = desk("/card", scan=CARD.replace("|Nữ|", "|Nam|")).text

    asked = desk(**filled(page), **CONSENT)

    assert "Mời xem lại thẻ" in asked.text
    assert db_count(Learner) == 0


def test_a_card_whose_number_is_known_names_its_owner_at_once(desk, register):
    known = register("Vàng A Páo", year=1955, id_number=NUMBER)

    page = desk("/card", scan=CARD).text

    assert "Đúng người này, ghi danh" in page
    assert str(known) in page


@pytest.mark.parametrize(
    "scan", ["", "0123456789", "<script>alert(1)</script>|" * 8, "|" * 900, f"{NUMBER}|x|y"]
)
def test_anything_else_is_refused_kindly_and_never_shown_again(desk, scan):
    answer = desk("/card", scan=scan)

    assert answer.status_code == 400
    assert "Mời quét lại" in answer.text
    assert "alert(1)" not in answer.text
    assert f"{NUMBER}|" not in answer.text


def test_nothing_of_a_card_stands_in_a_log_or_an_address(desk, caplog):
    caplog.set_level(logging.DEBUG)

    answer = desk("/card", scan=CARD)

    assert answer.status_code == 200  # no redirect, so nothing of it enters an address
    assert NUMBER not in caplog.text
    assert "Hoà" not in caplog.text


def test_an_officer_does_not_sit_at_the_desk(desk, as_staff, form_token):
    officer = as_staff("officer")
    token = form_token(officer, "/staff/classes/")

    answer = officer.post(f"{desk.path}/card", data={"csrf_token": token, "scan": CARD})

    assert answer.status_code == 403


def test_hoa_of_friday_is_proposed_as_hoa_of_monday_and_the_spelling_of_the_card_stays(
    desk, database, register, db_count
):
    """Scenario 9: the tone may stand on either vowel."""
    monday = register("Trần Thị Hoà", year=1960, village="bản Cá Giáng")
    form = {"full_name": "Trần Thị Hòa", "birth_year": "1960", "village": "bản Cá Giáng", **CONSENT}

    asked = desk(**form).text
    assert "Có phải một trong những người này không?" in asked
    assert str(monday) in asked
    desk(f"/{monday}")

    assert (db_count(Learner), db_count(Enrolment)) == (1, 1)
    with database.read() as db:
        (learner,) = search_learners(db, "hoa")
    assert learner.full_name == "Trần Thị Hoà"


def test_five_nguyen_thi_hoa_have_five_cards_and_are_told_apart_at_the_door(
    desk, trainer, as_device, db_count
):
    """Scenario 8: two of them were born in 1960; nobody is merged without two confirmations."""
    people = [(1960, "Hoa Tư"), (1960, "Hoa vợ ông Bảy"), (1972, ""), (1985, ""), (1991, "")]
    for year, usual in people:
        form = {
            "full_name": "Nguyễn Thị Hoa",
            "birth_year": str(year),
            "usual_name": usual,
            "village": "bản Cá Giáng",
            **CONSENT,
        }
        asked = desk(**form)
        if asked.status_code == 200:
            key = re.search(r'name="is_other_person" value="([^"]+)"', asked.text).group(1)
            desk(**form, is_other_person=key)

    cards = trainer.get(desk.path.replace("/enrol", "/cards")).text
    door = as_device().get("/learn/").text

    assert db_count(Learner) == 5
    assert len(set(re.findall(r"<span>(\d{5} \d{5})</span>", cards))) == 5
    assert len(set(re.findall(r'card-mark" src="([^"?]+)', cards))) == 5
    marks = re.findall(r"<strong>Nguyễn Thị Hoa</strong>\s*<span>([^<]+)</span>", door)
    assert sorted(marks) == ["1972", "1985", "1991", "Hoa Tư · 1960", "Hoa vợ ông Bảy · 1960"]


def test_who_walks_in_late_is_enrolled_by_one_scan_and_sits_down_with_the_card(
    desk, trainer, as_device, form_token
):
    """Scenario 17: from the scan to the course without a letter typed at the kiosk."""
    page = desk("/card", scan=CARD).text
    done = desk(**filled(page), **CONSENT, card_is_theirs="yes")
    card = trainer.get(re.search(r'href="([^"]+only=[^"]+)"', trainer.get(done.location).text)[1])
    code = re.search(r"<span>(\d{5} \d{5})</span>", card.text).group(1)
    kiosk = as_device()

    answer = kiosk.post(
        "/learn/card", data={"code": code, "csrf_token": form_token(kiosk, "/learn/card")}
    )

    assert answer.location == "/learn/course"
    assert "Hoà" in kiosk.get("/learn/course").text
