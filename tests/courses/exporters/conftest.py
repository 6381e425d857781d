"""A bank with every kind of item, and the banks of the courses."""

from pathlib import Path

import msgspec
import pytest
import yaml

from courses.catalog import PACKAGES
from courses.exporters.base import BankToExport
from courses.importers.base import Target
from courses.loader import read_package
from courses.schema import QuizSource

EVERY_KIND = Path(__file__).parent / "every_kind.yaml"
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 500">'
    b'<rect width="800" height="500" fill="#fff"/></svg>'
)


@pytest.fixture(scope="session")
def bank():
    """A bank with every kind of item, each with everything that it can have."""
    quiz = msgspec.convert(yaml.safe_load(EVERY_KIND.read_text("utf-8")), QuizSource)
    names = {"media/man-hinh.svg", "media/a.svg", "media/b.svg", "media/c.svg"}
    media = {name: DRAWING.replace(b"#fff", name.encode()[6:7] * 3) for name in sorted(names)}
    media = {name: content.replace(b'"mmm"', b'"#eee"') for name, content in media.items()}
    return BankToExport(quiz, course_id="KNS-04", title="Thanh toán số", media=media)


@pytest.fixture(scope="session", params=sorted(p.name for p in PACKAGES.glob("KNS-0*")))
def course_bank(request):
    """The bank of a course."""
    package = read_package(PACKAGES / request.param)
    return BankToExport(
        package.quizzes[0].source,
        course_id=package.course.source.course_id,
        title=package.course.source.title,
        media=package.contents,
    )


@pytest.fixture(scope="session")
def target_of():
    """Return where the items of a bank go when they come back."""

    def make(bank):
        lessons = frozenset(item.lesson for item in bank.quiz.items)
        return Target(bank.course_id, min(lessons), lesson_ids=lessons)

    return make


@pytest.fixture(scope="session")
def bare():
    """Return an item without its id and the names of its pictures."""

    def strip(value):
        if isinstance(value, dict):
            return {key: strip(one) for key, one in value.items() if key not in ("id", "file")}
        if isinstance(value, list | tuple):
            return [strip(one) for one in value]
        return value

    return lambda item: strip(msgspec.to_builtins(item))
