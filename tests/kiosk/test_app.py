"""The parts together: a kiosk that lost one of its threads ends, so that its parent starts it."""

import os
import threading

import pytest

from kiosk.app import Kiosk
from kiosk.config import Config
from kiosk.kept_pages import Visitor
from kiosk.link import BusLink
from kiosk.network import NetworkWatch
from kiosk.prefetch import Prefetcher
from kiosk.screens import BusInView, BusReached, BusSeen, PairingBegun, Unpaired
from kiosk.serving import GatewayServer
from kiosk.uploader import Uploader

END_S = 20
LOOPBACK = ("127.0.0.1",)
BUS = BusInView("ab" * 32, "Xe 04", "79B04")


@pytest.mark.parametrize("part", [GatewayServer, BusLink, NetworkWatch, Uploader, Prefetcher])
def test_no_thread_ends_unnoticed(tmp_path, monkeypatch, part):
    codes, ended = [], threading.Event()

    def end(code):
        codes.append(code)
        ended.set()

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(part, "run", lambda _self, _stop: None)
    kiosk = Kiosk(Config(data_dir=tmp_path, interfaces=LOOPBACK))

    kiosk.start()
    is_noticed = ended.wait(END_S)
    kiosk.stop()

    assert is_noticed
    assert codes == [70]


@pytest.mark.parametrize(
    "told", [(Unpaired(),), (BusSeen(BUS), PairingBegun(), BusReached("Xe 04"))]
)
def test_no_learner_of_one_bus_is_known_to_the_next(tmp_path, told):
    """What is fetched ahead would bring the cookies of the one to the other."""
    kiosk = Kiosk(Config(data_dir=tmp_path, interfaces=LOOPBACK))
    kiosk._pages.begin(Visitor("a" * 32, "bus_session=s.hoa"))

    for event in told:
        kiosk.board.tell(event)
    visitor = kiosk._pages.visitor
    kiosk.stop()

    assert visitor is None
