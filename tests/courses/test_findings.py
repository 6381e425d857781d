"""A finding is one fact that can be said in more than one language."""

import pytest

from courses.findings import Phrase, Place, phrase
from courses.languages import LANGUAGES, terminal_language, translator
from courses.parser_words import shape_words, yaml_words

VI = translator("vi")
SMALL = (
    "The bank has only %(count)s items.",
    "Write at least %(least)s, so that a second try differs.",
)


@pytest.fixture
def finding():
    return Place("quizzes/kiem-tra.yaml", 7).warning(*SMALL, count=12, least=20)


def test_a_finding_is_english_by_itself(finding):
    assert str(finding) == (
        "quizzes/kiem-tra.yaml:7: warning: The bank has only 12 items. "
        "Write at least 20, so that a second try differs."
    )
    assert (finding.reason, finding.fix.split(",")[0]) == (
        "The bank has only 12 items.",
        "Write at least 20",
    )


def test_a_finding_is_said_in_vietnamese_with_its_values(finding):
    assert finding.render(VI) == (
        "quizzes/kiem-tra.yaml:7: lời nhắc: Ngân hàng chỉ có 12 câu hỏi. "
        "Hãy viết ít nhất 20 câu, để lần làm sau gặp câu khác."
    )


def test_a_value_may_have_words_of_its_own():
    told = phrase("In %(name)s: %(what)s.", name="x", what=phrase("this is no date"))

    assert str(told) == "In x: this is no date."
    assert told.render(VI) == "Ở mục x: đây không phải ngày tháng."


def test_what_an_author_wrote_is_never_read_as_a_placeholder():
    told = Place("a.md").error("'%(text)s' stands there twice.", "Remove it.", text="100%(d)s %")

    assert told.reason == "'100%(d)s %' stands there twice."


def test_findings_stand_in_the_order_of_files_and_lines_whatever_their_values():
    plain = Place("a", 2).refuse(phrase("In %(name)s", name="x"), phrase("Add it."))
    nested = Place("a", 2).refuse(phrase("In %(name)s", name=phrase("array")), phrase("Add it."))
    early = Place("a", 1).error("z", "z")
    other = Place("b", 1).warning("a", "a")

    assert sorted({other, plain, nested, early}) == [early, nested, plain, other]


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LC_ALL": "vi", "LANG": "en_US.UTF-8"}, "vi"),
        ({"LC_ALL": "C.UTF-8", "LANG": "vi_VN.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "vi_VN", "LANG": "en_US"}, "vi"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_a_terminal_has_a_language(environ, language):
    assert terminal_language(environ) == language
    assert language in LANGUAGES


@pytest.mark.parametrize(("told", "language"), [("Vietnamese_Vietnam", "vi"), (None, "en")])
def test_a_terminal_without_variables_has_the_language_of_the_system(told, language, monkeypatch):
    monkeypatch.setattr("locale.getlocale", lambda: (told, None))

    assert terminal_language({}) == language


@pytest.mark.parametrize(
    ("fault", "vietnamese"),
    [
        ("Object missing required field `alt`", "thiếu mục “alt”"),
        ("Object contains unknown field `promt`", "không có mục nào tên là “promt”"),
        ("Invalid enum value 'money'", "không được ghi 'money' ở đây"),
        ("Invalid value 'gird'", "không được ghi 'gird' ở đây"),
        ("Expected `str` matching regex '^x$'", "chữ này không theo mẫu '^x$'"),
        ("Expected `str` of length >= 1", "phần chữ này phải có ít nhất 1 ký tự"),
        ("Expected `str` of length <= 40", "phần chữ này chỉ được dài nhiều nhất 40 ký tự"),
        ("Expected `array` of length >= 3", "danh sách này phải có ít nhất 3 dòng"),
        ("Expected `array` of length <= 5", "danh sách này chỉ được có nhiều nhất 5 dòng"),
        ("Expected `array` of length 4, got 3", "danh sách này phải có đúng 4 phần, hiện có 3"),
        ("Expected `int` >= 1", "số này phải >= 1"),
        ("Invalid RFC3339 encoded date", "đây không phải ngày tháng"),
        ("Expected `str`, got `int`", "chỗ này phải là chữ, nhưng đang là số nguyên"),
        ("Expected `array | null`, got `str`", "chỗ này phải là danh sách, nhưng đang là chữ"),
    ],
)
def test_what_the_shape_of_a_file_lacks_is_said_in_vietnamese(fault, vietnamese):
    problem, remedy = shape_words(fault)

    assert problem.render(VI) == vietnamese
    assert remedy.render(VI).startswith("Hãy ")


def test_an_unknown_fault_of_shape_is_told_as_it_is():
    problem, remedy = shape_words("Something of 100% new")

    assert (problem.render(VI), str(remedy)) == (
        "something of 100% new",
        "See docs/course-format.md.",
    )


@pytest.mark.parametrize(
    ("problem", "vietnamese"),
    [
        ("mapping values are not allowed in this context", "có dấu hai chấm ở chỗ không được đặt"),
        ("could not determine a constructor for the tag '!x'", "không dùng được dấu “!x”"),
        (
            "unacceptable character #x0007: control characters are not allowed",
            "có một ký tự điều khiển không nhìn thấy, mã số 0007",
        ),
    ],
)
def test_what_libyaml_says_is_said_in_vietnamese(problem, vietnamese):
    assert yaml_words(problem).render(VI) == vietnamese


def test_what_libyaml_never_said_before_is_told_as_it_is():
    assert yaml_words("new words").render(VI) == "new words"
    assert yaml_words("new words") == Phrase("new words")
