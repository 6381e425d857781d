"""The registry's keys: the provincial root, receipts, bundles, and the database."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from common.errors import DomainError
from common.files import write_atomic
from common.sealing import one_form, seal, unseal
from sync.bundle import RegistryBox, key_id_of

FOLDER = "keys"
SHORTEST_PASSPHRASE = 12
_ROOT, _ROOT_PUBLIC, _SIGNING = "root.key", "root.pub", "registry.key"
_BOXES, _EPOCH, _DATABASE = "boxes", "epoch", "database.key"
_CONTEXT = "province-root"
_SECRET = 0o600


class KeysMissingError(DomainError):
    """The data folder holds no registry yet, or a key file is unreadable."""

    code = "registry.keys_missing"


class RootSealedError(DomainError):
    """The provincial root key is sealed; its passphrase is needed."""

    code = "registry.root_sealed"


class ShortPassphraseError(DomainError):
    """The passphrase of the root key has fewer than 12 characters."""

    code = "registry.short_passphrase"


@dataclass(frozen=True)
class RegistryKeys:
    """The keys that the running service needs; the root key is not among them."""

    signing: Ed25519PrivateKey
    """Signs receipts, packs, bus certificates and revocation lists."""
    boxes: Mapping[str, X25519PrivateKey]
    """Key id to the keys that bundles are sealed to; older ones open late sticks."""
    newest_box: RegistryBox
    epoch: int
    """Grows when the registry is restored from a backup; then buses send all again."""
    root_public: bytes

    @property
    def signing_public(self) -> bytes:
        """The 32 bytes that buses pin."""
        return self.signing.public_key().public_bytes_raw()


def make_keys(data_dir: Path, *, passphrase: str | None) -> None:
    """Make all keys of a new registry.

    Args:
        data_dir: has no keys yet.
        passphrase: seals the root key; None leaves it in a 0600 file, for a demo.

    Raises:
        ShortPassphraseError: fewer than 12 characters.
        FileExistsError: there are keys already.
    """
    if passphrase is not None and len(one_form(passphrase)) < SHORTEST_PASSPHRASE:
        raise ShortPassphraseError
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700)
    (folder / _BOXES).mkdir(mode=0o700)
    root = Ed25519PrivateKey.generate()
    seed = root.private_bytes_raw()
    kept = _hex(seed) if passphrase is None else seal(seed, passphrase, context=_CONTEXT)
    write_atomic(folder / _ROOT, kept, mode=_SECRET)
    write_atomic(folder / _ROOT_PUBLIC, _hex(root.public_key().public_bytes_raw()))
    write_atomic(folder / _SIGNING, _hex(secrets.token_bytes(32)), mode=_SECRET)
    write_atomic(folder / _BOXES / "0001.key", _hex(secrets.token_bytes(32)), mode=_SECRET)
    write_atomic(folder / _DATABASE, _hex(secrets.token_bytes(32)), mode=_SECRET)
    write_atomic(folder / _EPOCH, b"1\n")


def load_keys(data_dir: Path) -> RegistryKeys:
    """Read the keys of the service.

    Raises:
        KeysMissingError: a file is missing or unreadable.
    """
    folder = data_dir / FOLDER
    try:
        boxes = [
            X25519PrivateKey.from_private_bytes(_read_hex(path))
            for path in sorted((folder / _BOXES).glob("*.key"))
        ]
        newest = boxes[-1].public_key()
        return RegistryKeys(
            signing=Ed25519PrivateKey.from_private_bytes(_read_hex(folder / _SIGNING)),
            boxes={key_id_of(box.public_key()): box for box in boxes},
            newest_box=RegistryBox(key_id_of(newest), newest),
            epoch=int((folder / _EPOCH).read_text()),
            root_public=_read_hex(folder / _ROOT_PUBLIC),
        )
    except (OSError, ValueError, IndexError) as error:
        raise KeysMissingError(folder=folder) from error


def load_root(data_dir: Path, *, passphrase: str | None) -> Ed25519PrivateKey:
    """Read the provincial root key; it signs the trust store and nothing else.

    Raises:
        KeysMissingError: no such file, or it is unreadable.
        RootSealedError: it is sealed and ``passphrase`` is None.
        WrongPassphraseError: it does not open.
    """
    try:
        kept = (data_dir / FOLDER / _ROOT).read_bytes()
    except OSError as error:
        raise KeysMissingError(folder=data_dir / FOLDER) from error
    if not kept.startswith(b"{"):
        return _unsealed_root(data_dir / FOLDER / _ROOT)
    if passphrase is None:
        raise RootSealedError
    return Ed25519PrivateKey.from_private_bytes(unseal(kept, passphrase, context=_CONTEXT))


def _unsealed_root(path: Path) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(_read_hex(path))
    except ValueError as error:
        raise KeysMissingError(folder=path.parent) from error


def load_database_key(data_dir: Path) -> bytes | None:
    """Return the 32 bytes that encrypt the SQLite file, or None when it is not encrypted.

    Raises:
        KeysMissingError: the file is unreadable.
    """
    path = data_dir / FOLDER / _DATABASE
    try:
        return _read_hex(path) if path.exists() else None
    except (OSError, ValueError) as error:
        raise KeysMissingError(folder=path.parent) from error


def start_new_epoch(data_dir: Path, epoch: int) -> None:
    """Tell all buses to send again, after the registry was restored.

    Args:
        data_dir: of the registry.
        epoch: greater than any that a bus knows; else buses ignore the receipts.
    """
    write_atomic(data_dir / FOLDER / _EPOCH, f"{epoch}\n".encode())


def _hex(secret: bytes) -> bytes:
    return secret.hex().encode() + b"\n"


def _read_hex(path: Path) -> bytes:
    raw = bytes.fromhex(path.read_text(encoding="ascii"))
    if len(raw) != 32:  # noqa: PLR2004
        raise ValueError(f"{path} does not hold 32 bytes")
    return raw
