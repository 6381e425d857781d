"""What is wrong in a course package: where, why, and how to put it right."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """The package cannot be used."""
    WARNING = "warning"
    """The package works; a learner would stumble."""


@dataclass(frozen=True, order=True)
class Finding:
    """One fault of a package, for its author."""

    file: str
    """Path inside the package, with slashes."""
    line: int
    """Counted from 1."""
    severity: Severity
    reason: str
    fix: str
    """One sentence that says what to do."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.severity}: {self.reason} {self.fix}"


@dataclass(frozen=True)
class Place:
    """A file and a line that a finding can point to."""

    file: str
    line: int = 1

    def error(self, reason: str, fix: str) -> Finding:
        """Return a finding that forbids using the package."""
        return Finding(self.file, self.line, Severity.ERROR, reason, fix)

    def warning(self, reason: str, fix: str) -> Finding:
        """Return a finding that a learner would feel."""
        return Finding(self.file, self.line, Severity.WARNING, reason, fix)
