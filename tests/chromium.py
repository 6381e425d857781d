"""The browser of tests and benchmarks, and how it comes to trust a bus."""

import base64
import hashlib
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CHROMIUM = "/usr/bin/chromium-headless-shell"
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A microphone that beeps, and nobody asked whether a page may use it.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)


def trust_in(certificate: Path) -> str:
    """Return the flag that makes Chromium trust the key of ``certificate``, as a kiosk does.

    Without trust a browser keeps no file of a server and loads everything for each page.
    """
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    value = base64.b64encode(hashlib.sha256(spki).digest()).decode()
    return f"--ignore-certificate-errors-spki-list={value}"
