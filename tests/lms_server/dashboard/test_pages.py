"""The class wall and the learner's own view, through a browser."""

from datetime import timedelta

from common.clock import utc_now
from common.ids import new_id
from lms_server.attendance.models import Presence
from lms_server.lessons import actions


def test_the_wall_tells_where_everyone_is(
    database, as_staff, open_class, register, enrol, course, now
):
    trainer, training_session_id = as_staff("trainer"), open_class()
    busy = enrol(training_session_id, register("Lò Văn Ánh"))
    silent = enrol(training_session_id, register("Vàng A Páo"))
    enrol(training_session_id, register("Lầu Bá Ơn"))
    with database.write() as db:
        for enrolment_id, ago in [(busy, 0), (silent, 10)]:
            end = utc_now() - timedelta(minutes=ago)
            start = end - timedelta(minutes=12)
            db.add(Presence(id=new_id(), enrolment_id=enrolment_id, started_at=start, ended_at=end))
        actions.note_page(db, busy, lesson=course.lessons[1], page=2, now=now)

    wall = trainer.get(f"/staff/classes/{training_session_id}/wall").text
    page = trainer.get(f"/staff/classes/{training_session_id}").text

    assert course.lessons[1].title in wall
    assert wall.count("Đang học") == 1
    assert wall.count("Chưa vào") == 1
    assert wall.count("Vắng từ") == 1
    assert wall.count('<td class="number">12</td>') == 2
    assert "<html" not in wall
    assert "data-fresh=" in page


def test_after_the_class_who_never_came_was_absent(
    as_staff, form_token, open_class, enrol, register
):
    training_session_id = open_class()
    enrol(training_session_id, register())
    trainer = as_staff("trainer")
    page = f"/staff/classes/{training_session_id}"

    trainer.post(page + "/close", data={"csrf_token": form_token(trainer, page + "/close")})

    wall = trainer.get(page + "/wall").text
    assert "Vắng" in wall
    assert "Chưa vào" not in wall


def test_namesakes_show_year_and_usual_name_on_wall_and_door(
    as_staff, as_device, open_class, register, enrol
):
    training_session_id = open_class()
    for usual, year in [("Hoa Tư", 1960), ("Hoa Xuân", 1972)]:
        enrol(training_session_id, register(usual_name=usual, year=year))
    enrol(training_session_id, register("Lò Văn Ánh", year=1955))

    wall = as_staff("assistant").get(f"/staff/classes/{training_session_id}/wall").text
    door = as_device().get("/learn/").text

    for page in (wall, door):
        assert "Hoa Tư · 1960" in page
        assert "Hoa Xuân · 1972" in page
        assert "1955" not in page


def test_the_path_shows_what_comes_next(as_learner, course):
    client = as_learner()

    page = client.get("/learn/course").text

    assert course.title in page
    assert "Bắt đầu học" in page
    assert f'href="/learn/lesson/{course.lessons[0].lesson_id}"' in page


def test_the_result_names_everything_still_to_do(as_learner):
    page = as_learner().get("/learn/result").text

    assert "Bài kiểm tra cần đúng từ 7 trên 10 câu." in page
    assert "Đóng học phí và ghi lại mã biên lai." in page
    assert "Mời bác học thêm 48 phút nữa." in page


def test_an_unknown_class_is_told(as_staff):
    answer = as_staff("trainer").get(f"/staff/classes/{new_id()}")

    assert answer.status_code == 404
    assert "Không tìm thấy lớp này." in answer.text


def test_who_finished_a_lesson_sees_that_it_is_kept(as_learner, course):
    client, lesson = as_learner(), course.lessons[0].lesson_id
    finished = f"/learn/lesson/{lesson}/finished"
    before = client.get(finished).text

    client.post(f"/learn/lesson/{lesson}/done", data={"csrf_token": client.token})

    assert 'class="kept' not in before
    assert '<span class="kept kept-saved" role="status">Đã lưu</span>' in client.get(finished).text


def test_a_task_of_which_nothing_came_is_not_praised_but_done(as_learner, course):
    task = next(iter(course.simulators))

    answer = as_learner().get(f"/learn/task/{task}/finished")

    assert answer.location == f"/learn/task/{task}"


def test_a_task_that_is_still_on_its_way_is_not_called_saved(as_learner, course):
    path = f"/learn/task/{next(iter(course.simulators))}/finished?queued=1"
    page = as_learner().get(path).text

    assert "kept-saved" not in page
    assert '<span class="kept kept-queued" role="status">Đã lưu trên máy, đang chờ gửi' in page
