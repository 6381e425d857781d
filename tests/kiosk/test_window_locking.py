"""A window that cannot be locked down ends the program: pywebview would show it all the same."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRY = """
import webview
from kiosk.board import ScreenBoard
from kiosk import window
from kiosk.web_view import Toolkit
from kiosk.whereabouts import Trail

def start(**_):
    webview.windows[0].events.before_show.set()
    print("shown")

def fail(*_):
    raise AttributeError("an engine of yesterday")

webview.start = start
window.load_toolkit = lambda: Toolkit("gtk", fail)
kiosk = window.KioskWindow(ScreenBoard(), Trail(), origin="http://127.0.0.1:1",
                           new_entry_url=lambda: "http://127.0.0.1:1/")
kiosk.run(windowed=True)
"""


def test_a_window_that_cannot_be_locked_down_is_never_shown():
    ended = subprocess.run(
        [sys.executable, "-c", TRY],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert "an engine of yesterday" in ended.stderr
