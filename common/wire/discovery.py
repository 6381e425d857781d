"""How a bus server makes itself known on the LAN (DNS-SD). Hints only, never proof."""

import base64
import hashlib
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import NameOID

KIOSK_ORIGIN_HEADER = "X-Kiosk-Origin"
"""With each request of a gateway: where the pages of its window believe to be."""
SERVICE_TYPE = "_bus-lms._tcp.local."
API_VERSION = "1"
_SUBJECT = "bus-lms "


def fingerprint_of(certificate_der: bytes) -> str:
    """Return the identity of a bus server: SHA-256 of its TLS certificate, 64 hex digits."""
    return hashlib.sha256(certificate_der).hexdigest()


def subject_of(bus_code: str) -> str:
    """Return the common name in the certificate of a bus server."""
    return _SUBJECT + bus_code


def find_bus_code(certificate_der: bytes) -> str | None:
    """Return the bus code that a certificate claims; None when it is not one of a bus server."""
    try:
        subject = x509.load_der_x509_certificate(certificate_der).subject
        [name] = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except ValueError:
        return None
    text = str(name.value)
    return text.removeprefix(_SUBJECT)[:20] if text.startswith(_SUBJECT) else None


def short_label(fingerprint: str) -> str:
    """Return 8 small letters and digits of ``fingerprint``, for host names and for reading out."""
    return base64.b32encode(bytes.fromhex(fingerprint)[:5]).decode().lower()


@dataclass(frozen=True)
class Announcement:
    """The TXT record of a bus server."""

    fingerprint: str
    """What the server claims; a kiosk believes only the certificate it sees."""
    bus_code: str
    bus_name: str
    api: str = API_VERSION

    def to_properties(self) -> dict[str, str]:
        """Return the TXT pairs; each value stays below 255 bytes."""
        return {
            "id": self.fingerprint,
            "code": self.bus_code,
            "name": self.bus_name[:60],
            "api": self.api,
        }

    @classmethod
    def from_properties(cls, properties: dict[bytes, bytes | None]) -> "Announcement":
        """Read TXT pairs as zeroconf gives them.

        Raises:
            ValueError: a pair is missing or is not text.
        """
        found = {k.decode(): (v or b"").decode() for k, v in properties.items()}
        missing = {"id", "code", "name", "api"} - found.keys()
        if missing:
            raise ValueError(f"announcement lacks {sorted(missing)}")
        return cls(found["id"], found["code"], found["name"], found["api"])
