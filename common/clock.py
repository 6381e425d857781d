"""The only reader of the wall clock, and the wire form of an instant."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present instant, aware and in UTC, cut to milliseconds like the wire form."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def to_wire(instant: datetime) -> str:
    """Return ``2026-03-01T01:30:00.000Z``.

    Raises:
        ValueError: ``instant`` has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    text = instant.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """Read what :func:`to_wire` wrote; any ISO 8601 instant with an offset is taken.

    Raises:
        ValueError: not an instant, one without an offset, or one that UTC has no name for.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"no time zone in {text!r}")
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"no instant of UTC: {text!r}") from error
