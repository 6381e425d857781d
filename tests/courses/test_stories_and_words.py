"""Case stories and new words: read, checked, built, told at the right place."""

import re

import msgspec
import pytest

from courses.builder import build_course
from courses.checker import check_package
from courses.schema import json_schemas

STORY = """---
id: KNS-04-S1
title: "Bà Sáu bán bánh"
lesson: KNS-04-L2
source: "Nhân vật do ban biên soạn dựng."
read_on: 2026-11-20
---

# Mã bị dán đè

Sáng ấy bà Sáu dọn hàng.
"""


@pytest.fixture
def told(package):
    """KNS-04 with a story and two new words."""
    for old in (*package.glob("stories/*"), *package.glob("glossary.yaml")):
        for picture in re.findall(r"media/[^)]+", old.read_text(encoding="utf-8")):
            (package / picture).unlink()
        old.unlink()
    (package / "stories").mkdir(exist_ok=True)
    (package / "stories" / "ba-sau.md").write_text(STORY, encoding="utf-8")
    (package / "glossary.yaml").write_text(
        '- term: "Tài khoản"\n  meaning: "Nơi ngân hàng giữ tiền cho {bác}."\n'
        '- term: "người nhận"\n  meaning: "Người được mình chuyển tiền."\n',
        encoding="utf-8",
    )
    return package


def reasons(folder):
    return [str(one) for one in check_package(folder)[1]]


def test_a_story_comes_after_the_own_pages_of_its_lesson(told):
    plain = build_course(check_package(told)[0])
    lesson = next(one for one in plain.lessons if one.lesson_id == "KNS-04-L2")

    assert reasons(told) == []
    assert lesson.pages[-1].heading == "Mã bị dán đè"
    assert lesson.pages[-1].story == "Bà Sáu bán bánh"
    assert not any(page.story for page in lesson.pages[:-1])
    assert plain.stories[0].source.read_on == "2026-11-20"


def test_new_words_are_kept_in_the_order_of_their_file(told):
    course = build_course(check_package(told)[0])

    assert [one.term for one in course.glossary] == ["Tài khoản", "người nhận"]


def test_stories_and_words_belong_to_the_hash(told):
    before = build_course(check_package(told)[0]).package_hash
    (told / "glossary.yaml").unlink()

    assert build_course(check_package(told)[0]).package_hash != before


@pytest.mark.parametrize(
    ("old", "new", "told_as"),
    [
        ("KNS-04-L2", "KNS-04-L9", "stories/ba-sau.md:4: error: There is no lesson KNS-04-L9."),
        ("id: KNS-04-S1", "id: KNS-05-S1", "ba-sau.md:2: error: KNS-05-S1 belongs to another"),
        ("# Mã bị dán đè\n\nSáng ấy bà Sáu dọn hàng.\n", "", "error: The story has no page."),
        ("read_on: 2026-11-20\n", "", "missing required field `read_on`"),
        ("Sáng ấy", "Sáng ấy " + "rất " * 12, "warning: A sentence has 18 words"),
        ("---\nid", "id", "ba-sau.md:1: error: The file has no head."),
    ],
)
def test_a_faulty_story_is_told_with_its_line(told, old, new, told_as):
    path = told / "stories" / "ba-sau.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    assert any(told_as in one for one in reasons(told))


def test_two_stories_of_one_id_are_refused(told):
    (told / "stories" / "zz.md").write_text(STORY, encoding="utf-8")

    assert any("zz.md:2: error: 'KNS-04-S1' stands there twice." in one for one in reasons(told))


@pytest.mark.parametrize(
    ("old", "new", "told_as"),
    [
        ("người nhận", "khí cầu", "glossary.yaml:3: warning: No lesson and no story says"),
        ("người nhận", "tài  khoản", "glossary.yaml:3: error: 'tài  khoản' stands there twice."),
        ("Người được mình", "Là tên. Là số. Người được mình", "in more than 2 sentences"),
        ("Người được mình", "Người " + "thật " * 12, "glossary.yaml:4: warning: A sentence has"),
        ('- term: "người nhận"\n', "- ", "glossary.yaml:3: error: In 1: object missing required"),
    ],
)
def test_a_faulty_word_is_told_with_its_line(told, old, new, told_as):
    path = told / "glossary.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    assert any(told_as in one for one in reasons(told)), reasons(told)


def test_every_faulty_word_is_told_in_one_run(told):
    (told / "glossary.yaml").write_text("- term: a\n- meaning: b\n- nonsense: c\n")

    lines = [one.partition(":")[2].partition(":")[0] for one in reasons(told)]

    assert lines == ["1", "2", "3"]


def test_editors_get_a_schema_of_both():
    schemas = json_schemas()

    assert schemas["glossary"]["type"] == "array"
    assert msgspec.json.encode(schemas["story"]).count(b"read_on") >= 1
