import logging
import shutil

import pytest

from courses.catalog import PACKAGES, Catalog
from courses.errors import CourseNotFoundError, ItemNotFoundError, SimulatorNotFoundError
from courses.model import ItemKind, Pillar


def test_the_course_is_there_with_all_its_parts(course):
    assert (course.course_id, course.version, course.minutes) == ("KNS-04", "1.2", 60)
    assert course.title == "Thanh toán số an toàn: quét VietQR"
    assert (course.pillar, course.contents) == (Pillar.ECONOMY, (3,))
    assert [lesson.minutes for lesson in course.lessons] == [10, 25, 15, 10]
    assert list(course.simulators) == ["KNS-04-T1", "KNS-04-T2", "KNS-04-T3", "KNS-04-T4"]
    assert len(course.quiz.items) >= 22
    assert {item.kind for item in course.quiz.items} >= {ItemKind.CHOICE, ItemKind.ORDER}
    assert len(course.package_hash) == 64


def test_the_rule_of_completion_is_that_of_the_programme(course):
    rule = course.completion

    assert (rule.min_attendance, rule.pass_mark, rule.quiz_items, rule.max_hints) == (
        0.8,
        0.7,
        10,
        2,
    )
    assert rule.required_tasks == tuple(course.simulators)


def test_every_task_is_practised_in_a_lesson(course):
    practised = [one for lesson in course.lessons for one in lesson.simulator_ids]

    assert practised == list(course.simulators)


def test_every_page_shows_a_picture_that_exists(course):
    for lesson in course.lessons:
        for page in lesson.pages:
            assert page.picture.file in course.media
            assert (course.folder / page.picture.file).is_file()
            assert page.picture.alt


def test_every_fact_has_a_source_with_the_day_it_was_read(course):
    assert len(course.sources) >= 7
    assert all(len(source.read_on) == 10 for source in course.sources)


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda catalog: catalog.get_course("KNS-99"), CourseNotFoundError),
        (lambda catalog: catalog.get_course("KNS-04").get_simulator("x"), SimulatorNotFoundError),
        (lambda catalog: catalog.get_course("KNS-04").quiz.get_item("x"), ItemNotFoundError),
    ],
)
def test_what_is_not_there_is_refused_with_a_code(catalog, ask, error):
    with pytest.raises(error) as refusal:
        ask(catalog)

    assert refusal.value.http_status == 404
    assert refusal.value.code.startswith("courses.")


def test_a_broken_package_is_set_aside_and_the_others_work(tmp_path, caplog):
    shutil.copytree(PACKAGES / "KNS-04", tmp_path / "KNS-04")
    (tmp_path / "KNS-05").mkdir()
    (tmp_path / "KNS-05" / "course.yaml").write_text("id: KNS-05\n")

    with caplog.at_level(logging.ERROR):
        catalog = Catalog.load(tmp_path)

    assert list(catalog.courses) == ["KNS-04"]
    assert catalog.refused["KNS-05"][0].line == 1
    assert "course package refused" in caplog.text


def test_an_empty_folder_is_an_empty_catalog(tmp_path):
    assert Catalog.load(tmp_path).courses == {}
