"""Pages of trainers and the learners' door, through a browser."""

import re

import pytest

from lms_server.learners.models import Learner
from lms_server.learners.queries import search_learners
from lms_server.learners.rules import picture_choices
from lms_server.training import actions
from lms_server.training.models import Enrolment, TrainingSession

FORM = {
    "full_name": "Lò Văn Ánh",
    "birth_year": "1955",
    "commune_code": "17071",
    "village": "bản Cá Giáng",
    "address_form": "ong",
    "evidence": "card_seen",
    "means": "voice",
    "purposes": ["learn", "province"],
}


@pytest.fixture
def trainer(as_staff, form_token):
    """A signed-in trainer with the token of their pages."""
    client = as_staff("trainer")
    client.token = form_token(client, "/staff/classes/")
    return client


def post(client, path, **values):
    return client.post(path, data={"csrf_token": client.token, **values})


def test_a_trainer_opens_a_class(trainer, db_count):
    page = trainer.get("/staff/classes/open")
    answer = post(
        trainer,
        "/staff/classes/open",
        course_id="KNS-04",
        commune_code="17071",
        village="bản Cá Giáng",
        place="Nhà văn hóa",
    )

    assert "Thanh toán số an toàn" in page.text
    assert db_count(TrainingSession) == 1
    assert trainer.get(answer.location).status_code == 200
    assert trainer.get("/staff/classes/").status_code == 200


@pytest.mark.parametrize("change", [{"course_id": "KNS-99"}, {"village": ""}])
def test_a_class_that_cannot_be_is_explained_and_what_was_typed_stays(trainer, db_count, change):
    values = {"course_id": "KNS-04", "commune_code": "17071", "village": "bản", "place": "Sân đình"}

    answer = post(trainer, "/staff/classes/open", **{**values, **change})

    assert answer.status_code == 400
    assert "Mời" in answer.text
    assert "Sân đình" in answer.text
    assert db_count(TrainingSession) == 0


def test_a_newcomer_is_enrolled_by_one_form(trainer, open_class, database, db_count):
    path = f"/staff/classes/{open_class()}/enrol"

    answer = post(trainer, path, **FORM)

    page = trainer.get(answer.location)
    assert "Đã ghi danh: Lò Văn Ánh" in page.text
    assert db_count(Enrolment) == 1
    with database.read() as db:
        (learner,) = search_learners(db, "lo van anh")
    assert (learner.you, learner.evidence) == ("ông", "card_seen")


def test_what_nobody_sees_or_can_print_is_left_out_of_a_name(trainer, open_class, database):
    path = f"/staff/classes/{open_class()}/enrol"
    odd = {"full_name": "Lò\x00 Văn\u202e Ánh\u200b", "usual_name": "Á" * 500}

    answer = post(trainer, path, **{**FORM, **odd})

    assert answer.status_code == 302
    with database.read() as db:
        (learner,) = search_learners(db, "lo van anh")
    assert (learner.full_name, learner.usual_name) == ("Lò Văn Ánh", "Á" * 60)


def test_no_purpose_is_ticked_before_the_learner_speaks(trainer, open_class):
    page = trainer.get(f"/staff/classes/{open_class()}/enrol").text

    boxes = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert len(boxes) == 5
    assert not any("checked" in box for box in boxes)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"purposes": ["province"]}, "Cần đồng ý dòng đầu tiên"),
        ({"birth_year": "55"}, "Năm sinh có bốn chữ số"),
        ({"birth_year": "abc"}, "Năm sinh có bốn chữ số"),
        ({"id_number": "0401 5500 0123 45"}, "Số định danh có 12 chữ số"),
        ({"sex": "other"}, "không có trong phiếu"),
        ({"commune_code": "١٧٠٧١"}, "năm chữ số"),
        ({"full_name": ""}, "Mời ghi họ và tên"),
    ],
)
def test_a_form_with_a_mistake_comes_back_filled(trainer, open_class, db_count, change, told):
    answer = post(trainer, f"/staff/classes/{open_class()}/enrol", **{**FORM, **change})

    assert answer.status_code == 400
    assert told in answer.text
    assert 'value="bản Cá Giáng"' in answer.text
    assert db_count(Learner) == 0


def test_a_namesake_is_asked_about_and_never_merged(trainer, open_class, register, db_count):
    known = register("Lò Văn Anh", year=1955)
    path = f"/staff/classes/{open_class()}/enrol"

    asked = post(trainer, path, **FORM)
    assert "Có phải một trong những người này không?" in asked.text
    assert str(known) in asked.text
    assert db_count(Learner) == 1

    answer = re.search(r'name="is_other_person" value="([^"]+)"', asked.text).group(1)
    post(trainer, path, **FORM, is_other_person=answer)
    assert db_count(Learner) == 2


def test_an_answer_about_one_name_holds_for_no_other(trainer, open_class, register, db_count):
    register("Lò Văn Anh", year=1955)
    register("Vàng A Páo", year=1955)
    path = f"/staff/classes/{open_class()}/enrol"
    asked = post(trainer, path, **FORM).text
    answer = re.search(r'name="is_other_person" value="([^"]+)"', asked).group(1)

    form = {**FORM, "full_name": "Vàng A Páo", "is_other_person": answer}

    assert "Có phải một trong những người này không?" in post(trainer, path, **form).text
    assert db_count(Learner) == 2


def test_the_same_person_is_enrolled_without_a_second_card(trainer, open_class, register, db_count):
    known = register("Lò Văn Anh", year=1955)

    post(trainer, f"/staff/classes/{open_class()}/enrol/{known}", **FORM)

    assert (db_count(Learner), db_count(Enrolment)) == (1, 1)


def test_the_enter_key_never_answers_the_question(trainer, open_class, register):
    register("Lò Văn Anh", year=1955)
    page = post(trainer, f"/staff/classes/{open_class()}/enrol", **FORM).text

    newcomer = page[page.index('id="newcomer"') :]
    first = re.search(r"<button[^>]*>", newcomer).group()
    assert "formaction" not in first
    assert "name=" not in first


def test_a_number_that_disagrees_asks_to_look_again_and_then_saves(trainer, open_class, db_count):
    path, form = f"/staff/classes/{open_class()}/enrol", {**FORM, "id_number": "040156000123"}

    asked = post(trainer, path, **form)
    assert "Mời xem lại thẻ" in asked.text
    assert db_count(Learner) == 0

    post(trainer, path, **form, checked_number="040156000123")
    assert db_count(Learner) == 1


def test_a_known_number_names_its_owner(trainer, open_class, register):
    register("Vàng A Páo", year=1955, id_number="040055000123")

    page = post(
        trainer, f"/staff/classes/{open_class()}/enrol", **{**FORM, "id_number": "040055000123"}
    )

    assert "Vàng A Páo" in page.text
    assert "Đúng người này, ghi danh" in page.text


def test_cards_carry_no_personal_number_and_one_qr_each(trainer, open_class, register, enrol):
    training_session_id = open_class()
    one = enrol(training_session_id, register(id_number="040160000123"))
    enrol(training_session_id, register("Lò Văn Ánh"))

    page = trainer.get(f"/staff/classes/{training_session_id}/cards").text
    single = trainer.get(f"/staff/classes/{training_session_id}/cards?only={one}").text

    assert page.count("data:image/svg+xml;base64,") == 2
    assert single.count("data:image/svg+xml;base64,") == 1
    assert "040160000123" not in page


def test_names_then_picture_lead_to_the_course(
    database, as_device, open_class, register, enrol, form_token
):
    client = as_device()
    enrolment_id = enrol(open_class(), register("Lò Văn Ánh", address_form="ong"))
    with database.read() as db:
        picture = actions.queries.get_enrolment(db, enrolment_id).learner.picture
    names = client.get("/learn/").text
    path = f"/learn/who/{enrolment_id}"
    asked = client.get(path).text
    token = form_token(client, path)
    wrong = next(p for p in re.findall(r'name="picture" value="(\w+)"', asked) if p != picture)

    told = client.post(path, data={"picture": wrong, "csrf_token": token})
    welcome = client.post(path, data={"picture": picture, "csrf_token": token})

    assert "Lò Văn Ánh" in names
    assert "Chào ông Ánh!" in asked
    assert "Chưa đúng hình, ông thử lại nhé." in told.text
    assert welcome.location == "/learn/course"
    assert "Ông Ánh" in client.get("/learn/course").text


def test_the_address_of_the_page_does_not_tell_which_picture_is_right(
    as_device, open_class, register, enrol
):
    """Everybody has the program; only the server may know how it shuffles."""
    enrolment_id = enrol(open_class(), register())

    page = as_device().get(f"/learn/who/{enrolment_id}").text

    shown = tuple(re.findall(r'name="picture" value="(\w+)"', page))
    assert len(shown) == 6
    assert shown not in {picture_choices(one, seed=str(enrolment_id)) for one in shown}


def test_an_unknown_card_is_told_kindly(as_device, form_token):
    client = as_device()
    token = form_token(client, "/learn/card")

    answer = client.post("/learn/card", data={"code": "0000000000", "csrf_token": token})

    assert answer.status_code == 404
    assert "Thẻ này chưa có trong lớp hôm nay." in answer.text


def test_changing_the_learner_ends_the_session(as_learner):
    client = as_learner()

    client.post("/learn/leave", data={"csrf_token": client.token})

    assert client.get("/learn/course").location == "/learn/"


def test_a_session_carried_to_another_machine_is_worth_nothing(as_learner, as_device):
    learner, other = as_learner(), as_device()
    other.set_cookie("bus_session", learner.get_cookie("bus_session").value)

    assert other.get("/learn/course").location == "/learn/"


def test_a_machine_that_is_not_paired_sees_no_names(client, open_class, register, enrol):
    enrol(open_class(), register("Lò Văn Ánh"))

    assert client.get("/learn/").location == "/join"
    assert client.get("/").location == "/learn/"


def test_the_door_tells_when_no_class_is_open(as_device):
    assert "Lớp chưa mở." in as_device().get("/learn/").text


def test_of_several_open_classes_one_is_chosen_first(as_device, open_class, register, enrol):
    first, second = open_class("bản Một"), open_class("bản Hai")
    enrol(first, register("Lò Văn Ánh"))
    enrol(second, register("Vàng A Páo"))
    client = as_device()

    choice = client.get("/learn/").text
    page = client.get(f"/learn/?class={first}").text

    assert all(word in choice for word in ("bản Một", "bản Hai", "Thanh toán số", "Mở lúc 08:30"))
    assert "Lò Văn Ánh" not in choice
    assert "Lò Văn Ánh" in page
    assert "Vàng A Páo" not in page


def test_a_learner_moves_to_another_machine_without_the_trainer(
    as_learner, as_device, form_token, database
):
    """Scenario: the laptop fails; the card works at the next one, and the first lets go."""
    first, second = as_learner(), as_device()
    with database.read() as db:
        code = actions.queries.get_enrolment(db, first.enrolment_id).learner.card_code

    answer = second.post(
        "/learn/card", data={"code": code, "csrf_token": form_token(second, "/learn/card")}
    )

    assert answer.location == "/learn/course"
    assert second.get("/learn/lesson/KNS-04-L1/1").status_code == 200
    assert first.get("/learn/lesson/KNS-04-L1/1").status_code != 200
