"""The page where a bank of questions is read and the draft is taken home."""

import io
import zipfile

import pytest
import yaml
from babel.messages.pofile import read_po
from openpyxl import load_workbook

from common.ids import new_id
from courses.importers.reasons import FIXES, SENTENCES
from courses.importers.sheet_form import COLUMNS, EXAMPLES, SHEET
from lms_server.web.uploads import LONG_BODIES

PAGE = "/staff/banks/"
GIFT = """\
Quét {{7*7}} gì? {=a ~b ~c}

Mã <script>alert(1)</script> \\{% x %\\} là gì? {=a ~b ~c ####vì thế}

Bác kể lại. {}
"""


@pytest.fixture
def trainer(as_staff):
    return as_staff("trainer")


@pytest.fixture
def send(trainer, form_token):
    """Send a file as a trainer would; returns the answer."""

    def post(raw, name="cau-hoi.gift", place="KNS-04-L2"):
        # By hand: the test client would put a long file on the disk and leave it open.
        fields = {"place": place, "csrf_token": form_token(trainer, PAGE)}
        parts = [f'name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()]
        if raw is not None:
            parts.append(f'name="bank"; filename="{name}"\r\n\r\n'.encode() + raw)
        lines = (b"--cut\r\nContent-Disposition: form-data; " + part for part in parts)
        return trainer.post(
            PAGE,
            data=b"\r\n".join([*lines, b"--cut--\r\n"]),
            content_type="multipart/form-data; boundary=cut",
        )

    return post


def fetch_draft(trainer, page):
    url = page.text.split('button-main" href="')[1].split('"')[0]
    return trainer.get(url)


def test_the_report_counts_and_tells_what_to_do(send):
    page = send(GIFT.encode())

    assert page.status_code == 200
    assert "Tệp có 3 câu hỏi: nhận 1 câu, bỏ lại 2 câu." in page.text
    assert "Câu hỏi có nhiều chỗ trống." in page.text
    assert "Tách mỗi chỗ trống thành một câu." in page.text
    assert "Dòng 5: Bác kể lại. {}" in page.text


def test_a_sheet_without_questions_says_where_they_belong(send, trainer):
    page = send(trainer.get(f"{PAGE}sheet").data, name="bang.xlsx")

    assert "Tệp có 0 câu hỏi" in page.text
    assert "câu hỏi viết ở trang “Câu hỏi”" in page.text


def test_what_a_question_says_is_only_ever_shown(send):
    page = send(rb"Xem <img src=x onerror=alert(1)> \{\{1234*5678\}\} {}")

    assert "<img src=x" not in page.text
    # A long product: the page's random address and token may hold two digits by chance.
    assert "{{1234*5678}}" in page.text
    assert str(1234 * 5678) not in page.text


def test_the_draft_is_the_bank_of_the_course_with_the_new_items(send, trainer, course):
    page = send(GIFT.encode())

    draft = fetch_draft(trainer, page)

    with zipfile.ZipFile(io.BytesIO(draft.data)) as archive:
        (name,) = archive.namelist()
        quiz = yaml.safe_load(archive.read(name))
    assert name == "KNS-04/quizzes/kiem-tra.yaml"
    assert len(quiz["items"]) == len(course.quiz.items) + 1
    assert quiz["items"][-1]["lesson"] == "KNS-04-L2"
    assert quiz["items"][-1]["explanation"] == "vì thế"


def test_the_course_itself_is_not_changed(send, course):
    before = {path: path.read_bytes() for path in course.folder.rglob("*.yaml")}

    send(GIFT.encode())

    assert {path: path.read_bytes() for path in course.folder.rglob("*.yaml")} == before


def test_a_draft_is_given_to_nobody_else(send, as_staff):
    page = send(GIFT.encode())
    url = page.text.split('button-main" href="')[1].split('"')[0]

    assert as_staff("trainer").get(url).status_code == 404
    assert as_staff("admin").get(f"{PAGE}drafts/{new_id()}").status_code == 404


def test_the_empty_sheet_can_be_taken_filled_in_and_sent(send, trainer):
    book = load_workbook(io.BytesIO(trainer.get(f"{PAGE}sheet").data))
    for number, example in enumerate(EXAMPLES, start=2):
        for name, text in example.cells.items():
            book[SHEET].cell(number, list(COLUMNS).index(name) + 1, text)
    buffer = io.BytesIO()
    book.save(buffer)

    page = send(buffer.getvalue(), name="bang.xlsx")

    assert "nhận 8 câu, bỏ lại 0 câu" in page.text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (None, "Bác chưa chọn tệp nào."),
        (b"%PDF-1.4", "Không nhận ra loại tệp này."),
        (b"PK\x03\x04rubbish", "zip"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><quiz>&b;</quiz>", "DOCTYPE"),
        (b"x" * (10 * 2**20 + 1), "Tệp quá lớn."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_page(send, raw, text):
    page = send(raw)

    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert text.lower() in page.text.lower() or "tệp" in page.text.lower()


def test_a_course_that_is_not_there_is_refused(send):
    assert send(GIFT.encode(), place="KNS-99-L1").status_code == 404
    assert send(GIFT.encode(), place="KNS-04-L99").status_code == 400


def test_a_body_over_the_limit_and_a_form_without_its_token_are_refused(send, trainer):
    assert send(b"x" * (LONG_BODIES[PAGE] + 1)).status_code == 413
    assert trainer.post(PAGE, data={"place": "KNS-04-L1"}).status_code == 400


@pytest.mark.parametrize(
    ("role", "status"),
    [("trainer", 200), ("admin", 200), ("assistant", 403), ("officer", 403)],
)
def test_only_trainers_and_administrators_come_in(role, status, as_staff):
    assert as_staff(role).get(PAGE).status_code == status


def test_every_reason_and_remedy_is_in_vietnamese(app):
    folder = app.config["BABEL_TRANSLATION_DIRECTORIES"].split(";")[1]
    with open(f"{folder}/vi/LC_MESSAGES/banks.po", "rb") as file:  # noqa: PTH123
        known = {message.id for message in read_po(file) if message.string}

    assert set(SENTENCES.values()) | set(filter(None, FIXES.values())) <= known
