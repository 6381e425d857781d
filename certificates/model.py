"""What a certificate says: one claim, printed on paper and signed as a credential."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from certificates.numbering import format_lookup_code, parse_certificate_no, parse_lookup_code
from common.text import nfc

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}", re.ASCII)
_LONGEST_TEXT = 400


@dataclass(frozen=True)
class PartialDate:
    """A birth date as well as it is known: year, or month and year, or the whole date."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ``1955``, ``1955-03`` or ``1955-03-12``.

        Raises:
            ValueError: anything else.
        """
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
            raise ValueError(f"not a date: {text!r}")
        return cls(*(int(part) for part in text.split("-")))

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


@dataclass(frozen=True, kw_only=True)
class IssuerProfile:
    """The body that gives the certificate, and the body above it."""

    did: str
    """``did:web:...`` of the province, the root of what verifiers trust."""
    unit: str
    parent_unit: str


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Who signs the paper; a name and a title, not a key."""

    authority: str
    """The line above the title, such as "KT. GIÁM ĐỐC"; empty when the head signs himself."""
    title: str
    name: str


@dataclass(frozen=True, kw_only=True)
class CompletionClaim:
    """Everything one certificate says. All text is NFC; nothing printed is missing here."""

    certificate_id: UUID
    certificate_no: str
    register_no: str
    """Place in the register book (số vào sổ), such as ``000123/2026/GCN-79B03``."""
    lookup_code: str
    """Ten characters without hyphens."""
    full_name: str
    """As on the identity card."""
    birth: PartialDate | None
    residence: str
    course_id: str
    course_version: str
    course_title: str
    minutes: int
    """Length of the course."""
    started_on: date
    finished_on: date
    place: str
    """Where the training was."""
    quiz_score: float
    """Sum of item scores, 0.0 to ``quiz_items``; 8.0 of 10."""
    quiz_items: int
    tasks_done: int
    tasks_required: int
    issued_at: datetime
    issued_place: str
    """Before the date of the signature: "Khánh Hòa"."""
    issuer: IssuerProfile
    signer: Signer

    def __post_init__(self) -> None:
        _check_texts(self)
        parse_certificate_no(self.certificate_no)
        if self.lookup_code != parse_lookup_code(self.lookup_code):
            raise ValueError("the lookup code is not in its plain form")
        if not (_CODE.fullmatch(self.course_id) and _CODE.fullmatch(self.course_version)):
            raise ValueError("a course id or version that cannot stand in an address")
        if self.issued_at.tzinfo is None or self.issued_at.microsecond % 1000:
            raise ValueError("issued_at needs a time zone and whole milliseconds")
        if self.started_on > self.finished_on:
            raise ValueError("the course ends before it starts")

    @property
    def issued_on(self) -> date:
        """The date on the paper, by Vietnamese time."""
        return local_day(self.issued_at)

    @property
    def result(self) -> str:
        """The words after "Kết quả:"."""
        tasks = (self.tasks_done, self.tasks_required)
        return result_text(self.quiz_score, self.quiz_items, tasks=tasks)


@dataclass(frozen=True)
class SignedCredential:
    """A claim signed twice: as a document for machines and as a text for a QR code."""

    document: dict[str, Any]
    """The Open Badges 3.0 credential with its proof."""
    qr_text: str
    """``https://<registry>/v#`` and decimal digits."""
    sha256: str
    """Of the canonical JSON of ``document``, 64 hex digits."""


def local_day(instant: datetime) -> date:
    """Return the date of ``instant`` in Vietnam."""
    return instant.astimezone(LOCAL_ZONE).date()


def result_text(score: float, items: int, *, tasks: tuple[int, int]) -> str:
    """Return the words after "Kết quả:"; ``tasks`` are those done and those required."""
    done, required = tasks
    number = f"{score:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"Đạt (bài kiểm tra {number}/{items}; thực hành {done}/{required})"


def birth_text(birth: PartialDate | None) -> str:
    """Return how a birth date is printed: "năm 1955", "tháng 03/1955", "12/03/1955", or ""."""
    if birth is None:
        return ""
    if birth.month is None:
        return f"năm {birth.year}"
    if birth.day is None:
        return f"tháng {birth.month:02}/{birth.year}"
    return f"{birth.day:02}/{birth.month:02}/{birth.year}"


def printed_fields(claim: CompletionClaim) -> dict[str, str]:
    """Return every field of the paper as it is printed, in reading order."""
    return {
        "parent_unit": claim.issuer.parent_unit,
        "issuer_unit": claim.issuer.unit,
        "certificate_no": claim.certificate_no,
        "full_name": claim.full_name,
        "birth": birth_text(claim.birth),
        "residence": claim.residence,
        "course_title": claim.course_title,
        "course_id": claim.course_id,
        "course_version": claim.course_version,
        "minutes": str(claim.minutes),
        "started_on": f"{claim.started_on:%d/%m/%Y}",
        "finished_on": f"{claim.finished_on:%d/%m/%Y}",
        "place": claim.place,
        "result": claim.result,
        "issued_place": claim.issued_place,
        "issued_on": f"{claim.issued_on:%d/%m/%Y}",
        "signer_authority": claim.signer.authority,
        "signer_title": claim.signer.title,
        "signer_name": claim.signer.name,
        "register_no": claim.register_no,
        "lookup_code": format_lookup_code(claim.lookup_code),
    }


def is_tidy(text: str) -> bool:
    """Tell whether ``text`` may stand on a certificate: NFC, one line, nothing invisible.

    Invisible characters could turn the reading direction or hide a second name.
    """
    return text == nfc(text) and text.isprintable() and len(text) <= _LONGEST_TEXT


def _check_texts(claim: CompletionClaim) -> None:
    for name, text in (vars(claim) | vars(claim.issuer) | vars(claim.signer)).items():
        if isinstance(text, str) and not is_tidy(text):
            raise ValueError(f"{name} is not tidy NFC text of at most {_LONGEST_TEXT} characters")
    if not claim.full_name:
        raise ValueError("a certificate without a name")
