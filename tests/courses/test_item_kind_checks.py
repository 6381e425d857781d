"""The checker tells what is wrong in an item of any kind, with line and remedy."""

import shutil
from pathlib import Path

import pytest

from courses.checker import check_package
from courses.findings import Severity
from courses.pictures import picture_size

PACKAGE = Path(__file__).parents[1] / "packages" / "KNS-98"
QUIZ = "quizzes/kiem-tra.yaml"
ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.fixture
def findings_after(tmp_path):
    """Replace one text in one file of the package and return what the checker says of it."""
    folder = tmp_path / "KNS-98"
    shutil.copytree(PACKAGE, folder)
    before = set(check_package(folder)[1])

    def change(old, new, name=QUIZ):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
        return [one for one in check_package(folder)[1] if one not in before]

    return change


def line_of(words):
    text = (PACKAGE / QUIZ).read_text(encoding="utf-8")
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


FAULTS = [
    # what is written, what instead, how bad, words of the reason, what its line holds
    ("Ô vuông đen trắng", "Cái lá", ERROR, "stands there twice", "KNS-98-Q04"),
    ("media/ma-vach.svg", "media/la-cay.svg", ERROR, "la-cay.svg' stands there twice", "Q04"),
    (
        '"Hàng vạch dọc", why: "Vạch dọc là mã của hàng trong siêu thị."',
        '"Hàng vạch dọc"',
        WARNING,
        "no 'why'",
        "Hàng vạch dọc",
    ),
    (
        '"Cái lá", why',
        '"Cái lá", right: true, why',
        ERROR,
        "2 choices are right",
        "KNS-98-Q04",
    ),
    (
        (
            '100, 120, 800, 180], right: true, why: "Tên đứng ngay dòng đầu."}\n'
            '      - {text: "Dòng giữa", rectangle: [100, 350, 800, 180], why'
        ),
        (
            '100, 120, 800, 180], why: "Tên đứng ngay dòng đầu."}\n'
            '      - {text: "Dòng giữa", rectangle: [100, 350, 800, 180], why'
        ),
        ERROR,
        "All areas are right, or none",
        "areas:",
    ),
    (
        'circle: [500, 760, 80], why: "Nút này để chuyển tiền."',
        'circle: [500, 760, 20], why: "Nút này để chuyển tiền."',
        ERROR,
        "only 21x21 pixels",
        "Nút này để chuyển tiền.",
    ),
    (
        'circle: [500, 760, 80], why: "Nút này để chuyển tiền."',
        'circle: [500, 960, 80], why: "Nút này để chuyển tiền."',
        ERROR,
        "reaches out of the picture",
        "Nút này để chuyển tiền.",
    ),
    (
        'circle: [500, 760, 80], why: "Nút này để chuyển tiền."',
        'circle: [500, 500, 80], why: "Nút này để chuyển tiền."',
        ERROR,
        "'Dòng giữa' and 'Nút tròn' overlap",
        "Nút này để chuyển tiền.",
    ),
    (
        'circle: [500, 760, 80], why: "Nút này để chuyển tiền."',
        'why: "Nút này để chuyển tiền."',
        ERROR,
        "no shape, or two",
        "Nút này để chuyển tiền.",
    ),
    (
        'circle: [500, 760, 80], why: "Nút này để chuyển tiền."',
        'circle: [500, 760, 80], rectangle: [1, 1, 90, 90], why: "Nút này để chuyển tiền."',
        ERROR,
        "no shape, or two",
        "Nút này để chuyển tiền.",
    ),
    (
        'units: {"nghìn đồng": 1000}',
        'units: {"nghìn đồng": 1000, "triệu": 2, "tỷ": 3, "chục": 4}',
        ERROR,
        "more than 3 entries",
        "units:",
    ),
    ("Trình báo bị lừa", "khóa tài khoản  ngay", ERROR, "stands there twice", "pairs:"),
    ('right: "Trạm y tế"', 'right: "Công an xã"', ERROR, "stands there twice", "pairs:"),
    (
        '      - {text: "Số máy gọi nhỡ"',
        '      - {text: "Số máy gọi nhỡ", wyh: "',
        ERROR,
        "",
        "Số máy gọi nhỡ",
    ),
    (
        'right: "Ngân hàng của {bác}"',
        'right: "Ngân hàng nơi {bác} mở tài khoản từ năm ngoái đến nay"',
        ERROR,
        "too long beside 5 other rows",
        "KNS-98-Q08",
    ),
    (
        ', why: "Số lạ có thể là kẻ gian."',
        "",
        WARNING,
        "no 'why'",
        "Số máy gọi nhỡ",
    ),
    (
        'group: "Phải hỏi lại"',
        'group: "Hỏi lại"',
        ERROR,
        "There is no group 'Hỏi lại'",
        "Con nhắn số mới",
    ),
    (
        'group: "Phải hỏi lại"',
        'group: "Tin giả"',
        WARNING,
        "Nothing belongs to 'Phải hỏi lại'",
        "groups:",
    ),
    ('"Tin thật", "Tin giả",', '"Tin giả", "Tin giả",', ERROR, "stands there twice", "groups:"),
    ("number: 15000", "number: 30000", ERROR, "30000 is right already", "15000"),
    ("number: 45,", "number: 4.6,", ERROR, "4.6 is right already", "number: 45,"),
    ("number: 15000", "number: 3000", ERROR, "stands there twice", "near:"),
    ("answer: 4.5", "answer: 4.123456789", ERROR, "cannot be typed", "answer: 4.5"),
    (
        "tolerance_percent: 5",
        "tolerance_percent: 5\n    tolerance: 0.1",
        ERROR,
        "written twice",
        "tolerance_percent",
    ),
    ('units: {"nghìn đồng"', 'units: {"đồng"', ERROR, "stands there twice", "units:"),
    ("tolerance_percent: 5", "tolerance_percent: 80", ERROR, "", "tolerance_percent"),
    ("answer: 30000", "answer: -5", ERROR, "", "answer: 30000"),
    ('"tỉnh Nghệ An"', '"nghệ an."', ERROR, "compared like another", "KNS-98-Q12"),
    ('text: "Hà Tĩnh", worth', 'text: "NGHỆ AN", worth', ERROR, "compared like", "KNS-98-Q12"),
    ('"tỉnh Nghệ An"', '"mã 123456"', ERROR, "never taken from a learner", "answers:"),
    ('"tỉnh Nghệ An"', '"..."', ERROR, "never taken from a learner", "answers:"),
    (', why: "Hà Tĩnh ở ngay phía nam."', "", WARNING, "no 'why'", "Hà Tĩnh"),
]


@pytest.mark.parametrize(
    ("old", "new", "severity", "reason", "at"), FAULTS, ids=[f"{one[1][:40]}" for one in FAULTS]
)
def test_each_fault_is_told_with_its_line_and_a_remedy(
    findings_after, old, new, severity, reason, at
):
    found = findings_after(old, new)

    told = [one for one in found if one.severity is severity and reason in one.reason]
    assert told, found
    assert told[0].file == QUIZ
    assert abs(told[0].line - line_of(at)) <= 1
    assert told[0].fix


def test_a_name_that_tells_the_answer_is_warned_of(findings_after):
    found = findings_after("media/ma-vuong.svg", "media/ma-dung.svg")

    assert any("ma-dung.svg tells the answer" in one.reason for one in found)


def test_a_drawing_without_a_frame_cannot_hold_areas(findings_after):
    found = findings_after('viewBox="0 0 600 500"', "", "media/man-hinh.svg")

    assert {one.reason for one in found} == {"The size of media/man-hinh.svg cannot be read."}


@pytest.mark.parametrize(
    ("name", "raw", "size"),
    [
        ("a.svg", b'<svg xmlns="x" viewBox="0 0 600 500">', (600, 500)),
        ("a.svg", b"<svg viewBox='-5,-5,10.5,20'/>", (10.5, 20)),
        ("a.svg", b'<svg viewBox="0 0 0 5">', None),
        ("a.svg", b'<svg viewBox="wide">', None),
        ("a.svg", b"<svg>", None),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x58\0\0\x01\xf4", (600, 500)),
        ("a.png", b"\x89PNG\r\n\x1a\n", None),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\4..\xff\xc0\0\x11\x08\x01\xf4\x02\x58\x03", (600, 500)),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\0" * 40, None),
        ("a.jpg", b"", None),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_head(name, raw, size):
    assert picture_size(name, raw) == size
