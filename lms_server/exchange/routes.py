"""The page where staff see what the province has, write sticks and read receipts."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from common.errors import DomainError
from common.web.errors import error_text
from lms_server.accounts.actions import actor_of
from lms_server.accounts.login import current_account
from lms_server.exchange import queries, texts
from lms_server.exchange.carried import fetch, is_document, take_document, write_ask
from lms_server.exchange.desk import Desk
from lms_server.exchange.drives import Drive, list_places, read_papers
from lms_server.exchange.errors import (
    FolderMissingError,
    NoReceiptsError,
    NoRegistryAddressError,
)
from lms_server.exchange.exporting import export_bundle
from lms_server.exchange.models import Way
from lms_server.exchange.registry_client import RegistryClient
from lms_server.exchange.worker import deliver_once, take_receipt
from lms_server.keys import load_journal_key
from lms_server.web.context import config, database
from sync.carried import box_key_of

bp = Blueprint("exchange", __name__, url_prefix="/staff/exchange", template_folder="templates")


@bp.get("/")
def show() -> str:
    """Show what is written, what is on its way and what the province confirmed."""
    return _show_page()


@bp.post("/export")
def export() -> ResponseReturnValue:
    """Write everything unconfirmed onto the chosen stick."""
    return _do(_export)


@bp.post("/receipts")
def read_stick() -> ResponseReturnValue:
    """Read the papers for this bus on the chosen stick; one bad file does not stop the others."""
    return _do(_read_stick)


@bp.post("/receipt")
def upload_receipt() -> ResponseReturnValue:
    """Read one receipt file from the visitor's own machine."""
    return _do(_read_upload)


@bp.post("/send")
def send() -> ResponseReturnValue:
    """Send over the network now."""
    return _do(_send)


def _do(work: Callable[[], None]) -> ResponseReturnValue:
    """Do one thing of the page; a refusal is told on the page itself, where one can go on."""
    try:
        work()
    except DomainError as error:
        return _show_page(error_text(error)), error.http_status
    return redirect(url_for("exchange.show"))


def _show_page(error: str = "") -> str:
    with database().read() as db:
        overview = queries.overview(db)
        registry_url = queries.find_registry_url(db, config())
    newest = overview.receipt
    return render_template(
        "exchange/show.html",
        error=error,
        overview=overview,
        labels={
            progress.stream: texts.stream_label(progress.stream) for progress in overview.streams
        },
        places=list_places(config().data_dir),
        findings=sorted({texts.finding_text(f) for f in newest.findings}) if newest else [],
        verdicts=texts.verdict_counts(newest.verdicts) if newest else [],
        registry_url=registry_url,
    )


def _export() -> None:
    place = _chosen_place()
    done = export_bundle(
        database(),
        place.path,
        key=load_journal_key(config().data_dir),
        actor=actor_of(current_account().id),
        now=utc_now(),
    )
    write_ask(_desk(), place.path, now=utc_now())
    flash(texts.export_text(done), "done")


def _read_stick() -> None:
    place = _chosen_place()
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    try:
        for name, raw in _papers_on(place):
            told[_told(raw)].append(name)
    finally:
        for (text, category), names in told.items():
            flash(f"{texts.files_text(names)}: {text}", category)
    if not told:
        raise NoReceiptsError


def _papers_on(place: Drive) -> Iterator[tuple[str, bytes]]:
    desk = _desk()
    box_key = box_key_of(desk.journal_key).public_key()
    try:
        yield from read_papers(place.path, bus_code=desk.bus_code, box_key=box_key)
    except OSError as error:
        raise FolderMissingError from error


def _read_upload() -> None:
    upload = request.files.get("receipt")
    if upload is None or not upload.filename:
        raise NoReceiptsError
    text, category = _told(upload.read())
    flash(f"{Path(upload.filename).name}: {text}", category)


def _send() -> None:
    with database().read() as db:
        url = queries.find_registry_url(db, config())
    if url is None:
        raise NoRegistryAddressError
    registry = RegistryClient(url)
    sent = deliver_once(_desk(), registry, now=utc_now())
    flash(
        _("The data was sent and the province's receipt was read.")
        if sent
        else _("Nothing to send: the province has confirmed everything."),
        "done",
    )
    _fetch(registry)


def _fetch(registry: RegistryClient) -> None:
    """Ask for learners of other buses; a registry that does not answer is told, no more."""
    try:
        told = texts.taken_text(fetch(_desk(), registry, now=utc_now()))
    except DomainError as error:
        flash(error_text(error), "error")
    else:
        flash(told, "done")


def _told(raw: bytes) -> tuple[str, str]:
    """Take a paper; return the sentence about it and the kind of message."""
    try:
        return _take(raw), "done"
    except DomainError as error:
        return error_text(error), "error"


def _take(raw: bytes) -> str:
    """Take a paper of the province, whichever it is; return what it changed."""
    if is_document(raw):
        return texts.taken_text(take_document(_desk(), raw, now=utc_now()))
    actor = actor_of(current_account().id)
    applied = take_receipt(_desk(), raw, way=Way.STICK, actor=actor, now=utc_now())
    return texts.outcome_text(applied)


def _chosen_place() -> Drive:
    """Return the stick that was chosen, if it is still in; no other path is ever used."""
    wish = request.form.get("place", "")
    for place in list_places(config().data_dir):
        if str(place.path) == wish:
            return place
    raise FolderMissingError


def _desk() -> Desk:
    settings = config()
    return Desk(
        database(), settings.data_dir, settings.bus_code, load_journal_key(settings.data_dir)
    )
