"""Officers' Ed25519 signing keys: made on the bus, sealed under a passphrase."""

import base64
import hashlib
import json
from dataclasses import dataclass

import base58
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.errors import BadKeyFileError, WeakPassphraseError
from common.sealing import one_form, seal, unseal

SHORTEST_PASSPHRASE = 12
_FEWEST_LETTERS = 5
_ED25519_CODEC = b"\xed\x01"
SHORT_ID_BYTES = 8


@dataclass(frozen=True)
class OfficerKey:
    """An unlocked signing key; lives in memory only."""

    key_id: str
    """``did:web:...#z6Mk...``."""
    private: Ed25519PrivateKey

    @classmethod
    def create(cls, issuer_did: str) -> "OfficerKey":
        """Make a new key of an officer of ``issuer_did``."""
        private = Ed25519PrivateKey.generate()
        return cls(make_key_id(issuer_did, private.public_key().public_bytes_raw()), private)

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that the province lists."""
        return self.private.public_key().public_bytes_raw()

    def seal(self, passphrase: str) -> "SealedOfficerKey":
        """Return the key as it is kept on disk.

        Raises:
            WeakPassphraseError: fewer than 12 characters, only digits, or few different ones.
        """
        check_passphrase(passphrase)
        secret = self.private.private_bytes_raw()
        box = seal(secret, passphrase, context=_context(self.key_id))
        return SealedOfficerKey(self.key_id, self.public_key, box)


@dataclass(frozen=True)
class SealedOfficerKey:
    """A signing key at rest."""

    key_id: str
    public_key: bytes
    box: bytes
    """Made by ``common.sealing``."""

    def unlock(self, passphrase: str) -> OfficerKey:
        """Open the key; takes about a third of a second of CPU on purpose.

        Raises:
            WrongPassphraseError: wrong passphrase, or an altered file.
        """
        secret = unseal(self.box, passphrase, context=_context(self.key_id))
        return OfficerKey(self.key_id, Ed25519PrivateKey.from_private_bytes(secret))

    def to_json(self) -> bytes:
        """Return the file of the key."""
        document = {
            "key_id": self.key_id,
            "public_key": self.public_key.hex(),
            "box": base64.b64encode(self.box).decode(),
        }
        return json.dumps(document).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> "SealedOfficerKey":
        """Read what :meth:`to_json` wrote.

        Raises:
            BadKeyFileError: anything else.
        """
        try:
            found = json.loads(raw)
            public_key = bytes.fromhex(found["public_key"])
            return cls(str(found["key_id"]), public_key, base64.b64decode(found["box"]))
        except (ValueError, KeyError, TypeError) as error:
            raise BadKeyFileError from error


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that a thief of the laptop would guess.

    Raises:
        WeakPassphraseError: fewer than 12 characters, only digits, or few different ones.
    """
    text = one_form(passphrase)
    is_short = len(text) < SHORTEST_PASSPHRASE
    is_number = text.replace(" ", "").replace("-", "").replace("/", "").isdigit()
    if is_short or is_number or len(set(text.casefold())) < _FEWEST_LETTERS:
        raise WeakPassphraseError(least=SHORTEST_PASSPHRASE)


def make_key_id(issuer_did: str, public_key: bytes) -> str:
    """Return the id of a key: the issuer's DID and the key as Multikey."""
    return f"{issuer_did}#{multibase_key(public_key)}"


def multibase_key(public_key: bytes) -> str:
    """Return an Ed25519 public key as ``z6Mk...`` (Multikey)."""
    return "z" + base58.b58encode(_ED25519_CODEC + public_key).decode()


def short_key_id(public_key: bytes) -> bytes:
    """Return the 8 bytes that name a key inside a QR code; only a hint of where to look."""
    return hashlib.sha256(public_key).digest()[:SHORT_ID_BYTES]


def _context(key_id: str) -> str:
    return f"officer-key {key_id}"
