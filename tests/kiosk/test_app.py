"""The parts together: a kiosk that lost one of its threads ends, so that its parent starts it."""

import os
import threading

import pytest

from kiosk.app import Kiosk
from kiosk.config import Config
from kiosk.link import BusLink
from kiosk.network import NetworkWatch
from kiosk.prefetch import Prefetcher
from kiosk.serving import GatewayServer
from kiosk.uploader import Uploader

END_S = 20


@pytest.mark.parametrize("part", [GatewayServer, BusLink, NetworkWatch, Uploader, Prefetcher])
def test_no_thread_ends_unnoticed(tmp_path, monkeypatch, part):
    codes, ended = [], threading.Event()

    def end(code):
        codes.append(code)
        ended.set()

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(part, "run", lambda _self, _stop: None)
    kiosk = Kiosk(Config(data_dir=tmp_path, interfaces=("127.0.0.1",)))

    kiosk.start()
    is_noticed = ended.wait(END_S)
    kiosk.stop()

    assert is_noticed
    assert codes == [70]
