"""The bus's side of enrolment: what it shows the province, and what it brings back."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from common.files import write_atomic
from common.sql import Database
from lms_server.accounts.queries import list_accounts
from lms_server.config import Config
from lms_server.exchange.actions import apply_enrolment
from lms_server.exchange.desk import Desk
from lms_server.exchange.trust import keep_lists
from lms_server.issuing.keyring import list_sealed_keys
from lms_server.keys import load_journal_key, tls_fingerprint
from sync.enrolment import EnrolmentPack, EnrolmentRequest, OfficerKeyRequest, sign_request


def find_officer_keys(database: Database, data_dir: Path) -> list[OfficerKeyRequest]:
    """Return the public keys of all officers with an open account, by name."""
    with database.read() as db:
        names = {account.id: account.full_name for account in list_accounts(db)}
    keys = [
        OfficerKeyRequest(
            key_id=key.key_id, public_key=key.public_key, officer_name=names[account_id]
        )
        for account_id, key in list_sealed_keys(data_dir).items()
        if account_id in names
    ]
    return sorted(keys, key=lambda key: (key.officer_name, key.key_id))


def write_request(
    path: Path, config: Config, *, officer_keys: Sequence[OfficerKeyRequest], now: datetime
) -> EnrolmentRequest:
    """Write the file that asks the province to enrol this bus; it holds no secret.

    Args:
        path: where.
        config: the settings of the bus.
        officer_keys: public keys of its certification officers.
        now: the server's clock.

    Raises:
        KeyMissingError: ``bus-lms init`` has not made the keys yet.
        OSError: the file cannot be written.
    """
    key = load_journal_key(config.data_dir)
    request = EnrolmentRequest(
        bus=config.bus_code,
        bus_name=config.bus_name,
        province_code=config.province_code,
        journal_key=key.public_key().public_bytes_raw(),
        tls_fingerprint=tls_fingerprint(config.data_dir),
        officer_keys=list(officer_keys),
        made=now,
    )
    write_atomic(path, sign_request(request, key))
    return request


def take_pack(desk: Desk, raw: bytes, *, actor: str, now: datetime) -> EnrolmentPack:
    """Store the province's pack and the lists in it.

    Raises:
        BadPackError, PackForOtherBusError, OtherProvinceError: nothing changed.
    """
    with desk.database.write() as db:
        pack = apply_enrolment(
            db,
            raw,
            bus_code=desk.bus_code,
            journal_key=desk.journal_key.public_key().public_bytes_raw(),
            actor=actor,
            now=now,
        )
    keep_lists(desk.data_dir, pack, trust=pack.trust, revocations=pack.revocations)
    return pack
