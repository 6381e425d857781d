"""What a learner takes home: one sentence a task, three things to remember, whom it suits."""

import pytest

from courses.builder import build_course
from courses.checker import check_package
from courses.findings import Severity
from courses.speech.texts import spoken_texts
from courses.take_home import Group

FILE = "take_home.yaml"
GROUPS_OF_DOMAIN = {
    Group.TRADER: {"KNS-04"},
    Group.PARENT: {"KNS-03", "KNS-04"},
    Group.ELDER: {"KNS-06"},
}


def told(findings):
    return [(one.file, one.severity, one.reason) for one in findings if one.file == FILE]


def test_every_task_of_every_course_has_a_sentence(catalog):
    for course in catalog.courses.values():
        assert list(course.take_home.can_do) == list(course.simulators)
        assert len(course.take_home.remember) == 3
        assert course.take_home.go_on


def test_all_of_it_is_spoken_and_has_at_most_twelve_words(catalog):
    for course in catalog.courses.values():
        home = course.take_home
        said = set(spoken_texts(course))
        for text in (*home.can_do.values(), *home.remember, *home.go_on):
            for sentence in text.removesuffix(".").split(". "):
                assert len(sentence.split()) <= 12
                assert sentence + "." in said


@pytest.mark.parametrize(("group", "wanted"), GROUPS_OF_DOMAIN.items())
def test_the_best_choice_of_a_group_is_that_of_the_programme(catalog, group, wanted):
    first = {
        one.course_id for one in catalog.courses.values() if one.take_home.fits.get(group) == 1
    }

    assert first == wanted


def test_whom_a_course_suits_is_not_spoken(course):
    assert not {"KNS-02", "trader"} & set(spoken_texts(course))


def test_a_task_without_a_sentence_is_an_error(findings_after):
    gone = '  KNS-04-T2: "Dừng lại khi mã bị dán đè."\n'

    found = told(findings_after(FILE, gone, ""))

    reason = "Nothing says what a learner can do after KNS-04-T2."
    assert found == [(FILE, Severity.ERROR, reason)]


def test_a_sentence_without_a_task_is_an_error(findings_after):
    found = told(findings_after(FILE, "remember:", '  KNS-04-T9: "Bay."\nremember:'))

    assert found == [(FILE, Severity.ERROR, "There is no task KNS-04-T9.")]


def test_what_nobody_can_remember_is_a_warning(findings_after):
    found = told(findings_after(FILE, "go_on:", '  - "Điều thứ tư."\ngo_on:'))

    assert found == [(FILE, Severity.WARNING, "There are 4 things to remember.")]


def test_a_course_does_not_come_after_itself(findings_after):
    found = told(findings_after(FILE, "fits:", "after: [KNS-04]\nfits:"))

    assert found == [(FILE, Severity.ERROR, "The course comes after itself.")]


def test_a_long_sentence_and_a_telephone_number_are_found(findings_after):
    long = "Một hai ba bốn năm sáu bảy tám chín mười mười một mười hai, gọi 0912345678."

    found = told(findings_after(FILE, "Ảnh chuyển tiền có thể làm giả.", long))

    assert [severity for _, severity, _ in found] == [Severity.ERROR, Severity.WARNING]


def test_a_course_without_the_file_is_used_all_the_same(package):
    (package / FILE).unlink()

    source, found = check_package(package)

    assert [one.reason for one in found] == ["There is no take_home.yaml."]
    assert build_course(source).take_home.can_do == {}
