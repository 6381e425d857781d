"""How instants and numbers are written for people in Vietnam."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def local_date(value: datetime | date | None) -> str:
    """Return ``01/03/2026``; an empty text for None."""
    if value is None:
        return ""
    day = value.astimezone(LOCAL_ZONE).date() if isinstance(value, datetime) else value
    return f"{day:%d/%m/%Y}"


def local_time(value: datetime | None) -> str:
    """Return ``08:30``; an empty text for None."""
    return "" if value is None else f"{value.astimezone(LOCAL_ZONE):%H:%M}"


def local_datetime(value: datetime | None) -> str:
    """Return ``08:30 01/03/2026``; an empty text for None."""
    return "" if value is None else f"{value.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}"


def percent(share: float | None) -> str:
    """Return ``83%`` for 0.8333; an empty text for None."""
    return "" if share is None else f"{round(share * 100)}%"


def thousands(number: int) -> str:
    """Return ``12.345``."""
    return f"{number:,}".replace(",", ".")


def points(number: float) -> str:
    """Return ``5,5`` for 5.52 and ``7`` for 7.0."""
    return f"{number:.1f}".removesuffix(".0").replace(".", ",")


def install(app: Flask) -> None:
    """Make the filters known to the templates of ``app``."""
    for name in (local_date, local_time, local_datetime, percent, thousands, points):
        app.jinja_env.filters[name.__name__] = name
