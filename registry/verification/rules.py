"""What the public page says about a certificate, part by part, never as one tick."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from certificates.verify import Genuineness, RevocationState, VerificationResult

PAPER_ORDER = (
    "parent_unit",
    "issuer_unit",
    "certificate_no",
    "full_name",
    "birth",
    "residence",
    "course_title",
    "course_id",
    "course_version",
    "minutes",
    "started_on",
    "finished_on",
    "place",
    "result",
    "issued_place",
    "issued_on",
    "signer_authority",
    "signer_title",
    "signer_name",
    "register_no",
    "lookup_code",
)
"""Every field of the paper, in reading order."""


class Origin(StrEnum):
    """Who says what the page shows; the first part of the answer."""

    SIGNED = "signed"
    """An officer with the right to do so signed exactly this."""
    REGISTER_ONLY = "register_only"
    """The register names the certificate, but the learner kept its content to themselves."""
    LOST_KEY = "lost_key"
    """Signed with a key that was lost, and not known from before the loss."""
    UNKNOWN_KEY = "unknown_key"
    NOT_OURS = "not_ours"
    """Altered, unreadable, or signed without the right to."""


class Standing(StrEnum):
    """Is it withdrawn; the last part of the answer."""

    IN_FORCE = "in_force"
    """Not in the list of withdrawn certificates."""
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    """No list, or an old one."""


class Place(StrEnum):
    """Where the certificate was found."""

    REGISTER = "register"
    PAPER_AND_REGISTER = "paper_and_register"
    """A QR code that agrees with the register."""
    PAPER_ONLY = "paper_only"
    """A QR code; the bus has not sent the certificate to the province yet."""
    PAPER_DIFFERS = "paper_differs"
    """A QR code whose number the register has with other content."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The page's answer about one certificate."""

    origin: Origin
    standing: Standing
    place: Place
    fields: Mapping[str, str]
    """Name to printed text in reading order; empty unless the origin is good."""
    list_number: int | None
    list_made_at: datetime | None
    reason: str | None = None
    decision_no: str | None = None
    decided_on: date | None = None
    is_under_review: bool = False


def build_answer(
    result: VerificationResult,
    *,
    place: Place,
    fields: Mapping[str, str] | None = None,
    is_under_review: bool = False,
) -> Answer:
    """Return the answer for a checked credential or QR code.

    Args:
        result: of ``certificates.verify``.
        place: where it was found.
        fields: fuller ones than ``result`` has, from the credential behind a QR code.
        is_under_review: a copied disk or a doubled number touches it.
    """
    known = result.revocation
    origin = _origin(result.genuineness)
    shown = (fields or result.fields) if origin in {Origin.SIGNED, Origin.LOST_KEY} else {}
    return Answer(
        origin=origin,
        standing=_standing(result),
        place=place,
        fields={name: shown[name] for name in PAPER_ORDER if name in shown},
        list_number=known.list_number,
        list_made_at=known.list_made_at,
        reason=None if known.reason is None else known.reason.value,
        decision_no=known.decision_no,
        decided_on=known.decided_on,
        is_under_review=is_under_review,
    )


def agrees(paper: Mapping[str, str], register: Mapping[str, str]) -> bool:
    """Tell whether the register's fields repeat every field of the paper's QR code."""
    return bool(paper) and all(register.get(name) == text for name, text in paper.items())


def _origin(genuineness: Genuineness) -> Origin:
    match genuineness:
        case Genuineness.GENUINE:
            return Origin.SIGNED
        case Genuineness.REVOKED_KEY:
            return Origin.LOST_KEY
        case Genuineness.UNKNOWN_KEY:
            return Origin.UNKNOWN_KEY
        case _:
            return Origin.NOT_OURS


def _standing(result: VerificationResult) -> Standing:
    if result.revocation.state is RevocationState.REVOKED:
        return Standing.REVOKED
    if result.revocation.state is RevocationState.UNKNOWN or result.revocation.is_old:
        return Standing.UNKNOWN
    return Standing.IN_FORCE
