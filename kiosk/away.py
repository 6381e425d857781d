"""Answering the page while the bus is away: from what was kept, and into the queue."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from werkzeug import Request, Response
from werkzeug.utils import redirect

from common.clock import to_wire, utc_now
from common.ids import new_id
from common.wire import away as wire
from common.wire import responses
from kiosk.headers import cookies_of, drop_cookies
from kiosk.kept_pages import KeptPage, KeptPages
from kiosk.messages import Answer, NewMessage
from kiosk.response_queue import ResponseQueue


@dataclass(frozen=True)
class AwayDesk:
    """Knows only addresses; what they mean, the bus said when it listed them."""

    pages: KeptPages
    queue: ResponseQueue
    wake_uploader: Callable[[], None]

    def knows(self, request: Request) -> bool:
        """Tell whether :meth:`take` has an answer."""
        cookies = cookies_of(request)
        if request.method == "GET":
            return self.pages.find_page(cookies, request.path) is not None
        return request.method == "POST" and (
            self.pages.find_action(cookies, request.path) is not None
        )

    def must_wait(self, request: Request) -> bool:
        """Tell whether this POST has to stay behind what was done before and still waits."""
        if request.method != "POST":
            return False
        action = self.pages.find_action(cookies_of(request), request.path)
        if action is None or action.is_leaving:
            return False
        return self.queue.is_held(msgspec.json.encode(action.step))

    def take(self, request: Request) -> Response | None:
        """Answer without the bus; None when nothing is known of this address.

        Raises:
            sqlcipher3.dbapi2.Error: the disk is full or broken; nothing is stored.
        """
        if request.method == "GET":
            return self._show(request)
        return self._act(request) if request.method == "POST" else None

    def note_trace(self, request: Request) -> None:
        """Remember that the task on the page that sends a trace was finished."""
        _, _, path = request.headers.get("Referer", "").partition(request.host)
        self.pages.note_finished(cookies_of(request), path)

    def _show(self, request: Request) -> Response | None:
        found = self.pages.find_page(cookies_of(request), request.path)
        if found is None:
            return None
        listed, kept = found
        self._tell_later(listed.step)
        body = kept.body
        if request.path.startswith(wire.ATTEMPTS_PATH):
            body = self._with_answers(request.path, kept)
        headers = [pair for pair in kept.headers if pair[0].lower() != "content-length"]
        return Response(body, kept.status, headers)

    def _act(self, request: Request) -> Response | None:
        cookies = cookies_of(request)
        action = self.pages.find_action(cookies, request.path)
        if action is None and request.path != wire.LEAVE_PATH:
            return None
        self._tell_later(None if action is None else action.step)
        if action is None or action.is_leaving:
            return self._leave(cookies, "/" if action is None else action.then)
        self.pages.note_finished(cookies, request.path)
        if action.then:
            return redirect(action.then, 303)
        return Response(json.dumps({"status": "queued"}), 202, mimetype="application/json")

    def _leave(self, cookies: str, then: str) -> Response:
        """Let nothing be left: neither pages nor the cookies that the next one could use."""
        self.pages.clear()
        response = redirect(then, 303)
        drop_cookies(response, cookies)
        return response

    def _tell_later(self, step: dict[str, object] | None) -> None:
        now = self.pages.now()
        if step is None or now is None:
            return
        provisions, at = now
        message_id = new_id()
        message = {
            "id": str(message_id),
            "sitting_id": str(provisions.sitting_id),
            "step": step,
            "at": to_wire(at),
        }
        body = msgspec.json.encode(message)
        self.queue.put(wire.STEPS_PATH, [NewMessage(message_id, body)], now=utc_now())
        self.wake_uploader()

    def _with_answers(self, path: str, kept: KeptPage) -> bytes:
        """Return the questions with every answer that went through this machine."""
        view = json.loads(kept.body)
        mark = f'"{path.removeprefix(wire.ATTEMPTS_PATH)}"'
        for answer in self.queue.list_answers(responses.PATH, mark):
            [message] = responses.parse_responses(b"[" + answer.body + b"]")
            if isinstance(message, responses.ItemResponse):
                view["responses"].setdefault(message.item_id, _shown(message, answer))
        return json.dumps(view).encode()


def _shown(message: responses.ItemResponse, answer: Answer) -> dict[str, object]:
    return {
        "value": list(message.value),
        "revision": message.revision,
        "feedback": None if answer.receipt is None else answer.receipt.feedback,
    }
