"""Reading aloud on learners' screens."""

import hashlib
import io
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, redirect, request, send_file, session, url_for
from flask.typing import ResponseReturnValue

from lms_server.devices.access import find_device
from lms_server.narration import shelf as narration_shelf
from lms_server.narration.languages import LANGUAGES
from lms_server.narration.shelf import shelf
from lms_server.preferences.rules import Pace
from lms_server.preferences.shown import shown

bp = Blueprint("narration", __name__, template_folder="templates")
MIME = "audio/ogg"
_LANGUAGE = "voice_language"


@dataclass(frozen=True)
class Narration:
    """What a page needs to read itself aloud."""

    language: str
    version: str
    is_slow: bool
    reads_by_itself: bool


@bp.get("/learn/speech/<language>/<key>.opus")
def audio(language: str, key: str) -> Response:
    """Send one sentence; an address with the present version never changes its sound."""
    return send_sound(_find(language, key))


@bp.post("/learn/speech/language")
def choose_language() -> ResponseReturnValue:
    """Read aloud in a language that somebody recorded, until the learners leave."""
    wish = request.form.get("language", "")
    if wish in shelf().languages:
        session[_LANGUAGE] = wish
    return redirect(url_for("address.ask"))


def send_sound(found: bytes | None) -> Response:
    """Send audio, or say in a few bytes that there is none: the page then reads otherwise."""
    if found is None:
        return Response("", 404, mimetype="text/plain")
    etag = hashlib.sha256(found).hexdigest()[:16]
    answer = send_file(io.BytesIO(found), mimetype=MIME, conditional=True, etag=etag)
    is_lasting = request.args.get("v") == shelf().version
    answer.headers["Cache-Control"] = "public, max-age=31536000" if is_lasting else "no-cache"
    return answer


def find_narration() -> Narration | None:
    """Return how this device reads aloud to this visitor; None where nobody is paired."""
    device = find_device()
    if device is None:
        return None
    listening = shelf().listening_of(device.id)
    preferences = shown()
    return Narration(
        language=session.get(_LANGUAGE, listening.language),
        version=shelf().version,
        is_slow=preferences.pace is Pace.SLOW,
        reads_by_itself=listening.reads_by_itself or preferences.reads_by_itself,
    )


def install(app: Flask) -> None:
    """Let the templates of ``app`` offer to be read aloud."""
    narration_shelf.install(app)
    app.jinja_env.globals["narration"] = find_narration
    app.jinja_env.globals["voice_languages"] = _name_languages


def _name_languages() -> dict[str, str]:
    """Return the languages a learner may hear, by code."""
    return {one: str(LANGUAGES.get(one, one)) for one in shelf().languages}


def _find(language: str, key: str) -> bytes | None:
    try:
        return shelf().find(language, key)
    except ValueError:
        return None
