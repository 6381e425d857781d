"""A card before the camera: pictures as a poor webcam gives them, through the real decoder."""

import threading

import av
import pytest
from PIL import Image

from common.wire.places import qr_text
from kiosk import card_reader
from kiosk.camera import CameraBusyError, FfmpegCamera, NoCameraError, Source, to_grey
from kiosk.card_reader import LOOK_S, UNASKED_S, CardReader, CardState, look_at
from kiosk.pages import Pages
from kiosk.places import read_place_code
from kiosk.screens import Screen, State
from tests.film import HALL, SIZE, held, write_film

CARD = "4071829355"
CITIZEN = "001060012345|012345678|Nguyễn Thị Hoa|01011960|Nữ|bản Cá Giáng|01012021"
BLACK = Image.new("L", SIZE, 4)


@pytest.fixture
def film(tmp_path):
    """Write pictures as a film, as a camera would send them; returns what opens it."""

    def make(*pictures):
        source = write_film(tmp_path / "film.mkv", pictures)
        return lambda: FfmpegCamera([source])

    return make


class Clock:
    """A clock that goes on a little whenever somebody looks."""

    def __init__(self, step=0.1):
        self.now = 0.0
        self.step = step

    def __call__(self):
        self.now += self.step
        return self.now


def watch(open_camera, *, step=0.1):
    """Let a reader look until the camera is off; return what it saw last."""
    reader = CardReader(open_camera, clock=Clock(step))
    reader.begin()
    assert reader.wait_until_off(20)
    return reader.ask(timeout_s=0)


@pytest.mark.parametrize(
    "seen",
    [
        {},
        {"angle": 33},
        {"angle": 180},
        {"size": 150, "place": (430, 300)},
        {"blur": 1.6},
        {"light": 0.35},
        {"angle": -12, "blur": 1.0, "light": 0.5, "size": 200},
    ],
)
def test_a_card_is_read_however_it_is_held(film, seen):
    sight = watch(film(HALL, HALL, held(CARD, **seen)))

    assert (sight.state, sight.code) == (CardState.FOUND, CARD)


@pytest.mark.parametrize(
    "text", [CITIZEN, "https://example.vn", CARD[:-1], CARD + "1", "٤٠٧١٨٢٩٣٥٥"]
)
def test_another_code_is_told_of_and_says_nothing_of_itself(text):
    sight = look_at(to_grey(av.VideoFrame.from_image(held(text, size=380, place=(100, 40)))))

    assert (sight.state, sight.code) == (CardState.OTHER_CODE, None)


def test_a_card_beside_another_code_is_found():
    hall = held(CITIZEN, size=300, place=(0, 60))
    hall.paste(held(CARD, size=250, place=(0, 0)).crop((0, 0, 250, 250)), (360, 100))

    assert look_at(to_grey(av.VideoFrame.from_image(hall))).code == CARD


def test_whoever_looks_for_a_place_is_given_no_card():
    hall = held(qr_text("192.168.8.2", 8443), size=300, place=(0, 60))
    hall.paste(held(CARD, size=250, place=(0, 0)).crop((0, 0, 250, 250)), (360, 100))
    both = to_grey(av.VideoFrame.from_image(hall))
    card = to_grey(av.VideoFrame.from_image(held(CARD)))

    assert look_at(both, read_place_code).code == "bus-lms:192.168.8.2:8443"
    assert look_at(card, read_place_code).state is CardState.OTHER_CODE
    assert look_at(both).code == CARD


def test_a_covered_lens_is_told_of():
    sight = look_at(to_grey(av.VideoFrame.from_image(BLACK)))

    assert sight.state is CardState.DARK


def test_a_large_picture_is_searched_in_a_small_one():
    large = held(CARD).resize((1920, 1440))

    grey = to_grey(av.VideoFrame.from_image(large))

    assert (grey.width, grey.height, len(grey.pixels)) == (640, 480, 640 * 480)
    assert look_at(grey).code == CARD


def test_a_camera_pulled_out_in_between_is_told(film):
    assert watch(film(HALL, HALL)).state is CardState.NO_CAMERA


def test_without_a_camera_the_page_is_told():
    assert watch(lambda: FfmpegCamera([])).state is CardState.NO_CAMERA
    assert watch(lambda: FfmpegCamera([Source("/nowhere/video0")])).state is CardState.NO_CAMERA


def test_a_camera_that_cannot_be_had_is_busy(tmp_path):
    """FFmpeg says in another way than "absent" that a device is not to be had."""
    taken = tmp_path / "video0"
    taken.write_bytes(b"no picture")

    assert watch(lambda: FfmpegCamera([Source(str(taken))])).state is CardState.BUSY


def test_the_second_device_is_taken_when_the_first_is_no_camera(film, tmp_path):
    (tmp_path / "video0").write_bytes(b"no picture")
    film(held(CARD))
    sources = [Source(str(tmp_path / "video0")), Source(str(tmp_path / "film.mkv"))]

    assert watch(lambda: FfmpegCamera(sources)).code == CARD


class Endless:
    """A camera before an empty hall; says when it is off."""

    def __init__(self):
        self.opened, self.closed = threading.Event(), threading.Event()
        self._grey = to_grey(av.VideoFrame.from_image(HALL))

    def frames(self):
        self.opened.set()
        while not self.closed.is_set():
            yield self._grey

    def close(self):
        self.closed.set()


def test_after_a_minute_without_a_card_the_camera_is_off_and_the_page_is_told():
    camera, clock = Endless(), Clock(0)
    reader = CardReader(lambda: camera, clock=clock)
    reader.begin()
    camera.opened.wait(10)

    for second in range(int(LOOK_S)):
        clock.now = second
        reader.ask(timeout_s=0)
    clock.now = LOOK_S
    seen = reader.ask(timeout_s=10)

    assert (seen.state, camera.closed.wait(10)) == (CardState.TIRED, True)


def test_a_page_that_asks_no_more_switches_the_camera_off():
    camera, clock = Endless(), Clock(0)
    reader = CardReader(lambda: camera, clock=clock)
    reader.begin()
    camera.opened.wait(10)

    clock.now = UNASKED_S + 0.1

    assert camera.closed.wait(10)
    assert reader.wait_until_off(10)
    assert reader.ask(timeout_s=0).state is CardState.OFF


def test_the_end_of_a_look_forgets_what_was_seen(film):
    reader = CardReader(film(held(CARD)), clock=Clock())
    reader.begin()
    reader.wait_until_off(20)

    reader.end()

    assert reader.ask(timeout_s=0).code is None


def test_a_look_that_begins_anew_has_the_camera_alone():
    open_now, most = [], []

    class Alone(Endless):
        def __init__(self):
            super().__init__()
            open_now.append(self)
            most.append(len(open_now))

        def close(self):
            super().close()
            open_now.remove(self)

    reader = CardReader(Alone)
    for _ in range(5):
        reader.begin()
    reader.end()

    assert reader.wait_until_off(10)
    assert (open_now, max(most, default=0) <= 1) == ([], True)


def test_a_camera_that_its_driver_holds_is_told_as_busy(monkeypatch):
    monkeypatch.setattr(card_reader, "_STUCK_S", 0.1)
    is_held, let_go = threading.Event(), threading.Event()

    def stuck():
        is_held.set()
        let_go.wait(20)
        raise NoCameraError

    reader = CardReader(stuck)
    reader.begin()
    assert is_held.wait(10)
    reader.begin()

    assert reader.wait_until_off(10)
    assert reader.ask(timeout_s=0).state is CardState.BUSY
    let_go.set()


@pytest.mark.parametrize("state", sorted(set(CardState) - {CardState.OFF, CardState.FOUND}))
def test_the_screen_for_a_place_has_words_for_all_that_a_camera_says(state):
    page = Pages().render_screen(State(screen=Screen.PLACE), 1)

    assert f'data-state="{state}" hidden' in page


@pytest.mark.parametrize("error", [NoCameraError, CameraBusyError, RuntimeError])
def test_whatever_a_camera_does_the_page_hears_of_it(error):
    def broken():
        raise error

    assert watch(broken).state in {CardState.NO_CAMERA, CardState.BUSY}
