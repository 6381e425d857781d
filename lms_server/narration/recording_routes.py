"""Pages of trainers: record sentences, exchange packs, choose how kiosks read."""

import tempfile
from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from common.errors import DomainError
from common.web.errors import error_text
from common.web.headers import POLICY
from courses.speech.folder import VIETNAMESE
from lms_server.accounts.login import current_account
from lms_server.devices.queries import list_devices
from lms_server.narration import actions, packs, queries
from lms_server.narration.book import PAGES, Sentence, book, find_sentences
from lms_server.narration.decoding import decode_recording
from lms_server.narration.errors import BadPackError, NothingRecordedError
from lms_server.narration.languages import LANGUAGES, parse_language
from lms_server.narration.queries import Listening
from lms_server.narration.routes import send_sound
from lms_server.narration.shelf import shelf
from lms_server.web.context import catalog, database

bp = Blueprint("recordings", __name__, url_prefix="/staff/recordings", template_folder="templates")
PAGE_SIZE = 30
_AT_ONCE = 200
"""Recordings of a pack that one write block stores, so that answers are not kept waiting."""
_HEADERS = {
    # What was just recorded is heard from memory before it is sent.
    "Content-Security-Policy": f"{POLICY}; media-src 'self' blob:",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
}


@bp.get("/")
def list_sentences() -> ResponseReturnValue:
    """Show the sentences of one course, to hear and to record them."""
    return _show_page(), 200, _HEADERS


@bp.get("/sound/<language>/<key>.opus")
def hear(language: str, key: str) -> Response:
    """Send what is heard for a sentence in exactly this language."""
    code = parse_language(language)
    book().get_text(key)
    with database().read() as db:
        recorded = queries.find_audio(db, code, key)
    return send_sound(recorded or shelf().find_made(code, key))


@bp.post("/sound/<language>/<key>.opus")
def keep(language: str, key: str) -> ResponseReturnValue:
    """Keep what a trainer just recorded."""
    account = current_account()
    try:
        code, text = parse_language(language), book().get_text(key)
        sound = decode_recording(request.get_data())
        new = actions.NewRecording(
            language=code,
            key=key,
            text=text,
            audio=sound.audio,
            seconds=sound.seconds,
            speaker=account.full_name,
        )
        with database().write() as db:
            actions.keep_recordings(db, [new], account_id=account.id, now=utc_now())
    except DomainError as error:
        return jsonify({"code": error.code, "message": error_text(error)}), error.http_status
    shelf().forget()
    return jsonify({"seconds": round(sound.seconds, 1), "speaker": account.full_name}), 201


@bp.post("/sound/<language>/<key>.opus/back")
def take_back(language: str, key: str) -> ResponseReturnValue:
    """Let the machine's voice read this sentence again."""
    code = parse_language(language)
    account_id = current_account().id
    with database().write() as db:
        actions.take_back(db, language=code, key=key, account_id=account_id, now=utc_now())
    shelf().forget()
    return "", 204


@bp.get("/pack/<language>.zip")
def save_pack(language: str) -> Response:
    """Give all recordings of a language as one file."""
    code = parse_language(language)
    with database().read() as db:
        rows = queries.list_recordings(db, code)
        found = [
            actions.NewRecording(
                language=code,
                key=row.key,
                text=row.text,
                audio=queries.find_audio(db, code, row.key) or b"",
                seconds=row.seconds,
                speaker=row.speaker,
            )
            for row in rows.values()
        ]
    if not found:
        raise NothingRecordedError
    answer = Response(packs.write_pack(found, code), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"ghi-am-{code}.zip")
    return answer


@bp.post("/pack")
def load_pack() -> ResponseReturnValue:
    """Take in the recordings of another bus."""
    account_id = current_account().id
    try:
        found, left_out = _read_upload()
        for start in range(0, len(found), _AT_ONCE):
            with database().write() as db:
                actions.keep_recordings(
                    db, found[start : start + _AT_ONCE], account_id=account_id, now=utc_now()
                )
    except DomainError as error:
        return _show_page(error_text(error)), error.http_status, _HEADERS
    shelf().forget()
    flash(_("%(count)s recordings taken in, %(left)s left out.", count=len(found), left=left_out))
    return redirect(url_for("recordings.list_sentences"))


@bp.get("/kiosks")
def show_listening() -> ResponseReturnValue:
    """Show how each kiosk reads aloud."""
    with database().read() as db:
        devices = list_devices(db)
        chosen = queries.list_listening(db)
    rows = [(one, chosen.get(one.id, Listening())) for one in devices]
    return render_template("narration/kiosks.html", rows=rows, languages=LANGUAGES)


@bp.post("/kiosks/<uuid:device_id>")
def choose_listening(device_id: UUID) -> ResponseReturnValue:
    """Set the language of a kiosk, and whether it reads by itself."""
    account_id = current_account().id
    listening = Listening(
        language=parse_language(request.form.get("language", "")),
        reads_by_itself="reads_by_itself" in request.form,
    )
    with database().write() as db:
        actions.choose_listening(db, device_id, listening, account_id=account_id, now=utc_now())
    shelf().forget()
    flash(_("Stored. It holds from the next page on."), "done")
    return redirect(url_for("recordings.show_listening"))


def _read_upload() -> tuple[list[actions.NewRecording], int]:
    upload = request.files.get("pack")
    if upload is None or not upload.filename:
        raise BadPackError
    with tempfile.TemporaryDirectory() as folder:
        # The visitor's file name goes nowhere near the disk.
        file = Path(folder) / "pack.zip"
        upload.save(file)
        return packs.read_pack(file)


def _show_page(error: str = "") -> str:
    language = parse_language(request.args.get("language", VIETNAMESE))
    groups = book().groups
    group = request.args.get("group", "")
    group = group if group in groups else next(iter(groups))
    with database().read() as db:
        recorded = queries.list_recordings(db, language)
    search, show = request.args.get("q", ""), request.args.get("show", "")
    found = [
        one
        for one in find_sentences(groups[group], search)
        if show != "missing" or one.key not in recorded
    ]
    page, pages = _page_of(len(found))
    return render_template(
        "narration/sentences.html",
        sentences=found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        count=len(found),
        page=page,
        pages=pages,
        recorded=recorded,
        made=_made(found, language),
        done=sum(one.key in recorded for one in groups[group]),
        all=len(groups[group]),
        group=group,
        group_names=_group_names(),
        language=language,
        languages=LANGUAGES,
        search=search,
        show=show,
        error=error,
        words=_words(),
    )


def _page_of(count: int) -> tuple[int, int]:
    """Return the page that was asked for, and how many there are."""
    pages = max(1, -(-count // PAGE_SIZE))
    asked = request.args.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < len("99999") else 1
    return min(max(page, 1), pages), pages


def _made(sentences: list[Sentence], language: str) -> set[str]:
    return {one.key for one in sentences if shelf().has_made(language, one.key)}


def _group_names() -> dict[str, str]:
    names = {one.course_id: f"{one.course_id} · {one.title}" for one in catalog().courses.values()}
    return {**names, PAGES: _("Buttons and questions of the machine")}


def _words() -> dict[str, str]:
    """Return what the page says while somebody records."""
    return {
        "speak": _("Speak now"),
        "stop": _("Stop"),
        "check": _("Listen to it. Keep it?"),
        "sending": _("Storing"),
        "kept": _("Stored"),
        "failed": _("Not stored. Please try again."),
        "no_microphone": _("No microphone. Plug one in and allow it for this page."),
        "taken_back": _("The machine's voice reads it again."),
    }
