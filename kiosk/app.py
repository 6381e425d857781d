"""The composition root: makes the parts, starts their threads, stops them."""

import os
import threading
import time
from functools import partial
from wsgiref.types import WSGIApplication

from kiosk.away import AwayDesk
from kiosk.board import ScreenBoard
from kiosk.camera import open_camera
from kiosk.card_reader import CardReader
from kiosk.config import Config
from kiosk.course_files import CourseFiles
from kiosk.desk import Desk
from kiosk.entrance import Entrance
from kiosk.finder import ServerFinder
from kiosk.forwarding import Forwarder
from kiosk.gateway import Gateway, GatewayParts
from kiosk.guard import Guard
from kiosk.identity import IdentityStore
from kiosk.kept_pages import KeptPages
from kiosk.lifeline import Lifeline
from kiosk.link import BusLink, LinkParts
from kiosk.network import NetworkWatch
from kiosk.pages import Pages
from kiosk.prefetch import Prefetcher
from kiosk.response_queue import ResponseQueue
from kiosk.screens import Problem, Screen, State
from kiosk.serving import GatewayServer, listen
from kiosk.staff_door import StaffDoor
from kiosk.static_cache import StaticCache
from kiosk.store import Store
from kiosk.uploader import Uploader, UploadReports
from kiosk.vital_thread import begin_vital
from kiosk.vitals import Vitals
from kiosk.whereabouts import Trail
from kiosk.window import KioskWindow

_STOP_S = 5.0
_BROKEN = 70
"""Exit code of a kiosk that lost a thread: a fault of ours."""


class Kiosk:
    """All of the program but the window; five threads of our own."""

    def __init__(self, config: Config, lifeline: Lifeline | None = None) -> None:
        """Open the store and the gateway's port.

        Args:
            config: the settings.
            lifeline: to the parent that starts another kiosk when this one dies, if there is one.

        Raises:
            StoreUnreadableError: the store cannot be opened.
            FileNotFoundError: the catalogue of texts was not compiled.
        """
        self.board = ScreenBoard()
        self._stop = threading.Event()
        self._store = Store.open_in(config.data_dir)
        self._queue = ResponseQueue(self._store)
        self._vitals = Vitals()
        self._link = self._make_link(config)
        self._watch = NetworkWatch(self._link.doubt_network)
        self._uploader = Uploader(
            self._queue,
            self._link.find_client,
            UploadReports(suspect_bus=self._link.suspect, refuse_device=self._link.refuse),
        )
        self.board.listen(lambda _: self._uploader.wake())
        listening = listen()
        self._guard = Guard(listening.getsockname()[1])
        self._pages, self._files = KeptPages(), CourseFiles(self._store)
        self._prefetcher = Prefetcher(
            self._pages, self._files, self._link.find_client, own_origin=self._guard.origin
        )
        self.board.listen(lambda _: self._prefetcher.wake())
        self._cards = CardReader(open_camera)
        self._lifeline = lifeline
        self._trail = Trail(None if lifeline is None else lifeline.last)
        self._door = StaffDoor(IdentityStore(self._store).find_staff_pin, time.monotonic)
        gateway = self._vitals.watch(self._make_gateway())
        self._server = GatewayServer(self._make_entrance(gateway), listening)
        self._threads: list[threading.Thread] = []

    @property
    def origin(self) -> str:
        """Where the window finds the gateway."""
        return self._guard.origin

    def new_entry_url(self) -> str:
        """Return an address that lets one browser in, once."""
        return self._guard.new_entry_url()

    def start(self) -> None:
        """Start looking for the bus, uploading and serving."""
        die = partial(os._exit, _BROKEN)
        runs = {
            "gateway": self._server.run,
            "link": self._link.run,
            "network": self._watch.run,
            "uploader": self._uploader.run,
            "prefetcher": self._prefetcher.run,
        }
        for name, run in runs.items():
            self._threads.append(begin_vital(name, run, self._stop, die=die))

    def make_window(self) -> KioskWindow:
        """Return the window, for the main thread to run."""
        window = KioskWindow(
            self.board, self._trail, origin=self.origin, new_entry_url=self.new_entry_url
        )
        self._door.let_out = window.close
        if self._lifeline is not None:
            self._trail.tell(self._lifeline.tell)
            self._lifeline.watch(window.close)
        return window

    def stop(self) -> None:
        """Stop the threads and let go of the store; what is queued stays queued."""
        self._stop.set()
        self._link.suspect()
        self._uploader.wake()
        self._prefetcher.wake()
        self._cards.end()
        self._server.close()
        for thread in self._threads:
            thread.join(_STOP_S)
        self._store.close()

    def _forget_other_bus(self, state: State) -> None:
        if state.problem is Problem.UNPAIRED or state.screen is Screen.WELCOME:
            self._trail.forget()
            self._pages.clear()  # else what is fetched ahead would show our cookies to the other

    def _make_entrance(self, gateway: WSGIApplication) -> Entrance:
        self.board.listen(self._forget_other_bus)
        return Entrance(gateway, self._guard, self._trail, self._door, Pages())

    def _make_link(self, config: Config) -> BusLink:
        parts = LinkParts(
            identities=IdentityStore(self._store),
            queue=self._queue,
            board=self.board,
            finder=ServerFinder(interfaces=config.interfaces),
            device_name=config.device_name,
            # Told by hand where to look from, perhaps by loopback alone: then that is the network.
            is_networked=lambda: bool(config.interfaces or self._watch.networks),
            servers=config.servers,
            vitals=self._vitals,
        )
        return BusLink(parts)

    def _make_gateway(self) -> Gateway:
        forwarder = Forwarder(
            self._link.find_client, self._link.suspect, StaticCache(), self._files
        )
        parts = GatewayParts(
            queue=self._queue,
            board=self.board,
            forwarder=forwarder,
            pages=Pages(),
            wake_uploader=self._uploader.wake,
            desk=Desk(self.board, self._link.offer_code, self._link.offer_place),
            away=AwayDesk(self._pages, self._queue, self._uploader.wake),
            prefetcher=self._prefetcher,
            cards=self._cards,
        )
        return Gateway(parts, self._guard)
