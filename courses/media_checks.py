"""Pictures: all there, all used, and drawings that can neither run nor load anything."""

import re
from collections.abc import Iterator

from courses.findings import Finding, Place
from courses.loader import PackageSource, Written
from courses.schema import QuizSource
from courses.simulators.parts import pictures_of

_KINDS = (".svg", ".png", ".jpg")
_ACTIVE_SVG = re.compile(
    rb"<\s*(?:script|foreignobject|iframe|animate|set|use|image|style)\b|\son\w+\s*="
    rb"|<!DOCTYPE|<!ENTITY|(?:href|src)\s*=|url\s*\(|javascript:|@import",
    re.IGNORECASE,
)


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
    return findings


def is_plain_drawing(raw: bytes) -> bool:
    """Tell whether a drawing in UTF-8 holds plain shapes only: nothing runs, nothing is loaded."""
    return _ACTIVE_SVG.search(raw) is None


def _check_file(name: str, raw: bytes) -> list[Finding]:
    if not name.endswith(_KINDS):
        return [Place(name).error("This is no picture.", "Use .svg, .png or .jpg.")]
    found = _ACTIVE_SVG.search(raw) if name.endswith(".svg") else None
    if found is None:
        return []
    line = raw[: found.start()].count(b"\n") + 1
    sign = found[0].decode(errors="replace").strip()
    return [
        Place(name, line).error(
            "'%(sign)s' is more than a drawing.", "Keep plain shapes only.", sign=sign
        )
    ]


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
        place = quiz.yaml.place(("items", index))
        choices = getattr(item, "choices", ())
        pictures = (item.picture, *(choice.picture for choice in choices))
        yield from ((place, picture.file) for picture in pictures if picture)
