"""The public page: anyone checks a certificate by its lookup code or its QR code."""

from typing import cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry.verification.desk import answer_code, answer_qr
from registry.verification.errors import NoSuchCertificateError, TooManyRequestsError
from registry.verification.labels import texts
from registry.verification.throttle import Throttle
from registry.web.context import database, keys, now

LONGEST_DIGITS = 4_000
bp = Blueprint("verification", __name__, template_folder="templates")


@bp.get("/")
def home() -> ResponseReturnValue:
    """Lead to the only page there is for the public."""
    return redirect(url_for("verification.ask"))


@bp.get("/v")
def ask() -> ResponseReturnValue:
    """Show the form; its script reads the digits that a QR code puts behind the ``#``."""
    return render_template("verification/ask.html")


@bp.post("/v")
def look_up() -> ResponseReturnValue:
    """Lead from the form to the address of the code, which can be kept and shared."""
    code = request.form.get("code", "").strip().replace("/", "-")[:100]
    if not code:
        return redirect(url_for("verification.ask"), 303)
    return redirect(url_for("verification.show", code=code), 303)


@bp.get("/v/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show every printed field of the certificate, and its status."""
    _count_request()
    with database().read() as db:
        answers = answer_code(db, code, keys=keys(), now=now())
    if not answers:
        raise NoSuchCertificateError
    return render_template("verification/show.html", answers=answers, **texts())


@bp.post("/v/qr")
def check_qr() -> ResponseReturnValue:
    """Answer the script with the part of the page that says what a QR code is worth."""
    _count_request()
    digits = request.get_data(as_text=True)[:LONGEST_DIGITS]
    with database().read() as db:
        answer = answer_qr(db, digits, keys=keys(), now=now())
    if answer is None:
        raise NoSuchCertificateError
    return render_template("verification/_answers.html", answers=[answer], **texts())


def _count_request() -> None:
    throttle = cast("Throttle", current_app.extensions[Throttle.NAME])
    if not throttle.allows(request.remote_addr or ""):
        raise TooManyRequestsError
