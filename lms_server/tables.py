"""The declarative base of every table of the bus server."""

from enum import StrEnum
from typing import ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from common.sql import NAMING_CONVENTION, TableConventions


class Base(TableConventions, DeclarativeBase):
    """All tables of the bus server; their constraints have names a migration can use."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING_CONVENTION)


def one_of(column: str, values: type[StrEnum]) -> str:
    """Return the SQL of a check that ``column`` holds one of ``values``; NULL passes it."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"
