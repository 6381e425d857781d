"""Runs the real kiosk with its real window; answers JavaScript given on standard input.

One JSON string a line in, one JSON line out: ``{"value": ...}`` or ``{"error": ...}``. A question
that the web view does not answer in time is an error, never a hang. pywebview's own
``evaluate_js`` wraps the script in ``eval``, which the pages' policy rightly refuses, so the web
view is asked directly.
"""

import json
import queue
import sys
import threading

import gi
import webview

from kiosk.cli import main
from kiosk.lockdown import find_web_view

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")

from gi.repository import GLib  # noqa: E402

ANSWER_S = 10


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
    answers: queue.Queue = queue.Queue()
    GLib.idle_add(start, script, answers)
    try:
        return answers.get(timeout=ANSWER_S)
    except queue.Empty:
        return {"error": "no answer in time"}


def answer_questions() -> None:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(ask(json.loads(line))) + "\n")
        sys.stdout.flush()


threading.Thread(target=answer_questions, daemon=True).start()
sys.exit(main(sys.argv[1:]))
