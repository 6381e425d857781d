"""The download of results for other systems."""

import io

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from lms_server.statements.export import export_statements
from lms_server.web.context import catalog, config, database

bp = Blueprint("statements", __name__, url_prefix="/staff/statements")


@bp.get("/xapi.jsonl")
def download() -> ResponseReturnValue:
    """Send all results as xAPI statements, without names."""
    with database().read() as db:
        content = export_statements(db, catalog(), bus_code=config().bus_code)
    return send_file(
        io.BytesIO(content),
        mimetype="application/x-ndjson",
        as_attachment=True,
        download_name="ket-qua-xapi.jsonl",
    )
