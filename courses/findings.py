"""What is wrong in a course package: where, why, and how to put it right."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Union

Translate = Callable[[str], str]
"""Gives an English text, placeholders and all, in another language."""
Value = Union[str, int, "Phrase"]
"""What stands in a placeholder; a phrase is translated in its turn."""


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """The package cannot be used."""
    WARNING = "warning"
    """The package works; a learner would stumble."""


@dataclass(frozen=True)
class Phrase:
    """Words for an author that can be said in more than one language."""

    text: str
    """English, with placeholders such as ``%(count)s``; the key of the catalogue."""
    values: tuple[tuple[str, "str | Phrase"], ...] = ()
    """What the placeholders stand for, by name."""

    def fill(self, **values: Value) -> "Phrase":
        """Return the same words about these values."""
        kept = (
            (name, one if isinstance(one, Phrase) else str(one)) for name, one in values.items()
        )
        return replace(self, values=tuple(kept))

    def render(self, translate: Translate) -> str:
        """Return the words in the language of ``translate``."""
        values = {
            name: one.render(translate) if isinstance(one, Phrase) else one
            for name, one in self.values
        }
        told = translate(self.text)
        return told % values if values else told

    def __str__(self) -> str:
        return self.render(str)


def phrase(text: str, /, **values: Value) -> Phrase:
    """Return ``text`` about ``values``; the gate of translations reads the text from the code."""
    return Phrase(text).fill(**values)


@dataclass(frozen=True)
class Finding:
    """One fault of a package, for its author."""

    file: str
    """Path inside the package, with slashes."""
    line: int
    """Counted from 1."""
    severity: Severity
    problem: Phrase
    remedy: Phrase
    """One sentence that says what to do."""

    @property
    def reason(self) -> str:
        """The problem in English."""
        return str(self.problem)

    @property
    def fix(self) -> str:
        """The remedy in English."""
        return str(self.remedy)

    def render(self, translate: Translate) -> str:
        """Return the line for a terminal in the language of ``translate``."""
        told = f"{self.problem.render(translate)} {self.remedy.render(translate)}"
        return f"{self.file}:{self.line}: {translate(self.severity.value)}: {told}"

    def __str__(self) -> str:
        return self.render(str)

    def __lt__(self, other: "Finding") -> bool:
        return self._rank < other._rank

    @property
    def _rank(self) -> tuple[str, int, str, str, str]:
        return self.file, self.line, self.severity, self.reason, self.fix


@dataclass(frozen=True)
class Place:
    """A file and a line that a finding can point to."""

    file: str
    line: int = 1

    def error(self, problem: str, remedy: str, /, **values: Value) -> Finding:
        """Return a finding that forbids using the package.

        Args:
            problem: written out here in English, with placeholders such as ``%(count)s``.
            remedy: likewise.
            values: what the placeholders of both stand for.
        """
        return self.refuse(phrase(problem, **values), phrase(remedy, **values))

    def warning(self, problem: str, remedy: str, /, **values: Value) -> Finding:
        """Return a finding that a learner would feel; the arguments are those of ``error``."""
        told = phrase(problem, **values), phrase(remedy, **values)
        return Finding(self.file, self.line, Severity.WARNING, *told)

    def refuse(self, problem: Phrase, remedy: Phrase) -> Finding:
        """Return a finding that forbids using the package, in phrases that were made before."""
        return Finding(self.file, self.line, Severity.ERROR, problem, remedy)
