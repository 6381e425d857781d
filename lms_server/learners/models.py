"""Tables of people who learn, and of what they agreed to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.learners.rules import AddressForm, Evidence, Means, Sex
from lms_server.tables import Base, one_of


class Learner(Base):
    """One person who learns on this bus; never merged silently with another."""

    __tablename__ = "learners"
    __table_args__ = (
        CheckConstraint("birth_year BETWEEN 1900 AND 2100", name="birth_year_range"),
        CheckConstraint(
            "birth_month IS NOT NULL OR birth_day IS NULL", name="birth_day_needs_month"
        ),
        CheckConstraint(one_of("sex", Sex), name="sex_known"),
        CheckConstraint(one_of("evidence", Evidence), name="evidence_known"),
        CheckConstraint(one_of("address_form", AddressForm), name="address_form_known"),
        Index("ix_learners_same_person", "search_name", "birth_year", "search_village"),
    )

    id: Mapped[Id]
    full_name: Mapped[str] = mapped_column(String(120))
    usual_name: Mapped[str] = mapped_column(String(60), default="")
    search_name: Mapped[str] = mapped_column(String(200))
    """Full and usual name folded for searching live apart, so that duplicates match on one."""
    search_usual_name: Mapped[str] = mapped_column(String(100), default="")
    birth_year: Mapped[int]
    birth_month: Mapped[int | None]
    birth_day: Mapped[int | None]
    sex: Mapped[str | None] = mapped_column(String(10))
    commune_code: Mapped[str] = mapped_column(String(5))
    village: Mapped[str] = mapped_column(String(80))
    search_village: Mapped[str] = mapped_column(String(120))
    evidence: Mapped[str] = mapped_column(String(20))
    address_form: Mapped[str] = mapped_column(String(8))
    is_address_guessed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The learner was not asked yet; the machine does it at the next sign-in."""
    picture: Mapped[str] = mapped_column(String(20))
    card_code: Mapped[str] = mapped_column(String(10), unique=True)
    id_number_box: Mapped[bytes | None]
    """The number on the identity paper, sealed; see ``id_numbers``."""
    id_number_mac: Mapped[bytes | None] = mapped_column(unique=True)
    """Keyed hash of a 12-digit number, for finding the same person; None for old papers."""
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(50))


class Consent(Base):
    """What one learner agreed to on one occasion; the newest row counts, none is edited."""

    __tablename__ = "consents"
    __table_args__ = (CheckConstraint(one_of("means", Means), name="means_known"),)

    id: Mapped[Id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.id"), index=True)
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    read_aloud: Mapped[bool]
    purposes: Mapped[list[str]] = mapped_column(JSON)
    means: Mapped[str] = mapped_column(String(10))
    witness: Mapped[str] = mapped_column(String(120), default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(50))
