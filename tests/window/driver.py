"""Runs the real kiosk with its real window under its real parent, with an eye of the test inside.

The eye listens on the Unix socket ``$BUS_KIOSK_EYE``: one JSON string of JavaScript a line in, one
JSON line out, ``{"value": ...}`` or ``{"error": ...}``. A question that the web view does not
answer in time is an error, never a hang. pywebview's own ``evaluate_js`` wraps the script in
``eval``, which the pages' policy rightly refuses, so the web view is asked directly.
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

import gi
import webview

from kiosk.cli import main
from kiosk.lockdown import find_web_view
from kiosk.supervisor import supervise_command

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")

from gi.repository import GLib  # noqa: E402

ANSWER_S = 10
FREEZE = "freeze"
"""Not asked of the page: the window's own loop stands still."""


def start(script: str, answers: queue.Queue) -> bool:
    def finish(view, result):
        try:
            value = view.evaluate_javascript_finish(result)
            text = value.to_json(0)
            answers.put({"value": None if text is None else json.loads(text)})
        except GLib.Error as error:
            answers.put({"error": error.message})

    try:
        view = find_web_view(webview.windows[0].native)
        view.evaluate_javascript(script, -1, None, None, None, finish)
    except (AttributeError, IndexError, LookupError) as error:
        answers.put({"error": f"no window yet: {error}"})
    return False


def ask(script: str) -> dict:
    if script == FREEZE:
        GLib.idle_add(time.sleep, 600)
        return {"value": True}
    answers: queue.Queue = queue.Queue()
    GLib.idle_add(start, script, answers)
    try:
        return answers.get(timeout=ANSWER_S)
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
