"""The data folder of the kiosk, and the answers in it."""

import getpass
import os
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.config import Address
from kiosk.doctor.findings import Finding, amber, green, red
from kiosk.identity import BusIdentity, IdentityStore
from kiosk.response_queue import ResponseQueue
from kiosk.store import Store, StoreUnreadableError
from kiosk.words import marked as _

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Kept:
    """What lies in the data folder."""

    identity: BusIdentity | None = None
    last_address: Address | None = None
    waiting: int = 0
    """Answers without a receipt."""
    set_aside: int = 0
    """Answers that the bus refused."""
    trouble: str | None = None
    """Why it cannot be read."""


def read_kept(folder: Path) -> Kept:
    """Return what lies in ``folder``; nothing is made there."""
    try:
        if not (folder / "kiosk.db").exists():
            return Kept()
        store = Store.open_in(folder)
    except (StoreUnreadableError, OSError) as error:
        return Kept(trouble=str(error))
    try:
        identities, queue = IdentityStore(store), ResponseQueue(store)
        return Kept(
            identities.find(),
            identities.find_last_address(),
            queue.count_waiting() + identities.count_parked(),
            queue.count_set_aside(),
        )
    finally:
        store.close()


def _owner_of(path: Path) -> int:
    return path.stat().st_uid


def judge_folder(folder: Path, find_owner: Callable[[Path], int] = _owner_of) -> Finding:
    """Say whether answers can be kept in ``folder``, and nobody else reads them.

    Args:
        folder: of this user, or looked at by root.
        find_owner: gives the number of the user that a file belongs to.
    """
    if not folder.exists():
        return green(_("made at the first start: %(folder)s"), folder=folder)
    values = {"folder": folder, "user": _user()}
    if not _is_writable(folder):
        return red(
            _("%(folder)s cannot be written"),
            _("Run as root: chown -R %(user)s %(folder)s"),
            **values,
        )
    owner = find_owner(folder)
    if any(find_owner(path) != owner for path in folder.glob("kiosk.*")):
        return red(
            _("files in %(folder)s belong to another user than the folder"),
            _("Run as root: chown -R %(user)s %(folder)s"),
            folder=folder,
            user=owner,
        )
    if os.name == "posix" and any(_is_open(path) for path in (folder, folder / "kiosk.key")):
        return red(
            _("others may read %(folder)s"),
            _("Run: chmod 700 %(folder)s; chmod 600 %(folder)s/kiosk.*"),
            **values,
        )
    return green(_("%(folder)s, for this user alone"), **values)


def judge_queue(kept: Kept) -> Finding:
    """Say whether all answers are on the bus."""
    if kept.trouble is not None:
        return red(
            _("cannot be read: %(trouble)s"),
            _("Keep the data folder as it is, answers may be in it; ask for technical help."),
            trouble=kept.trouble,
        )
    if kept.set_aside:
        return amber(
            _("%(waiting)s answers wait, %(set_aside)s were refused by the bus"),
            _("Run: bus-kiosk refused. It says why, and how to send them again."),
            waiting=kept.waiting,
            set_aside=kept.set_aside,
        )
    if kept.waiting:
        return amber(
            _("%(waiting)s answers wait for the bus"),
            _("Leave bus-kiosk on near the bus; they go by themselves."),
            waiting=kept.waiting,
        )
    return green(_("no answer waits"))


def _is_writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _is_open(path: Path) -> bool:
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS)
    except FileNotFoundError:
        return False


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        return str(os.getuid())
