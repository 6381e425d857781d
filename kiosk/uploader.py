"""Carries queued messages to the bus: oldest first, until each has its receipt."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from common.clock import utc_now
from common.errors import DomainError
from common.wire import away, responses, traces
from common.wire.batches import MAX_BATCH, MAX_BODY
from common.wire.receipts import Receipt, ReceiptStatus, parse_receipts
from kiosk.bus_client import BusAwayError, BusClient, Call, Reply
from kiosk.response_queue import QueuedMessage, ResponseQueue

PATHS = (responses.PATH, traces.PATH, away.STEPS_PATH)
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 10.0
_FORGET_EVERY_S = 3600.0
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


def upload_once(queue: ResponseQueue, client: BusClient) -> int:
    """Send one batch a path; return how many messages got their receipt.

    Raises:
        BusAwayError: the bus cannot be reached.
        DeviceRefusedError: it refuses this kiosk.
        UploadTroubleError: it is in trouble itself.
    """
    return sum(_upload_path(queue, client, path) for path in PATHS)


def _upload_path(queue: ResponseQueue, client: BusClient, path: str) -> int:
    # The end of a quiz must not overtake its answers.
    oldest = queue.oldest_in_turn if path == away.STEPS_PATH else queue.oldest
    # Two bytes for the brackets of the list.
    batch = oldest(path, most=MAX_BATCH, most_bytes=MAX_BODY - 2)
    if not batch:
        return 0
    receipts = _send(client, path, batch)
    if receipts is None and len(batch) > 1:
        return _upload_singly(queue, client, path, batch)
    return _settle(queue, batch, receipts or [])


def _upload_singly(
    queue: ResponseQueue, client: BusClient, path: str, batch: list[QueuedMessage]
) -> int:
    """Find out which message the server cannot take; the others go through, that one waits."""
    done = 0
    for message in batch:
        receipts = _send(client, path, [message])
        if receipts is not None:
            done += _settle(queue, [message], receipts)
    if done == 0:
        raise UploadTroubleError(status=_STUMBLES)
    return done


def _settle(queue: ResponseQueue, batch: list[QueuedMessage], receipts: list[Receipt]) -> int:
    done = queue.settle(batch, receipts, now=utc_now())
    refused = sum(receipt.status is ReceiptStatus.REJECTED for receipt in receipts)
    if refused:
        log.warning("messages set aside", extra={"count": refused})
    if done == 0:
        raise UploadTroubleError
    return done


def _send(client: BusClient, path: str, batch: list[QueuedMessage]) -> list[Receipt] | None:
    """Return the receipts; None when several are refused as a whole, or the server stumbles."""
    body = b"[" + b",".join(message.body for message in batch) + b"]"
    with client.send(Call.post_json(path, body)) as reply:
        if reply.status in {400, 413, 422}:
            return _refused(reply, batch)
        if reply.status == _STUMBLES:
            return None
        if reply.status == DeviceRefusedError.http_status:
            raise DeviceRefusedError
        if reply.status != 200:  # noqa: PLR2004
            raise UploadTroubleError(status=reply.status)
        raw = reply.read()
    try:
        return parse_receipts(raw)
    except ValueError as error:
        raise UploadTroubleError from error


def _refused(reply: Reply, batch: list[QueuedMessage]) -> list[Receipt] | None:
    if len(batch) > 1:
        return None
    code = reply.error_code()
    return [Receipt(index=0, id=batch[0].id, status=ReceiptStatus.REJECTED, code=code)]


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

    def wake(self) -> None:
        """Look at the queue now."""
        self._wake.set()

    def run(self, stop: threading.Event) -> None:
        """Upload until ``stop`` is set and ``wake`` is called."""
        wait_s = FIRST_WAIT_S
        self._queue.forget_settled(now=utc_now())
        while not stop.is_set():
            self._wake.clear()
            try:
                is_through = self._drain(stop)
            except Exception:
                log.exception("upload failed")
                is_through = False
            wait_s = FIRST_WAIT_S if is_through else min(wait_s * 2, LONGEST_WAIT_S)
            if not self._wake.wait(_FORGET_EVERY_S if is_through else wait_s):
                self._queue.forget_settled(now=utc_now())

    def _drain(self, stop: threading.Event) -> bool:
        """Send until the queue is empty; return whether it is."""
        client = self._find_client()
        if client is None:
            return False
        try:
            while not stop.is_set() and upload_once(self._queue, client):
                pass
        except BusAwayError:
            self._reports.suspect_bus()
            return False
        except DeviceRefusedError:
            self._reports.refuse_device()
            return False
        except UploadTroubleError as error:
            log.warning("bus in trouble", extra={"status": error.params.get("status")})
            return False
        return True
