"""The hand test from its offer to what it sets, through a browser without scripts."""

import pytest
from sqlalchemy import select

from lms_server.hand_test.models import HandGame, HandTest
from lms_server.preferences.models import LearnerPreferences
from lms_server.training.queries import get_enrolment

HANDS = "/learn/hands"
GAMES = ["click", "drag", "name", "read", "hear"]


@pytest.fixture
def learner(as_learner):
    """A browser with a learner who was just offered the hand test."""
    return as_learner()


@pytest.fixture
def submit():
    """Press a button of a form; returns where it leads."""

    def send(client, path):
        answer = client.post(path, data={"csrf_token": client.token})
        assert answer.status_code == 302
        return answer.location

    return send


@pytest.fixture
def play():
    """Send what a page measured."""

    def send(client, game, body, **headers):
        told = {"X-CSRFToken": client.token, **headers}
        return client.post(f"{HANDS}/{game}", json=body, headers=told)

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


def test_the_first_screen_after_signing_in_offers_it_once(
    as_device, database, register, open_class, enrol, form_token
):
    client = as_device()
    enrolment = enrol(open_class(), register())
    _tap_picture(client, database, enrolment, form_token)

    first = client.get("/learn/course").text
    second = client.get("/learn/course").text

    assert "Mời bác làm quen tay với máy." in first
    assert "Mời bác làm quen tay với máy." not in second
    assert "Bắt đầu học" in second


def test_who_declines_goes_learning_and_is_not_asked_again(
    learner, submit, stored, database, form_token
):
    assert submit(learner, f"{HANDS}/skip") == "/learn/course"

    submit(learner, "/learn/leave")
    _tap_picture(learner, database, learner.enrolment_id, form_token)
    assert "làm quen tay" not in learner.get("/learn/course").text
    assert [one.ending for one in stored(HandTest)] == ["skipped"]
    assert stored(LearnerPreferences) == []


def test_playing_all_games_sets_what_suits_the_learner(learner, submit, play, steady, stored):
    games = {**steady, "read": {"size": 27}}
    games["drag"] = {"carried": [{"by": "taps", "ms": 9000, "lost": 4}]}

    submit(learner, HANDS)
    for game, body in games.items():
        assert learner.get(f"{HANDS}/next").location == f"{HANDS}/{game}"
        assert learner.get(f"{HANDS}/{game}").status_code == 200
        assert play(learner, game, body).json == {"next": f"{HANDS}/next"}

    assert learner.get(f"{HANDS}/next").location == f"{HANDS}/done"
    told = learner.get(f"{HANDS}/done").text
    assert "Nút bấm to hơn." in told
    assert 'data-text="large"' in told
    assert 'data-targets="large"' in told
    [kept] = stored(LearnerPreferences)
    assert (kept.learner_id, kept.text_size, kept.target_size) == (
        learner.learner_id,
        "large",
        "large",
    )
    assert (kept.pace, kept.reads_by_itself, kept.set_by) == ("normal", False, "hand_test")
    assert [one.ending for one in stored(HandTest)] == ["finished"]


def test_a_reload_or_another_visit_goes_on_at_the_same_game(learner, submit, play, steady, stored):
    submit(learner, HANDS)
    play(learner, "click", steady["click"])

    submit(learner, HANDS)

    assert learner.get(f"{HANDS}/next").location == f"{HANDS}/drag"
    assert "Bác giữ quả rồi kéo vào rổ." in learner.get(f"{HANDS}/drag").text
    assert len(stored(HandTest)) == 1


def test_every_game_may_be_left_out(learner, submit, stored):
    submit(learner, HANDS)

    for game in GAMES:
        assert submit(learner, f"{HANDS}/{game}/skip") == f"{HANDS}/next"

    assert [one.measured for one in stored(HandGame)] == [None] * 5
    told = learner.get(f"{HANDS}/done").text
    assert "Vâng bác. Máy giữ như cũ." in told
    assert "Máy đã chỉnh xong" not in told
    assert stored(LearnerPreferences) == []


def test_one_game_is_enough_to_be_fitted_until_the_next_round_is_left_out(learner, submit, play):
    told = []
    for body in ({"size": 27}, None):
        submit(learner, HANDS)
        if body:
            play(learner, "read", body)
        for game in GAMES if body is None else [one for one in GAMES if one != "read"]:
            submit(learner, f"{HANDS}/{game}/skip")
        told.append("Máy đã chỉnh xong" in learner.get(f"{HANDS}/done").text)

    assert told == [True, False]


def test_playing_a_game_again_counts_the_newest(learner, submit, play, stored):
    submit(learner, HANDS)
    play(learner, "read", {"size": 0})
    play(learner, "read", {"size": 22})

    assert [one.measured for one in stored(HandGame)] == [b'{"size":22}']


def test_it_can_be_played_again(learner, submit, stored):
    for _ in range(2):
        submit(learner, HANDS)
        for game in GAMES:
            submit(learner, f"{HANDS}/{game}/skip")

    assert [one.ending for one in stored(HandTest)] == ["finished", "finished"]


def test_a_measure_after_the_end_changes_nothing(learner, play, steady, stored):
    answer = play(learner, "click", steady["click"])

    assert answer.json == {"next": f"{HANDS}/next"}
    assert stored(HandGame) == []
    assert learner.get(f"{HANDS}/click").location == HANDS


@pytest.mark.parametrize(
    ("game", "body", "status"),
    [("click", {"aims": []}, 400), ("read", {"size": 5}, 400), ("juggle", {}, 404)],
)
def test_hostile_measures_are_refused(learner, submit, play, stored, game, body, status):
    submit(learner, HANDS)

    assert play(learner, game, body).status_code == status
    assert stored(HandGame) == []


def test_no_other_site_plays_for_the_learner(learner, submit, stored):
    submit(learner, HANDS)

    assert learner.post(f"{HANDS}/read", json={"size": 22}).status_code == 400
    assert stored(HandGame) == []


def test_an_unknown_game_is_told(learner):
    assert learner.get(f"{HANDS}/juggle").status_code == 404


def _tap_picture(client, database, enrolment_id, form_token):
    with database.read() as db:
        picture = get_enrolment(db, enrolment_id).learner.picture
    token = form_token(client, f"/learn/who/{enrolment_id}")
    client.post(f"/learn/who/{enrolment_id}", data={"csrf_token": token, "picture": picture})
    client.token = form_token(client, f"/learn/who/{enrolment_id}")


def test_the_trainer_sees_who_needs_large_targets(learner, submit, play, as_staff):
    wall = f"/staff/classes/{learner.training_session_id}/wall"
    before = as_staff("trainer").get(wall).text

    submit(learner, HANDS)
    play(learner, "drag", {"carried": [{"by": "drag", "ms": 1, "lost": 3}]})
    for game in GAMES:
        if game != "drag":
            submit(learner, f"{HANDS}/{game}/skip")

    assert "cần nút to" not in before
    assert "cần nút to" in as_staff("trainer").get(wall).text
    assert f'href="{HANDS}"' in learner.get("/learn/course").text
