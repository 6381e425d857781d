"""Tells which sentences of a course have no audio."""

from pathlib import Path

from courses.findings import Finding, Place
from courses.model import Course
from courses.speech.folder import find_missing
from courses.speech.texts import spoken_texts

_NAMED = 3
"""Sentences that a finding quotes."""


def check_audio(course: Course, folder: Path) -> list[Finding]:
    """Return one warning when ``folder`` lacks Vietnamese audio of the course."""
    missing = list(find_missing(spoken_texts(course), folder).values())
    if not missing:
        return []
    quoted = ", ".join(f"'{one}'" for one in missing[:_NAMED])
    return [
        Place("course.yaml").warning(
            "%(count)s sentences have no audio, such as %(quoted)s.",
            "Run: python -m courses speak %(course)s --out %(folder)s",
            count=len(missing),
            quoted=quoted,
            course=str(course.folder),
            folder=str(folder),
        )
    ]
