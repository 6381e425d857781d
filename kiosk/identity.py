"""The bus this kiosk belongs to: its key, its name, and our right to speak to it."""

import sqlite3
from uuid import UUID

import msgspec

from kiosk.config import Address
from kiosk.store import Store

_BUS = "bus"
_ADDRESS = "last_address"
QUEUE_OF = "queue_of"
"""Setting: fingerprint of the bus that the messages of this kiosk belong to; outlives pairing."""
MARK = "bus_mark"
"""Setting: the newest mark of that bus, see ``common.wire.witness``."""
_COLUMNS = "seq, path, id, body, put_at, state, receipt, settled_at, slip"


class BusIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """What pairing left behind."""

    fingerprint: str
    """SHA-256 of the one TLS certificate this kiosk will ever send to, 64 hex digits."""
    bus_code: str
    bus_name: str
    device_id: UUID
    device_token: str
    """Secret; goes only over a connection whose certificate has ``fingerprint``."""
    staff_pin: str = ""
    """What ``common.wire.staff_pin`` keeps of the PIN by which the bus's staff leave the kiosk."""


class IdentityStore:
    """Keeps the identity, and where the bus was seen last, in the encrypted store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self) -> BusIdentity | None:
        """Return the paired bus, or None before pairing."""
        raw = self._get(_BUS)
        return None if raw is None else msgspec.json.decode(raw, type=BusIdentity)

    def keep(self, identity: BusIdentity) -> None:
        """Remember ``identity`` in place of any other.

        What was queued for another bus is parked until that one is kept again: its messages are
        neither lost nor shown to anybody else, and by its mark that one is asked then whether it
        was restored meanwhile. Its files are dropped, so that none of them passes
        for one of the new bus. All of it happens, or nothing.
        """
        before = self.find()
        with self._store.write() as connection:
            owner = read_setting(connection, QUEUE_OF) or (before and before.fingerprint.encode())
            if owner and owner.decode() != identity.fingerprint:
                _park(connection, owner.decode())
                connection.execute("DELETE FROM files")
                _unpark(connection, identity.fingerprint)
                _rename(connection, MARK, f"{MARK} {owner.decode()}")
                _rename(connection, f"{MARK} {identity.fingerprint}", MARK)
            _write(connection, QUEUE_OF, identity.fingerprint.encode())
            _write(connection, _BUS, msgspec.json.encode(identity))

    def count_parked(self) -> int:
        """Return how many messages without a receipt wait for another bus than the present."""
        with self._store.read() as connection:
            row = connection.execute("SELECT count(*) FROM parked WHERE state = 'waiting'")
            return int(row.fetchone()[0])

    def forget(self) -> None:
        """Drop the identity: the bus no longer knows this kiosk. What is queued stays its own."""
        with self._store.write() as connection:
            connection.execute("DELETE FROM settings WHERE name = ?", (_BUS,))

    def keep_staff_pin(self, kept: str) -> None:
        """Take what the paired bus says of its PIN; written only when it changed."""
        identity = self.find()
        if identity is not None and kept and identity.staff_pin != kept:
            self.keep(msgspec.structs.replace(identity, staff_pin=kept))

    def find_staff_pin(self) -> str:
        """Return what is kept of the PIN of the paired bus; empty before pairing."""
        identity = self.find()
        return "" if identity is None else identity.staff_pin

    def find_last_address(self) -> Address | None:
        """Return where the bus was last reached."""
        raw = self._get(_ADDRESS)
        return None if raw is None else Address.parse(raw.decode())

    def keep_last_address(self, address: Address) -> None:
        """Remember where the bus was reached; written only when it changed."""
        if self.find_last_address() != address:
            self._put(_ADDRESS, str(address).encode())

    def _get(self, name: str) -> bytes | None:
        with self._store.read() as connection:
            return read_setting(connection, name)

    def _put(self, name: str, value: bytes) -> None:
        with self._store.write() as connection:
            _write(connection, name, value)


def read_setting(connection: sqlite3.Connection, name: str) -> bytes | None:
    """Return a setting of the kiosk, inside a block of the store; None before it was written."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return None if row is None else bytes(row[0])


def _write(connection: sqlite3.Connection, name: str, value: bytes) -> None:
    connection.execute("REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))


def _rename(connection: sqlite3.Connection, old: str, new: str) -> None:
    connection.execute("UPDATE OR REPLACE settings SET name = ? WHERE name = ?", (new, old))


def _park(connection: sqlite3.Connection, bus: str) -> None:
    connection.execute(
        f"INSERT INTO parked (bus, {_COLUMNS}) SELECT ?, {_COLUMNS} FROM queued",  # noqa: S608
        (bus,),
    )
    connection.execute("DELETE FROM queued")


def _unpark(connection: sqlite3.Connection, bus: str) -> None:
    connection.execute(
        f"INSERT INTO queued ({_COLUMNS}) SELECT {_COLUMNS} FROM parked"  # noqa: S608
        " WHERE bus = ? ORDER BY seq",
        (bus,),
    )
    connection.execute("DELETE FROM parked WHERE bus = ?", (bus,))
