"""Two or three learners at one machine: signing in, turns, going home."""

import re
import uuid

import pytest

from common.wire.discovery import KIOSK_ORIGIN_HEADER
from lms_server.attendance.queries import get_attendance
from lms_server.lessons.queries import get_lesson_facts
from lms_server.training.models import Sitting
from lms_server.web.access import ACCESS, LEARNER

LESSON = "/learn/lesson/KNS-04-L1/1"
"""A page that is drawn once for all."""
FIELDS = re.compile(r"<(?:(\w+):)?(\w+)>")


def learner_addresses(app):
    """Every address that only a learner may call, with its methods."""
    adapter = app.url_map.bind("localhost")
    given = {"uuid": uuid.UUID(int=7), "int": 1, "default": "KNS-04-T1", "path": "a"}
    for rule in app.url_map.iter_rules():
        if ACCESS.get(rule.endpoint) == LEARNER:
            kinds = {name: kind or "default" for kind, name in FIELDS.findall(rule.rule)}
            values = {name: given[kind] for name, kind in kinds.items()}
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                yield method, adapter.build(rule.endpoint, values, method=method)


def post(client, path, **values):
    return client.post(path, data={"csrf_token": client.token, **values})


def press_twice(client, path):
    """Send the form of ``path`` that gives the turn on as it stands there, two times."""
    form = re.search(
        r'<form method="post" action="/learn/turn">(.*?)</form>', client.get(path).text, re.DOTALL
    )
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
    return [client.post("/learn/turn", data=values).location for _ in range(2)]


def people_on_top(client):
    page = client.get("/learn/course").text
    return re.findall(r'<li class="kiosk-person( has-turn)?".*?(\w+)</span></li>', page, re.DOTALL)


def test_three_names_stand_on_top_and_one_has_the_turn(together):
    assert people_on_top(together) == [(" has-turn", "Hoa"), ("", "Ánh"), ("", "Páo")]


def test_a_second_press_leaves_the_turn_with_the_next(together):
    for path, name in ((LESSON, "Ánh"), (LESSON, "Páo"), ("/learn/course", "Hoa")):
        told = press_twice(together, path)

        page = together.get(told[-1]).text
        assert f"Bây giờ đến lượt bác <span data-silent>{name}</span>" in page
        assert (" has-turn", name) in people_on_top(together)


@pytest.mark.parametrize("who", ["", "all", "0" * 32])
def test_the_turn_stays_when_nobody_here_is_named(together, who):
    post(together, "/learn/turn", who=who)

    assert people_on_top(together)[0] == (" has-turn", "Hoa")


def test_the_screen_between_has_no_button_that_gives_the_turn_back(together):
    (told, _) = press_twice(together, "/learn/course")

    assert "Đổi lượt" in together.get("/learn/course").text
    assert "Đổi lượt" not in together.get(told).text


def test_a_fourth_finds_no_room_and_is_told_kindly(together, sit_down):
    sit_down(together, "Hồ Thị Xuân")

    assert together.answer.status_code == 409
    assert "Máy này đã đủ ba người." in together.answer.text
    assert "Thêm người học cùng" not in together.get("/learn/together").text
    assert len(people_on_top(together)) == 3


def read_question(client, path):
    """Return what the machine asks after a long silence: the question and its buttons."""
    dialog = re.search(r'<dialog id="anybody".*?</dialog>', client.get(path).text, re.DOTALL)[0]
    texts = re.findall(r"<(?:h2|button)\b[^>]*>(.*?)</(?:h2|button)>", dialog, re.DOTALL)
    return [re.sub("<[^>]+>", "", one).replace("&nbsp;", " ") for one in texts]


@pytest.mark.parametrize("path", [LESSON, "/learn/course"])
def test_a_silent_machine_asks_for_whoever_sits_there(as_learner, register, path):
    first = as_learner()
    second = as_learner(first.training_session_id, register("Lò Văn Ánh"))

    asked = [read_question(one, path) for one in (first, second)]

    assert asked == [
        [f"Bác {name} còn ở đây không?", "Tôi là người khác", f"Tôi là bác {name}, học tiếp"]
        for name in ("Hoa", "Ánh")
    ]


@pytest.mark.parametrize("path", [LESSON, "/learn/course"])
def test_a_silent_machine_asks_first_for_the_one_whose_turn_it_is(together, path):
    before = read_question(together, path)
    post(together, "/learn/turn", who=together.ids[1].hex)
    after = read_question(together, path)

    assert before == [
        "Bác Hoa, bác Ánh, bác Páo còn ở đây không?",
        *("Tôi là bác Ánh", "Tôi là bác Páo", "Tôi là người khác"),
        "Tôi là bác Hoa, học tiếp",
    ]
    assert after == [
        "Bác Ánh, bác Páo, bác Hoa còn ở đây không?",
        *("Tôi là bác Páo", "Tôi là bác Hoa", "Tôi là người khác"),
        "Tôi là bác Ánh, học tiếp",
    ]


def test_who_learns_in_another_class_does_not_join(as_learner, open_class, sit_down):
    client = as_learner()

    sit_down(client, "Lò Văn Ánh", training_session_id=open_class("bản Hai"))

    assert client.answer.status_code == 409
    assert "Máy này đang học lớp khác." in client.answer.text
    assert len(people_on_top(client)) == 1


def test_the_door_shows_the_others_of_the_class_only_when_somebody_is_to_come(
    as_learner, register, enrol
):
    client = as_learner()
    enrol(client.training_session_id, register("Lò Văn Ánh"))

    assert client.get("/learn/").location == "/learn/course"
    added = post(client, "/learn/together/add")
    page = client.get(added.location).text
    assert "Lò Văn Ánh" in page
    assert "Nguyễn Thị Hoa" not in page

    assert post(client, "/learn/together/alone").location == "/learn/course"
    assert client.get("/learn/").location == "/learn/course"


@pytest.mark.parametrize("path", ["/learn/", "/learn/card"])
def test_who_is_added_is_not_spoken_to_in_the_first_ones_word(as_learner, register, enrol, path):
    client = as_learner(learner_id=register("Lò Văn Ánh", address_form="ban"))
    enrol(client.training_session_id, register("Vàng A Páo"))

    post(client, "/learn/together/add")

    page = client.get(path, headers={KIOSK_ORIGIN_HEADER: "http://127.0.0.1:1"}).text
    assert "bạn" not in page.lower()
    assert "bác" in page


def test_a_page_seen_while_somebody_is_added_is_not_kept_for_afterwards(as_learner, register):
    client = as_learner(learner_id=register("Lò Văn Ánh", address_form="ban"))
    post(client, "/learn/together/add")
    added = client.get(LESSON).text

    post(client, "/learn/together/alone")

    assert "Mời bác giơ tay" in added
    assert "Mời bạn giơ tay" in client.get(LESSON).text


def test_one_goes_home_and_the_others_stay(together):
    answer = post(together, "/learn/together/leave", who=together.ids[0].hex)

    assert answer.location == "/learn/together"
    assert "Chào bác Hoa!" in together.get(answer.location).text
    assert people_on_top(together) == [(" has-turn", "Ánh"), ("", "Páo")]


def test_the_last_one_who_goes_home_leaves_the_door(together, form_token):
    for one in together.ids:
        answer = post(together, "/learn/together/leave", who=one.hex)
        together.token = form_token(together, answer.location)

    assert answer.location == "/learn/"


def test_all_go_home_at_once(together, database):
    answer = post(together, "/learn/together/leave", who="all")

    assert answer.location == "/learn/"
    with database.read() as db:
        assert {one.ending for one in db.query(Sitting)} == {"left"}


@pytest.mark.parametrize("who", [0, 1, None])
def test_a_cookie_copied_before_somebody_left_is_worth_nothing(together, app, who):
    copied = together.get_cookie("bus_session").value
    post(together, "/learn/together/leave", who="all" if who is None else together.ids[who].hex)
    thief = app.test_client()
    thief.set_cookie("bus_device", together.get_cookie("bus_device").value)

    refused = []
    for method, address in learner_addresses(app):
        thief.set_cookie("bus_session", copied)
        refused.append((thief.open(address, method=method).status_code, method, address))
    assert len(refused) > 20
    assert [one for one in refused if one[0] != 401] == []


def test_who_signs_in_elsewhere_sits_there_and_the_first_machine_says_so(
    together, as_device, sit_down
):
    other = as_device()
    other.training_session_id = together.training_session_id
    learner_id = together.learner_id

    sit_down(other, "", learner_id=learner_id)

    assert people_on_top(other) == [("", "Hoa")]
    told = together.get("/learn/course").text
    assert "Bác Hoa đang học ở máy khác" in told
    assert people_on_top(together) == [(" has-turn", "Ánh"), ("", "Páo")]


def test_who_sat_alone_and_signed_in_elsewhere_is_told_at_the_door(as_learner, as_device, sit_down):
    first = as_learner()
    other = as_device()
    other.training_session_id = first.training_session_id
    sit_down(other, "", learner_id=first.learner_id)

    answer = first.get("/learn/course")

    assert answer.location == "/learn/"
    assert "Bác Hoa đang học ở máy khác" in first.get("/learn/").text
    assert first.get("/learn/course").location == "/learn/"
    assert people_on_top(other) == [("", "Hoa")]


def test_a_lesson_counts_for_all_who_read_it(together, database, course):
    lesson = course.lessons[0]
    together.get(f"/learn/lesson/{lesson.lesson_id}/2")
    post(together, f"/learn/lesson/{lesson.lesson_id}/done")

    with database.read() as db:
        facts = [get_lesson_facts(db, one) for one in together.ids]
        seen = [get_attendance(db, one).first_seen_at for one in together.ids]
    assert [one.lessons_done for one in facts] == [{lesson.lesson_id}] * 3
    assert all(seen)


def test_the_trainer_sees_who_sits_together(together, as_staff):
    wall = as_staff("trainer").get(f"/staff/classes/{together.training_session_id}").text

    assert re.search(r"Máy 7 · cùng Ánh, Páo</small>", wall)
    assert re.search(r"Máy 7 · cùng Hoa, Ánh</small>", wall)
