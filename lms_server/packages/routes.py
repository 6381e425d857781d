"""The page of course packages: what the bus has, what it set aside, and taking in a new one."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from common.errors import DomainError
from common.web.errors import error_text
from common.web.i18n import select_locale
from courses.findings import Finding
from courses.languages import translator
from courses.model import Course
from lms_server.packages.errors import NoFileError, PackageRefusedError
from lms_server.packages.installing import install
from lms_server.packages.queries import list_used
from lms_server.packages.shelf import Shelf
from lms_server.web.context import catalog, config, database

bp = Blueprint("packages", __name__, url_prefix="/staff/courses", template_folder="templates")


@bp.get("/")
def list_packages() -> ResponseReturnValue:
    """Show every course in every version, and the packages set aside."""
    return _show_page()


@bp.post("/")
def upload() -> ResponseReturnValue:
    """Take in a packed course; a refusal is told on the page, with what to mend."""
    try:
        course = _install(request.files.get("package"))
    except PackageRefusedError as error:
        return _show_page(error_text(error), error.findings), error.http_status
    except DomainError as error:
        return _show_page(error_text(error)), error.http_status
    flash(
        _(
            "%(course)s, version %(version)s, is ready.",
            course=course.title,
            version=course.version,
        ),
        "done",
    )
    return redirect(url_for("packages.list_packages"))


def _install(upload: FileStorage | None) -> Course:
    if upload is None or not upload.filename:
        raise NoFileError
    with database().read() as db:
        used = list_used(db)
    with tempfile.TemporaryDirectory() as folder:
        # The visitor's file name goes nowhere near the disk.
        file = Path(folder) / "package.zip"
        with file.open("wb") as written, upload.stream as read:
            shutil.copyfileobj(read, written)
        return install(file, shelf=Shelf(config().data_dir), catalog=catalog(), used=used)


def _show_page(error: str = "", findings: Sequence[Finding] = ()) -> str:
    with database().read() as db:
        used = {(one.course_id, one.version): one for one in list_used(db)}
    return render_template(
        "packages/list.html",
        versions=catalog().list_versions(),
        newest={one.package_hash for one in catalog().courses.values()},
        used=used,
        refused=catalog().refused,
        error=error,
        findings=findings,
        translate=translator(select_locale()),
    )
