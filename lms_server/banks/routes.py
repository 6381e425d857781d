"""The page where a trainer brings a bank of questions and takes a draft home."""

import io
from uuid import UUID

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from common.errors import DomainError
from common.ids import new_id
from common.web.errors import error_text
from courses.importers.draft import Draft, make_draft
from courses.importers.xlsx_template import make_template
from courses.loader import read_package
from courses.model import Course
from lms_server.accounts.login import current_account
from lms_server.banks import drafts, texts
from lms_server.banks.errors import NoBankFileError
from lms_server.web.context import catalog

bp = Blueprint("banks", __name__, url_prefix="/staff/banks", template_folder="templates")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
def show() -> str:
    """Show the form."""
    return _show_page()


@bp.get("/sheet")
def sheet() -> ResponseReturnValue:
    """Send the empty question sheet."""
    return send_file(
        io.BytesIO(make_template()),
        mimetype=_XLSX,
        as_attachment=True,
        download_name="bang-cau-hoi.xlsx",
    )


@bp.post("/")
def read() -> ResponseReturnValue:
    """Read a file and show what became of it; nothing of the course is changed."""
    try:
        course, draft = _read_upload()
    except DomainError as error:
        return _show_page(error_text(error)), error.http_status
    draft_url = _keep(course, draft) if draft.files else ""
    report = draft.report
    return render_template(
        "banks/report.html",
        course=course,
        report=report,
        left_out=texts.group_notes(report.left_out),
        changed=texts.group_notes(report.changed),
        draft_url=draft_url,
    )


@bp.get("/drafts/<uuid:draft_id>")
def fetch(draft_id: UUID) -> ResponseReturnValue:
    """Send a draft to the account that made it."""
    content = drafts.shelf().take(draft_id, current_account().id)
    return send_file(
        io.BytesIO(content),
        mimetype="application/zip",
        as_attachment=True,
        download_name="ban-nhap-cau-hoi.zip",
    )


def _read_upload() -> tuple[Course, Draft]:
    upload = request.files.get("bank")
    if upload is None or not upload.filename:
        raise NoBankFileError
    # A lesson is named with its course: KNS-04-L2; the course alone means its first lesson.
    place = request.form.get("place", "")
    course = catalog().get_course(place.rpartition("-L")[0] or place)
    lesson_id = place if place != course.course_id else ""
    draft = make_draft(read_package(course.folder), upload.read(), lesson_id=lesson_id)
    return course, draft


def _keep(course: Course, draft: Draft) -> str:
    draft_id = new_id()
    content = drafts.pack_draft(draft, course.course_id)
    drafts.shelf().put(draft_id, current_account().id, content)
    return url_for("banks.fetch", draft_id=draft_id)


def _show_page(error: str = "") -> str:
    return render_template("banks/show.html", courses=list(catalog().courses.values()), error=error)
