"""Runs the real kiosk with its real window under its real parent, with an eye of the test inside.

The eye listens on the Unix socket ``$BUS_KIOSK_EYE``: one JSON string of JavaScript a line in, one
JSON line out, ``{"value": ...}`` or ``{"error": ...}``. A question that the web view does not
answer in time is an error, never a hang. pywebview's own ``evaluate_js`` wraps the script in
``eval``, which the pages' policy rightly refuses, so the web view is asked directly.

With ``$BUS_KIOSK_WITHOUT_GTK`` this is a laptop that has no GTK.
"""

import contextlib
import json
import os
import queue
import socket
import sys
import threading
import time
from pathlib import Path

if "BUS_KIOSK_WITHOUT_GTK" in os.environ:
    sys.modules["gi"] = None

import webview

from kiosk.cli import main
from kiosk.gtk_view import find_web_view
from kiosk.supervisor import supervise_command
from kiosk.watchdog import SILENCE_S

FREEZE = "freeze"
"""Not asked of the page: the window's own loop stands still."""


class GtkEye:
    def __init__(self, window):
        self.glib, self.window = window.gui.glib, window.native

    def do(self, act):
        self.glib.idle_add(act)

    def ask(self, script, answers):
        def finish(view, result):
            try:
                text = view.evaluate_javascript_finish(result).to_json(0)
                answers.put({"value": None if text is None else json.loads(text)})
            except self.glib.Error as error:
                answers.put({"error": error.message})

        def start():
            try:
                view = find_web_view(self.window)
            except LookupError as error:
                answers.put({"error": str(error)})
            else:
                view.evaluate_javascript(script, -1, None, None, None, finish)

        self.do(start)


class QtEye:
    def __init__(self, window):
        self.window = window.native

    def do(self, act):
        self.window.create_window_trigger.emit(act)

    def ask(self, script, answers):
        def start():
            page = self.window.webview.page()
            for lost in (page.renderProcessTerminated, page.loadStarted):
                lost.connect(lambda *_: answers.put({"error": "the page is gone"}))
            page.runJavaScript(script, 0, lambda said: answers.put({"value": said}))

        self.do(start)


EYES = {"gtkwebkit2": GtkEye, "qtwebengine": QtEye}


def ask(script: str) -> dict:
    window = next(iter(webview.windows), None)
    if window is None or window.native is None:
        return {"error": "no window yet"}
    eye = EYES[window.gui.renderer](window)
    if script == FREEZE:
        eye.do(lambda: time.sleep(600))
        return {"value": True}
    answers: queue.Queue = queue.Queue()
    eye.ask(script, answers)
    try:
        return answers.get(timeout=SILENCE_S)
    except queue.Empty:
        return {"error": "no answer in time"}


def open_eye(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen()
    return listening


def answer_questions(listening: socket.socket) -> None:
    while True:
        connection, _ = listening.accept()
        with contextlib.suppress(OSError), connection, connection.makefile("rwb") as lines:
            for line in lines:
                lines.write(json.dumps(ask(json.loads(line))).encode() + b"\n")
                lines.flush()


if "--supervised" not in sys.argv:
    sys.exit(supervise_command([sys.executable, __file__, "--supervised", *sys.argv[1:]]))
eye = open_eye(Path(os.environ["BUS_KIOSK_EYE"]))
threading.Thread(target=answer_questions, args=(eye,), daemon=True).start()
sys.exit(main(sys.argv[1:]))
