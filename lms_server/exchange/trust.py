"""The province's newest lists, kept beside the database for those who verify certificates."""

import logging
from collections.abc import Callable
from pathlib import Path

from certificates.revocation import RevocationList
from certificates.trust import TrustStore
from common.errors import DomainError
from common.files import write_atomic
from sync.enrolment import EnrolmentPack

log = logging.getLogger(__name__)
TRUST_FILE = "trust.json"
REVOCATIONS_FILE = "revocations.json"


def keep_lists(
    folder: Path, pack: EnrolmentPack, *, trust: str | None, revocations: str | None
) -> tuple[str, ...]:
    """Store the lists that came with a pack or a receipt; a bad or older one is left out.

    Args:
        folder: the data folder.
        pack: the enrolment in force; its keys decide what is genuine.
        trust: signed trust store, or None when none came.
        revocations: signed revocation list, or None when none came.

    Returns:
        Names of the files that are new or changed.

    Raises:
        OSError: the disk is full or broken.
    """
    lists: tuple[tuple[str, str | None, Callable[[bytes], int]], ...] = (
        (TRUST_FILE, trust, lambda raw: TrustStore.from_json(raw, pack.root_key).number),
        (
            REVOCATIONS_FILE,
            revocations,
            lambda raw: RevocationList.from_json(raw, pack.registry_key).number,
        ),
    )
    return tuple(
        name
        for name, text, number_of in lists
        if text is not None and _keep(folder / name, text.encode(), number_of)
    )


def _keep(path: Path, raw: bytes, number_of: Callable[[bytes], int]) -> bool:
    held = path.read_bytes() if path.exists() else b""
    try:
        number = number_of(raw)
    except DomainError:
        log.warning("a list of the province is not genuine", extra={"file": path.name})
        return False
    if raw == held or number < _held_number(held, number_of):
        return False
    write_atomic(path, raw)
    return True


def _held_number(raw: bytes, number_of: Callable[[bytes], int]) -> int:
    try:
        return number_of(raw)
    except DomainError:
        return 0
