"""One tap for larger letters, for more contrast, for slower reading, and back again."""

from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms_server.preferences import shown
from lms_server.preferences.rules import Contrast, TextSize, from_values, to_values

bp = Blueprint("preferences", __name__, template_folder="templates")
_SIDE = ("/learn/", "/join")
"""Where a learner's pages are; the way back leads nowhere else."""


@bp.post("/learn/preferences")
def choose() -> ResponseReturnValue:
    """Change one thing about the screens, or bring the usual letters and colours back."""
    wished = from_values({**to_values(shown.shown()), **request.form})
    if "reset" in request.form:
        wished = replace(wished, text_size=TextSize.NORMAL, contrast=Contrast.NORMAL)
    shown.choose(wished)
    return redirect(_way_back(request.form.get("page", "")))


def _way_back(page: str) -> str:
    return page if page.startswith(_SIDE) else url_for("door.names")
