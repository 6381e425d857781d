"""A kiosk that cannot open its data shows whom to call, and lets staff out."""

import pytest
from werkzeug.test import Client

from kiosk.entrance import STAFF_PATH
from kiosk.guard import ENTRY_PATH, Guard
from kiosk.pages import Pages
from kiosk.stranded import StrandedDesk

PORT = 17180
ORIGIN = f"http://127.0.0.1:{PORT}"
REASON = "kiosk.db: file is <not> a database"


class Window:
    """A browser before the page."""

    def __init__(self):
        self.guard = Guard(PORT)
        desk = StrandedDesk(self.guard, Pages(), REASON)
        self.left = []
        desk.let_out = lambda: self.left.append("out")
        self.web = Client(desk)

    def enter(self):
        return self.get(self.guard.new_entry_url().removeprefix(ORIGIN))

    def get(self, path):
        return self.web.get(path, base_url=ORIGIN, buffered=True)

    def leave(self, origin=ORIGIN):
        headers = {"Origin": origin}
        return self.web.post(STAFF_PATH, base_url=ORIGIN, headers=headers, buffered=True)


@pytest.fixture
def window():
    window = Window()
    window.enter()
    return window


@pytest.mark.parametrize("path", ["/", "/learn/", "/_kiosk/looking"])
def test_every_page_calls_for_the_trainer_and_says_why(window, path):
    page = window.get(path)

    assert page.status_code == 200
    assert "Máy này cần giảng viên" in page.text
    assert "Câu trả lời vẫn được giữ." in page.text
    assert "kiosk.db: file is &lt;not&gt; a database" in page.text
    assert "<form" not in page.text


def test_staff_leave_by_the_usual_way(window):
    asked = window.get(STAFF_PATH).text
    before = list(window.left)

    page = window.leave()

    assert "Đóng chương trình" in asked
    assert "Máy đang đóng chương trình" in page.text
    assert (before, window.left) == ([], ["out"])


def test_it_has_its_looks(window):
    assert window.get("/_kiosk/static/kiosk.css").status_code == 200


def test_another_program_neither_sees_it_nor_ends_it(window):
    stranger = Window()

    refused = [
        stranger.get("/").status_code,
        stranger.get(f"{ENTRY_PATH}?ticket=guessed").status_code,
        stranger.leave().status_code,
        window.leave("http://evil.example").status_code,
        window.web.get("/", base_url="http://evil.example").status_code,
    ]

    assert refused == [403] * 5
    assert stranger.left == window.left == []
