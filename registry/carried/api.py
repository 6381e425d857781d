"""What learners left unfinished elsewhere, over HTTP; the same answer as for sticks."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from registry.carried.desk import answer_ask
from registry.web.context import database, keys, now

bp = Blueprint("carried", __name__)


_SOON_S = 30


@bp.post("/api/v1/carried")
def answer() -> Response:
    """Answer a bus's signed ask with a file only it can read; 204 when it has it already.

    While another bus is answered it is 503, with the time to come back.
    """
    _, document = answer_ask(database(), request.get_data(), keys=keys(), now=now())
    if document is None:
        return Response(status=204)
    return Response(document, mimetype="application/octet-stream")


@bp.after_request
def tell_when(response: Response) -> Response:
    """Name the time after which a bus may ask again."""
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(_SOON_S)
    return response
