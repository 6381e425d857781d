"""What the sandbox may fetch and store, under the secret address of one opening.

No cookie reaches these views: the pages that call them have no origin. The address lets in.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Response, current_app, jsonify, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from common.errors import DomainError
from common.web.csrf import open_api
from common.web.errors import error_text
from common.wire.discovery import KIOSK_ORIGIN_HEADER
from courses.importers.activity import ActivityKind
from courses.importers.h5p import PLAYER_PAGE
from lms_server.activities import actions, pages, queries
from lms_server.activities.errors import FileNotInActivityError, PlayOverError
from lms_server.activities.messages import parse_commit
from lms_server.activities.previews import previews
from lms_server.activities.queries import NOTHING_KEPT, Opening, PlayRow
from lms_server.activities.starting import starting_values
from lms_server.activities.storage import find_file
from lms_server.web.context import config, database

bp = Blueprint("activity_content", __name__, url_prefix="/play/<token>")
RUNTIME = Path(__file__).parent / "runtime"
_GATEWAY = re.compile(r"http://127\.0\.0\.1:[0-9]{1,5}")
_SCRIPT = "text/javascript; charset=utf-8"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_PLAYERS = {
    ActivityKind.SCORM_12: "scorm-again/scorm12.min.js",
    ActivityKind.SCORM_2004: "scorm-again/scorm2004.min.js",
}
_GLUE = {
    ActivityKind.SCORM_12: ("place.js", "link.js", "scorm.js"),
    ActivityKind.SCORM_2004: ("place.js", "link.js", "scorm.js"),
    ActivityKind.H5P: ("place.js", "link.js", "h5p.js"),
}
"""What follows the values in ``start.js``."""
_OWN_FILE = re.compile(r"[\w.-]+|(?:scorm-again|h5p-standalone)/[\w./-]+")


@bp.get("/f/<path:name>")
def show_file(token: str, name: str) -> ResponseReturnValue:
    """Send a file of the package; a page gets the runtime as its first script."""
    play = _find_opening(token)
    path = find_file(config().data_dir, play.package_hash, name)
    is_page = pages.ending(name) in pages.PAGES and play.kind in _PLAYERS
    if is_page and path.stat().st_size <= pages.MOST_PAGE:
        page = path.read_bytes()
        body = pages.put_runtime(page, _scripts(token, play))
        return _unkept(Response(body, content_type=pages.page_type(name, page)))
    # Range requests are answered, or no film could be wound on.
    answer = send_file(path, mimetype=pages.content_type(name), conditional=True)
    answer.headers["Content-Type"] = pages.content_type(name)
    return _unkept(answer)


@bp.get("/bus/start.js")
def start(token: str) -> ResponseReturnValue:
    """Send the runtime with what is stored now; it comes after the player."""
    opening = _find_opening(token)
    values = {**_starting_values(opening), "words": {"close": _("Close")}}
    return _unkept(Response(_script(values, opening.kind), content_type=_SCRIPT))


@bp.get("/bus/pulse")
def pulse(token: str) -> ResponseReturnValue:
    """Tell the runtime that the bus answers, before it makes a call that cannot give up."""
    _check_form(token)
    return _unkept(Response(status=204))


@bp.get("/bus/<path:name>")
def show_runtime(token: str, name: str) -> ResponseReturnValue:
    """Send a file of the runtime or of a player; the sandbox cannot use ``/static/``."""
    _check_form(token)
    if not _OWN_FILE.fullmatch(name) or ".." in name:
        raise FileNotInActivityError
    folder = Path(cast(str, current_app.static_folder)) / "vendor" / "players"
    path = folder / name if "/" in name else RUNTIME / name
    if not path.is_file():
        raise FileNotInActivityError
    answer = send_file(path, mimetype=pages.content_type(name), conditional=True)
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@bp.post("/commit")
@open_api
def commit(token: str) -> ResponseReturnValue:
    """Store what an opening has to keep; answer only when it is on disk.

    What comes from a preview is read as strictly, and thrown away; the answer says so.
    """
    try:
        play = _find_opening(token)
        message = parse_commit(request.get_data(), play.kind)
        if not isinstance(play, PlayRow):
            return jsonify(status="preview", seq=message.seq)
        with database().write() as db:
            order, seq = actions.accept_commit(db, play, message, now=utc_now())
    except DomainError as error:
        return jsonify(code=error.code, message=error_text(error)), error.http_status
    return jsonify(status=order.value, seq=seq)


@bp.after_request
def add_headers(response: Response) -> Response:
    """Keep everything that comes from here inside the sandbox."""
    token = (request.view_args or {}).get("token", "")
    is_known_form = _TOKEN.fullmatch(token) is not None
    home = f"{_seen_origin()}/play/{token}/" if is_known_form else "'none'"
    response.headers.update(pages.headers(home))
    return response


def token_hash(token: str) -> bytes:
    """Return how an address is known to the database."""
    return hashlib.sha256(token.encode()).digest()


def entry_url(token: str, play: Opening) -> str:
    """Return the address of the first page of an opening."""
    if play.kind is ActivityKind.H5P:
        return url_for("activity_content.show_runtime", token=token, name=PLAYER_PAGE)
    address = url_for("activity_content.show_file", token=token, name=play.part.path)
    return address + play.part.suffix


def _seen_origin() -> str:
    """Return the origin that the browser sees: that of the kiosk's gateway, or ours."""
    named = request.headers.get(KIOSK_ORIGIN_HEADER, "")
    if _GATEWAY.fullmatch(named):
        return named
    return request.host_url.rstrip("/")


def _scripts(token: str, play: Opening) -> tuple[str, ...]:
    names = (_PLAYERS[play.kind], "start.js")
    return tuple(f"/play/{token}/bus/{name}" for name in names)


def _script(values: dict[str, Any], kind: ActivityKind) -> str:
    glue = "\n".join((RUNTIME / name).read_text(encoding="utf-8") for name in _GLUE[kind])
    return f"var busStart = {json.dumps(values)};\n{glue}"


def _starting_values(opening: Opening) -> dict[str, Any]:
    if not isinstance(opening, PlayRow):
        return starting_values(opening, NOTHING_KEPT, learner_key="")
    with database().read() as db:
        kept = queries.get_kept(db, opening.progress_id)
    return starting_values(opening, kept, learner_key=opening.progress_id.hex[:16])


def _find_opening(token: str) -> Opening:
    _check_form(token)
    preview = previews().find(token_hash(token), now=utc_now())
    if preview is not None:
        return preview
    with database().read() as db:
        return queries.find_play(db, token_hash(token), now=utc_now())


def _check_form(token: str) -> None:
    if not _TOKEN.fullmatch(token):
        raise PlayOverError


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
