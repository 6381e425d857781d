"""Whatever dies behind the window, the learner is back at the same place within five seconds."""

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.real_window import children

pytestmark = pytest.mark.window

PATH = "location.pathname + location.search"
TITLE = "document.getElementById('title')?.textContent"
LESSON = "Mời bác chọn tên"
PLACE = "/learn/?lesson=2"
BACK_WITHIN_S = 5
MARK = "document.body.dataset.mark = 'old'; 1"
IS_NEW = f"document.body.dataset.mark === undefined && {TITLE} === '{LESSON}' && {PATH}"


@pytest.fixture
def learning(paired):
    """A window whose learner went on to a page, known to the bus by a cookie."""
    paired.ask("fetch('/set-cookie').then(() => { location.href = '/learn/?lesson=2'; }); 1")
    paired.wait_until(PATH, PLACE)
    paired.wait_until(TITLE, LESSON)
    assert paired.stays(TITLE, LESSON), "the watch has seen it well"
    return paired


def hears_sigterm(process_id):
    """Return whether the program would end in order now; its imports start children before."""
    told = Path(f"/proc/{process_id}/status").read_text(encoding="utf-8")
    caught = int(re.search(r"SigCgt:\s*([0-9a-f]+)", told)[1], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1)


def seconds_until_back(window, place=PLACE, patience=30):
    began = time.monotonic()
    window.wait_until(IS_NEW, place, seconds=patience)
    return time.monotonic() - began


def test_a_page_that_hangs_in_a_loop_is_opened_again(learning):
    learning.ask(f"{MARK}; setTimeout(() => {{ for (;;) {{}} }}, 0); 1")

    assert seconds_until_back(learning) < BACK_WITHIN_S


def test_a_white_page_is_opened_again(learning):
    learning.ask(f"{MARK}; document.body.replaceChildren(); 1")

    assert seconds_until_back(learning) < BACK_WITHIN_S


def test_a_dead_renderer_comes_back(learning):
    learning.ask(MARK)

    learning.kill_renderer()

    assert seconds_until_back(learning) < BACK_WITHIN_S


def test_a_killed_kiosk_comes_back_with_the_same_learner(learning, bus):
    learning.ask(MARK)
    del bus.requests[:]

    os.kill(learning.kiosk_id(), signal.SIGKILL)

    assert seconds_until_back(learning) < BACK_WITHIN_S
    pages = [
        headers
        for _, target, headers in bus.requests
        if target == PLACE and headers.get("Sec-Fetch-Dest", "document") == "document"
    ]
    assert pages
    assert all("bus_session=abc" in headers["Cookie"] for headers in pages)


def test_a_window_whose_own_loop_stands_still_is_replaced(learning):
    first = learning.kiosk_id()
    learning.ask(MARK)

    learning.ask("freeze")

    assert seconds_until_back(learning) < 20
    assert learning.kiosk_id() != first


def test_a_page_that_hangs_each_time_is_left_for_the_first_page(learning, bus):
    bus.hangs = "/learn/"
    learning.ask("location.href = '/learn/?lesson=3'; 1")

    assert seconds_until_back(learning, place="/", patience=60) < 45


def test_sigterm_ends_everything_in_order(learning):
    kiosk = learning.kiosk_id()

    learning.process.send_signal(signal.SIGTERM)

    assert learning.process.wait(10) == 0
    assert children(kiosk) == []
    with pytest.raises(ProcessLookupError):
        os.kill(kiosk, 0)


@pytest.mark.parametrize("toolkit", ["qt"])
def test_on_qt_the_learner_is_back_as_soon_and_sigterm_ends_it(learning):
    """One after the other on one laptop: a page that hangs, a renderer, a kiosk that dies."""
    for lose in (
        lambda: learning.ask("setTimeout(() => { for (;;) {} }, 0); 1"),
        learning.kill_renderer,
        lambda: os.kill(learning.kiosk_id(), signal.SIGKILL),
    ):
        learning.ask(MARK)
        lose()
        assert seconds_until_back(learning) < BACK_WITHIN_S

    learning.process.send_signal(signal.SIGTERM)

    assert learning.process.wait(10) == 0


def test_nothing_vetoes_a_shutdown_that_comes_before_the_window(display, tmp_path, open_new):
    """The session ends while the kiosk is just starting."""
    window = open_new(tmp_path, display)
    while not (hears_sigterm(window.process.pid) and (started := children(window.process.pid))):
        assert window.process.poll() is None

    window.process.send_signal(signal.SIGTERM)

    assert window.process.wait(15) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)
