"""Taking a paper about learners of other buses over, without keeping kiosks waiting."""

import itertools
from datetime import datetime
from threading import Lock

from common.sql import Database
from lms_server.elsewhere.actions import (
    Reader,
    Taken,
    check_document,
    finish_document,
    read_document,
    store_learners,
)

SLICE = 250
"""Learners of one write block: some 30 ms, between which kiosks save their answers."""
_turn = Lock()


def take(database: Database, raw: bytes, *, reader: Reader, now: datetime) -> Taken:
    """Take a paper over; the same again, also after it was broken off, is harmless.

    Args:
        database: of this bus.
        raw: the file.
        reader: this bus.
        now: the server's clock.

    Raises:
        BadDocumentError: damaged, altered, or not of this province.
        DocumentForOtherBusError: of another bus.
        OutdatedDocumentError: a newer one was read.
    """
    document = read_document(raw, reader=reader)
    with _turn:
        with database.read() as db:
            taken = check_document(db, document)
        learners = iter(document.learners if taken.is_new else ())
        while some := list(itertools.islice(learners, SLICE)):
            with database.write() as db:
                # Another program of this bus, such as a command, may take a newer one meanwhile.
                check_document(db, document)
                store_learners(db, some, now=now)
        with database.write() as db:
            return finish_document(db, document, now=now)


def look(database: Database, raw: bytes, *, reader: Reader) -> Taken:
    """Return what :func:`take` would take; raises as that does."""
    document = read_document(raw, reader=reader)
    with database.read() as db:
        return check_document(db, document)
