"""Exactly one server process may work on a data folder: two would be two writers."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from common.errors import DomainError

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


LOCK_NAME = "serving.lock"


class AlreadyServingError(DomainError):
    """Another process serves this data folder."""

    code = "serve.already_serving"


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Keep ``folder`` for this process; the system lets go of it when the process dies.

    Raises:
        AlreadyServingError: another process holds it.
    """
    with (folder / LOCK_NAME).open("ab") as file:
        try:
            _lock(file)
        except OSError as error:
            raise AlreadyServingError(folder=folder) from error
        yield
