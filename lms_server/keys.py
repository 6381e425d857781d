"""The keys of one bus: TLS, journal, database. Each is made once and never overwritten."""

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from common.errors import DomainError
from common.files import write_atomic
from common.sealing import one_form, seal, unseal
from common.wire.discovery import fingerprint_of, subject_of

FOLDER = "keys"
TLS_CERTIFICATE = "tls.pem"
TLS_KEY = "tls.key"
JOURNAL_KEY = "journal.key"
DATABASE_KEY = "database.key"
SEALED_DATABASE_KEY = "database.key.sealed"
SHORTEST_PASSPHRASE = 12
_CONTEXT = "bus-lms database key"
_KEY_SIZE = 32
# Kiosks pin this very certificate and must not care what an empty clock battery says.
_FROM = datetime(2000, 1, 1, tzinfo=UTC)
_TO = datetime(2049, 12, 31, tzinfo=UTC)


class KeyMissingError(DomainError):
    """A key file is absent or not readable: ``bus-lms init`` makes them."""

    code = "keys.missing"


class KeyExistsError(DomainError):
    """A key of this bus exists already; it is never overwritten."""

    code = "keys.exists"


class ShortPassphraseError(DomainError):
    """A passphrase has at least 12 characters."""

    code = "keys.short_passphrase"


class PassphraseNeededError(DomainError):
    """The database key is sealed: the passphrase is needed to open it."""

    code = "keys.passphrase_needed"


def make_folder(data_dir: Path) -> Path:
    """Make the folder of keys, readable by its owner alone, and return it."""
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    return folder


def make_tls(data_dir: Path, *, bus_code: str) -> str:
    """Make the bus's TLS key (EC P-256) and its own certificate; return its fingerprint.

    Raises:
        KeyExistsError: there is one; kiosks pin it, so it stays.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject_of(bus_code))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_TO)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write_new(data_dir, TLS_KEY, private)
    _write_new(data_dir, TLS_CERTIFICATE, certificate.public_bytes(Encoding.PEM))
    return fingerprint_of(certificate.public_bytes(Encoding.DER))


def tls_fingerprint(data_dir: Path) -> str:
    """Return the identity of this bus server: SHA-256 of its certificate, 64 hex digits.

    Raises:
        KeyMissingError: there is no certificate.
    """
    certificate = x509.load_pem_x509_certificate(_read(data_dir, TLS_CERTIFICATE))
    return fingerprint_of(certificate.public_bytes(Encoding.DER))


def tls_files(data_dir: Path) -> tuple[Path, Path]:
    """Return the files of the certificate and of its key, for the TLS door.

    Raises:
        KeyMissingError: one of them is absent.
    """
    for name in (TLS_CERTIFICATE, TLS_KEY):
        _read(data_dir, name)
    return data_dir / FOLDER / TLS_CERTIFICATE, data_dir / FOLDER / TLS_KEY


def make_journal_key(data_dir: Path) -> Ed25519PrivateKey:
    """Make the key that signs what the bus sends to the province.

    Raises:
        KeyExistsError: there is one.
    """
    key = Ed25519PrivateKey.generate()
    _write_new(data_dir, JOURNAL_KEY, key.private_bytes_raw().hex().encode())
    return key


def load_journal_key(data_dir: Path) -> Ed25519PrivateKey:
    """Return the key that signs what the bus sends to the province.

    Raises:
        KeyMissingError: there is none.
    """
    return Ed25519PrivateKey.from_private_bytes(_read_hex(data_dir, JOURNAL_KEY))


def make_database_key(data_dir: Path, passphrase: str | None) -> bytes:
    """Make the 32 bytes that encrypt the database.

    Args:
        data_dir: the data folder.
        passphrase: seals the key, so that the disk alone opens nothing; None keeps it in a
            file that only its owner can read.

    Raises:
        KeyExistsError: there is one.
        ShortPassphraseError: fewer than 12 characters.
    """
    _refuse_existing(data_dir, DATABASE_KEY)
    _refuse_existing(data_dir, SEALED_DATABASE_KEY)
    key = secrets.token_bytes(_KEY_SIZE)
    if passphrase is None:
        _write_new(data_dir, DATABASE_KEY, key.hex().encode())
        return key
    if len(one_form(passphrase)) < SHORTEST_PASSPHRASE:
        raise ShortPassphraseError(least=SHORTEST_PASSPHRASE)
    _write_new(data_dir, SEALED_DATABASE_KEY, seal(key, passphrase, context=_CONTEXT))
    return key


def load_database_key(data_dir: Path, ask: Callable[[], str] | None = None) -> bytes:
    """Return the key of the database.

    Args:
        data_dir: the data folder.
        ask: gives the passphrase when the key is sealed.

    Raises:
        KeyMissingError: there is none.
        PassphraseNeededError: the key is sealed and nobody can be asked.
        WrongPassphraseError: the passphrase is not right.
    """
    if not (data_dir / FOLDER / SEALED_DATABASE_KEY).exists():
        return _read_hex(data_dir, DATABASE_KEY)
    if ask is None:
        raise PassphraseNeededError
    return unseal(_read(data_dir, SEALED_DATABASE_KEY), ask(), context=_CONTEXT)


def _read_hex(data_dir: Path, name: str) -> bytes:
    try:
        key = bytes.fromhex(_read(data_dir, name).decode().strip())
    except ValueError as error:
        raise KeyMissingError(name=name) from error
    if len(key) != _KEY_SIZE:
        raise KeyMissingError(name=name)
    return key


def _read(data_dir: Path, name: str) -> bytes:
    try:
        return (data_dir / FOLDER / name).read_bytes()
    except OSError as error:
        raise KeyMissingError(name=name) from error


def _write_new(data_dir: Path, name: str, data: bytes) -> None:
    _refuse_existing(data_dir, name)
    write_atomic(make_folder(data_dir) / name, data, mode=0o600)


def _refuse_existing(data_dir: Path, name: str) -> None:
    if os.path.lexists(data_dir / FOLDER / name):
        raise KeyExistsError(name=name)
