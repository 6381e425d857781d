"""Texts made to keep the checker busy: each is refused or read, and none takes long."""

import time

import pytest

from courses.catalog import read_one
from courses.loader import MAX_TEXTS, MAX_WORD

LESSON = "lessons/01-tai-khoan-vi.md"
SIZE = 200_000


@pytest.mark.parametrize(
    "part",
    ["<a", "<a ", "-a", "a.", "a\u0301\u0323", ".", "*a ", "[a](", "![a](", "a\n\n", "1 ", "> "],
)
def test_a_page_made_to_be_slow_is_checked_in_time(package, part):
    path = package / LESSON
    path.write_text(path.read_text(encoding="utf-8") + part * (SIZE // len(part)) + "x\n")
    started = time.process_time()

    read_one(package)

    assert time.process_time() - started <= 10


def test_a_word_that_nobody_could_read_is_told_with_its_line(package):
    path = package / LESSON
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([*lines, "a" * MAX_WORD, "b" * (MAX_WORD + 1)]), encoding="utf-8")

    found = read_one(package)

    told = "A word has more than 200 letters. Shorten it."
    assert next(str(one) for one in found.errors) == f"{LESSON}:{len(lines) + 2}: error: {told}"


def test_texts_that_are_too_much_together_are_refused(package):
    for name in ("01-tai-khoan-vi.md", "02-quet-ma.md"):
        path = package / "lessons" / name
        path.write_text(path.read_text(encoding="utf-8") + "a \n" * (MAX_TEXTS // 5))

    found = read_one(package)

    assert any("larger than" in str(one) for one in found.errors)


def test_a_large_bank_of_questions_is_no_fault(package):
    path = package / "quizzes" / "kiem-tra.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# a\n" * (MAX_TEXTS // 2))

    assert read_one(package).errors == ()


def test_a_step_with_kind_words_for_thousands_of_moves_is_refused(package):
    path = next((package / "simulators").glob("t1*.yaml"))
    text = path.read_text(encoding="utf-8")
    words = "".join(f'\n      "{number}": "Bác xem lại nhé."' for number in range(101))
    path.write_text(text.replace("\n    wrong:", f"\n    wrong:{words}", 1), encoding="utf-8")

    found = read_one(package)

    assert any("more than 100 entries" in str(one) for one in found.errors)
