"""Pictures: all there, all used, and drawings that can neither run nor load anything."""

import re
from collections.abc import Iterator

from courses.drawings import UnplainDrawingError, read_drawing
from courses.findings import Finding, Place
from courses.loader import PackageSource, Written
from courses.schema import QuizSource
from courses.simulators.parts import pictures_of

_KINDS = (".svg", ".png", ".jpg")
_TELLING = re.compile(
    r"(?<![a-z])(dap-?an|sai|(?<!noi-)(?<!su-)(?<!ung-)dung"
    r"|answer|correct|false|right|true|wrong)(?![a-z])"
)
"""Words of a file's name that say which choice it belongs to: learners' pages hold the names."""
_BEGINNINGS = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff"}


def check_media(package: PackageSource) -> list[Finding]:
    """Return pictures that are missing, unused, of another kind, or more than a drawing."""
    findings = []
    wanted = list(_references(package))
    present = {name for name in package.contents if name.startswith("media/")}
    for place, name in wanted:
        if name not in present:
            findings.append(
                place.error("There is no file %(name)s.", "Add it, or correct its name.", name=name)
            )
    if not package.findings:  # a file that cannot be read may show them
        findings.extend(
            Place(name).warning("Nothing shows this picture.", "Remove the file.")
            for name in sorted(present - {name for _, name in wanted})
        )
    for name in sorted(present):
        findings.extend(_check_file(name, package.contents[name]))
    return findings + [one for quiz in package.quizzes for one in _check_names(quiz)]


def _check_names(quiz: Written[QuizSource]) -> Iterator[Finding]:
    for place, name in _choice_references(quiz):
        if found := _TELLING.search(name):
            yield place.error(
                "'%(word)s' in %(name)s tells which choice is right.",
                "Name the file by what it shows.",
                word=found[0],
                name=name,
            )


def _check_file(name: str, raw: bytes) -> list[Finding]:
    ending = name[-4:]
    if ending not in _KINDS or not raw.startswith(_BEGINNINGS.get(ending, b"")):
        return [Place(name).error("This is no picture.", "Use .svg, .png or .jpg.")]
    return _check_drawing(name, raw) if ending == ".svg" else []


def _check_drawing(name: str, raw: bytes) -> list[Finding]:
    try:
        read_drawing(raw)
    except UnplainDrawingError as error:
        place = Place(name, error.line)
        if not error.sign:
            return [place.error("The drawing cannot be read here.", "Save it again as plain SVG.")]
        return [
            place.error(
                "'%(sign)s' is more than a drawing.", "Keep plain shapes only.", sign=error.sign
            )
        ]
    return []


def _references(package: PackageSource) -> Iterator[tuple[Place, str]]:
    for file in package.readings:
        for page in file.pages:
            if page.page.picture:
                yield Place(file.yaml.file, page.line), page.page.picture.file
    for quiz in package.quizzes:
        yield from _quiz_references(quiz)
    for simulator in package.simulators:
        for index, screen in enumerate(simulator.source.screens):
            place = simulator.yaml.place(("screens", index))
            yield from ((place, name) for part in screen.parts for name in pictures_of(part))


def _quiz_references(quiz: Written[QuizSource]) -> Iterator[tuple[Place, str]]:
    for index, item in enumerate(quiz.source.items):
        if item.picture:
            yield quiz.yaml.place(("items", index)), item.picture.file
    yield from _choice_references(quiz)


def _choice_references(quiz: Written[QuizSource]) -> Iterator[tuple[Place, str]]:
    for index, item in enumerate(quiz.source.items):
        for number, choice in enumerate(getattr(item, "choices", ())):
            if choice.picture:
                place = quiz.yaml.place(("items", index, "choices", number, "picture"))
                yield place, choice.picture.file
