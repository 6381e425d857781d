"""Answering the page while the bus is away: from what was kept, and into the queue."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
from werkzeug import Request, Response
from werkzeug.utils import redirect

from common.clock import to_wire, utc_now
from common.ids import new_id
from common.wire import away as wire
from common.wire import responses
from kiosk.headers import cookies_of, drop_cookies
from kiosk.kept_pages import KeptPage, KeptPages, Ways
from kiosk.messages import Answer, NewMessage
from kiosk.response_queue import ResponseQueue

log = logging.getLogger(__name__)


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
        return request.method == "POST" and (self._find_action(request) is not None)

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

    def note_place(self, request: Request) -> None:
        """Remember which page the learner is shown, to lead back there from any other."""
        is_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if is_page and request.path != wire.GO_HOME_PATH:
            self.pages.note_place(cookies_of(request), request.path)

    def find_ways(self, request: Request) -> Ways:
        """Return what is possible without the bus for whoever is before the screen."""
        cookies, visitor = cookies_of(request), self.pages.visitor
        home = wire.GO_HOME_PATH
        return Ways(
            has_left=self.pages.has_left,
            back=wire.BACK_PATH if self._is_kept(cookies, self._place(cookies)) else "",
            home=home if self._is_kept(cookies, home) and request.path != home else "",
            may_leave=visitor is not None and visitor.cookies == cookies,
        )

    def go_back(self, request: Request) -> Response:
        """Lead to where the learner was."""
        return redirect(self._place(cookies_of(request)), 303)

    def leave(self, request: Request) -> Response:
        """Let everybody here go home now; the bus is told as soon as it can be.

        Raises:
            sqlcipher3.dbapi2.Error: the disk is full or broken; nothing is stored.
        """
        cookies = cookies_of(request)
        action = self.pages.find_action(cookies, wire.LEAVE_PATH)
        self._tell_later(None if action is None else action.step)
        self.pages.leave()
        # Neither pages nor the cookies that the next one could use.
        response = redirect(wire.DOOR_PATH if action is None else action.then, 303)
        drop_cookies(response, cookies)
        return response

    def note_trace(self, request: Request) -> None:
        """Remember that the task on the page that sends a trace was finished."""
        _, _, path = request.headers.get("Referer", "").partition(request.host)
        self.pages.note_finished(cookies_of(request), path)

    def _show(self, request: Request) -> Response | None:
        found = self.pages.find_page(cookies_of(request), request.path)
        if found is None:
            return None
        self.note_place(request)
        listed, kept = found
        try:
            self._tell_later(listed.step)
        except sqlcipher.Error:  # who cannot save can read on
            log.exception("reading not noted")
        body = kept.body
        if request.path.startswith(wire.ATTEMPTS_PATH):
            body = self._with_answers(request.path, kept)
        headers = [pair for pair in kept.headers if pair[0].lower() != "content-length"]
        return Response(body, kept.status, headers)

    def _act(self, request: Request) -> Response | None:
        cookies = cookies_of(request)
        action = self._find_action(request)
        is_leaving = request.path == wire.LEAVE_PATH if action is None else action.is_leaving
        if is_leaving:
            return self.leave(request)
        if action is None:
            return None
        self._tell_later(action.step)
        self.pages.note_finished(cookies, request.path)
        if action.then:
            return redirect(action.then, 303)
        return Response(json.dumps({"status": "queued"}), 202, mimetype="application/json")

    def _find_action(self, request: Request) -> wire.Action | None:
        action = self.pages.find_action(cookies_of(request), request.path)
        if action is None or not action.when:
            return action
        request.get_data()  # kept for the bus, which hears the form as it was
        is_meant = all(request.form.get(name) == value for name, value in action.when.items())
        return action if is_meant else None

    def _place(self, cookies: str) -> str:
        """Return where the learner was; the door leads on to the course."""
        place = self.pages.find_place(cookies)
        return place if self._is_kept(cookies, place) else wire.DOOR_PATH

    def _is_kept(self, cookies: str, path: str) -> bool:
        return self.pages.find_page(cookies, path) is not None

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
