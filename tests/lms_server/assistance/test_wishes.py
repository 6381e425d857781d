"""The wish for more help and the idea box, from the learner's screen to the staff's page."""

import pytest
from sqlalchemy import select

from common.ids import new_id
from lms_server.assistance.models import HelpWish, Idea
from lms_server.learners.queries import find_consent
from lms_server.learners.rules import Purpose

WISH, CONTACT, IDEAS, STAFF = (
    "/learn/more-help",
    "/learn/more-help/contact",
    "/learn/ideas",
    "/staff/wishes/",
)


@pytest.fixture
def submit():
    """Send a learner's form; returns where it leads."""

    def send(client, path, **fields):
        return client.post(path, data={"csrf_token": client.token, **fields}).location

    return send


@pytest.fixture
def stored(database):
    """Return all rows of a table."""

    def read(model):
        with database.read() as db:
            rows = list(db.scalars(select(model)))
            db.expunge_all()
            return rows

    return read


@pytest.fixture
def purposes(database):
    """Return what a learner agrees to now."""

    def read(learner_id):
        with database.read() as db:
            return find_consent(db, learner_id).purposes

    return read


def test_a_wish_is_noted_and_asks_whether_somebody_may_come(as_learner, submit, purposes, as_staff):
    learner = as_learner()

    assert submit(learner, WISH, topics=["vneid", "scam"]) == CONTACT
    before = as_staff("assistant").get(STAFF).text
    assert submit(learner, CONTACT) == "/learn/thanks"
    after = as_staff("assistant").get(STAFF).text

    assert "Nguyễn Thị Hoa" in before
    assert "Chưa đồng ý" in before
    assert '<span class="tag tag-good">Đồng ý</span>' in after
    assert purposes(learner.learner_id) == {Purpose.LEARN, Purpose.CONTACT}


def test_who_does_not_agree_is_listed_and_no_consent_is_made_up(as_learner, submit, purposes):
    learner = as_learner()

    submit(learner, WISH, topics=["phone"])
    learner.get("/learn/thanks")

    assert purposes(learner.learner_id) == {Purpose.LEARN}


def test_who_agreed_before_is_not_asked_and_keeps_every_purpose(
    as_learner, register, submit, purposes
):
    agreed = {Purpose.LEARN, Purpose.PROVINCE, Purpose.CONTACT}
    learner = as_learner(learner_id=register(purposes=agreed))

    assert submit(learner, WISH, topics=["phone"]) == "/learn/thanks"
    assert submit(learner, CONTACT) == "/learn/thanks"

    assert purposes(learner.learner_id) == agreed


def test_wishes_may_be_changed_until_somebody_met_them(
    as_learner, submit, stored, as_staff, form_token
):
    learner, trainer = as_learner(), as_staff("trainer")
    submit(learner, WISH, topics=["phone", "scam"])
    submit(learner, WISH, topics=["scam", "health"])
    assert {one.topic for one in stored(HelpWish)} == {"scam", "health"}
    assert learner.get(WISH).text.count(" checked") == 2

    data = {
        "csrf_token": form_token(trainer, STAFF),
        "wish": [str(one.id) for one in stored(HelpWish)],
    }
    trainer.post(f"{STAFF}met", data=data)
    submit(learner, WISH, topics=[])

    assert {one.met_by for one in stored(HelpWish)} == {trainer.account_id}
    assert "Chưa ai cần giúp thêm." in trainer.get(STAFF).text


@pytest.mark.parametrize("field", [{"topics": ["money"]}, {"topics": ["phone", "'--"]}])
def test_unknown_topics_are_refused(as_learner, stored, field):
    learner = as_learner()

    answer = learner.post(WISH, data={"csrf_token": learner.token, **field})

    assert answer.status_code == 400
    assert stored(HelpWish) == []


@pytest.mark.parametrize("wish", ["not-an-id", "0193a1b2-0000-7000-8000-000000000000"])
def test_an_unknown_wish_is_told(as_staff, form_token, wish):
    trainer = as_staff("trainer")

    data = {"csrf_token": form_token(trainer, STAFF), "wish": wish}
    assert trainer.post(f"{STAFF}met", data=data).status_code == 404


def test_an_idea_is_kept_for_the_village_without_a_name(as_learner, submit, stored, as_staff):
    learner = as_learner()

    text = "  Lắp  loa\n ở nha\u0300 văn hóa "
    assert submit(learner, IDEAS, kind="village", text=text) == "/learn/thanks"

    [idea] = stored(Idea)
    assert (idea.village, idea.kind, idea.text) == (
        "bản Cá Giáng",
        "village",
        "Lắp loa ở nhà văn hóa",
    )
    assert idea.written_by is None
    page = as_staff("admin").get(STAFF).text
    assert "Lắp loa ở nhà văn hóa" in page
    assert "bản Cá Giáng: 1" in page
    assert "Nguyễn Thị Hoa" not in page


def test_an_idea_without_words_leads_back(as_learner, submit, stored):
    learner = as_learner()

    assert submit(learner, IDEAS, kind="other", text=" \n ") == IDEAS
    assert stored(Idea) == []


def test_a_long_idea_is_cut_and_an_unknown_kind_refused(as_learner, submit, stored):
    learner = as_learner()

    submit(learner, IDEAS, kind="farming", text="ă" * 2000)
    refused = learner.post(IDEAS, data={"csrf_token": learner.token, "kind": "x", "text": "y"})

    assert [len(one.text) for one in stored(Idea)] == [500]
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("text", "kept"),
    [("\0Cần lớp tối", "Cần lớp tối"), ("a\u202eb\u200b", "ab"), ("\0\u200b", None)],
)
def test_what_nobody_can_see_is_no_part_of_an_idea(as_learner, submit, stored, text, kept):
    leads_to = submit(as_learner(), IDEAS, kind="other", text=text)

    assert leads_to == ("/learn/thanks" if kept else IDEAS)
    assert [one.text for one in stored(Idea)] == ([kept] if kept else [])


def test_an_idea_is_shown_as_words_never_as_markup(as_learner, submit, as_staff):
    submit(as_learner(), IDEAS, kind="other", text="<script>alert(1)</script>")

    page = as_staff("trainer").get(STAFF).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_trainer_writes_down_what_somebody_says(as_staff, form_token, open_class, stored):
    trainer, training_session_id = as_staff("trainer"), open_class("bản Vọc")
    token = form_token(trainer, STAFF)

    def tell(text, class_id=training_session_id):
        data = {"csrf_token": token, "kind": "farming", "text": text}
        return trainer.post(f"/staff/ideas/{class_id}", data=data)

    assert tell("Bán mận qua mạng").location == STAFF
    assert tell("  ").status_code == 400
    assert tell("Ở đâu?", new_id()).status_code == 404
    assert [(one.village, one.written_by) for one in stored(Idea)] == [
        ("bản Vọc", trainer.account_id)
    ]


def test_the_staff_see_how_often_a_class_called(as_learner, as_staff):
    learner, trainer = as_learner(), as_staff("trainer")
    for _ in range(2):
        for path in ("/learn/help", "/learn/help/over"):
            learner.post(path, data={"csrf_token": learner.token, "path": "/learn/course"})

    page = trainer.get(STAFF).text

    assert '<td class="number">2</td><td class="number">0</td><td class="number">–</td>' in page
