"""Kiosks as witnesses: a bus that came back from an older copy asks them for what it lost."""

import logging
import threading
from collections import OrderedDict
from typing import cast

from flask import Flask, Response, current_app, request

from common.clock import utc_now
from common.wire import away, responses, traces
from common.wire.witness import MARK_HEADER, SEEN_HEADER
from lms_server.journal import marks
from lms_server.journal.actions import begin_anew, note_seen
from lms_server.journal.errors import RestoredError
from lms_server.journal.queries import current_epoch, is_epoch_known
from lms_server.web.context import database

_UPLOADS = frozenset({responses.PATH, traces.PATH, away.STEPS_PATH})

_TOLD = "bus_lms.marks_told"
_MOST_TOLD = 500

log = logging.getLogger(__name__)


class MarksTold:
    """The newest marks that this program gave away: it holds all that they name."""

    def __init__(self) -> None:
        self._marks: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, mark: str) -> None:
        """Remember a mark."""
        with self._lock:
            self._marks[mark] = None
            if len(self._marks) > _MOST_TOLD:
                self._marks.popitem(last=False)

    def forget(self) -> None:
        """Drop all: another epoch began."""
        with self._lock:
            self._marks.clear()

    def __contains__(self, mark: str) -> bool:
        """Tell whether a mark is one of them."""
        return mark in self._marks


def install(app: Flask) -> None:
    """Let ``app`` compare what a kiosk saw with what it holds, and tell what it holds now."""
    app.extensions[_TOLD] = MarksTold()

    @app.before_request
    def compare() -> None:
        if _is_of_witness():
            _refuse_if_restored(request.headers[SEEN_HEADER])

    @app.after_request
    def tell(response: Response) -> Response:
        if _is_of_witness():
            with database().read() as db:
                mark = marks.mark_now(db, key=_key())
            _told().add(mark)
            response.headers[MARK_HEADER] = mark
        return response


def _is_of_witness() -> bool:
    return request.path in _UPLOADS and SEEN_HEADER in request.headers


def _refuse_if_restored(seen: str) -> None:
    """Begin a new epoch when records are lost; refuse a kiosk that has not heard of it.

    What it saw of a known loss is noted, so that an officer reads how much is gone.

    Raises:
        RestoredError: the kiosk holds what may be lost here.
    """
    mark = None if seen in _told() else marks.read_mark(seen, key=_key())
    if mark is None:
        return
    with database().read() as db:
        epoch = current_epoch(db)
        is_of_now, is_held = mark.epoch == epoch, marks.is_held(db, mark)
        if is_of_now and is_held:
            return
        # An epoch that is not known here: this copy is older than its beginning, or a sister's.
        is_news = is_of_now or not is_epoch_known(db, mark.epoch)
    if is_news:
        with database().write() as db:
            begun = begin_anew(db, epoch, seen=mark.ends, now=utc_now())
            # Another kiosk may have begun it since the look above.
            note_seen(db, mark.ends, now=utc_now())
        _told().forget()
        log.warning("restored from an older copy", extra={"epoch": begun})
    elif not is_held:
        with database().write() as db:
            note_seen(db, mark.ends, now=utc_now())
    raise RestoredError


def _told() -> MarksTold:
    return cast(MarksTold, current_app.extensions[_TOLD])


def _key() -> bytes:
    return cast(bytes, current_app.secret_key)
