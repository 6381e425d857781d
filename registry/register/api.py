"""The signed lists over HTTP."""

from flask import Blueprint, Response, jsonify

from registry.register.models import ListKind
from registry.register.queries import newest_list
from registry.web.context import database

bp = Blueprint("register", __name__)


@bp.get("/api/v1/trust")
def give_lists() -> Response:
    """Answer with the trust store and the revocation list, each as its signed text."""
    with database().read() as db:
        trust = newest_list(db, ListKind.TRUST)
        revocations = newest_list(db, ListKind.REVOCATION)
    return jsonify(
        trust=trust.document.decode() if trust else None,
        revocations=revocations.document.decode() if revocations else None,
    )
