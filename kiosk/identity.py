"""The bus this kiosk belongs to: its key, its name, and our right to speak to it."""

from uuid import UUID

import msgspec

from kiosk.config import Address
from kiosk.store import Store

_BUS = "bus"
_ADDRESS = "last_address"


class BusIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """What pairing left behind."""

    fingerprint: str
    """SHA-256 of the one TLS certificate this kiosk will ever send to, 64 hex digits."""
    bus_code: str
    bus_name: str
    device_id: UUID
    device_token: str
    """Secret; goes only over a connection whose certificate has ``fingerprint``."""


class IdentityStore:
    """Keeps the identity, and where the bus was seen last, in the encrypted store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self) -> BusIdentity | None:
        """Return the paired bus, or None before pairing."""
        raw = self._get(_BUS)
        return None if raw is None else msgspec.json.decode(raw, type=BusIdentity)

    def keep(self, identity: BusIdentity) -> None:
        """Remember ``identity`` in place of any other."""
        self._put(_BUS, msgspec.json.encode(identity))

    def forget(self) -> None:
        """Drop the identity: the bus no longer knows this kiosk."""
        with self._store.write() as connection:
            connection.execute("DELETE FROM settings WHERE name = ?", (_BUS,))

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
            row = connection.execute(
                "SELECT value FROM settings WHERE name = ?", (name,)
            ).fetchone()
        return None if row is None else bytes(row[0])

    def _put(self, name: str, value: bytes) -> None:
        with self._store.write() as connection:
            connection.execute("REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))
