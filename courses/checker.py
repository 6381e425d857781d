"""Finds what is wrong in a package before a learner does."""

from collections.abc import Sequence
from pathlib import Path

from courses.address_checks import check_address
from courses.findings import Finding, Severity
from courses.glossary_checks import check_glossary
from courses.item_checks import check_quiz
from courses.loader import (
    PackageSource,
    Written,
    WrittenLesson,
    WrittenStory,
    read_package,
    say_plainly,
)
from courses.media_checks import check_media
from courses.page_checks import check_pages
from courses.schema import CourseSource
from courses.simulators.checks import check_simulator
from courses.take_home_checks import check_take_home
from courses.text_checks import check_texts
from courses.todo_checks import check_todo


def check_package(folder: Path) -> tuple[PackageSource, list[Finding]]:
    """Read and check a package.

    Returns:
        What was read, and all findings in the order of files and lines.
    """
    package = read_package(folder)
    findings = [*package.findings, *check_address(package), *_check_plain(say_plainly(package))]
    return package, sorted(set(findings))


def _check_plain(package: PackageSource) -> list[Finding]:
    findings: list[Finding] = []
    findings.extend(check_texts(package))
    findings.extend(check_media(package))
    findings.extend(check_glossary(package))
    findings.extend(check_pages(package))
    for simulator in package.simulators:
        findings.extend(check_simulator(simulator))
    lesson_ids = {lesson.source.lesson_id for lesson in package.lessons}
    if package.course and package.findings:
        lesson_ids.update(package.course.source.lessons)  # a lesson may be there, only unreadable
    for quiz in package.quizzes:
        findings.extend(check_quiz(quiz, lesson_ids, package.contents))
        findings.extend(check_todo(quiz))
    # While a file cannot be read, every mention of it would look like a second fault.
    if package.course and not package.findings:
        findings.extend(_check_course(package, package.course))
    return findings


def has_errors(findings: Sequence[Finding]) -> bool:
    """Tell whether a package with these findings must not be used."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def _check_course(package: PackageSource, course: Written[CourseSource]) -> list[Finding]:
    findings = _check_folder(package, course)
    lessons = {one.source.lesson_id: one for one in package.lessons}
    simulators = [one.source.simulator_id for one in package.simulators]
    findings.extend(_compare(course, "lessons", course.source.lessons, list(lessons)))
    findings.extend(_compare(course, "simulators", course.source.simulators, simulators))
    quizzes = [one.source.quiz_id for one in package.quizzes]
    findings.extend(_compare(course, "quiz", (course.source.quiz,), quizzes))
    findings.extend(_check_rule(package, course))
    findings.extend(_check_minutes(package, course))
    for lesson in package.lessons:
        findings.extend(_check_lesson(lesson, course.source.simulators))
    findings.extend(_check_stories(package, course))
    findings.extend(check_take_home(package, course))
    return findings


def _check_folder(package: PackageSource, course: Written[CourseSource]) -> list[Finding]:
    course_id, place = course.source.course_id, course.yaml.place(("id",))
    findings = []
    if package.folder.resolve().name != course_id:
        findings.append(
            place.warning("The folder has another name than the course.", "Rename the folder.")
        )
    findings.extend(
        place.error(
            "%(name)s belongs to another course.",
            "Begin it with %(course)s-.",
            name=name,
            course=course_id,
        )
        for name in (*course.source.lessons, *course.source.simulators, course.source.quiz)
        if not name.startswith(f"{course_id}-")
    )
    return findings


def _compare(
    course: Written[CourseSource], key: str, listed: Sequence[str], written: Sequence[str]
) -> list[Finding]:
    """Return what is listed but not there, there but not listed, or there twice."""
    place = course.yaml.place((key,))
    findings = [
        place.error(
            "There is no file for %(name)s.", "Write it, or take it off the list.", name=name
        )
        for name in listed
        if name not in written
    ]
    findings.extend(
        place.error(
            "%(name)s is not listed.",
            "Add it to '%(key)s', or remove its file.",
            name=name,
            key=key,
        )
        for name in sorted(set(written) - set(listed))
    )
    findings.extend(
        place.error("'%(name)s' stands there twice.", "Keep one of them.", name=name)
        for name in sorted(set(listed))
        if max(listed.count(name), written.count(name)) > 1
    )
    return findings


def _check_rule(package: PackageSource, course: Written[CourseSource]) -> list[Finding]:
    rule = course.source.completion
    place = course.yaml.place(("completion",))
    findings = [
        place.error(
            "The rule says %(items)s items, %(quiz)s draws %(draw)s.",
            "Let 'quiz_items' and 'draw' be the same.",
            items=rule.quiz_items,
            quiz=quiz.source.quiz_id,
            draw=quiz.source.draw,
        )
        for quiz in package.quizzes
        if quiz.source.draw != rule.quiz_items
    ]
    findings.extend(
        one.yaml.place(("max_hints",)).error(
            "The task allows %(hints)s hints, the course %(most)s.",
            "Allow no more hints than the course.",
            hints=one.source.max_hints,
            most=rule.max_hints,
        )
        for one in package.simulators
        if one.source.required and one.source.max_hints > rule.max_hints
    )
    return findings


def _check_minutes(package: PackageSource, course: Written[CourseSource]) -> list[Finding]:
    total = sum(lesson.source.minutes for lesson in package.lessons)
    if total == course.source.minutes:
        return []
    return [
        course.yaml.place(("minutes",)).warning(
            "The lessons take %(total)s minutes, the course %(minutes)s.",
            "Let the lessons add up to the course.",
            total=total,
            minutes=course.source.minutes,
        )
    ]


def _check_lesson(lesson: WrittenLesson, simulators: Sequence[str]) -> list[Finding]:
    findings = []
    if not lesson.pages:
        findings.append(lesson.yaml.place().error("The lesson has no page.", "Begin with '# '."))
    findings.extend(
        lesson.yaml.place(("tasks",)).error(
            "There is no task %(name)s.", "Name a simulator of this course.", name=name
        )
        for name in lesson.source.tasks
        if name not in simulators
    )
    return findings


def _check_stories(package: PackageSource, course: Written[CourseSource]) -> list[Finding]:
    findings: list[Finding] = []
    seen: set[str] = set()
    for story in package.stories:
        story_id = story.source.story_id
        if story_id in seen:
            place = story.yaml.place(("id",))
            findings.append(
                place.error("'%(name)s' stands there twice.", "Give it a new id.", name=story_id)
            )
        seen.add(story_id)
        findings.extend(_check_story(story, course))
    return findings


def _check_story(story: WrittenStory, course: Written[CourseSource]) -> list[Finding]:
    findings = []
    if not story.pages:
        findings.append(story.yaml.place().error("The story has no page.", "Begin with '# '."))
    if not story.source.story_id.startswith(f"{course.source.course_id}-"):
        findings.append(
            story.yaml.place(("id",)).error(
                "%(name)s belongs to another course.",
                "Begin it with %(course)s-.",
                name=story.source.story_id,
                course=course.source.course_id,
            )
        )
    if story.source.lesson_id not in course.source.lessons:
        findings.append(
            story.yaml.place(("lesson",)).error(
                "There is no lesson %(lesson)s.",
                "Name the lesson after which the story is told.",
                lesson=story.source.lesson_id,
            )
        )
    return findings
