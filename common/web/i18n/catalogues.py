"""Catalogues of words: made ready for the program, and checked to be complete."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from common.files import write_atomic
from common.web.i18n.phrases import find_said

LOCALE = "vi"
PROGRAMS = ("lms_server", "registry", "kiosk")
LIBRARIES = ("common", "courses", "certificates", "sync")
_KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
_JINJA = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "silent": "false"}
_PLACEHOLDER = re.compile(r"%\((\w+)\)")
_CODE = re.compile(r"[a-z_]+\.[a-z_]+")


@dataclass(frozen=True)
class Wanted:
    """A text that people can meet."""

    text: str
    place: str
    """File and line."""


def compile_all(root: Path) -> int:
    """Write every ``.po`` below ``root`` as ``.mo`` beside it; return how many.

    A program that reads one meanwhile sees the words before or the words after, never half.
    """
    count = 0
    for package in (*PROGRAMS, *LIBRARIES):
        for path in sorted((root / package).rglob("*.po")):
            made = BytesIO()
            write_mo(made, _read(path))
            write_atomic(path.with_suffix(".mo"), made.getvalue())
            count += 1
    return count


def find_gaps(root: Path) -> list[str]:
    """Return every text below ``root`` that has no sound Vietnamese, one line each."""
    shared = _Words(root / "common")
    everything = [shared]
    gaps = [*shared.problems]
    for package in PROGRAMS:
        own = _Words(root / package)
        everything.append(own)
        gaps += own.problems
        gaps += _missing(list(_texts(root / package)), [own, shared])
        gaps += _missing(list(_codes(root / package)), [own, shared])
    gaps += _missing(list(_texts(root / "common")), [shared])
    for package in LIBRARIES:
        gaps += _missing(list(_codes(root / package)), everything)
    return gaps + _unsaid(root)


def _unsaid(root: Path) -> list[str]:
    """Return what authors of courses would not be told in Vietnamese, whoever finds it."""
    own = _Words(root / "courses")
    gaps = [*own.problems]
    wanted = []
    for package in (*PROGRAMS, "courses"):
        for said in find_said(root / package):
            if said.text is None:
                gaps.append(f"{said.place}: not written out, so it cannot be translated")
            else:
                wanted.append(Wanted(said.text, said.place))
                gaps += [f"{said.place}: no value for {name!r}" for name in sorted(said.lacking)]
    return gaps + _missing(wanted, [own])


class _Words:
    """All catalogues of one package."""

    def __init__(self, package: Path) -> None:
        self.known: set[str] = set()
        self.problems: list[str] = []
        for path in sorted(package.rglob(f"{LOCALE}/LC_MESSAGES/*.po")):
            for message in _read(path):
                if message.id:
                    self._take(message, f"{path}:{message.lineno}")

    def _take(self, message: Message, place: str) -> None:
        ids = _plain(message.id)
        strings = _plain(message.string)
        if message.fuzzy:
            self.problems.append(f"{place}: fuzzy: {ids[0]!r}")
        elif all(strings):
            self.known.update(ids)
            # A text that is an error code gets its placeholders from the error.
            named = set(_PLACEHOLDER.findall("".join(ids)))
            if not _CODE.fullmatch(ids[0]) and any(
                set(_PLACEHOLDER.findall(text)) - named for text in strings
            ):
                self.problems.append(f"{place}: unknown placeholder: {ids[0]!r}")


def _plain(text: object) -> list[str]:
    """Return the one text, or the singular and plural texts, of a message."""
    return [str(part or "") for part in (text if isinstance(text, tuple | list) else (text,))]


def _missing(wanted: list[Wanted], words: list[_Words]) -> list[str]:
    known = set[str]().union(*(part.known for part in words))
    return [f"{one.place}: no Vietnamese: {one.text!r}" for one in wanted if one.text not in known]


def _texts(package: Path) -> Iterator[Wanted]:
    """Yield what ``_()`` marks in code and templates."""
    for pattern, method in (("*.py", "python"), ("*.html", "jinja2.ext:babel_extract")):
        for path in sorted(package.rglob(pattern)):
            with path.open("rb") as file:
                options = _JINJA if pattern == "*.html" else {"encoding": "utf-8"}
                for line, found, *_rest in extract(method, file, _KEYWORDS, (), options):
                    for text in found if isinstance(found, tuple) else (found,):
                        yield Wanted(text, f"{path}:{line}")


def _codes(package: Path) -> Iterator[Wanted]:
    """Yield the codes of all error classes."""
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
                for line, code in _class_codes(node):
                    yield Wanted(code, f"{path}:{line}")


def _class_codes(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    for part in node.body:
        value = part.value if isinstance(part, ast.Assign | ast.AnnAssign) else None
        targets = part.targets if isinstance(part, ast.Assign) else [getattr(part, "target", None)]
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        if names == ["code"] and isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield part.lineno, value.value


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)
