"""Making a laptop a kiosk, and unmaking it."""

import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.identity import IdentityStore
from kiosk.response_queue import ResponseQueue
from kiosk.store import Store
from kiosk.system import sessions
from kiosk.system.errors import (
    AnswersWaitError,
    NoSystemdError,
    OtherSessionError,
    ProgramUnreachableError,
    RootNeededError,
    RootRefusedError,
    UserMissingError,
)
from kiosk.system.own_files import is_ours, remove_all, write_all
from kiosk.system.sessions import UNIT, Places, Session

_RUNS = "run/systemd/system"
"""Is there exactly where systemd is the first process."""
_OTHER = "etc/systemd/system/display-manager.service"
_ROOT = 0
_DATA = ("kiosk.db-shm", "kiosk.db-wal", "kiosk.db", "kiosk.key")


@dataclass(frozen=True)
class Laptop:
    """The machine as far as installing touches it."""

    places: Places
    uid: int
    """Of the present user; 0 for root."""
    interpreter: Path
    """The Python that runs us; often in another folder than the program."""
    find_program: Callable[[str], str | None]
    find_uid: Callable[[str], int | None]
    """Of a user of this laptop by name; None when there is none."""
    run: Callable[[Sequence[str]], bool]
    """Runs ``systemctl`` with these arguments; tells whether it did it."""


@dataclass(frozen=True)
class Changed:
    """What was done."""

    paths: tuple[Path, ...]
    """Written or removed; empty when all was so already."""
    is_told: bool
    """Whether systemd took it at once; else it does at the next start."""


def install(
    laptop: Laptop, command: Sequence[str], *, session: Session, user: str | None
) -> Changed:
    """Write what starts ``command``; doing it twice changes nothing.

    Args:
        laptop: this machine.
        command: bus-kiosk and its arguments.
        session: where its window lives.
        user: who it runs as; not for ``DESKTOP``, which is the present user's.

    Raises:
        NoSystemdError: not Linux, or another first process.
        RootRefusedError: it would run as root.
        RootNeededError: only root may write for the whole laptop.
        UserMissingError: no ``user``.
        ProgramMissingError: cage, or openbox and an X server, are not installed.
        ProgramUnreachableError: ``user`` may not enter the program's folder.
        OtherSessionError: another sign-in screen starts with the laptop.
        NotOursError: a file is in the way; nothing was written.
    """
    if not (laptop.places.root / _RUNS).is_dir():
        raise NoSystemdError
    if session is Session.DESKTOP:
        if laptop.uid == _ROOT:
            raise RootRefusedError
        written = write_all(sessions.desktop_files(laptop.places, command))
        return Changed(tuple(written), laptop.run(["--user", "daemon-reload"]))
    name = _check_user(laptop, user, Path(command[0]))
    make = sessions.cage_files if session is Session.CAGE else sessions.openbox_files
    files = make(laptop.places, command, user=name, find=laptop.find_program)
    _check_display(laptop.places)
    paths = write_all(files)
    # The settings of the way that is not used any more would only confuse.
    stale = remove_all(set(laptop.places.session) - {file.path for file in files})
    is_told = laptop.run(["daemon-reload"]) and laptop.run(["enable", UNIT])
    return Changed((*paths, *stale), is_told)


def uninstall(laptop: Laptop) -> Changed:
    """Take away all that :func:`install` wrote and this user may; data stays.

    Raises:
        RootNeededError: there is a session of its own, and we are not root.
    """
    places = laptop.places
    mine = [path for path in places.desktop if is_ours(path)]
    whole = [path for path in places.session if is_ours(path)]
    if whole and laptop.uid != _ROOT:
        raise RootNeededError
    is_told = True
    if mine:
        is_told = laptop.run(["--user", "stop", UNIT])
    if whole:
        is_told = laptop.run(["disable", "--now", UNIT]) and is_told
    gone = remove_all([*mine, *whole])
    if mine:
        is_told = laptop.run(["--user", "daemon-reload"]) and is_told
    if whole:
        is_told = laptop.run(["daemon-reload"]) and is_told
    return Changed(tuple(gone), is_told)


def delete_data(folder: Path) -> Changed:
    """Delete queue, identity and key in ``folder``; errors as in :func:`check_sent`."""
    check_sent(folder)
    gone = [folder / name for name in _DATA if (folder / name).exists()]
    for path in gone:
        path.unlink()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return Changed(tuple(gone), is_told=True)


def check_sent(folder: Path) -> None:
    """Look whether the bus has every answer of ``folder``.

    Raises:
        AnswersWaitError: some would be lost with the folder.
        StoreUnreadableError: nobody can tell.
    """
    if not (folder / "kiosk.db").exists():
        return
    store = Store.open_in(folder)
    try:
        queue, parked = ResponseQueue(store), IdentityStore(store).count_parked()
        waiting = queue.count_waiting() + queue.count_set_aside() + parked
    finally:
        store.close()
    if waiting:
        raise AnswersWaitError(count=waiting)


def _check_user(laptop: Laptop, user: str | None, program: Path) -> str:
    if laptop.uid != _ROOT:
        raise RootNeededError
    uid = laptop.find_uid(user) if user else _ROOT
    if uid is None:
        raise UserMissingError(user=user)
    if uid == _ROOT or user is None:
        raise RootRefusedError
    shut = find_shut_folder([program, laptop.interpreter], uid)
    if shut is not None:
        raise ProgramUnreachableError(user=user, folder=str(shut))
    return user


def _check_display(places: Places) -> None:
    other = places.root / _OTHER
    if other.is_symlink() and other.readlink().name != UNIT:
        raise OtherSessionError(name=other.readlink().name)


def find_shut_folder(programs: Iterable[Path], uid: int) -> Path | None:
    """Return a folder on the way to ``programs`` that ``uid`` may not enter; None: all are free.

    Groups are not looked at: a kiosk's user is in none that matters.
    """
    # A link must be reached as well as what it leads to.
    links = {link for each in programs for link in (each.absolute(), each.resolve())}
    ways = {folder for each in links for folder in each.parents}
    for folder in sorted(ways):
        state = folder.stat()
        needed = stat.S_IXUSR if state.st_uid == uid else stat.S_IXOTH
        if not state.st_mode & needed:
            return folder
    return None
