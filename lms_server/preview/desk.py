"""The author's desk: faults on top, the overview beside, the kiosk's screen in the middle."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
)
from flask import url_for as url
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from common.clock import utc_now
from common.web import headers, i18n
from courses.findings import Severity
from courses.languages import translator
from courses.model import Course
from courses.simulators.graph import screen_graph
from lms_server.app import CATALOGUES
from lms_server.devices.access import COOKIE as DEVICE_COOKIE
from lms_server.preview.bus import PreviewBus, allow_own_frame
from lms_server.preview.watching import PackageWatch
from lms_server.web.sessions import LEARNER_COOKIE

PREFIX = "/preview"
_TRANSLATIONS = Path(__file__).parent.parent / "web" / "translations"
_LEARNER_SIDE = "/learn/"
_DESK = "bus_lms.desk"
bp = Blueprint("desk", __name__, template_folder="templates")


@dataclass(frozen=True)
class Desk:
    """What the author's pages work with."""

    bus: PreviewBus
    watch: PackageWatch


def create_desk(bus: PreviewBus, watch: PackageWatch) -> Flask:
    """Return the program of the author's pages; it is mounted under ``PREFIX``."""
    program = Flask("lms_server.preview")
    program.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    program.secret_key = bus.device_token
    program.extensions[_DESK] = Desk(bus, watch)
    program.jinja_env.trim_blocks = program.jinja_env.lstrip_blocks = True
    program.jinja_env.globals["enter"] = lambda to: url("desk.enter", to=to)
    i18n.install(program, folder=_TRANSLATIONS, domains=CATALOGUES)
    headers.install(program)
    program.after_request(allow_own_frame)
    program.register_blueprint(bp)
    return program


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show the faults, the overview and the kiosk's screen."""
    answer = Response(render_template("preview/desk.html", **_facts()))
    answer.set_cookie(DEVICE_COOKIE, _desk().bus.device_token, httponly=True, samesite="Strict")
    return answer


@bp.get("/state")
def state() -> ResponseReturnValue:
    """Say whether the package changed, and what stands on the page now."""
    facts = _facts()
    faults = render_template("preview/_faults.html", **facts)
    overview = render_template("preview/_overview.html", **facts)
    return jsonify(number=facts["seen"].number, faults=faults, overview=overview)


@bp.get("/enter")
def enter() -> ResponseReturnValue:
    """Let the learner sit down, and go to a screen of the kiosk."""
    desk = _desk()
    if desk.watch.look().course is None:
        return render_template("preview/nothing.html")
    # Only paths of this host: what the browser would take as an address begins otherwise.
    wish = request.args.get("to", "")
    answer = redirect(wish if wish.startswith(_LEARNER_SIDE) else f"{_LEARNER_SIDE}course")
    token = desk.bus.sign_in(now=utc_now())
    answer.set_cookie(LEARNER_COOKIE, token, httponly=True, samesite="Strict")
    answer.set_cookie(DEVICE_COOKIE, desk.bus.device_token, httponly=True, samesite="Strict")
    return answer


@bp.get("/items")
def items() -> ResponseReturnValue:
    """Show every item with its key."""
    return render_template("preview/items.html", course=_course())


@bp.get("/tasks")
def tasks() -> ResponseReturnValue:
    """Show the screens of every task."""
    return render_template("preview/tasks.html", course=_course())


@bp.get("/tasks/<simulator_id>.svg")
def graph(simulator_id: str) -> ResponseReturnValue:
    """Draw the screens of one task."""
    simulator = _course().simulators.get(simulator_id)
    if simulator is None:
        raise NotFound
    return Response(screen_graph(simulator), mimetype="image/svg+xml")


def _desk() -> Desk:
    return cast(Desk, current_app.extensions[_DESK])


def _course() -> Course:
    course = _desk().watch.look().course
    if course is None:
        raise NotFound
    return course


def _facts() -> dict[str, Any]:
    watch = _desk().watch
    seen = watch.look()
    return {
        "seen": seen,
        "course": seen.course,
        "name": watch.folder.resolve().name,
        "errors": [one for one in seen.findings if one.severity is Severity.ERROR],
        "translate": translator(i18n.select_locale()),
        "warnings": [one for one in seen.findings if one.severity is Severity.WARNING],
    }
