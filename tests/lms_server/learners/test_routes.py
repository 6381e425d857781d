"""The page of one learner, through a browser, for each role."""

import pytest

from lms_server.learners.cards import spaced
from lms_server.learners.models import Consent
from lms_server.learners.queries import get_learner
from lms_server.learners.rules import Purpose

NUMBER = "040160000123"


def test_the_number_is_shown_by_its_last_digits_only(as_staff, register):
    learner_id = register(id_number=NUMBER)

    page = as_staff("trainer").get(f"/staff/learners/{learner_id}").text

    assert "********0123" in page
    assert NUMBER not in page


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("trainer", {"Đổi hình khác", "Lưu sự đồng ý", ">Lưu<"}),
        ("officer", {">Lưu<"}),
        ("admin", set()),
    ],
)
def test_a_page_offers_only_what_its_reader_may_do(as_staff, register, role, offered):
    page = as_staff(role).get(f"/staff/learners/{register()}").text

    assert {word for word in ("Đổi hình khác", "Lưu sự đồng ý", ">Lưu<") if word in page} == offered


@pytest.mark.parametrize(
    ("role", "sees"), [("trainer", True), ("assistant", True), ("officer", False), ("admin", False)]
)
def test_only_who_teaches_sees_what_a_learner_signs_in_with(
    as_staff, database, register, open_class, enrol, role, sees
):
    """Who issues certificates must not be able to sit down as a learner."""
    learner_id, class_id = register("Lò Văn Ánh"), open_class()
    enrol(class_id, learner_id)
    with database.read() as db:
        learner = get_learner(db, learner_id)
    browser = as_staff(role)
    pages = [
        browser.get(path).text
        for path in (
            f"/staff/learners/{learner_id}",
            "/staff/learners/?q=anh",
            f"/staff/classes/{class_id}",
        )
    ]

    assert all("Lò Văn Ánh" in page for page in pages)
    assert [learner.picture in page for page in pages] == [sees] * 3
    assert (spaced(learner.card_code) in pages[0], "data:image/svg" in pages[0]) == (sees, sees)


def test_learners_are_found_without_tones(as_staff, register):
    register("Trần Thị Hoà")
    trainer = as_staff("trainer")

    assert "Trần Thị Hoà" in trainer.get("/staff/learners/?q=tran hoa").text
    assert "Chưa có ai tên như vậy." in trainer.get("/staff/learners/?q=bay").text


@pytest.fixture
def trainer(as_staff, form_token):
    client = as_staff("trainer")
    client.token = form_token(client, "/staff/learners/")
    return client


def post(client, path, **values):
    return client.post(path, data={"csrf_token": client.token, **values})


def test_a_new_consent_is_stored_beside_the_old(trainer, register, db_count):
    path = f"/staff/learners/{register(purposes={Purpose.LEARN})}"

    post(trainer, f"{path}/consent", purposes=["learn", "contact"], means="paper", witness="Bảy")

    page = trainer.get(path).text
    assert "Có: Liên hệ với tôi sau lớp học" in page
    assert "Không: Gửi kết quả về tỉnh" in page
    assert "Bảy" in page
    assert db_count(Consent) == 2


def test_a_consent_without_learning_is_refused(trainer, register, db_count):
    answer = post(trainer, f"/staff/learners/{register()}/consent", purposes=["contact"])

    assert answer.status_code == 400
    assert "Cần đồng ý dòng đầu tiên" in answer.text
    assert db_count(Consent) == 1


def test_a_document_seen_is_noted(trainer, register):
    path = f"/staff/learners/{register()}"

    post(trainer, f"{path}/evidence", evidence="vneid_seen")
    refused = post(trainer, f"{path}/evidence", evidence="passport")

    assert '<option value="vneid_seen" selected>' in trainer.get(path).text
    assert refused.status_code == 400


def test_another_picture_is_shown(trainer, register):
    path = f"/staff/learners/{register()}"
    before = trainer.get(path).text

    post(trainer, f"{path}/picture")

    assert "Học viên đã có hình mới." in trainer.get(path).text
    assert before.split("/pictures/")[1] != trainer.get(path).text.split("/pictures/")[1]
