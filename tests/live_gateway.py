"""A kiosk's gateway on a real socket before a bus; the test plays the link that finds the bus."""

import threading
from pathlib import Path

from kiosk.away import AwayDesk
from kiosk.board import ScreenBoard
from kiosk.bus_client import BusClient
from kiosk.camera import NoCameraError
from kiosk.card_reader import CardReader
from kiosk.config import Address
from kiosk.course_files import CourseFiles
from kiosk.desk import Desk
from kiosk.forwarding import Forwarder
from kiosk.gateway import Gateway, GatewayParts
from kiosk.guard import Guard
from kiosk.kept_pages import KeptPages
from kiosk.pages import Pages
from kiosk.prefetch import Prefetcher
from kiosk.response_queue import ResponseQueue
from kiosk.screens import BusLost, BusReached, WelcomeOver
from kiosk.serving import GatewayServer, listen
from kiosk.static_cache import StaticCache
from kiosk.store import Store
from kiosk.uploader import Uploader, UploadReports


def no_camera():
    raise NoCameraError


class LiveGateway:
    """All of the kiosk but its window and its search for the bus."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        pin: str = "",
        token: str = "",
        open_camera=None,
    ):
        self.board = ScreenBoard()
        self.cards = CardReader(open_camera or no_camera)
        self.codes = []
        self.places = []
        self._way = None if port is None else (Address("127.0.0.1", port), pin, token)
        self._client: BusClient | None = None
        self._stop = threading.Event()
        self.store = Store.open_in(folder)
        self.queue = ResponseQueue(self.store)
        self.files = CourseFiles(self.store)
        self.pages = KeptPages()
        listening = listen()
        self.guard = Guard(listening.getsockname()[1])
        self.prefetcher = Prefetcher(
            self.pages, self.files, self._find, own_origin=self.guard.origin
        )
        reports = UploadReports(suspect_bus=lambda: None, refuse_device=lambda: None)
        self.uploader = Uploader(self.queue, self._find, reports)
        self._server = GatewayServer(Gateway(self._parts(), self.guard), listening)
        runs = (self._server.run, self.uploader.run, self.prefetcher.run)
        self._threads = [threading.Thread(target=run, args=(self._stop,)) for run in runs]
        for thread in self._threads:
            thread.start()

    def _parts(self) -> GatewayParts:
        return GatewayParts(
            queue=self.queue,
            board=self.board,
            forwarder=Forwarder(self._find, self.lose, StaticCache(), self.files),
            pages=Pages(),
            wake_uploader=self.uploader.wake,
            desk=Desk(
                self.board,
                offer_code=lambda *code: self.codes.append(code),
                offer_place=self.places.append,
            ),
            away=AwayDesk(self.pages, self.queue, self.uploader.wake),
            prefetcher=self.prefetcher,
            cards=self.cards,
        )

    def _find(self) -> BusClient | None:
        return self._client

    def tell(self, events) -> None:
        for event in events:
            self.board.tell(event)

    def reach(self) -> None:
        """The link has found the bus."""
        self._client = BusClient(*self._way[:2], token=self._way[2])
        self.tell([BusReached("Xe 1"), WelcomeOver()])
        self.uploader.wake()
        self.prefetcher.wake()

    def lose(self) -> None:
        """The link has seen that the bus is away."""
        client, self._client = self._client, None
        if client is not None:
            client.close()
        self.tell([BusLost()])

    def stock(self) -> None:
        """Fetch ahead now."""
        self.prefetcher.stock_once(self._stop)

    def close(self) -> None:
        self._stop.set()
        self.cards.end()
        self.lose()
        self.uploader.wake()
        self.prefetcher.wake()
        self._server.close()
        for thread in self._threads:
            thread.join(20)
        self.store.close()
