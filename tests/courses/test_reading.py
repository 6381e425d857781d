"""How hard a course is to read, and whether its pages fit a screen."""

import pytest

from courses.catalog import read_packages
from courses.checker import check_package
from courses.cli import main
from courses.page_checks import MAX_HEIGHT, count_lines, measure_height
from courses.reading import is_sounded, measure_reading, measure_sentences


def test_sentences_are_counted_by_words():
    reading = measure_sentences(["Bác bấm nút xanh.", "Máy hiện mã QR."])

    assert (reading.sentences, reading.words, reading.longest) == (2, 8, 4)
    assert reading.average == 4.0
    assert reading.unsounded_share == pytest.approx(1 / 8)


def test_nothing_to_read_is_no_fault():
    assert str(measure_sentences([])).startswith("0 sentences, 0.0 words on average, 0 at most")


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "quỳnh",
        "gì",
        "giếng",
        "Nguyễn",
        "khuỷu",
        "thuở",
        "ươm",
        "yếu",
        "ý",
        "À",
        "xoài",
        "phường",
        "a",
    ],
)
def test_vietnamese_words_can_be_sounded_out(word):
    assert is_sounded(word)


@pytest.mark.parametrize(
    "word", ["email", "VNeID", "OTP", "QR", "video", "Zalo", "app", "web", "internet", "Facebook"]
)
def test_foreign_words_cannot(word):
    assert not is_sounded(word)


def test_the_check_tells_the_figures_of_a_course(package, course, capsys):
    main(["check", str(package)])

    told = capsys.readouterr().out.splitlines()
    assert f"KNS-04: {measure_reading(course)}" in told
    assert measure_reading(course).longest <= 12


def test_an_address_is_one_word_of_its_sentence(findings_after):
    words = "{Bác} gõ dichvucong.gov.vn rồi bấm vào nút xanh to nhất ở giữa trang."
    old = "Ngày trước, {bác} cất tiền trong túi."

    found = findings_after("lessons/01-tai-khoan-vi.md", old, words)

    assert any(
        "A sentence has 13 words: 'Bác gõ dichvucong.gov.vn rồi" in one.reason for one in found
    )


def long_page(package, body):
    path = package / "lessons" / "01-tai-khoan-vi.md"
    path.write_text(path.read_text(encoding="utf-8") + f"\n# Trang thêm\n\n{body}\n", "utf-8")
    return [str(one) for one in check_package(package)[1]]


def test_a_page_of_more_than_45_words_is_told(package):
    told = long_page(package, "{Bác} đọc tên. " * 16)

    assert any("The page has 48 words." in one for one in told)


def test_a_page_that_would_scroll_is_told(package):
    told = long_page(package, "\n\n".join(["{Bác} đọc."] * 9))

    assert any("would scroll at 1366x768" in one for one in told)


def test_a_page_of_eight_lines_fits(package):
    assert long_page(package, "\n\n".join(["{Bác} đọc."] * 7)) == []


def test_words_go_to_the_next_line_whole():
    assert count_lines("xin chào bác", 1000, 30) == 1
    assert count_lines("xin chào bác", 130, 30) == 2
    assert count_lines("xin chào bác", 10, 30) == 3


def test_tones_make_no_letter_wider():
    assert count_lines("ệ" * 20, 370, 30) == count_lines("ê" * 20, 370, 30) == 1


def test_no_page_of_our_courses_scrolls(package):
    for found in read_packages(package.parent):
        assert found.findings == ()
    source, _ = check_package(package)
    highest = max(measure_height(page) for file in source.readings for page in file.pages)
    assert 200 < highest < MAX_HEIGHT
