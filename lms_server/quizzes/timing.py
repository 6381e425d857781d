"""For how long an attempt was open: counted by the server's uptime, never by a clock."""

from uuid import UUID

from sqlalchemy.orm import Session

from common.uptime import Uptime
from lms_server.quizzes.rules import Stopwatch

# Sent as it is: this runs for every answer of every learner.
_READ = "SELECT open_ms, boot_id, boot_ms FROM attempts WHERE id = ?"
_WRITE = "UPDATE attempts SET open_ms = ?, boot_id = ?, boot_ms = ? WHERE id = ?"


def count_to(db: Session, attempt_id: UUID, uptime: Uptime) -> None:
    """Count the time up to ``uptime`` as time in which the attempt was open."""
    connection = db.connection()
    found = connection.exec_driver_sql(_READ, (attempt_id.hex,)).one()
    watch = Stopwatch(*found).counted_to(uptime)
    values = (watch.ms, watch.boot_id, watch.boot_ms, attempt_id.hex)
    connection.exec_driver_sql(_WRITE, values)
