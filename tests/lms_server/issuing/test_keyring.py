import stat
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from certificates.errors import WeakPassphraseError
from certificates.keys import OfficerKey
from lms_server.issuing.errors import KeyExistsError, KeyLockedError, KeyMissingError
from lms_server.issuing.keyring import (
    Keyring,
    create_key,
    get_sealed_key,
    list_sealed_keys,
)
from lms_server.issuing.rules import MOST_SIGNATURES, UNLOCKED_FOR

DID = "did:web:gcn.khanhhoa.example"
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
OFFICER, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def key():
    return OfficerKey.create(DID)


@pytest.fixture
def keyring(key):
    keyring = Keyring()
    keyring.put(OFFICER, key, NOW)
    return keyring


def test_an_unlocked_key_signs_for_its_officer_only(keyring, key):
    assert keyring.take(OFFICER, NOW) is key
    with pytest.raises(KeyLockedError):
        keyring.take(OTHER, NOW)


@pytest.mark.parametrize("when", [NOW + UNLOCKED_FOR, NOW - timedelta(seconds=1)])
def test_a_key_locks_itself_when_its_time_is_over_or_the_clock_is_set_back(keyring, when):
    with pytest.raises(KeyLockedError):
        keyring.take(OFFICER, when)
    with pytest.raises(KeyLockedError):
        keyring.take(OFFICER, NOW)


def test_a_key_locks_itself_after_its_signatures(keyring):
    for _ in range(MOST_SIGNATURES):
        keyring.take(OFFICER, NOW)

    assert keyring.find(OFFICER, NOW) is None
    with pytest.raises(KeyLockedError):
        keyring.take(OFFICER, NOW)


def test_a_key_can_be_locked_at_once(keyring):
    keyring.drop(OFFICER)

    with pytest.raises(KeyLockedError):
        keyring.take(OFFICER, NOW)


def test_a_key_file_is_for_its_owner_alone_and_never_overwritten(tmp_path):
    sealed = create_key(tmp_path, OFFICER, issuer_did=DID, passphrase="trâu đỏ gặm lúa")

    assert get_sealed_key(tmp_path, OFFICER) == sealed
    assert list_sealed_keys(tmp_path) == {OFFICER: sealed}
    (path,) = (tmp_path / "keys" / "officers").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(KeyExistsError):
        create_key(tmp_path, OFFICER, issuer_did=DID, passphrase="một câu khác hẳn")


def test_a_weak_passphrase_makes_no_file(tmp_path):
    with pytest.raises(WeakPassphraseError):
        create_key(tmp_path, OFFICER, issuer_did=DID, passphrase="123456789012")

    with pytest.raises(KeyMissingError):
        get_sealed_key(tmp_path, OFFICER)
