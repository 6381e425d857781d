"""Officers' signing keys: sealed files at rest, unlocked in memory for a short while."""

import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast
from uuid import UUID

from flask import Flask, current_app
from flask_login import user_logged_out

from certificates.keys import OfficerKey, SealedOfficerKey, check_passphrase
from common.files import write_atomic
from lms_server.accounts.login import StaffUser
from lms_server.issuing.errors import KeyExistsError, KeyLockedError, KeyMissingError
from lms_server.issuing.rules import MOST_SIGNATURES, UNLOCKED_FOR
from lms_server.keys import make_folder
from lms_server.web.backoff import BackOff

_FOLDER = "officers"
_KEYRING = "bus_lms.keyring"


@dataclass
class _Unlocked:
    key: OfficerKey
    until: datetime
    signatures_left: int


@dataclass(frozen=True)
class UnlockedRow:
    """How long a key stays unlocked."""

    until: datetime
    signatures_left: int


class Keyring:
    """Unlocked keys by account; they never leave this process's memory."""

    def __init__(self) -> None:
        self.tries = BackOff()
        """Wrong passphrases, by account."""
        self._keys: dict[UUID, _Unlocked] = {}
        self._lock = threading.Lock()

    def put(self, account_id: UUID, key: OfficerKey, now: datetime) -> None:
        """Keep an unlocked key for 15 minutes or 60 signatures."""
        with self._lock:
            self._keys[account_id] = _Unlocked(key, now + UNLOCKED_FOR, MOST_SIGNATURES)

    def take(self, account_id: UUID, now: datetime) -> OfficerKey:
        """Return the key for one signature.

        Raises:
            KeyLockedError: it was never unlocked, or time or signatures are used up.
        """
        with self._lock:
            found = self._find(account_id, now)
            if found is None:
                raise KeyLockedError
            found.signatures_left -= 1
            return found.key

    def drop(self, account_id: UUID) -> None:
        """Forget an unlocked key."""
        with self._lock:
            self._keys.pop(account_id, None)

    def find(self, account_id: UUID, now: datetime) -> UnlockedRow | None:
        """Return how long the account's key stays unlocked; None when it is locked."""
        with self._lock:
            found = self._find(account_id, now)
            return None if found is None else UnlockedRow(found.until, found.signatures_left)

    def _find(self, account_id: UUID, now: datetime) -> _Unlocked | None:
        found = self._keys.get(account_id)
        # A clock set back must not lengthen the time, hence both bounds.
        is_in_time = found is not None and found.until - UNLOCKED_FOR <= now < found.until
        if found is None or not is_in_time or found.signatures_left < 1:
            self._keys.pop(account_id, None)
            return None
        return found


def install(app: Flask) -> None:
    """Give ``app`` an empty keyring; whoever signs out locks their key."""
    app.extensions[_KEYRING] = Keyring()
    user_logged_out.connect(_lock_key_of, app)


def _lock_key_of(app: Flask, *, user: StaffUser) -> None:
    cast(Keyring, app.extensions[_KEYRING]).drop(user.account.id)


def keyring() -> Keyring:
    """Return the keyring of the running program."""
    return cast(Keyring, current_app.extensions[_KEYRING])


def create_key(
    data_dir: Path, account_id: UUID, *, issuer_did: str, passphrase: str
) -> SealedOfficerKey:
    """Make and store an officer's signing key; the province must list it before it can sign.

    Raises:
        KeyExistsError: the officer has one.
        WeakPassphraseError: the passphrase can be guessed.
    """
    check_passphrase(passphrase)
    path = _path(data_dir, account_id)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if path.exists():
        raise KeyExistsError
    sealed = OfficerKey.create(issuer_did).seal(passphrase)
    write_atomic(path, sealed.to_json(), mode=0o600)
    return sealed


def find_sealed_key(data_dir: Path, account_id: UUID) -> SealedOfficerKey | None:
    """Return an officer's key at rest; None when the officer has none."""
    path = _path(data_dir, account_id)
    return SealedOfficerKey.from_json(path.read_bytes()) if path.exists() else None


def get_sealed_key(data_dir: Path, account_id: UUID) -> SealedOfficerKey:
    """Return an officer's key at rest.

    Raises:
        KeyMissingError: the officer has none.
    """
    found = find_sealed_key(data_dir, account_id)
    if found is None:
        raise KeyMissingError
    return found


def list_sealed_keys(data_dir: Path) -> dict[UUID, SealedOfficerKey]:
    """Return all officers' keys at rest by account: what the province is asked to list."""
    files = sorted((make_folder(data_dir) / _FOLDER).glob("*.json"))
    return {UUID(path.stem): SealedOfficerKey.from_json(path.read_bytes()) for path in files}


def _path(data_dir: Path, account_id: UUID) -> Path:
    return make_folder(data_dir) / _FOLDER / f"{account_id}.json"
