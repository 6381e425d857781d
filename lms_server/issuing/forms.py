"""Forms of the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from certificates.revocation import RevocationReason
from common.text import nfc, visible
from lms_server.issuing.actions import Decision
from lms_server.issuing.doubt import Release, ReleaseReason
from lms_server.issuing.errors import (
    BadDecisionError,
    BadProfileError,
    BadReleaseError,
    PassphrasesDifferError,
)
from lms_server.issuing.profiles import Profile

_LONGEST_PASSPHRASE = 1000
_MOST_CHOSEN = 200


@dataclass(frozen=True)
class NewKey:
    """The passphrase of a new signing key, typed twice."""

    passphrase: str = field(repr=False)

    @classmethod
    def parse(cls, form: Mapping[str, str]) -> "NewKey":
        """Read the form.

        Raises:
            PassphrasesDifferError: the two are not the same.
        """
        passphrase = form.get("passphrase", "")[:_LONGEST_PASSPHRASE]
        if passphrase != form.get("again", "")[:_LONGEST_PASSPHRASE]:
            raise PassphrasesDifferError
        return cls(passphrase)


def parse_passphrase(form: Mapping[str, str]) -> str:
    """Read the passphrase that unlocks a key."""
    return form.get("passphrase", "")[:_LONGEST_PASSPHRASE]


def parse_enrolments(values: Sequence[str]) -> list[UUID]:
    """Read which learners were ticked; what is not an id is left out."""
    return [UUID(value) for value in values[:_MOST_CHOSEN] if _is_id(value)]


def parse_decision(form: Mapping[str, str]) -> Decision:
    """Read the form that withdraws a certificate.

    Raises:
        BadDecisionError: no such reason, or a date that is none.
    """
    try:
        day = form.get("decided_on", "")
        return Decision(
            reason=RevocationReason(form.get("reason", "")),
            decision_no=visible(form.get("decision_no", "")),
            decided_on=date.fromisoformat(day) if day else None,
        )
    except ValueError as error:
        raise BadDecisionError from error


def parse_release(form: Mapping[str, str]) -> Release:
    """Read the form that lets issuing go on after an older copy.

    Raises:
        BadReleaseError: no such reason, or a number or year that is none.
    """
    try:
        reason = ReleaseReason(form.get("reason", ""))
        return Release(reason, int(form.get("year", "")), int(form.get("last_sequence", "")))
    except ValueError as error:
        raise BadReleaseError from error


def parse_profile(form: Mapping[str, str]) -> Profile:
    """Read the form of the issuing unit.

    Raises:
        BadProfileError: a line of the communes is not "code name".
    """
    texts = {
        name: nfc(form.get(name, ""))
        for name in (
            "issuer_did",
            "unit",
            "unit_code",
            "signer_title",
            "signer_name",
            "issued_place",
            "province_name",
            "parent_unit",
            "signer_authority",
        )
    }
    return Profile(**texts, communes=_parse_communes(form.get("communes", "")))


def _parse_communes(text: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for line in text.splitlines():
        code, _, name = nfc(line).partition(" ")
        if code and not (code.isdecimal() and name):
            raise BadProfileError
        if code:
            pairs.append((code, name))
    return tuple(sorted(dict(pairs).items()))


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
