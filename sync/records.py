"""The records of a journal: one line of JSON each, typed by kind and version."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from common.canonical import canonical_json
from common.clock import to_wire
from sync.chain import Stream
from sync.fields import Code, Count, Dated, Instant, RecordData, Sha256, ShortText
from sync.progress import ProgressRecorded
from sync.strict_json import StrictJsonError, check_value, parse_strict

MAX_LINE = 64 * 1024
"""Bytes of one record."""


class VerdictCode(StrEnum):
    """Why the province set a record aside; it keeps the record and its place in the chain."""

    SIZE = "E_SIZE"
    """The line is longer than ``MAX_LINE``."""
    SCHEMA = "E_SCHEMA"
    """The line is not strict JSON, or its fields do not fit its kind."""
    VERSION = "E_VERSION"
    """Parked: a kind or version newer than the registry; read again after its upgrade."""
    PARENT = "E_PARENT"
    """Parked: it names a record that has not come yet."""
    CONFLICT = "E_CONFLICT"
    """The id is known with another content."""
    DUPLICATE_NUMBER = "E_DUP_SERIAL"
    """Another certificate already has this number."""
    SIGNATURE = "E_SIG"
    """The credential's proof does not fit its content."""
    OFFICER = "E_OFFICER"
    """The officer's key is unknown, expired or out of scope."""
    DATE_BOUNDS = "E_DATE_BOUNDS"
    """The certificate's date lies outside what the chain allows."""
    REVOKED_BUS = "E_REVOKED_BUS"
    """Written after the bus's last good head."""
    FORK = "E_FORK"
    """Two branches of one chain exist; both are kept."""
    DUPLICATE_CERTIFICATE = "E_DUP_CERT"
    """The learner has another valid certificate of the course; a person decides."""


class RecordError(ValueError):
    """A line that is not a record; the registry keeps it with ``verdict`` and goes on."""

    def __init__(self, verdict: VerdictCode, reason: str, record_id: UUID | None = None) -> None:
        super().__init__(f"{verdict.value}: {reason}")
        self.verdict = verdict
        self.record_id = record_id


class LearnerRegistered(RecordData, frozen=True, kw_only=True):
    """A learner as the bus knows them; a change is a new record, the highest seq counts.

    Personal fields are None when the learner did not allow the purpose "province".
    """

    learner_id: UUID
    full_name: ShortText | None
    usual_name: ShortText | None
    birth_year: Annotated[int, msgspec.Meta(ge=1900, le=2200)] | None
    birth_date: date | None
    sex: Literal["male", "female"] | None
    commune_code: Code | None
    village: ShortText | None
    evidence: Literal["card_seen", "vneid_seen", "self_declared", "none"]
    purposes: list[Code]


class TrainingSessionOpened(RecordData, frozen=True, kw_only=True):
    """A training session begins."""

    training_session_id: UUID
    course_id: Code
    course_version: Code
    package_hash: Sha256
    commune_code: Code | None
    village: ShortText | None
    place: ShortText | None
    trainer_name: ShortText
    opened_at: Instant


class TrainingSessionClosed(RecordData, frozen=True, kw_only=True):
    """A training session ends."""

    training_session_id: UUID
    closed_at: Instant
    present_count: Count


class EnrolmentCreated(RecordData, frozen=True, kw_only=True):
    """A learner joins a training session."""

    enrolment_id: UUID
    training_session_id: UUID
    learner_id: UUID


class CompletionRecorded(RecordData, frozen=True, kw_only=True):
    """A learner completed the course; several are all kept."""

    completion_id: UUID
    enrolment_id: UUID
    learner_id: UUID
    course_id: Code
    course_version: Code
    quiz_score: Annotated[float, msgspec.Meta(ge=0)]
    """Items answered correctly, such as 8.0 of ``quiz_items``."""
    quiz_items: Count
    tasks_done: Count
    tasks_required: Count
    attended_minutes: Count
    completed_at: Instant


class CertificateIssued(RecordData, frozen=True, kw_only=True):
    """A certificate; the credential is None when the learner did not allow "province"."""

    certificate_id: UUID
    certificate_no: Code
    lookup_code: Code
    learner_id: UUID
    enrolment_id: UUID
    course_id: Code
    issued_at: Instant
    officer_key_id: ShortText
    credential_sha256: Sha256
    credential: dict[str, Any] | None
    qr: Annotated[str, msgspec.Meta(max_length=8000)] | None


class RevocationReason(StrEnum):
    """Why a certificate was withdrawn."""

    FRAUD = "fraud"
    NOT_QUALIFIED = "not_qualified"
    NO_AUTHORITY = "no_authority"
    ALTERED = "altered"
    LENT = "lent"
    ISSUER_ERROR = "issuer_error"


class CertificateRevoked(RecordData, frozen=True, kw_only=True):
    """A certificate is withdrawn for ever; wins over everything, also when it comes first."""

    certificate_id: UUID
    reason: RevocationReason
    decision_no: Code
    decided_on: date
    revoked_at: Instant


class ResponseAccepted(RecordData, frozen=True, kw_only=True):
    """One response to one item, as the bus stored and graded it."""

    response_id: UUID
    attempt_id: UUID
    item_id: Code
    revision: Count
    value: list[str]
    score: Annotated[float, msgspec.Meta(ge=0, le=1)]
    is_counted: bool = True
    """False: kept, but it changes no score."""
    flag: Code | None = None
    """Why it is not like the others: ``repeated``, ``after_submit``, ``after_class``."""
    answered_at: Instant
    received_at: Instant


RECORD_TYPES: Mapping[str, type[RecordData]] = {
    "learner.registered": LearnerRegistered,
    "training_session.opened": TrainingSessionOpened,
    "training_session.closed": TrainingSessionClosed,
    "enrolment.created": EnrolmentCreated,
    "completion.recorded": CompletionRecorded,
    "progress.recorded": ProgressRecorded,
    "certificate.issued": CertificateIssued,
    "certificate.revoked": CertificateRevoked,
    "response.accepted": ResponseAccepted,
}
"""The kinds a program reads. Other kinds of streams D and A travel and are kept unread."""

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""(kind, version) -> pure function to the fields of version + 1; none are removed, ever."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a journal, read."""

    id: UUID
    kind: str
    version: int
    """As written; ``data`` is of the newest version."""
    written_at: datetime
    """The bus's wall clock: a hint, never an order."""
    actor: str
    data: RecordData | None
    """None: this program does not know the kind, or not yet this version."""


class _Line(Dated, frozen=True):
    id: UUID
    t: Code
    v: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    w: Instant
    who: Code
    d: dict[str, Any]


def encode_line(  # noqa: PLR0913
    *, stream: Stream, record_id: UUID, kind: str, data: dict[str, Any], actor: str, now: datetime
) -> bytes:
    """Return the line of a new record, as the journal stores and hashes it.

    Args:
        stream: where it goes; stream R takes only kinds of ``RECORD_TYPES``.
        record_id: minted by the caller, unique for ever.
        kind: such as ``completion.recorded``.
        data: JSON values only; ids and instants in their wire form.
        actor: ``account:<uuid>``, ``device:<uuid>`` or ``system``.
        now: the bus's wall clock.

    Raises:
        ValueError: the province could not read it: fields that do not fit the kind, text that
            is not NFC, too long, and so on. Nothing unreadable ever enters the chain.
    """
    record_type = RECORD_TYPES.get(kind)
    if record_type is not None:
        _convert(data, record_type, record_id)
    elif stream is Stream.R:
        raise ValueError(f"stream R has no kind {kind!r}")
    check_value(data, depth=1)
    fields = {"id": str(record_id), "t": kind, "v": _newest(kind, UPCASTERS)}
    line = canonical_json({**fields, "w": to_wire(now), "who": actor, "d": data})
    if len(line) > MAX_LINE:
        raise ValueError(f"a record of {len(line)} bytes")
    return line


def parse_line(raw: bytes, *, upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS) -> Record:
    """Read one line of a journal, whatever released version wrote it.

    Raises:
        RecordError: too long, not strict JSON, or fields that do not fit.
    """
    if len(raw) > MAX_LINE:
        raise RecordError(VerdictCode.SIZE, f"{len(raw)} bytes")
    try:
        line = msgspec.convert(parse_strict(raw), _Line)
    except (StrictJsonError, msgspec.ValidationError) as error:
        raise RecordError(VerdictCode.SCHEMA, str(error)) from error
    return Record(
        id=line.id,
        kind=line.t,
        version=line.v,
        written_at=line.w,
        actor=line.who,
        data=_read_data(line, upcasters),
    )


def _read_data(line: _Line, upcasters: Mapping[tuple[str, int], Upcaster]) -> RecordData | None:
    record_type = RECORD_TYPES.get(line.t)
    newest = _newest(line.t, upcasters)
    if record_type is None or line.v > newest:
        return None
    fields = line.d
    for version in range(line.v, newest):
        fields = upcasters[line.t, version](fields)
    return _convert(fields, record_type, line.id)


def _convert(fields: dict[str, Any], record_type: type[RecordData], record_id: UUID) -> RecordData:
    try:
        return msgspec.convert(fields, record_type)
    except msgspec.ValidationError as error:
        raise RecordError(VerdictCode.SCHEMA, str(error), record_id) from error


def _newest(kind: str, upcasters: Mapping[tuple[str, int], Upcaster]) -> int:
    version = 1
    while (kind, version) in upcasters:
        version += 1
    return version
