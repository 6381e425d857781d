"""What was read of packages, so that a start does not read and check them all again.

Learners wait for a bus that starts after a power cut. A package is known by its files: whatever
was changed, in it or in the program that reads packages, is read anew.
"""

import hashlib
import hmac
import logging
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

import markdown_it
import msgspec
import yaml

import courses
from common.files import write_atomic
from courses.builder import say_course
from courses.model import Course
from courses.unpacking import hash_folder

log = logging.getLogger(__name__)
FOLDER = "courses-read"
"""In the data folder of the bus; may be deleted at any time."""
_SEAL_BYTES = 32


class Memo:
    """Built courses on the disk; none is believed that this bus has not sealed itself."""

    def __init__(self, data_dir: Path, key: bytes, kind: str) -> None:
        """Prepare.

        Args:
            data_dir: of the bus.
            key: the secret of this bus.
            kind: what packages went through before they were noted; they count for no other kind.
        """
        self._folder = data_dir / FOLDER / kind
        self._key = hmac.digest(key, b"bus-lms courses read" + kind.encode() + _rules(), "sha256")
        self._met: set[str] = set()

    def recall(self, folder: Path) -> Course | None:
        """Return the course of a package folder as it lies there now, or None when it is unknown.

        Raises:
            OSError: a file of the package cannot be read.
        """
        package_hash = hash_folder(folder)
        try:
            sealed = (self._folder / package_hash).read_bytes()
        except OSError:
            return None
        seal, body = sealed[:_SEAL_BYTES], sealed[_SEAL_BYTES:]
        if not hmac.compare_digest(seal, self._seal(package_hash, body)):
            return None
        self._met.add(package_hash)
        marked = msgspec.msgpack.decode(body, type=Course, dec_hook=_to_path)
        return say_course(msgspec.structs.replace(marked, folder=folder))

    def note(self, course: Course) -> None:
        """Keep a course that was read; a disk that is full or read-only only costs time later."""
        body = msgspec.msgpack.encode(course.marked or course, enc_hook=str)
        self._met.add(course.package_hash)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            sealed = self._seal(course.package_hash, body) + body
            write_atomic(self._folder / course.package_hash, sealed, mode=0o600)
        except OSError:
            log.warning("a course that was read is not kept", exc_info=True)

    def forget_others(self) -> None:
        """Remove what was neither recalled nor noted."""
        with suppress(OSError):
            for path in self._folder.glob("*"):
                if path.name not in self._met:
                    path.unlink()

    def _seal(self, package_hash: str, body: bytes) -> bytes:
        return hmac.digest(self._key, package_hash.encode() + body, "sha256")


def _to_path(kind: type, value: str) -> Path:
    if kind is not Path:
        raise NotImplementedError
    return Path(value)


@cache
def _rules() -> bytes:
    """Return what tells the programs apart that read packages: ours, and those it stands on."""
    versions = (sys.version, msgspec.__version__, yaml.__version__, markdown_it.__version__)
    found = hashlib.sha256(repr(versions).encode())
    home = Path(courses.__file__).parent
    for path in sorted(home.rglob("*.py")):
        found.update(f"{path.relative_to(home).as_posix()}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.digest()
