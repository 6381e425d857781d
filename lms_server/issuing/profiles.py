"""The issuing unit and the signer: settings that people change, kept version by version."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates.model import is_tidy
from common.ids import new_id
from lms_server.issuing.errors import BadProfileError, ProfileMissingError
from lms_server.issuing.models import IssuingProfile
from lms_server.journal.actions import append
from sync.chain import Stream


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What stands on the paper besides the learner and the course."""

    issuer_did: str
    """Of the province, such as ``did:web:gcn.khanhhoa.gov.vn``."""
    unit: str
    unit_code: str
    signer_title: str
    signer_name: str
    issued_place: str
    province_name: str
    parent_unit: str = ""
    signer_authority: str = ""
    communes: tuple[tuple[str, str], ...] = ()
    """(code, name) pairs; a commune not listed is left out of the residence."""

    def commune_name(self, code: str) -> str:
        """Return the name of a commune; empty when it is not listed."""
        return dict(self.communes).get(code, "")


_INSTANT = timedelta(milliseconds=1)
_MAY_BE_EMPTY = {"parent_unit", "signer_authority", "communes"}


def find_profile(db: Session) -> Profile | None:
    """Return the profile in force; None before the first."""
    query = select(IssuingProfile).order_by(IssuingProfile.set_at.desc(), IssuingProfile.id.desc())
    found = db.scalar(query.limit(1))
    if found is None:
        return None
    texts = {one.name: getattr(found, one.name) for one in fields(Profile)}
    return Profile(**{**texts, "communes": tuple(sorted(found.communes.items()))})


def get_profile(db: Session) -> Profile:
    """Return the profile in force.

    Raises:
        ProfileMissingError: nobody has entered one.
    """
    profile = find_profile(db)
    if profile is None:
        raise ProfileMissingError
    return profile


def set_profile(db: Session, profile: Profile, *, actor: str, now: datetime) -> None:
    """Put a new profile in force; certificates already issued keep what they say.

    Raises:
        BadProfileError: a field is empty or cannot be printed.
    """
    texts = {one.name: getattr(profile, one.name) for one in fields(Profile)}
    del texts["communes"]
    for name, text in texts.items():
        if not is_tidy(text) or (not text and name not in _MAY_BE_EMPTY):
            raise BadProfileError
    if not profile.issuer_did.startswith("did:web:"):
        raise BadProfileError
    profile_id = new_id()
    # The newest row counts, also when the clock was set back since the one before.
    last_set_at = db.scalar(select(func.max(IssuingProfile.set_at)))
    set_at = now if last_set_at is None else max(now, last_set_at + _INSTANT)
    db.add(
        IssuingProfile(
            id=profile_id, communes=dict(profile.communes), set_at=set_at, set_by=actor, **texts
        )
    )
    db.flush()
    data = {"profile_id": str(profile_id)}
    append(db, stream=Stream.A, kind="issuing_profile.set", data=data, actor=actor, now=now)
