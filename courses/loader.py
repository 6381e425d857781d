"""Reads the files of a package into what its author wrote, each part with its lines."""

import copy
import re
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from courses.addressing import say, say_all
from courses.archive import list_files
from courses.conversion import convert
from courses.findings import Finding, Place
from courses.markdown import ParsedPage, parse_pages
from courses.schema import (
    CourseSource,
    GlossarySource,
    LessonSource,
    QuizSource,
    StorySource,
    TakeHomeSource,
    TermSource,
)
from courses.simulators.model import Simulator
from courses.yaml_file import YamlFile

Source = TypeVar("Source")
MAX_FILE = 2 * 1024 * 1024
"""Bytes of one file."""
MAX_FILES = 500
MAX_TEXTS = 384 * 1024
"""Bytes of all files but pictures and quizzes; checking them must not keep a bus busy."""
MAX_QUIZZES = MAX_FILE
"""Bytes of all files of items."""
MAX_WORD = 200
"""Letters and marks without a space between them."""
_FENCE = "---\n"
_LONG_WORD = re.compile(rf"\S{{{MAX_WORD + 1}}}")


@dataclass(frozen=True)
class Written(Generic[Source]):
    """What an author wrote in one file, and where."""

    source: Source
    yaml: YamlFile


@dataclass(frozen=True)
class WrittenPages(Written[Source]):
    """A file of pages: its head and its pages."""

    pages: tuple[ParsedPage, ...]


WrittenLesson = WrittenPages[LessonSource]
WrittenStory = WrittenPages[StorySource]


@dataclass
class PackageSource:
    """Everything read from the folder of a package."""

    folder: Path
    contents: dict[str, bytes] = field(default_factory=dict)
    course: Written[CourseSource] | None = None
    lessons: list[WrittenLesson] = field(default_factory=list)
    stories: list[WrittenStory] = field(default_factory=list)
    glossary: Written[tuple[TermSource, ...]] | None = None
    take_home: Written[TakeHomeSource] | None = None
    simulators: list[Written[Simulator]] = field(default_factory=list)
    quizzes: list[Written[QuizSource]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def readings(self) -> list[WrittenLesson | WrittenStory]:
        """All files of pages."""
        return [*self.lessons, *self.stories]


def read_package(folder: Path) -> PackageSource:
    """Read a package; faults of form are among its ``findings``, never raised.

    Raises:
        OSError: a file cannot be read from the disk.
    """
    package = PackageSource(folder)
    _read_contents(package)
    for name, raw in package.contents.items():
        if not name.startswith("media/"):
            _read_file(package, name, raw)
    return package


def say_plainly(package: PackageSource) -> PackageSource:
    """Return a package as it is read where nobody has chosen how to be addressed."""
    return replace(
        package,
        course=_plain(package.course) if package.course else None,
        glossary=_plain(package.glossary) if package.glossary else None,
        take_home=_plain(package.take_home) if package.take_home else None,
        simulators=[_plain(one) for one in package.simulators],
        quizzes=[_plain(one) for one in package.quizzes],
        lessons=[_plain_pages(one) for one in package.lessons],
        stories=[_plain_pages(one) for one in package.stories],
    )


def _plain(written: Written[Source]) -> Written[Source]:
    return Written(say_all(written.source), _plain_yaml(written.yaml))


def _plain_pages(written: WrittenPages[Source]) -> WrittenPages[Source]:
    pages = tuple(
        replace(
            one,
            page=say_all(one.page),
            blocks=tuple((line, say(text)) for line, text in one.blocks),
        )
        for one in written.pages
    )
    return WrittenPages(say_all(written.source), _plain_yaml(written.yaml), pages)


def _plain_yaml(yaml: YamlFile) -> YamlFile:
    plain = copy.copy(yaml)
    plain.data = say_all(yaml.data)
    return plain


def _read_contents(package: PackageSource) -> None:
    files = list_files(package.folder)
    if "course.yaml" not in files:
        package.findings.append(
            Place("course.yaml").error("There is no course.yaml.", "Point to a package folder.")
        )
    if len(files) > MAX_FILES:
        package.findings.append(
            Place("course.yaml").error(
                "The package has %(count)s files.",
                "Keep at most %(most)s.",
                count=len(files),
                most=MAX_FILES,
            )
        )
        return
    room = {"media": MAX_FILES * MAX_FILE, "quizzes": MAX_QUIZZES, "": MAX_TEXTS}
    for name, path in files.items():
        size, folder = path.stat().st_size, name.partition("/")[0]
        kind = folder if folder in room else ""
        most = min(MAX_FILE, room[kind])
        if size > most:
            package.findings.append(
                Place(name).error(
                    "The file is larger than %(most)s kB.", "Make it smaller.", most=most // 1024
                )
            )
        else:
            package.contents[name] = path.read_bytes()
            room[kind] -= size


def _read_file(package: PackageSource, name: str, raw: bytes) -> None:
    text = _decode(package, name, raw)
    if text is None:
        return
    if name == "course.yaml":
        package.course = _convert(package, YamlFile(name, text), CourseSource)
    elif name == "glossary.yaml":
        package.glossary = _convert(package, YamlFile(name, text), GlossarySource)
    elif name == "take_home.yaml":
        package.take_home = _convert(package, YamlFile(name, text), TakeHomeSource)
    elif name.startswith("lessons/") and name.endswith(".md"):
        package.lessons.extend(_read_pages(package, name, text, LessonSource))
    elif name.startswith("stories/") and name.endswith(".md"):
        package.stories.extend(_read_pages(package, name, text, StorySource))
    elif name.startswith("simulators/") and name.endswith(".yaml"):
        simulator = _convert(package, YamlFile(name, text), Simulator)
        package.simulators.extend([simulator] if simulator else [])
    elif name.startswith("quizzes/") and name.endswith(".yaml"):
        quiz = _convert(package, YamlFile(name, text), QuizSource)
        package.quizzes.extend([quiz] if quiz else [])
    else:
        package.findings.append(
            Place(name).error("This file has no place in a package.", "Rename or remove it.")
        )


def _decode(package: PackageSource, name: str, raw: bytes) -> str | None:
    """Return the text, composed (NFC), with plain line ends."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        package.findings.append(
            Place(name, line).error("This is not UTF-8 text.", "Save the file as UTF-8.")
        )
        return None
    if found := _LONG_WORD.search(text):
        line = text.count("\n", 0, found.start()) + 1
        package.findings.append(
            Place(name, line).error(
                "A word has more than %(most)s letters.", "Shorten it.", most=MAX_WORD
            )
        )
        return None
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n")


def _convert(
    package: PackageSource, yaml: YamlFile, source_type: type[Source]
) -> Written[Source] | None:
    source, findings = convert(yaml, source_type)
    package.findings.extend(findings)
    return Written(source, yaml) if source is not None else None


def _read_pages(
    package: PackageSource, name: str, text: str, source_type: type[Source]
) -> list[WrittenPages[Source]]:
    head, fence, body = text.removeprefix(_FENCE).partition("\n" + _FENCE)
    if not text.startswith(_FENCE) or not fence:
        package.findings.append(
            Place(name).error(
                "The file has no head.", "Begin with '---', id, title and so on, then '---'."
            )
        )
        return []
    first_body_line = head.count("\n") + 4
    pages, findings = parse_pages(body, file=name, first_line=first_body_line)
    package.findings.extend(findings)
    written = _convert(package, YamlFile(name, head, first_line=2), source_type)
    return [WrittenPages(written.source, written.yaml, tuple(pages))] if written else []
