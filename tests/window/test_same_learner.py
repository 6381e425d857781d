"""On a real bus: the kiosk dies, and the learner still sits there, at the same page."""

import os
import signal
import time

import pytest

pytestmark = pytest.mark.window

PATH = "location.pathname"
WHO = "document.querySelector('.kiosk-who, header')?.textContent.replace(/\\s+/g, ' ').trim()"


def test_a_killed_kiosk_asks_nobody_to_sign_in_again(seated):
    window = seated.window
    window.ask("location.href = '/learn/lesson/KNS-04-L1/1'; 1")
    window.wait_until(f"{PATH}.startsWith('/learn/lesson')", wanted=True)
    window.wait_until("document.readyState", "complete")
    place, who = window.ask(PATH), window.ask(WHO)
    window.ask("document.body.dataset.mark = 'old'; 1")

    os.kill(window.kiosk_id(), signal.SIGKILL)

    began = time.monotonic()
    window.wait_until(f"document.body.dataset.mark === undefined && {PATH}", place)
    assert time.monotonic() - began < 5
    assert window.ask(WHO) == who
    assert who
