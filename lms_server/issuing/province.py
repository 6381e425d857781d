"""The province's list of keys as this bus holds it."""

from pathlib import Path

from certificates.trust import TrustStore
from lms_server.issuing.errors import NotEnrolledError

TRUST_FILE = "trust.json"
"""Checked against the province's root when it was stored."""


def find_trust(data_dir: Path) -> TrustStore | None:
    """Return the list of keys; None before the province enrolled this bus."""
    path = data_dir / TRUST_FILE
    return TrustStore.read_held(path.read_bytes()) if path.exists() else None


def get_trust(data_dir: Path) -> TrustStore:
    """Return the list of keys.

    Raises:
        NotEnrolledError: the province has not enrolled this bus.
    """
    trust = find_trust(data_dir)
    if trust is None:
        raise NotEnrolledError
    return trust
