"""What every exchange of one bus with its province works with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common.sql import Database


class Registry(Protocol):
    """What the bus needs of the registry."""

    def post_bundle(self, raw: bytes) -> bytes:
        """Hand over one bundle and return the receipt file."""

    def get_receipt(self, bus_code: str) -> bytes:
        """Return the newest receipt of a bus."""

    def ask_carried(self, ask: bytes) -> bytes | None:
        """Return the paper about learners of other buses; None when it says nothing new."""


@dataclass(frozen=True)
class Desk:
    """What every exchange of one bus works with."""

    database: Database
    data_dir: Path
    bus_code: str
    journal_key: Ed25519PrivateKey
