"""The QR code of a citizen identity card, in all the shapes that were seen."""

import unicodedata
from datetime import date

import pytest

from lms_server.learners.citizen_card import LONGEST, parse_citizen_card
from lms_server.learners.errors import CitizenCardUnreadableError
from lms_server.learners.rules import BirthDate, Sex

TODAY = date(2026, 3, 2)
NUMBER = "040155000123"
ADDRESS = "Xóm Minh Tâm, Minh Hợp, Quỳ Hợp, Nghệ An"
SEVEN = f"{NUMBER}|181234567|Nguyễn Thị Hoa|12051955|Nữ|{ADDRESS}|01072021"


def read(text):
    return parse_citizen_card(text, today=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        SEVEN,
        f"{NUMBER}||Nguyễn Thị Hoa|12051955|Nữ|{ADDRESS}|01072021",
        f"{NUMBER}|Nguyễn Thị Hoa|12051955|Nữ|{ADDRESS}|01072021",
        f"{NUMBER}|181234567|NGUYỄN THỊ HOA|12/05/1955|NỮ|{ADDRESS}|01/07/2021",
        f"{NUMBER}|Nguyễn Thị Hoa|12-05-1955|nữ|{ADDRESS}|01-07-2021\r\n",
        f"{SEVEN}||Nguyễn Văn Bảy|Trần Thị Tư|",
        unicodedata.normalize("NFD", SEVEN),
        f"  {SEVEN}\n",
    ],
)
def test_each_known_shape_says_the_same(text):
    card = read(text)

    assert card.id_number == NUMBER
    assert card.full_name == "Nguyễn Thị Hoa"
    assert card.birth == BirthDate(1955, 5, 12)
    assert card.sex is Sex.FEMALE
    assert card.address == ADDRESS


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Nam", "Nam"),
        ("H’HEN NIÊ", "H’Hen Niê"),
        ("VÀNG A PÁO", "Vàng A Páo"),
        ("Ksor H’Bia", "Ksor H’Bia"),
        ("NGUY?N TH? HOA", ""),
        ("<script>alert(1)</script>", ""),
        ("A" * 200, ""),
    ],
)
def test_a_name_is_read_as_people_write_it_or_left_to_the_trainer(name, said):
    assert read(f"{NUMBER}|{name}|12051955|Nam|{ADDRESS}|01072021").full_name == said


@pytest.mark.parametrize(
    ("born", "birth"),
    [
        ("1955", BirthDate(1955)),
        ("00001955", BirthDate(1955)),
        ("00051955", BirthDate(1955, 5)),
        ("31021955", None),
        ("12051956", None),
        ("", None),
    ],
)
def test_a_birth_date_is_as_exact_as_the_card_says(born, birth):
    assert read(f"{NUMBER}|Lò Văn Ánh|{born}|Nam|{ADDRESS}|").birth == birth


def test_a_day_of_issue_alone_is_no_birth_date():
    assert read(f"{NUMBER}|Lò Văn Ánh||Nam|{ADDRESS}|01072021").birth is None


def test_two_dates_that_the_number_does_not_name_leave_the_earlier_one():
    assert read(SEVEN.replace("1955|", "1956|")).birth == BirthDate(1956, 5, 12)


def test_the_day_of_issue_is_never_taken_for_the_birth_date():
    assert read(f"{NUMBER}|Lò Văn Ánh|Nam|{ADDRESS}|01072021|12051955").birth.year == 1955


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0123456789",
        "https://vneid.gov.vn/?q=1|2|3|4|5",
        SEVEN.replace(NUMBER, "04015500012"),
        SEVEN.replace(NUMBER, "04015500012345"),
        SEVEN.replace("181234567", "040155000124"),
        f"{NUMBER}|181234567||12051955||",
        f"{NUMBER}|Hoa|1955",
        f"{NUMBER}|" + "|".join("x" * 3 for _ in range(40)),
        SEVEN + "x" * LONGEST,
        "|" * 500,
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(CitizenCardUnreadableError):
        read(text)


def test_what_nobody_sees_is_left_out():
    card = read(SEVEN.replace("Thị", "Th\u202eị\x00"))

    assert card.full_name == "Nguyễn Thị Hoa"


def test_the_number_stands_in_no_log_by_accident():
    assert NUMBER not in repr(read(SEVEN))
