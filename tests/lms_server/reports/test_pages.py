"""The page and the file of R5, as trainers and officers get them."""

import csv
import io

import pytest

from courses.selection import select_items
from lms_server.reports.csv_file import render_csv

R5 = [
    "Mã khóa",
    "Phiên bản",
    "Mã bài/Mã câu",
    "Nội dung",
    "Số lượt trả lời",
    "Số đúng",
    "% đúng",
    "% lần đầu đúng",
    "Thời gian trung vị (giây)",
    "Phương án sai hay chọn",
    "Số gợi ý đã dùng",
]


def table_of(client, address="/staff/reports/items.csv"):
    answer = client.get(address)
    text = answer.get_data().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    at = next(number for number, line in enumerate(lines) if line[:1] == ["Mã khóa"])
    return lines[:at], lines[at], {line[2]: line for line in lines[at + 1 :]}


@pytest.mark.usefixtures("busy_class")
def test_the_file_has_the_columns_of_the_ministry_and_figures_of_every_item(as_staff, course):
    trainer = as_staff("trainer")
    order = [one.item_id for one in select_items(course.quiz, 5)]

    head, columns, rows = table_of(trainer)

    first, third = rows[order[0]], rows[order[2]]
    assert columns[:11] == R5
    more = ["Điểm trung bình lần đầu", "Độ phân biệt", "Bỏ trống", "Lượt trả lời miệng"]
    assert columns[11:] == more
    assert head[0] == ["R5 Kết quả theo bài và câu hỏi"]
    assert first[:2] == ["KNS-04", course.version]
    assert first[3] == course.quiz.get_item(order[0]).prompt
    assert first[4:8] == ["12", "11", "91,7%", "91,7%"]
    assert third[4:9] == ["12", "9", "75,0%", "75,0%", "30"]
    assert float(third[12].replace(",", ".")) > 0.3
    assert rows[order[9]][13:] == ["1", "0"]


@pytest.mark.usefixtures("busy_class")
def test_a_task_has_its_tries_and_hints(as_staff, course):
    rows = table_of(as_staff("officer"))[2]

    task = rows["KNS-04-T1"]

    assert task[3] == course.simulators["KNS-04-T1"].title
    assert task[4:8] == ["12", "9", "75,0%", "75,0%"]
    assert task[10] == "12"
    assert rows["Tổng"][10] == "12"


def test_few_answers_are_counted_and_not_judged(as_staff, take_quiz, course):
    for number in range(3):
        take_quiz(number, right=10)
    order = [one.item_id for one in select_items(course.quiz, 5)]

    row = table_of(as_staff("trainer"))[2][order[0]]

    assert row[4:8] == ["3", "3", "chưa đủ", "chưa đủ"]
    assert row[11:13] == ["chưa đủ", "chưa đủ"]


def test_a_second_try_of_the_same_learner_does_not_count_as_the_first(as_staff, take_quiz, course):
    learners = [take_quiz(number, right=5)[0] for number in range(10)]
    for number, learner_id in enumerate(learners):
        take_quiz(100 + number, right=10, learner_id=learner_id)
    order = [one.item_id for one in select_items(course.quiz, 5)]

    row = table_of(as_staff("trainer"))[2][order[9]]

    assert row[4:8] == ["20", "10", "50,0%", "0,0%"]


@pytest.mark.usefixtures("busy_class")
def test_the_page_shows_the_same_and_what_to_look_at(as_staff):
    page = as_staff("trainer").get("/staff/reports/items").text

    assert "KNS-04-T1" in page
    assert "Câu khó: nên dạy lại." in page
    assert "Tải bảng (Excel)" in page
    assert page.count('<th scope="row">') == 11


def test_before_the_first_quiz_the_page_says_so(as_staff):
    trainer = as_staff("trainer")

    assert "Chưa có ai làm bài kiểm tra." in trainer.get("/staff/reports/items").text
    assert trainer.get("/staff/reports/items.csv").status_code == 404


@pytest.mark.usefixtures("busy_class")
@pytest.mark.parametrize("query", ["?course=KNS-99&version=1.0", "?course=KNS-04&version=9.9"])
def test_a_version_nobody_used_is_told_kindly(as_staff, query):
    answer = as_staff("trainer").get(f"/staff/reports/items{query}")

    assert answer.status_code == 404
    assert "Chưa có ai làm bài ở phiên bản này." in answer.text


@pytest.mark.usefixtures("busy_class")
@pytest.mark.parametrize(("role", "status"), [("assistant", 403), ("admin", 403), ("officer", 200)])
def test_only_trainers_and_officers_read_it(as_staff, role, status):
    assert as_staff(role).get("/staff/reports/items").status_code == status


def test_the_menu_leads_there(as_staff):
    assert 'href="/staff/reports/items"' in as_staff("trainer").get("/staff/").text


def test_excel_reads_accents_and_calculates_nothing():
    cells = ["=1+1", "+84", "-cmd", "@SUM(A1)", "\t=1", "-0,12", 'a"b;c', "Nghệ An"]

    raw = render_csv([cells])

    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    (line,) = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";")
    assert line == ["'=1+1", "'+84", "'-cmd", "'@SUM(A1)", "'\t=1", "-0,12", 'a"b;c', "Nghệ An"]
