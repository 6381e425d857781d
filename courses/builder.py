"""Turns a faultless package into a course."""

from collections.abc import Sequence

import msgspec

from courses.addressing import say_all
from courses.archive import hash_contents
from courses.item_builder import build_item
from courses.loader import PackageSource, WrittenLesson, WrittenStory
from courses.model import (
    CompletionRule,
    Course,
    Lesson,
    Page,
    Quiz,
    Source,
    Story,
    Term,
)
from courses.schema import CourseSource, QuizSource
from courses.take_home import TakeHome


def build_course(package: PackageSource) -> Course:
    """Return the course of a package whose checks found no error, in plain words.

    Raises:
        ValueError: course.yaml or the quiz is missing.
    """
    return say_course(_build_marked(package))


def say_course(marked: Course) -> Course:
    """Return a course in plain words, from one with the marks of the address word."""
    plain = say_all(marked)
    return marked if plain is marked else msgspec.structs.replace(plain, marked=marked)


def _build_marked(package: PackageSource) -> Course:
    if package.course is None or not package.quizzes:
        raise ValueError("only a package without errors can be built")
    source = package.course.source
    simulators = {written.source.simulator_id: written.source for written in package.simulators}
    lessons = {written.source.lesson_id: written for written in package.lessons}
    return Course(
        course_id=source.course_id,
        version=source.version,
        title=source.title,
        title_en=source.title_en,
        summary=source.summary,
        summary_en=source.summary_en,
        audience=source.audience,
        minutes=source.minutes,
        pillar=source.pillar,
        contents=source.contents,
        framework_codes=source.framework,
        objectives=source.objectives,
        completion=_build_completion(package, source),
        lessons=tuple(
            _build_lesson(lessons[one], _stories_of(package, one)) for one in source.lessons
        ),
        simulators={one: simulators[one] for one in source.simulators},
        quiz=_build_quiz(_find_quiz(package, source)),
        sources=tuple(Source(one.text, one.read_on.isoformat()) for one in source.sources),
        licence=source.licence,
        asks_pin=source.asks_pin,
        folder=package.folder,
        media=frozenset(name for name in package.contents if name.startswith("media/")),
        package_hash=hash_contents(package.contents),
        stories=tuple(
            _build_story(story) for one in source.lessons for story in _stories_of(package, one)
        ),
        glossary=_build_glossary(package),
        take_home=_build_take_home(package, source),
        speaks_of=source.speaks_of,
    )


def _find_quiz(package: PackageSource, source: CourseSource) -> QuizSource:
    return next(one.source for one in package.quizzes if one.source.quiz_id == source.quiz)


def _build_completion(package: PackageSource, source: CourseSource) -> CompletionRule:
    rule = source.completion
    required = {one.source.simulator_id for one in package.simulators if one.source.required}
    return CompletionRule(
        min_attendance=rule.min_attendance,
        pass_mark=rule.pass_mark,
        quiz_items=rule.quiz_items,
        max_hints=rule.max_hints,
        required_tasks=tuple(one for one in source.simulators if one in required),
    )


def _stories_of(package: PackageSource, lesson_id: str) -> list[WrittenStory]:
    """Return the stories told in a lesson, by the number at the end of their ids."""
    found = [one for one in package.stories if one.source.lesson_id == lesson_id]
    return sorted(found, key=lambda one: int(one.source.story_id.rpartition("S")[2]))


def _build_story(written: WrittenStory) -> Story:
    source = written.source
    return Story(
        story_id=source.story_id,
        title=source.title,
        lesson_id=source.lesson_id,
        source=Source(source.source, source.read_on.isoformat()),
    )


def _build_glossary(package: PackageSource) -> tuple[Term, ...]:
    terms = package.glossary.source if package.glossary else ()
    return tuple(Term(one.term, one.meaning) for one in terms)


def _build_take_home(package: PackageSource, course: CourseSource) -> TakeHome:
    if package.take_home is None:
        return TakeHome()
    source = package.take_home.source
    return TakeHome(
        can_do={one: source.can_do[one] for one in course.simulators},
        remember=source.remember,
        go_on=source.go_on,
        fits=source.fits,
        after=source.after,
    )


def _story_pages(written: WrittenStory) -> list[Page]:
    title = written.source.title
    return [msgspec.structs.replace(parsed.page, story=title) for parsed in written.pages]


def _build_lesson(written: WrittenLesson, stories: Sequence[WrittenStory]) -> Lesson:
    source = written.source
    told = [page for story in stories for page in _story_pages(story)]
    return Lesson(
        lesson_id=source.lesson_id,
        title=source.title,
        minutes=source.minutes,
        pages=(*(parsed.page for parsed in written.pages), *told),
        simulator_ids=source.tasks,
    )


def _build_quiz(source: QuizSource) -> Quiz:
    return Quiz(
        quiz_id=source.quiz_id,
        title=source.title,
        draw=source.draw,
        items=tuple(build_item(item) for item in source.items),
    )
