"""Carries queued messages to the bus: oldest first, until each has its receipt."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from common.clock import utc_now
from common.errors import DomainError
from common.wire import away, responses, traces
from common.wire.batches import MAX_BATCH, MAX_BODY
from common.wire.receipts import Receipt, ReceiptStatus, parse_receipts
from common.wire.witness import MARK_HEADER, RESTORED, SEEN_HEADER
from kiosk.bus_client import BusAwayError, BusClient, Call, Reply
from kiosk.messages import QueuedMessage
from kiosk.response_queue import ResponseQueue

PATHS = (responses.PATH, traces.PATH, away.STEPS_PATH)
ASK_EVERY_S = 15.0
"""A machine without work asks so often whether the bus is still the one it was."""
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 10.0
_FORGET_EVERY_S = 600.0
"""Also what a run may lack at its end, of the time that is counted for witnesses."""
_STUMBLES = 500
"""The server met something it did not expect, perhaps in one message of the batch."""

log = logging.getLogger(__name__)


class DeviceRefusedError(DomainError):
    """The bus does not know this kiosk's token any more."""

    code = "kiosk.device_refused"
    http_status = 401


class UploadTroubleError(DomainError):
    """The bus answered, but not with receipts; the messages keep waiting."""

    code = "kiosk.upload_trouble"
    http_status = 502


class BusRestoredError(DomainError):
    """The bus came back from an older copy; it stored nothing of what was sent."""

    code = "kiosk.bus_restored"
    http_status = 409

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark = mark
        """What the bus holds now."""


class _Verdicts(NamedTuple):
    receipts: list[Receipt]
    mark: str = ""
    """What the bus held when it gave them."""


def upload_once(queue: ResponseQueue, client: BusClient) -> int:
    """Send one batch a path; return how many messages got their receipt.

    Trouble at one path keeps nothing of the others. When nothing else got through, one message
    that made the bus stumble before is tried again.

    Raises:
        BusAwayError: the bus cannot be reached.
        BusRestoredError: it came back from an older copy.
        DeviceRefusedError: it refuses this kiosk.
        UploadTroubleError: it is in trouble itself, or with all that waits.
    """
    stumbled = queue.next_stumbled()
    done, troubles = 0, []
    for path in PATHS:
        try:
            done += _upload_path(queue, client, path)
        except UploadTroubleError as error:
            troubles.append(error)
    if done == 0 and troubles:
        raise troubles[0]
    if done == 0 and stumbled is not None:
        path, message = stumbled
        return _upload_singly(queue, client, path, [message])
    return done


def _upload_path(queue: ResponseQueue, client: BusClient, path: str) -> int:
    # The end of a quiz must not overtake its answers.
    oldest = queue.oldest_in_turn if path == away.STEPS_PATH else queue.oldest
    # Two bytes for the brackets of the list.
    batch = oldest(path, most=MAX_BATCH, most_bytes=MAX_BODY - 2)
    if not batch:
        return 0
    verdicts = _send(queue, client, path, batch) if len(batch) > 1 else None
    if verdicts is None:
        return _upload_singly(queue, client, path, batch)
    return _settle(queue, client, batch, verdicts)


def ask(queue: ResponseQueue, client: BusClient) -> None:
    """Hear whether the bus still holds what it held; raises as :func:`upload_once`."""
    verdicts = _send(queue, client, responses.PATH, [])
    if verdicts is not None:
        queue.keep_mark(verdicts.mark, bus=client.pin)


def _upload_singly(
    queue: ResponseQueue, client: BusClient, path: str, batch: list[QueuedMessage]
) -> int:
    """Find out which message the server cannot take; the others go through, that one waits."""
    done = 0
    for message in batch:
        verdicts = _send(queue, client, path, [message])
        if verdicts is None:
            queue.note_stumble(message)
        else:
            done += _settle(queue, client, [message], verdicts)
    if done == 0:
        raise UploadTroubleError(status=_STUMBLES)
    return done


def _settle(
    queue: ResponseQueue, client: BusClient, batch: list[QueuedMessage], verdicts: _Verdicts
) -> int:
    done = queue.settle(batch, verdicts.receipts, now=utc_now(), mark=verdicts.mark, bus=client.pin)
    refused = sum(receipt.status is ReceiptStatus.REJECTED for receipt in verdicts.receipts)
    if refused:
        log.warning("messages set aside", extra={"count": refused})
    if done == 0:
        raise UploadTroubleError
    return done


def _send(
    queue: ResponseQueue, client: BusClient, path: str, batch: list[QueuedMessage]
) -> _Verdicts | None:
    """Return the receipts; None when several are refused as a whole, or the server stumbles."""
    owner = queue.find_owner()
    if owner and owner != client.pin:
        # Asked after the batch was read: another bus was paired meanwhile, and it may be for that.
        raise BusAwayError
    body = b"[" + b",".join(message.body for message in batch) + b"]"
    call = Call.post_json(path, body)
    seen = {**call.headers, SEEN_HEADER: queue.find_mark()}
    with client.send(replace(call, headers=seen)) as reply:
        mark = _mark_of(reply)
        if reply.status in {400, 413, 422}:
            return _refused(reply, batch)
        if reply.status == _STUMBLES:
            return None
        if reply.status == DeviceRefusedError.http_status:
            raise DeviceRefusedError
        if reply.status == BusRestoredError.http_status and reply.error_code() == RESTORED:
            raise BusRestoredError(mark)
        if reply.status != 200:  # noqa: PLR2004
            raise UploadTroubleError(status=reply.status)
        raw = reply.read()
    try:
        return _Verdicts(parse_receipts(raw), mark)
    except ValueError as error:
        raise UploadTroubleError from error


def _mark_of(reply: Reply) -> str:
    named = {name.lower(): value for name, value in reply.headers}
    return named.get(MARK_HEADER.lower(), "")


def _refused(reply: Reply, batch: list[QueuedMessage]) -> _Verdicts | None:
    if len(batch) != 1:
        return None
    code = reply.error_code()
    status = ReceiptStatus.REJECTED
    return _Verdicts([Receipt(index=0, id=batch[0].id, status=status, code=code)])


@dataclass(frozen=True)
class UploadReports:
    """Whom the uploader tells about the bus; each call returns at once."""

    suspect_bus: Callable[[], None]
    """The bus did not answer."""
    refuse_device: Callable[[], None]
    """The bus refused our token."""


class Uploader:
    """The loop around :func:`upload_once`, with back-off; new work or a found bus wakes it."""

    def __init__(
        self,
        queue: ResponseQueue,
        find_client: Callable[[], BusClient | None],
        reports: UploadReports,
    ) -> None:
        self._queue = queue
        self._find_client = find_client
        self._reports = reports
        self._wake = threading.Event()
        self._forget_at = 0.0
        self._counted_to = time.monotonic()

    def wake(self) -> None:
        """Look at the queue now."""
        self._wake.set()

    def run(self, stop: threading.Event) -> None:
        """Upload until ``stop`` is set and ``wake`` is called."""
        wait_s = FIRST_WAIT_S
        while True:
            # Before the look at ``stop``: whoever stops us sets it first, and wakes us then.
            self._wake.clear()
            if stop.is_set():
                return
            self._forget_old()
            try:
                is_through = self._drain(stop)
            except Exception:
                log.exception("upload failed")
                is_through = False
            wait_s = FIRST_WAIT_S if is_through else min(wait_s * 2, LONGEST_WAIT_S)
            self._wake.wait(ASK_EVERY_S if is_through else wait_s)

    def _forget_old(self) -> None:
        """Drop old witnesses, now and then; what cannot be dropped keeps nothing from the bus."""
        now = time.monotonic()
        if now < self._forget_at:
            return
        self._forget_at = now + _FORGET_EVERY_S
        ran_s, self._counted_to = now - self._counted_to, now
        try:
            self._queue.forget_settled(ran_s=ran_s)
        except Exception:
            log.exception("old messages not dropped")

    def _drain(self, stop: threading.Event) -> bool:
        """Send until the queue is empty; return whether there is no reason to wait.

        Who has nothing to send asks whether the bus is the one it was.
        """
        client = self._find_client()
        if client is None:
            return False
        try:
            if not self._queue.count_waiting():
                ask(self._queue, client)
            while not stop.is_set() and upload_once(self._queue, client):
                pass
        except BusRestoredError as restored:
            is_news = restored.mark not in {"", self._queue.find_mark()}
            count = self._queue.renew(restored.mark, bus=client.pin)
            log.warning("bus was restored: sending again", extra={"count": count})
            if not is_news:
                return False  # it said so a moment ago, and does not take it back
            self._wake.set()
        except BusAwayError:
            self._reports.suspect_bus()
            return False
        except DeviceRefusedError:
            if self._find_client() is client:  # else we were paired anew while it was asked
                self._reports.refuse_device()
            return False
        except UploadTroubleError as error:
            log.warning("bus in trouble", extra={"status": error.params.get("status")})
            return False
        return True
