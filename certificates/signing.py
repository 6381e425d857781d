"""Signing a claim twice: the credential, and the QR code that points at it."""

from typing import Any

from certificates.credential import read_claim
from certificates.data_integrity import make_proof
from certificates.keys import OfficerKey
from certificates.model import SignedCredential
from certificates.qr import encode_qr
from common.canonical import canonical_json, sha256_hex


def sign_credential(
    document: dict[str, Any], key: OfficerKey, *, registry_url: str
) -> SignedCredential:
    """Return ``document`` signed; the same document and key give the same bytes.

    Args:
        document: from :func:`certificates.credential.build_credential`.
        key: the officer's unlocked key.
        registry_url: of the province's public page, without a slash at the end.

    Raises:
        ValueError: the document is not one of ours, or the key is of another issuer.
    """
    claim = read_claim(document)
    if not key.key_id.startswith(f"{claim.issuer.did}#"):
        raise ValueError("the key belongs to another issuer")
    created = document["validFrom"]
    proof = make_proof(document, key.private, key_id=key.key_id, created=created)
    signed = {**document, "proof": [proof]}
    sha256 = sha256_hex(canonical_json(signed))
    qr_text = encode_qr(claim, sha256=sha256, key=key, registry_url=registry_url)
    return SignedCredential(signed, qr_text, sha256)
