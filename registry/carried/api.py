"""What learners left unfinished elsewhere, over HTTP; the same answer as for sticks."""

from flask import Blueprint, Response, request

from registry.carried.desk import answer_ask
from registry.web.context import database, keys, now

bp = Blueprint("carried", __name__)


@bp.post("/api/v1/carried")
def answer() -> Response:
    """Answer a bus's signed ask with a file only it can read; 204 when it has it already."""
    _, document = answer_ask(database(), request.get_data(), keys=keys(), now=now())
    if document is None:
        return Response(status=204)
    return Response(document, mimetype="application/octet-stream")
