"""Tables of the staff."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from common.sql import Id
from lms_server.tables import Base, one_of


class Role(StrEnum):
    """What a member of staff may do; nobody has two, so that no one checks their own work."""

    TRAINER = "trainer"
    """Opens classes, enrols learners, sees their progress."""
    ASSISTANT = "assistant"
    """Helps the trainer: attendance, kiosks."""
    OFFICER = "officer"
    """Approves and issues certificates; never the trainer of that class."""
    ADMIN = "admin"
    """Looks after the bus: kiosks, clock, backup."""


class Account(Base):
    """One member of staff."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint(one_of("role", Role), name="role_known"),)

    id: Mapped[Id]
    sign_in_name: Mapped[str] = mapped_column(String(32), unique=True)
    """Small letters without marks, digits, dots: what a person types."""
    full_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(12))
    password_hash: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    """From then on the account cannot sign in; it is never deleted."""
