"""Against the W3C vectors and against a verifier that shares no code with ours."""

import base64
import copy
import json
from pathlib import Path

import base58
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.errors import ProofError
from pyld import FrozenDocumentLoader, jsonld

import certificates.contexts
from certificates.contexts import CREDENTIALS, OPEN_BADGES, offline_loader
from certificates.data_integrity import make_proof
from certificates.keys import multibase_key

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
W3C_PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
W3C_SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
W3C_DOCUMENT = {
    "@context": [CREDENTIALS, EXAMPLES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:abcdefgh",
        "alumniOf": "The School of Examples",
    },
}


@pytest.fixture
def open_badges():
    folder = Path(certificates.contexts.__file__).parent
    return json.loads((folder / "open-badges-3.0.3.json").read_text())


def test_our_proof_of_the_w3c_example_is_the_published_one():
    """vc-di-eddsa, appendix B.1."""
    private = Ed25519PrivateKey.from_private_bytes(base58.b58decode(W3C_SECRET[1:])[2:])
    examples = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
    known = {CREDENTIALS: offline_loader().documents[CREDENTIALS], EXAMPLES: examples}

    proof = make_proof(
        W3C_DOCUMENT,
        private,
        key_id=f"did:key:{W3C_PUBLIC}#{W3C_PUBLIC}",
        created="2023-02-24T23:36:38Z",
        loader=FrozenDocumentLoader(known),
    )

    assert multibase_key(private.public_key().public_bytes_raw()) == W3C_PUBLIC
    assert proof["proofValue"] == (
        "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"
    )


def test_no_context_is_ever_fetched():
    private = Ed25519PrivateKey.generate()

    with pytest.raises(jsonld.JsonLdError):
        make_proof(W3C_DOCUMENT, private, key_id="did:x#y", created="2026-01-01T00:00:00Z")


def test_an_independent_verifier_accepts_our_credential(
    sign, a_claim, officer_key, open_badges, now
):
    document = copy.deepcopy(sign(a_claim()).document)
    jwk = _jwk(officer_key.public_key)

    verified = DataIntegrityProofSuite().verify(
        _one_proof(document), public_key_jwk=jwk, extra_contexts={OPEN_BADGES: open_badges}, now=now
    )

    assert verified.issuer == "did:web:gcn.khanhhoa.example"


def test_an_independent_verifier_refuses_an_altered_credential(
    sign, a_claim, officer_key, open_badges, now
):
    document = copy.deepcopy(sign(a_claim()).document)
    document["credentialSubject"]["identifier"][0]["identityHash"] = "Trần Văn Giả"

    with pytest.raises(ProofError):
        DataIntegrityProofSuite().verify(
            _one_proof(document),
            public_key_jwk=_jwk(officer_key.public_key),
            extra_contexts={OPEN_BADGES: open_badges},
            now=now,
        )


def _one_proof(document):
    return {**document, "proof": document["proof"][0]}


def _jwk(public_key):
    x = base64.urlsafe_b64encode(public_key).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "x": x}
