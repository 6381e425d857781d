"""Bundles over HTTP; the same reception as for sticks."""

from flask import Blueprint, Response, request

from registry.buses.queries import get_bus
from registry.intake.desk import receive_bundle
from registry.intake.receipts import make_receipt
from registry.web.context import database, keys, now

bp = Blueprint("intake", __name__)


@bp.post("/api/v1/bundles")
def take_bundle() -> Response:
    """Take a bundle; answer with the signed receipt of its bus."""
    received = receive_bundle(database(), request.get_data(), keys=keys(), now=now())
    return Response(received.receipt, mimetype="application/json")


@bp.get("/api/v1/receipts/<bus_code>")
def give_receipt(bus_code: str) -> Response:
    """Answer with the receipt of a bus as it stands."""
    with database().read() as db:
        bus = get_bus(db, bus_code)
        receipt = make_receipt(db, bus.code, keys=keys(), now=now())
    return Response(receipt, mimetype="application/json")
