"""The report on items and tasks: a page for trainers and officers, and a file."""

from typing import NamedTuple

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from common.clock import utc_now
from courses.model import Course
from lms_server.reports import labels, queries
from lms_server.reports.csv_file import render_csv
from lms_server.reports.errors import VersionNotUsedError
from lms_server.reports.queries import ReportRow, UsedVersion
from lms_server.web.context import catalog, config, database

bp = Blueprint("reports", __name__, template_folder="templates")


class _Report(NamedTuple):
    used: UsedVersion
    course: Course | None
    rows: list[ReportRow]


@bp.get("/staff/reports/items")
def items() -> ResponseReturnValue:
    """Show how every item and task of one version of a course was done."""
    with database().read() as db:
        versions = queries.list_used_versions(db)
    report = _read(_chosen(versions)) if versions else None
    return render_template(
        "reports/items.html", versions=versions, report=report, labels=labels, titles=_titles()
    )


@bp.get("/staff/reports/items.csv")
def items_file() -> ResponseReturnValue:
    """Send the same as a file for a table program."""
    with database().read() as db:
        versions = queries.list_used_versions(db)
    used, course, rows = _read(_chosen(versions))
    head = labels.head_lines(
        used, course, unit=config().bus_name, by=current_user.full_name, now=utc_now()
    )
    place = [used.course_id, used.version]
    lines = [[*place, *labels.cells(row)] for row in rows]
    table = [labels.headings(), *lines, ["", "", *labels.totals(rows)]]
    answer = Response(render_csv([*head, *table]), mimetype="text/csv")
    name = f"R5-{used.course_id}-{used.version}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _chosen(versions: list[UsedVersion]) -> UsedVersion:
    """Return the version the address names; without one, the version used last.

    Raises:
        VersionNotUsedError: nobody was asked at this version.
    """
    wanted = (request.args.get("course"), request.args.get("version"))
    for used in versions:
        if wanted in ((None, None), (used.course_id, used.version)):
            return used
    raise VersionNotUsedError


def _read(used: UsedVersion) -> _Report:
    course = catalog().find_course(used.course_id, used.version)
    with database().read() as db:
        rows = queries.report_rows(db, used.course_id, used.version, course=course)
    return _Report(used, course, rows)


def _titles() -> dict[str, str]:
    return {course_id: course.title for course_id, course in catalog().courses.items()}
