"""Fetching ahead: what failed is tried again, each time later, and not for ever."""

import hashlib
import json
import threading

import pytest

from common.clock import to_wire, utc_now
from common.ids import new_id
from common.wire import away
from kiosk.bus_client import Address, BusClient
from kiosk.course_files import CourseFiles
from kiosk.kept_pages import KeptPages, Visitor
from kiosk.prefetch import AGAIN_AFTER_S, Prefetcher, pause_after
from kiosk.store import Store
from tests.fake_bus import FakeBus

TURN = "a" * 32
SOUND = "/learn/audio/vi/hello.opus"
BODY = b"a sound"


class SoundBus(FakeBus):
    """A bus with one sound, which fails so many times before it comes."""

    failures = 0
    asked = 0
    troubles = ()
    """What is answered with a trouble of the bus, the first time."""

    def __init__(self, *args):
        super().__init__(*args)
        self.is_asked_often = threading.Event()
        self.often = 1

    def answer(self, method, target, headers, body):
        if target in self.troubles:
            self.troubles = [one for one in self.troubles if one != target]
            return 503, {}, b"later"
        if target == away.PREPARE_PATH:
            told = {
                "sitting_id": str(new_id()),
                "now": to_wire(utc_now()),
                "pages": [],
                "actions": [],
            }
            return 200, {away.TURN_HEADER: TURN}, json.dumps(told).encode()
        if target == away.FILES_PATH:
            file = {"path": SOUND, "sha256": hashlib.sha256(BODY).hexdigest()}
            return 200, {}, json.dumps([file]).encode()
        if target != SOUND:
            return super().answer(method, target, headers, body)
        self.asked += 1
        if self.asked >= self.often:
            self.is_asked_often.set()
        return (503, {}, b"later") if self.asked <= self.failures else (200, {}, BODY)


@pytest.fixture
def bus(tmp_path):
    bus = SoundBus(tmp_path)
    bus.start()
    yield bus
    bus.stop()


@pytest.fixture
def files(tmp_path):
    return CourseFiles(Store.open_in(tmp_path / "kiosk"))


@pytest.fixture
def fetch(bus, files):
    """Fetch ahead for a learner until the bus was asked so often for the sound."""

    def run(*, again_after_s, often):
        bus.often = often
        pages = KeptPages()
        pages.begin(Visitor(TURN, "", "vi"))
        client = BusClient(Address("127.0.0.1", bus.port), bus.fingerprint, token=bus.token)
        prefetcher = Prefetcher(
            pages,
            files,
            lambda: client,
            own_origin="http://127.0.0.1:17180",
            again_after_s=again_after_s,
        )
        stop = threading.Event()
        thread = threading.Thread(target=prefetcher.run, args=(stop,))
        thread.start()
        prefetcher.wake()
        try:
            assert bus.is_asked_often.wait(30)
        finally:
            stop.set()
            prefetcher.wake()
            thread.join()
            client.close()

    return run


def test_a_sound_that_failed_comes_without_anybody_asking(bus, files, fetch):
    bus.failures = 2

    fetch(again_after_s=(0.01, 0.01), often=3)

    assert bus.asked == 3
    assert files.find(SOUND).body == BODY


@pytest.mark.parametrize("path", [away.PREPARE_PATH, away.FILES_PATH])
def test_a_bus_in_trouble_is_asked_again_what_there_is_to_fetch(bus, files, fetch, path):
    bus.troubles = [path]

    fetch(again_after_s=(0.01, 0.01), often=1)

    assert files.find(SOUND).body == BODY


def test_the_pauses_grow_and_there_are_only_a_few():
    pauses = [pause_after(count) for count in range(len(AGAIN_AFTER_S) + 2)]

    assert pauses == [None, *AGAIN_AFTER_S, None]
    assert list(AGAIN_AFTER_S) == sorted(AGAIN_AFTER_S)
    assert 2 <= len(AGAIN_AFTER_S) <= 5
