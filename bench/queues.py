"""Kiosks that were offline: the queue and the uploader of each, in a process of their own.

``python -m bench.queues SITTINGS DATA_DIR PORT FIRST COUNT REVISION``: prints "ready" when every
queue is full, begins at a line on its input, prints "empty" when the bus has taken all.
"""

import json
import sys
import threading
from pathlib import Path

from bench.load import Client
from bench.rig import Sitting, scratch
from common.clock import utc_now
from common.wire.responses import PATH
from kiosk.bus_client import BusClient
from kiosk.config import Address
from kiosk.messages import NewMessage
from kiosk.response_queue import ResponseQueue
from kiosk.store import Store
from kiosk.uploader import Uploader, UploadReports
from lms_server.keys import tls_fingerprint

QUEUED = 60
"""Answers of each kiosk."""


class Laptop:
    """The queue and the uploader of one kiosk."""

    def __init__(self, folder, sitting, address, pin, revision):
        self._store = Store.open_in(folder)
        self.queue = ResponseQueue(self._store)
        client = Client(sitting, port=0, context=None, first=revision)
        minted = [client.next_message() for _ in range(QUEUED)]
        new = [NewMessage(one["id"], json.dumps(one).encode()) for one in minted]
        self.queue.put(PATH, new, now=utc_now())
        self._bus = BusClient(address, pin, token=sitting.device_token)
        reports = UploadReports(suspect_bus=lambda: None, refuse_device=lambda: None)
        self._uploader = Uploader(self.queue, lambda: self._bus, reports)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._uploader.run, args=(self._stop,))

    def go(self):
        self._thread.start()

    def close(self):
        self._stop.set()
        self._uploader.wake()
        self._thread.join()
        if self.queue.count_set_aside():
            raise RuntimeError("the bus refused answers")
        self._bus.close()
        self._store.close()


def main(sittings, data_dir, *numbers):
    """Be some of the kiosks: say when their queues are full, wait, and say when they are empty."""
    port, first, count, revision = map(int, numbers)
    chosen = json.loads(Path(sittings).read_text(encoding="utf-8"))[first : first + count]
    address, pin = Address("127.0.0.1", port), tls_fingerprint(Path(data_dir))
    with scratch() as folder:
        laptops = [
            Laptop(folder / str(number), Sitting(**one), address, pin, revision)
            for number, one in enumerate(chosen)
        ]
        print("ready", flush=True)
        sys.stdin.readline()
        for laptop in laptops:
            laptop.go()
        for laptop in laptops:
            if not laptop.queue.wait_until_sent(timeout_s=120):
                raise RuntimeError("a queue is not empty after two minutes")
        print("empty", flush=True)
        for laptop in laptops:
            laptop.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
