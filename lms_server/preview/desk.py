"""The author's desk: faults on top, the overview beside, the kiosk's screen in the middle."""

from pathlib import Path

from flask import Flask, Response, jsonify, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from common.clock import utc_now
from common.web import headers, i18n
from courses.findings import Severity
from courses.model import Course
from courses.simulators.graph import screen_graph
from lms_server.app import CATALOGUES
from lms_server.devices.access import COOKIE as DEVICE_COOKIE
from lms_server.preview.bus import PreviewBus
from lms_server.preview.watching import PackageWatch, Seen
from lms_server.web.sessions import LEARNER_COOKIE

PREFIX = "/preview"
_HERE = Path(__file__).parent
_TRANSLATIONS = _HERE.parent / "web" / "translations"
_LEARNER_SIDE = "/learn/"


def create_desk(bus: PreviewBus, watch: PackageWatch) -> Flask:
    """Return the program of the author's pages; it is mounted under ``PREFIX``."""
    desk = Flask("lms_server.preview", template_folder=str(_HERE / "templates"))
    desk.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    desk.secret_key = bus.device_token
    i18n.install(desk, folder=_TRANSLATIONS, domains=CATALOGUES)
    headers.install(desk)

    @desk.get("/")
    def show() -> ResponseReturnValue:
        seen = watch.look()
        answer = Response(render_template("preview/desk.html", **_facts(seen, watch)))
        answer.set_cookie(DEVICE_COOKIE, bus.device_token, httponly=True, samesite="Strict")
        return answer

    @desk.get("/state")
    def state() -> ResponseReturnValue:
        seen = watch.look()
        parts = {
            name: render_template(f"preview/_{name}.html", **_facts(seen, watch))
            for name in ("faults", "overview")
        }
        return jsonify(number=seen.number, has_course=seen.course is not None, **parts)

    @desk.get("/enter")
    def enter() -> ResponseReturnValue:
        if watch.look().course is None:
            return render_template("preview/nothing.html")
        # Only paths of this host: what the browser would take as an address begins otherwise.
        wish = request.args.get("to", "")
        target = wish if wish.startswith(_LEARNER_SIDE) else f"{_LEARNER_SIDE}course"
        answer = redirect(target)
        token = bus.sign_in(now=utc_now())
        answer.set_cookie(LEARNER_COOKIE, token, httponly=True, samesite="Strict")
        answer.set_cookie(DEVICE_COOKIE, bus.device_token, httponly=True, samesite="Strict")
        return answer

    @desk.get("/items")
    def items() -> ResponseReturnValue:
        return render_template("preview/items.html", course=_course(watch))

    @desk.get("/tasks")
    def tasks() -> ResponseReturnValue:
        return render_template("preview/tasks.html", course=_course(watch))

    @desk.get("/tasks/<simulator_id>.svg")
    def graph(simulator_id: str) -> ResponseReturnValue:
        simulator = _course(watch).simulators.get(simulator_id)
        if simulator is None:
            raise NotFound
        return Response(screen_graph(simulator), mimetype="image/svg+xml")

    desk.jinja_env.globals["enter"] = lambda to: url("enter", to=to)
    desk.jinja_env.trim_blocks = desk.jinja_env.lstrip_blocks = True
    return desk


def _course(watch: PackageWatch) -> Course:
    course = watch.look().course
    if course is None:
        raise NotFound
    return course


def _facts(seen: Seen, watch: PackageWatch) -> dict[str, object]:
    return {
        "seen": seen,
        "course": seen.course,
        "name": watch.folder.resolve().name,
        "errors": [one for one in seen.findings if one.severity is Severity.ERROR],
        "warnings": [one for one in seen.findings if one.severity is Severity.WARNING],
    }
