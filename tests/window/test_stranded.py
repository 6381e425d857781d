"""A kiosk whose data cannot be opened: its window says whom to call, and staff can leave."""

import pytest

from kiosk.store import Store
from tests.real_window import open_window

pytestmark = pytest.mark.window


def test_without_its_key_the_window_calls_for_the_trainer_and_lets_staff_out(
    display, tmp_path, pictures
):
    Store.open_in(tmp_path / "kiosk").close()
    (tmp_path / "kiosk" / "kiosk.key").unlink()

    with open_window(tmp_path, display) as window:
        window.wait_until("document.querySelector('h1')?.textContent", "Máy này cần giảng viên")
        window.screenshot(pictures / "kiosk-stranded.png")
        window.xdotool("mousemove", "6", "6", "click", "--repeat", "5", "--delay", "150", "1")
        window.wait_until("location.pathname", "/_kiosk/staff")
        window.tap("button")

        assert window.process.wait(15) == 0
    assert not (tmp_path / "kiosk" / "kiosk.key").exists()
