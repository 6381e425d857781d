"""What is in a package folder at this moment: read again when a file changed."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from courses.archive import list_files
from courses.catalog import read_one
from courses.findings import Finding
from courses.model import Course

log = logging.getLogger(__name__)
Signature = tuple[tuple[str, int, int], ...]
"""Name, time of change in ns and size of each file."""


@dataclass(frozen=True)
class Seen:
    """The package as it was last read."""

    number: int
    """Grows with each change."""
    findings: tuple[Finding, ...]
    course: Course | None
    """The newest state without errors, maybe older than the files; None while there was none."""


class PackageWatch:
    """Looks at the folder when it is asked to; several threads may ask at once."""

    def __init__(self, folder: Path, teach: Callable[[Course], Course]) -> None:
        """Prepare to look.

        Args:
            folder: the package.
            teach: called with each new state without errors; returns what is shown.
        """
        self.folder = folder.resolve()
        self._teach = teach
        self._signature: Signature | None = None
        self._seen = Seen(0, (), None)
        self._lock = threading.Lock()

    def look(self) -> Seen:
        """Return the package as it is now; a folder that cannot be read leaves things be."""
        with self._lock:
            try:
                signature = _sign(self.folder)
                if signature != self._signature:
                    self._read()
                    self._signature = signature
            except OSError:
                # An editor saves by renaming: the file is there again in a moment.
                log.info("a file of the package cannot be read at the moment")
            return self._seen

    def _read(self) -> None:
        found = read_one(self.folder)
        course = self._teach(found.course) if found.course else self._seen.course
        self._seen = Seen(self._seen.number + 1, found.findings, course)


def _sign(folder: Path) -> Signature:
    stats = ((name, path.stat()) for name, path in list_files(folder).items())
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)
