"""The words and figures of the report, as the page and the file show them."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from common.web.filters import local_date, local_datetime, thousands
from courses.model import Course
from lms_server.reports.queries import ReportRow, UsedVersion
from lms_server.reports.rules import ENOUGH

_HARD, _WEAK = 0.3, 0.1


def headings() -> list[str]:
    """Return the columns of R5 and those that help to mend an item."""
    return [
        _("Course code"),
        _("Version"),
        _("Item or task code"),
        _("Content"),
        _("Answers given"),
        _("Right answers"),
        _("% right"),
        _("% right the first time"),
        _("Median time (seconds)"),
        _("Wrong answer chosen most"),
        _("Hints used"),
        _("Mean score (first time)"),
        _("Discrimination"),
        _("Left out"),
        _("Answers given by word of mouth"),
    ]


def cells(row: ReportRow) -> list[str]:
    """Return one line from the item's code on."""
    item = row.item
    return [
        row.code,
        row.text or _("This version is no longer on the bus"),
        thousands(row.answers),
        thousands(row.right),
        share(row.right_share),
        share(row.first_right),
        "" if row.median_s is None else thousands(round(row.median_s)),
        f"{row.wrong} ({thousands(row.wrong_count)})" if row.wrong else "",
        "" if row.hints is None else thousands(row.hints),
        "" if item is None else figure(item.facility),
        "" if item is None else discrimination(row),
        "" if item is None else thousands(item.omitted),
        "" if item is None else thousands(item.oral),
    ]


def share(value: float | None) -> str:
    """Return ``83,3%``; words when there are too few answers."""
    return _("not enough yet") if value is None else f"{value * 100:.1f}%".replace(".", ",")


def figure(value: float | None) -> str:
    """Return ``0,83``; words when there are too few answers."""
    return _("not enough yet") if value is None else f"{value:.2f}".replace(".", ",")


def discrimination(row: ReportRow) -> str:
    """Return ``0,31``; a dash when all did equally well."""
    is_enough = row.item is not None and row.item.facility is not None
    value = row.item.discrimination if row.item else None
    return "–" if is_enough and value is None else figure(value)


def advice(row: ReportRow) -> str:
    """Return what a trainer should look at in this item; an empty text when it is sound."""
    item = row.item
    if item is None or item.facility is None:
        return ""
    if item.discrimination is not None and item.discrimination < 0:
        return str(_("Good learners miss it: is the key right?"))
    if item.facility < _HARD:
        return str(_("Hard: teach it once more."))
    if item.discrimination is not None and item.discrimination < _WEAK:
        return str(_("Tells little: look at its wording."))
    return ""


def totals(rows: Sequence[ReportRow]) -> list[str]:
    """Return the last line, from the code on."""
    answers, right = sum(row.answers for row in rows), sum(row.right for row in rows)
    hints = sum(row.hints or 0 for row in rows)
    right_share = share(right / answers if answers >= ENOUGH else None)
    sums = [thousands(answers), thousands(right), right_share]
    omitted = sum(row.item.omitted for row in rows if row.item)
    oral = sum(row.item.oral for row in rows if row.item)
    ends = [thousands(omitted), thousands(oral)]
    return [_("Total"), "", *sums, "", "", "", thousands(hints), "", "", *ends]


def head_lines(
    used: UsedVersion, course: Course | None, *, unit: str, by: str, now: datetime
) -> list[list[str]]:
    """Return what stands above the table in the file."""
    days = {"first": local_date(used.first_at), "last": local_date(used.last_at)}
    title = course.title if course else used.course_id
    package = course.package_hash[:12] if course else "–"
    return [
        [_("R5 Results by lesson and question")],
        [_("Unit"), unit],
        [_("Course"), f"{used.course_id} – {title}", _("Version"), used.version],
        [_("From %(first)s to %(last)s", **days)],
        [_("Printed"), local_datetime(now), _("By"), by, _("Data version"), package],
        [],
    ]
