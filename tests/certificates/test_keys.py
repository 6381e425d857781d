import unicodedata

import pytest

from certificates.errors import BadKeyFileError, WeakPassphraseError
from certificates.keys import OfficerKey, SealedOfficerKey
from common.sealing import WrongPassphraseError

PASSPHRASE = "trâu đỏ gặm lúa xanh"


def test_a_sealed_key_opens_with_its_passphrase_however_it_is_typed(officer_key):
    file = officer_key.seal(PASSPHRASE).to_json()

    opened = SealedOfficerKey.from_json(file).unlock(unicodedata.normalize("NFD", PASSPHRASE))

    assert opened.public_key == officer_key.public_key
    assert opened.key_id == officer_key.key_id


def test_a_wrong_passphrase_opens_nothing(officer_key):
    with pytest.raises(WrongPassphraseError):
        officer_key.seal(PASSPHRASE).unlock(PASSPHRASE + "!")


def test_a_key_cannot_be_passed_off_as_another(officer_key):
    sealed = officer_key.seal(PASSPHRASE)
    other = OfficerKey.create("did:web:other.example")

    with pytest.raises(WrongPassphraseError):
        SealedOfficerKey(other.key_id, other.public_key, sealed.box).unlock(PASSPHRASE)


def test_the_secret_is_not_in_the_file(officer_key):
    file = officer_key.seal(PASSPHRASE).to_json()

    assert officer_key.private.private_bytes_raw().hex().encode() not in file


@pytest.mark.parametrize(
    "weak", ["", "matkhau", "12345678901234", "21/11/2026 21-11", "aaaaaaaaaaaaaaaa"]
)
def test_a_weak_passphrase_is_refused(officer_key, weak):
    with pytest.raises(WeakPassphraseError):
        officer_key.seal(weak)


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b'{"key_id": 1, "public_key": "zz", "box": ""}']
)
def test_another_file_is_not_a_key(raw):
    with pytest.raises(BadKeyFileError):
        SealedOfficerKey.from_json(raw)
