"""Data Integrity proofs of the suite eddsa-rdfc-2022 (W3C vc-di-eddsa)."""

import hashlib
import threading
from typing import Any

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyld import jsonld
from pyld.context_resolver import ContextResolver

from certificates.contexts import offline_loader, shared_resolver

_PROOF = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}
_PURPOSE = "assertionMethod"
_ONE_AT_A_TIME = threading.Lock()
"""pyld's caches of contexts are not made for threads."""
_FIELDS = {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"}


def make_proof(
    document: dict[str, Any],
    private: Ed25519PrivateKey,
    *,
    key_id: str,
    created: str,
    loader: Any = None,  # noqa: ANN401
) -> dict[str, Any]:
    """Return the proof of ``document``, which must not have one yet.

    Args:
        document: a JSON-LD document.
        private: the signer's key.
        key_id: where verifiers look the key up.
        created: an instant in wire form.
        loader: pyld document loader; None knows the two contexts of our credentials.

    Raises:
        pyld.jsonld.JsonLdError: a context is unknown, or the document is not JSON-LD.
    """
    proof = {**_PROOF, "created": created, "verificationMethod": key_id, "proofPurpose": _PURPOSE}
    signature = private.sign(_signed_bytes(document, proof, loader=loader))
    return {**proof, "proofValue": "z" + base58.b58encode(signature).decode()}


def find_key_id(proof: object) -> str | None:
    """Return the key a proof names; None when it is not a proof of this suite."""
    if not isinstance(proof, dict) or proof.keys() != _FIELDS:
        return None
    if not all(isinstance(value, str) for value in proof.values()):
        return None
    if proof["proofPurpose"] != _PURPOSE or any(proof[key] != _PROOF[key] for key in _PROOF):
        return None
    return str(proof["verificationMethod"])


def is_signed(document: dict[str, Any], proof: dict[str, Any], public_key: bytes) -> bool:
    """Tell whether ``proof`` is ``public_key``'s signature of ``document`` (without its proof).

    ``proof`` must have passed :func:`find_key_id`.
    """
    value = proof["proofValue"]
    options = {key: text for key, text in proof.items() if key != "proofValue"}
    try:
        signature = base58.b58decode(value.removeprefix("z"))
        if value != "z" + base58.b58encode(signature).decode():
            return False
        message = _signed_bytes(document, options, loader=None)
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError, jsonld.JsonLdError):
        return False
    return True


def _signed_bytes(document: dict[str, Any], proof: dict[str, Any], *, loader: Any) -> bytes:  # noqa: ANN401
    options = {"@context": document["@context"], **proof}
    return _hash(options, loader=loader) + _hash(document, loader=loader)


def _hash(document: dict[str, Any], *, loader: Any) -> bytes:  # noqa: ANN401
    # pyld's own cache of contexts takes in whatever anybody loads; ours only our two.
    resolver = shared_resolver() if loader is None else ContextResolver({}, loader)
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": loader or offline_loader(),
        "contextResolver": resolver,
    }
    with _ONE_AT_A_TIME:
        text = jsonld.normalize(document, options)
    return hashlib.sha256(text.encode()).digest()
