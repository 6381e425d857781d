"""The page of one learner, for trainers."""

import random
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.clock import utc_now
from lms_server.accounts.actions import actor_of
from lms_server.accounts.login import current_account
from lms_server.learners import actions, labels, queries
from lms_server.learners.cards import card_qr, spaced
from lms_server.learners.errors import ConsentMissingError
from lms_server.learners.forms import parse_consent, parse_evidence
from lms_server.learners.id_numbers import IdNumberVault
from lms_server.learners.rules import masked_number, may_learn
from lms_server.web.context import config, database

bp = Blueprint("learners", __name__, url_prefix="/staff/learners", template_folder="templates")


@bp.get("/")
def find() -> ResponseReturnValue:
    """Find learners by name, whatever the tones."""
    search = request.args.get("q", "")
    with database().read() as db:
        found = queries.search_learners(db, search)
    return render_template("learners/find.html", search=search, found=found, labels=labels)


@bp.get("/<uuid:learner_id>")
def show(learner_id: UUID) -> ResponseReturnValue:
    """Show what the bus knows of a learner; the identity number only masked."""
    with database().read() as db:
        learner = queries.get_learner(db, learner_id)
        consent = queries.find_consent(db, learner_id)
        box = queries.find_id_number_box(db, learner_id)
    vault = IdNumberVault(config().database_key)
    return render_template(
        "learners/show.html",
        learner=learner,
        consent=consent,
        id_number=masked_number(vault.open(box, learner_id)) if box else "",
        qr=card_qr(learner.card_code),
        code=spaced(learner.card_code),
        labels=labels,
    )


@bp.post("/<uuid:learner_id>/consent")
def store_consent(learner_id: UUID) -> ResponseReturnValue:
    """Store what the learner agrees to from now on."""
    consent = parse_consent(request.form)
    if not may_learn(consent.purposes):
        raise ConsentMissingError
    actor = actor_of(current_account().id)
    with database().write() as db:
        actions.record_consent(db, learner_id, consent, actor=actor, now=utc_now())
    flash(_("The consent is stored."), "done")
    return redirect(url_for("learners.show", learner_id=learner_id))


@bp.post("/<uuid:learner_id>/evidence")
def store_evidence(learner_id: UUID) -> ResponseReturnValue:
    """Note which document was seen."""
    evidence = parse_evidence(request.form)
    actor = actor_of(current_account().id)
    with database().write() as db:
        actions.record_evidence(db, learner_id, evidence, actor=actor, now=utc_now())
    flash(_("The document is noted."), "done")
    return redirect(url_for("learners.show", learner_id=learner_id))


@bp.post("/<uuid:learner_id>/picture")
def change_picture(learner_id: UUID) -> ResponseReturnValue:
    """Give the learner another picture."""
    with database().write() as db:
        actions.change_picture(db, learner_id, rng=random.SystemRandom())
    flash(_("The learner has a new picture. Print the card again."), "done")
    return redirect(url_for("learners.show", learner_id=learner_id))
