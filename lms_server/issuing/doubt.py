"""After an older copy: nothing is issued until an officer says that nothing is missing.

Certificates issued after the copy was made are gone from this bus. Kiosks bring answers back,
but no certificates; issued once more, one learner would have two, or two learners one number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from certificates.model import local_day
from lms_server.accounts.actions import actor_of
from lms_server.issuing import register, rules
from lms_server.issuing.errors import BadReleaseError, OtherYearError, RegisterInDoubtError
from lms_server.journal import queries as journal
from lms_server.journal.actions import append, begin_anew, note_seen
from lms_server.journal.models import End
from lms_server.journal.queries import EpochRow
from sync.chain import Stream

_RELEASED = "register.released"


class ReleaseReason(StrEnum):
    """Why an officer lets issuing go on."""

    NOTHING_ISSUED = "nothing_issued"
    """Between the copy and its use nobody issued a certificate on this bus."""
    BOOK_COMPARED = "book_compared"
    """The register on paper, or the prints, show which ones are lost."""
    PROVINCE_ASKED = "province_asked"
    """The province told which ones are lost."""


@dataclass(frozen=True)
class Doubt:
    """What may be missing, and since when."""

    went_on_at: datetime
    """When this was noticed."""
    lost: int
    """Results and certificates that kiosks or the province have seen and that are gone here."""
    last_sequence: int
    """Highest number of this year that this bus knows; 0 before the first."""
    last_issued_at: datetime | None
    """When the newest certificate in force was issued that this bus knows."""
    is_again: bool
    """An officer said that nothing was issued; since then more is known to be lost."""


@dataclass(frozen=True)
class Release:
    """What an officer says."""

    reason: ReleaseReason
    year: int
    """As the page showed it."""
    last_sequence: int
    """Highest number that was given out that year, also by what was lost."""


class _Released(msgspec.Struct, frozen=True):
    """A release as the journal tells of it."""

    reason: str
    year: int
    last_sequence: int
    lost: int = 0
    """Known to be lost when it was given."""


def check_no_doubt(db: Session) -> None:
    """Raise while certificates may be missing.

    Raises:
        RegisterInDoubtError: the bus went on from an older copy, and no release of it stands.
    """
    for _ in _unreleased(db):
        raise RegisterInDoubtError


def hear(db: Session, end: End, *, now: datetime) -> None:
    """Compare with what was signed last on this machine; what is lost puts issuing in doubt.

    Args:
        db: a write block.
        end: of the results, right after that certificate.
        now: the server's clock.
    """
    epoch, stream, seq, told = end
    held = journal.find_hash(db, epoch, Stream(stream), seq)
    if held is not None and held.hex() == told:
        return
    present = journal.current_epoch(db)
    if epoch == present or not journal.is_epoch_known(db, epoch):
        begin_anew(db, present, seen=[end], now=now)
    else:
        note_seen(db, [end], now=now)


def find_doubt(db: Session, now: datetime) -> Doubt | None:
    """Return what may be missing; None on a bus that may issue."""
    epochs = list(_unreleased(db))
    if not epochs:
        return None
    return Doubt(
        went_on_at=epochs[-1].started_at,
        is_again=bool(_list_releases(db, epochs[0])),
        lost=_count_lost(db),
        last_sequence=last_sequence(db, local_day(now).year),
        last_issued_at=register.last_issued_at(db),
    )


def release(
    db: Session, said: Release, *, officer_id: UUID, list_made_at: datetime, now: datetime
) -> None:
    """Let issuing go on; a bus that may issue is left as it is.

    Args:
        db: a write block.
        said: by the officer.
        officer_id: who answers for it.
        list_made_at: when the province made the list of keys that the bus holds.
        now: the server's clock.

    Raises:
        ClockBehindError: the clock is before what is already known, and so perhaps the year.
        OtherYearError: the page showed another year.
        BadReleaseError: the last number is below one that this bus knows, or too high.
    """
    doubt = find_doubt(db, now)
    if doubt is None:
        return
    rules.check_clock(now, last_issued_at=doubt.last_issued_at, list_made_at=list_made_at)
    if said.year != local_day(now).year:
        raise OtherYearError
    if not 0 <= said.last_sequence - doubt.last_sequence <= rules.MOST_LOST:
        raise BadReleaseError
    data = {
        "reason": said.reason.value,
        "year": said.year,
        "last_sequence": said.last_sequence,
        "lost": doubt.lost,
    }
    actor = actor_of(officer_id)
    append(db, stream=Stream.A, kind=_RELEASED, data=data, actor=actor, now=now)


def find_gap(db: Session) -> datetime | None:
    """Return when the bus last went on from a copy that lacks certificates; None: it never did.

    Classes from before may hold learners whose certificate only the paper register knows. Not
    before the copy itself was written: the clock may have been wrong when the bus went on.
    """
    for epoch, said in _list_standing(db):
        if said is None or said.reason != ReleaseReason.NOTHING_ISSUED:
            return max(epoch.started_at, *journal.last_times(db, before=epoch))
    return None


def last_sequence(db: Session, year: int) -> int:
    """Return the highest number given out in a year, also by certificates that are lost here."""
    told = [
        said.last_sequence
        for epoch in journal.list_epochs(db)
        for said in _list_releases(db, epoch)
        if said.year == year
    ]
    return max(register.last_sequence(db, rules.PROGRAMME, year), *told, 0)


def _unreleased(db: Session) -> Iterator[EpochRow]:
    """Yield the epochs since the last release that stands, the newest first."""
    for epoch, said in _list_standing(db):
        if said is not None:
            return
        yield epoch


def _list_standing(db: Session) -> Iterator[tuple[EpochRow, _Released | None]]:
    """Yield the epochs after the first, the newest first, each with its release if that stands.

    That nothing was issued is proved wrong by what is lost and was not known then. Only of the
    newest release: whoever gave it knew what the ones before did not.
    """
    is_newest = True
    for epoch in journal.list_epochs(db):
        said = next(reversed(_list_releases(db, epoch)), None)
        stands = said is not None and not (is_newest and _is_proved_wrong(db, said))
        is_newest = is_newest and said is None
        if epoch.number > 1:
            yield epoch, said if stands else None


def _is_proved_wrong(db: Session, said: _Released) -> bool:
    return said.reason == ReleaseReason.NOTHING_ISSUED and _count_lost(db) > said.lost


def _list_releases(db: Session, epoch: EpochRow) -> list[_Released]:
    """Return what was said in an epoch, the first ones in order."""
    if epoch.number == 1:
        return []
    found = journal.list_data(db, epoch.id, Stream.A, _RELEASED)
    return [msgspec.convert(one, _Released) for one in found]


def _count_lost(db: Session) -> int:
    seen = journal.seen_elsewhere(db, Stream.R).items()
    return sum(max(0, seq - journal.last_seq(db, epoch, Stream.R)) for epoch, seq in seen)
