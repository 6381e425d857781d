"""What a learner takes home: a sentence for each task, three things to remember."""

from courses.findings import Finding
from courses.loader import PackageSource, Written
from courses.schema import CourseSource, TakeHomeSource
from courses.take_home import REMEMBERED


def check_take_home(package: PackageSource, course: Written[CourseSource]) -> list[Finding]:
    """Return tasks without a sentence, sentences without a task, and too much to remember."""
    take_home = package.take_home
    if take_home is None:
        return [
            course.yaml.place().warning(
                "There is no take_home.yaml.",
                "Write what a learner can do after each task, and three things to remember.",
            )
        ]
    return [
        *_check_can_do(take_home, course),
        *_check_remember(take_home),
        *_check_after(take_home, course),
    ]


def _check_can_do(
    take_home: Written[TakeHomeSource], course: Written[CourseSource]
) -> list[Finding]:
    said, tasks = take_home.source.can_do, course.source.simulators
    findings = [
        take_home.yaml.place(("can_do",)).error(
            "Nothing says what a learner can do after %(name)s.",
            "Write one sentence for it.",
            name=task,
        )
        for task in tasks
        if task not in said
    ]
    findings.extend(
        take_home.yaml.place(("can_do", task)).error(
            "There is no task %(name)s.", "Name a simulator of this course.", name=task
        )
        for task in said
        if task not in tasks
    )
    return findings


def _check_remember(take_home: Written[TakeHomeSource]) -> list[Finding]:
    count = len(take_home.source.remember)
    if count == REMEMBERED:
        return []
    return [
        take_home.yaml.place(("remember",)).warning(
            "There are %(count)s things to remember.",
            "Choose the %(most)s that matter most.",
            count=count,
            most=REMEMBERED,
        )
    ]


def _check_after(
    take_home: Written[TakeHomeSource], course: Written[CourseSource]
) -> list[Finding]:
    if course.source.course_id not in take_home.source.after:
        return []
    return [
        take_home.yaml.place(("after",)).error(
            "The course comes after itself.", "Name other courses."
        )
    ]
