"""Reads about learners: frozen rows, sorted the Vietnamese way."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from common.text import modern_spelling, search_key, vietnamese_sort_key
from lms_server.learners.errors import LearnerNotFoundError
from lms_server.learners.models import Consent, Learner
from lms_server.learners.rules import ADDRESS_WORDS

_MOST_FOUND = 30


@dataclass(frozen=True)
class LearnerRow:
    """A learner as lists and pages show them; the identity number is not in it."""

    id: UUID
    full_name: str
    usual_name: str
    birth_year: int
    birth_month: int | None
    birth_day: int | None
    sex: str | None
    commune_code: str
    village: str
    evidence: str
    address_form: str
    is_address_guessed: bool
    picture: str
    card_code: str

    @property
    def you(self) -> str:
        """The word this learner is addressed with, such as ``bác``."""
        return ADDRESS_WORDS[self.address_form]

    @property
    def given_name(self) -> str:
        """The last word of the full name: what people call each other in Vietnam."""
        return self.full_name.split(" ")[-1]

    @property
    def birth_text(self) -> str:
        """The birth date as precisely as it is known: ``1960``, ``05/1960``, ``12/05/1960``."""
        parts = (self.birth_day, self.birth_month)
        return "/".join([f"{p:02d}" for p in parts if p is not None] + [str(self.birth_year)])


@dataclass(frozen=True)
class ConsentRow:
    """The newest consent of a learner."""

    purposes: frozenset[str]
    text_version: str
    means: str
    witness: str
    read_aloud: bool
    recorded_at: datetime


_COLUMNS = (
    Learner.id,
    Learner.full_name,
    Learner.usual_name,
    Learner.birth_year,
    Learner.birth_month,
    Learner.birth_day,
    Learner.sex,
    Learner.commune_code,
    Learner.village,
    Learner.evidence,
    Learner.address_form,
    Learner.is_address_guessed,
    Learner.picture,
    Learner.card_code,
)


def name_sort_key(full_name: str) -> tuple[object, ...]:
    """Return a key that sorts by tên, then họ, then đệm, as class lists do.

    Names that differ only in the habit of placing a tone have the same key.
    """
    words = modern_spelling(full_name).split(" ")
    given, family, middle = words[-1], words[0] if len(words) > 1 else "", " ".join(words[1:-1])
    return tuple(vietnamese_sort_key(part) for part in (given, family, middle))


def sort_learners(rows: Iterable[LearnerRow]) -> list[LearnerRow]:
    """Return ``rows`` by name, namesakes from the oldest to the youngest."""
    return sorted(rows, key=lambda r: (name_sort_key(r.full_name), r.birth_year, r.usual_name))


def get_learner(db: Session, learner_id: UUID) -> LearnerRow:
    """Return one learner.

    Raises:
        LearnerNotFoundError: no learner has this id.
    """
    rows = _fetch(db, select(*_COLUMNS).where(Learner.id == learner_id))
    if not rows:
        raise LearnerNotFoundError
    return rows[0]


def list_learners(db: Session, learner_ids: Collection[UUID]) -> list[LearnerRow]:
    """Return the learners with these ids, sorted by name."""
    return sort_learners(_fetch(db, select(*_COLUMNS).where(Learner.id.in_(learner_ids))))


def find_by_card(db: Session, card_code: str) -> LearnerRow | None:
    """Return the learner whose card has this code."""
    rows = _fetch(db, select(*_COLUMNS).where(Learner.card_code == card_code))
    return rows[0] if rows else None


def search_learners(db: Session, text: str) -> list[LearnerRow]:
    """Return up to 30 learners whose full or usual name holds every word of ``text``.

    Tones and marks do not matter: "hoa" finds Hoa, Hòa and Họa. An empty text finds nobody.
    """
    words = search_key(text).split(" ") if search_key(text) else []
    if not words:
        return []
    query = select(*_COLUMNS)
    for word in words:
        in_full = Learner.search_name.contains(word, autoescape=True)
        in_usual = Learner.search_usual_name.contains(word, autoescape=True)
        query = query.where(in_full | in_usual)
    return sort_learners(_fetch(db, query.limit(_MOST_FOUND)))


def find_same_name(
    db: Session, *, full_name: str, birth_year: int, village: str
) -> list[LearnerRow]:
    """Return learners who may be the same person: name (folded), birth year and village agree."""
    query = select(*_COLUMNS).where(
        Learner.search_name == search_key(full_name),
        Learner.birth_year == birth_year,
        Learner.search_village == search_key(village),
    )
    return sort_learners(_fetch(db, query))


def find_by_number(db: Session, mac: bytes) -> LearnerRow | None:
    """Return the learner whose 12-digit number has this keyed hash: the same person."""
    rows = _fetch(db, select(*_COLUMNS).where(Learner.id_number_mac == mac))
    return rows[0] if rows else None


def find_id_number_box(db: Session, learner_id: UUID) -> bytes | None:
    """Return the sealed identity number; open it with the vault and show it masked."""
    return db.scalar(select(Learner.id_number_box).where(Learner.id == learner_id))


def count_pictures(db: Session, village: str) -> Counter[str]:
    """Return how many learners of ``village`` have each picture."""
    query = select(Learner.picture).where(Learner.search_village == search_key(village))
    return Counter(db.scalars(query))


def find_consent(db: Session, learner_id: UUID) -> ConsentRow | None:
    """Return the learner's newest consent."""
    query = (
        select(Consent)
        .where(Consent.learner_id == learner_id)
        .order_by(Consent.recorded_at.desc(), Consent.id.desc())
        .limit(1)
    )
    consent = db.scalar(query)
    if consent is None:
        return None
    return ConsentRow(
        purposes=frozenset(consent.purposes),
        text_version=consent.text_version,
        means=consent.means,
        witness=consent.witness,
        read_aloud=consent.read_aloud,
        recorded_at=consent.recorded_at,
    )


def find_purposes(db: Session, learner_id: UUID) -> frozenset[str]:
    """Return what the learner's data may be used for now; empty without consent."""
    consent = find_consent(db, learner_id)
    return consent.purposes if consent else frozenset()


def _fetch(db: Session, query: Select[*tuple[Any, ...]]) -> list[LearnerRow]:
    return [_to_row(row) for row in db.execute(query)]


def _to_row(row: Row[*tuple[Any, ...]]) -> LearnerRow:
    return LearnerRow(**row._mapping)  # noqa: SLF001
