"""Answering who asks: from a lookup code or a QR code to what the page shows."""

import json
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from certificates.errors import BadNumberError
from certificates.model import LOCAL_ZONE
from certificates.numbering import format_lookup_code, parse_lookup_code
from certificates.qr import PATH
from certificates.revocation import DIGEST_DIGITS
from certificates.trust import TrustStore
from certificates.verify import Genuineness, VerificationResult, verify_credential, verify_qr
from registry.keys import RegistryKeys
from registry.register.queries import HeldCertificate, find_by_lookup_code
from registry.verification.queries import Lists, find_lists, is_under_review
from registry.verification.rules import Answer, Origin, Place, Standing, agrees, build_answer

_NOBODYS = ""
"""Looked up for a misspelt code, so that it costs what an unknown one costs."""


def answer_code(db: Session, text: str, *, keys: RegistryKeys, now: datetime) -> list[Answer]:
    """Return what is known of a lookup code as a person typed it; empty for none."""
    try:
        code = parse_lookup_code(text)
    except BadNumberError:
        code = _NOBODYS
    lists = find_lists(db, keys)
    found = find_by_lookup_code(db, code)
    if lists is None:
        return []
    return [_answer_held(db, held, lists, now) for held in found]


def answer_qr(db: Session, digits: str, *, keys: RegistryKeys, now: datetime) -> Answer | None:
    """Return what is known of the digits of a QR code; None before the first bus is enrolled."""
    lists = find_lists(db, keys)
    if lists is None:
        return None
    text = f"{lists.trust.registry_url}{PATH}{digits}"
    result = verify_qr(text, lists.trust, lists.revocations, now)
    held = _held_of(db, result)
    if held is None:
        return build_answer(_unheld(result, lists.trust), place=Place.PAPER_ONLY)
    review = is_under_review(db, held.credential_sha256)
    if held.credential is None:
        place = Place.PAPER_AND_REGISTER
        return build_answer(result, place=place, is_under_review=review)
    register = verify_credential(json.loads(held.credential), lists.trust, lists.revocations, now)
    if agrees(result.fields, register.fields):
        return build_answer(
            result,
            place=Place.PAPER_AND_REGISTER,
            fields=register.fields,
            is_under_review=review,
        )
    differs = _unheld(result, lists.trust)
    return build_answer(differs, place=Place.PAPER_DIFFERS, is_under_review=True)


def _unheld(result: VerificationResult, trust: TrustStore) -> VerificationResult:
    """Return the result for a paper that the register does not hold.

    A list of digests may call it good; of a lost key only the register itself is believed.
    """
    key = None if result.key_id is None else trust.find_key(result.key_id)
    if result.is_genuine and key is not None and key.revoked_at is not None:
        return replace(result, genuineness=Genuineness.REVOKED_KEY)
    return result


def _held_of(db: Session, result: VerificationResult) -> HeldCertificate | None:
    code, number = result.fields.get("lookup_code"), result.fields.get("certificate_no")
    if code is None:
        return None
    found = find_by_lookup_code(db, parse_lookup_code(code))
    return next((held for held in found if held.certificate_no == number), None)


def _answer_held(db: Session, held: HeldCertificate, lists: Lists, now: datetime) -> Answer:
    review = is_under_review(db, held.credential_sha256)
    if held.credential is None:
        return _answer_withheld(held, lists, now, is_under_review=review)
    document = json.loads(held.credential)
    result = verify_credential(document, lists.trust, lists.revocations, now)
    return build_answer(result, place=Place.REGISTER, is_under_review=review)


def _answer_withheld(
    held: HeldCertificate, lists: Lists, now: datetime, *, is_under_review: bool
) -> Answer:
    """Answer from the bare register row: the learner did not send the content."""
    known = lists.revocations
    entry = known.find(held.credential_sha256[:DIGEST_DIGITS]) if known else None
    is_current = known is not None and now <= known.next_update
    standing = Standing.IN_FORCE if is_current else Standing.UNKNOWN
    return Answer(
        origin=Origin.REGISTER_ONLY,
        standing=Standing.REVOKED if entry else standing,
        place=Place.REGISTER,
        fields={
            "certificate_no": held.certificate_no,
            "course_id": held.course_id,
            "issued_on": f"{held.issued_at.astimezone(LOCAL_ZONE):%d/%m/%Y}",
            "lookup_code": format_lookup_code(held.lookup_code),
        },
        list_number=known.number if known else None,
        list_made_at=known.made_at if known else None,
        reason=entry.reason.value if entry else None,
        decision_no=entry.decision_no if entry else None,
        decided_on=entry.decided_on if entry else None,
        is_under_review=is_under_review,
    )
