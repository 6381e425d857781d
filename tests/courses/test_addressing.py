"""The word a learner is addressed with: in every text, in every form, and in nothing else."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.addressing import MARK, WORDS, say, say_all, say_to
from courses.exporters.base import BankToExport
from courses.exporters.gift import export_gift
from courses.exporters.qti3 import export_qti3
from courses.grading import grade
from courses.loader import read_package, say_plainly
from courses.selection import public_item, select_items
from courses.simulators.machine import public_simulator, start
from courses.speech.forms import spoken_forms
from courses.speech.texts import every_sentence

OTHERS = [word for word in WORDS if word != "bác"]
NAMES = re.compile(r"[Bb]ác (?:sĩ|Tư|Mẫu|Hoa|Năm|Nguyễn)")


def texts_in(value):
    """Yield every text a course is built of, but those for authors and for nobody's eyes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name not in {"marked", "alt", "speaks_of"}:
                yield from texts_in(getattr(value, name))
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in texts_in(one))
    elif isinstance(value, tuple | list | frozenset):
        yield from (text for one in value for text in texts_in(one))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{Bác} bấm vào đây.", "Cô bấm vào đây."),
        ("Mời {bác} ngồi, {bác} nhé.", "Mời cô ngồi, cô nhé."),
        ("**{bác}** hỏi bác sĩ.", "**cô** hỏi bác sĩ."),
        ("{Bạn} chỉ bác Tư.", "Cô chỉ bác Tư."),
        ("Câu {n} trên {all}", "Câu {n} trên {all}"),
        ("{bac} {BÁC} {bác", "{bac} {BÁC} {bác"),
        ("", ""),
    ],
)
def test_the_word_of_the_learner_stands_in_place_of_the_mark(text, said):
    assert say(text, "cô") == said


def test_what_the_mark_holds_is_said_to_who_is_not_known():
    assert say("{Bác} chờ {bạn} nhé.") == "Bác chờ bạn nhé."


@given(st.lists(st.sampled_from(["{bác}", "{Bác}", "{Cô}", "bác", "{", "}", " "])))
def test_no_mark_is_left_in_any_form(pieces):
    text = "".join(pieces)

    assert not any(MARK.search(say(text, word)) for word in ("", *WORDS))


def test_an_unknown_word_is_refused(course):
    with pytest.raises(ValueError, match="address"):
        say_to(course, "mày")


def test_asked_again_the_same_course_is_given(course):
    assert say_to(course, "cô") is say_to(course, "cô")


def test_a_version_named_by_the_program_stays(course):
    renamed = msgspec.structs.replace(course, version="9.9")

    assert say_to(renamed, "cô").version == "9.9"
    assert say_to(course, "cô").version == course.version


def test_what_addresses_nobody_is_shared_between_the_forms(course, tmp_path):
    course = msgspec.structs.replace(course, folder=tmp_path)  # nobody asked for it before
    aunt, uncle = say_to(course, "cô"), say_to(course, "chú")

    assert aunt.media is uncle.media
    assert sum(a is b for a, b in zip(aunt.glossary, uncle.glossary, strict=True)) > 0


def test_no_bundled_course_shows_a_mark_in_any_form(catalog):
    for course in catalog.courses.values():
        for one in (course, *(say_to(course, word) for word in WORDS)):
            assert not [text for text in texts_in(one) if "{" in text]


@pytest.mark.parametrize("word", OTHERS)
def test_no_learner_is_addressed_as_another(catalog, word):
    """Left are people with names, and the courses that tell of somebody else."""
    for course in catalog.courses.values():
        if "bác" in course.speaks_of:
            continue
        said = [NAMES.sub("", text) for text in texts_in(say_to(course, word))]
        assert not [text for text in said if re.search(r"\b[Bb]ác\b", text)]


def test_a_course_that_tells_of_another_bac_keeps_its_plain_words_for_one(catalog):
    helper = catalog.get_course("KNS-08")

    assert say_to(helper, "bác") is helper
    assert say_to(helper, "anh") is not helper


def test_ids_keys_and_the_package_are_those_of_every_form(catalog):
    for course in catalog.courses.values():
        aunt = say_to(course, "cô")
        assert aunt.package_hash == course.package_hash
        assert select_items(aunt.quiz, 7) == select_items(course.quiz, 7)
        assert [(one.item_id, one.key) for one in aunt.quiz.items] == [
            (one.item_id, one.key) for one in course.quiz.items
        ]


def test_every_right_answer_is_right_in_every_form(catalog):
    for course in catalog.courses.values():
        for word in WORDS:
            graded = [grade(item, item.key) for item in say_to(course, word).quiz.items]
            assert all(one.score == 1.0 for one in graded)


def test_a_typed_answer_is_worth_the_same_in_every_form(catalog):
    for course in catalog.courses.values():
        aunt = say_to(course, "cô").quiz
        for item in course.quiz.items:
            if item.text is not None:
                tried = [*item.text.answers, *(one.text for one in item.text.near), "bác"]
                scores = [grade(item, [text]).score for text in tried]
                assert scores == [grade(aunt.get_item(item.item_id), [t]).score for t in tried]


def test_the_pages_of_quiz_and_task_get_the_words_of_the_learner(course):
    aunt = say_to(course, "cô")
    asked = next(one for one in select_items(aunt.quiz, 1))
    marked = {item.item_id: item for item in course.marked.quiz.items}

    shown = public_item(aunt.quiz.get_item(asked.item_id), asked)
    task = next(iter(aunt.simulators.values()))

    assert shown["prompt"] == say(marked[asked.item_id].prompt, "cô")
    assert public_simulator(task)["goal"] == start(task).message
    assert "{" not in str(public_simulator(task)["steps"]).replace("{'", "").replace("{}", "")


def test_an_export_is_said_plainly(course):
    package = say_plainly(read_package(course.folder))
    bank = BankToExport(package.quizzes[0].source, "KNS-04", "x", package.contents)

    assert b"{B\xc3\xa1c}" not in export_gift(bank).content
    assert "{bác}" not in export_gift(bank).content.decode()
    assert export_qti3(bank).content


def test_a_sentence_has_as_many_words_in_every_form(catalog):
    for course in catalog.courses.values():
        plain = [len(one.split()) for one in every_sentence(course)]
        for word in WORDS:
            assert [len(one.split()) for one in every_sentence(say_to(course, word))] == plain


def test_the_spoken_forms_are_the_sentences_of_the_addressed_course(catalog):
    for course in catalog.courses.values():
        forms, aunt = spoken_forms(course), say_to(course, "cô")
        for plain, said in zip(every_sentence(course), every_sentence(aunt), strict=True):
            assert said == (forms[plain]["cô"] if plain in forms else plain)


def test_a_text_without_marks_is_the_same_object():
    whole = ("a", {"b": "c"}, ["d"])

    assert say_all(whole, "cô") is whole
