"""The way's end through a browser: result, what one can do, slip, next course."""

import io
import re

import pytest
from pypdf import PdfReader

from lms_server.narration.interface import interface_sentences
from lms_server.takehome import labels


def slips_url(client, only=""):
    return f"/staff/classes/{client.training_session_id}/slips{f'?only={only}' if only else ''}"


def main_action(page):
    """The address that the one main button leads to."""
    (found,) = re.findall(r'<a class="button button-main"[^>]* href="([^"]+)"', page)
    return found


def test_a_tick_stands_only_where_the_server_replayed_the_task(as_learner, do_task):
    client = as_learner()
    do_task(client, "KNS-04-T1")
    do_task(client, "KNS-04-T2", is_done=False)

    for path in ("/learn/deeds", "/learn/result"):
        rows = re.findall(
            r'<li class="deed([^"]*)">.*?<span lang="vi">([^<]+)', client.get(path).text
        )
        done = [text for kind, text in rows if "deed-done" in kind]
        assert done == ["Quét mã trả tiền, xem đúng tên và số tiền."]
        assert len(rows) >= 4
    course_page = client.get("/learn/course").text
    assert "Đã làm được: 1 trên 4 việc" in course_page
    assert "✓ </span>Quét mã trả tiền" in course_page


def test_the_result_leads_to_the_nearest_step_and_never_says_failed(
    as_learner, course, do_task, take_quiz, sit_an_hour
):
    client = as_learner()
    take_quiz(client, 5)
    first = client.get("/learn/result").text
    for task in course.simulators:
        do_task(client, task)
    second = client.get("/learn/result").text
    take_quiz(client, 8)
    third = client.get("/learn/result").text
    sit_an_hour(client)
    last = client.get("/learn/result").text

    assert main_action(first) == "/learn/task/KNS-04-T1"
    assert main_action(second) == "/learn/quiz"
    assert "Làm lại bài kiểm tra" in second
    assert main_action(third) == "/learn/course"
    assert main_action(last) == "/learn/take-home"
    assert "Chúc mừng" in last
    for page in (first, second, third, last):
        assert not re.search(r"(?i)trượt|không đạt|thất bại|\bsai\b|chưa đạt", page)


def test_a_lesson_and_a_task_end_with_praise_and_one_way_on(as_learner, do_task):
    client = as_learner()
    token = {"csrf_token": client.token}

    read = client.post("/learn/lesson/KNS-04-L1/done", data=token, follow_redirects=True)
    waiting = client.get("/learn/task/KNS-04-T1/finished?queued=1").text
    do_task(client, "KNS-04-T1", is_done=False)
    tried = client.get("/learn/task/KNS-04-T1/finished").text
    do_task(client, "KNS-04-T1")
    done = client.get("/learn/task/KNS-04-T1/finished").text

    assert "Học xong bài rồi, bác giỏi quá!" in read.text
    assert main_action(read.text) == "/learn/lesson/KNS-04-L2"
    assert "Máy đang gửi về xe." in waiting
    assert main_action(tried) == "/learn/task/KNS-04-T1"
    assert "deed-done" not in tried
    assert "deed-done" in done
    assert client.get("/learn/lesson/KNS-04-L9/finished").status_code == 404


def test_the_task_page_leads_to_its_praise(as_learner):
    page = as_learner().get("/learn/task/KNS-04-T2").text

    assert 'href="/learn/task/KNS-04-T2/finished"' in page


def test_without_a_deed_there_is_nothing_to_carry(as_learner):
    page = as_learner().get("/learn/take-home").text

    assert "Chưa có việc nào để mang về." in page
    assert "data:image" not in page


def test_what_is_tapped_is_in_no_address_and_stays_nowhere(as_learner):
    client = as_learner()
    form = {"csrf_token": client.token, "group": "elder"}

    answer = client.post("/learn/next", data=form)

    assert answer.status_code == 200
    assert "Sổ sức khỏe điện tử" in answer.text
    assert "Nên học khóa này trước" in answer.text
    assert "elder" not in answer.text
    assert "elder" not in str(answer.headers)
    for link in re.findall(r'href="([^"]+)"', client.get("/learn/next").text):
        assert "group" not in link


@pytest.mark.parametrize("group", ["anyone", "pirate", ""])
def test_who_does_not_say_gets_advice_all_the_same(as_learner, group):
    client = as_learner()

    page = client.post("/learn/next", data={"csrf_token": client.token, "group": group}).text

    assert "Nhận biết lừa đảo" in page
    assert page.count("<h2 lang") == 2


def test_what_was_completed_elsewhere_is_not_suggested_again(as_learner, note_completion):
    client = as_learner()
    note_completion(client, "KNS-05")

    page = client.post("/learn/next", data={"csrf_token": client.token, "group": "anyone"}).text

    assert "Nhận biết lừa đảo" not in page


def test_the_trainer_prints_slips_of_those_who_did_something(
    as_staff, as_learner, register, do_task
):
    hoa = as_learner()
    anh = as_learner(hoa.training_session_id, register("Lò Văn Ánh"))
    nobody = as_learner(hoa.training_session_id, register("Vàng A Páo"))
    for one in (hoa, anh):
        do_task(one, "KNS-04-T1")
    trainer = as_staff("trainer")

    everyone = trainer.get(slips_url(hoa))
    only = trainer.get(slips_url(hoa, anh.enrolment_id))
    wall = trainer.get(f"/staff/classes/{hoa.training_session_id}").text

    text = PdfReader(io.BytesIO(everyone.data)).pages[0].extract_text()
    assert everyone.mimetype == "application/pdf"
    assert "Nguyễn Thị Hoa" in text
    assert "Lò Văn Ánh" in text
    assert "Páo" not in text
    assert "Nguyễn" not in PdfReader(io.BytesIO(only.data)).pages[0].extract_text()
    assert f'id="slip-{anh.enrolment_id}"' in wall
    assert f'id="slip-{nobody.enrolment_id}"' not in wall


def test_before_anybody_did_anything_there_is_no_paper(as_staff, as_learner):
    answer = as_staff("assistant").get(slips_url(as_learner()))

    assert answer.status_code == 404
    assert "Chưa ai làm xong bài thực hành nào" in answer.text


@pytest.mark.parametrize("role", ["officer", "admin"])
def test_who_does_not_teach_prints_no_slips(as_staff, as_learner, do_task, role):
    client = as_learner()
    do_task(client, "KNS-04-T1")

    assert as_staff(role).get(slips_url(client)).status_code == 403


def test_the_fixed_sentences_of_the_end_have_a_voice(app):
    said = set(interface_sentences())

    with app.test_request_context():
        groups = {str(one) for one in labels.GROUPS.values()}
    assert groups <= said
    for one in (
        "Việc bác đã làm được",
        "Việc bà đã làm được",
        "Khung vàng là việc cần làm tiếp.",
        "Xong rồi, bác giỏi quá!",
        "Bác mở máy ảnh trên điện thoại.",
        "Thường ngày cô làm việc gì?",
        "Nên học khóa này trước",
        "Bác hỏi giảng viên ngày nào có lớp.",
        "Kiểm tra miệng: máy đọc, chú chỉ tay.",
        "Mang về điện thoại",
    ):
        assert one in said


def test_in_english_no_vietnamese_words_of_the_program_are_left(as_learner, complete):
    client = complete(as_learner())

    for path in ("/learn/result", "/learn/deeds", "/learn/take-home", "/learn/next"):
        page = client.get(f"{path}?lang=en").text
        own = re.sub(r'<(\w+)[^>]*lang="vi"[^>]*>.*?</\1>', "", page.partition("<main")[2])
        own = own.partition("</main>")[0].replace("bác", "").replace("Hoa", "")
        assert not re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", own), own
