"""The way out for staff, by real taps on the real window; learners stay where they are."""

import pytest

from tests.fake_bus import STAFF_PIN

pytestmark = pytest.mark.window

PATH = "location.pathname"
TITLE = "document.getElementById('title')?.textContent"
LESSON = "Mời bác chọn tên"
RETRY = (
    "document.querySelector(\"a[href='/_kiosk/staff']:not([data-pressed])\")"
    "?.toggleAttribute('data-pressed') && document.querySelector('[data-pressed]').click()"
)
NOTICE = "document.querySelector('.notice')?.textContent"


def tap_corner(window, times=5):
    place = ["mousemove", "6", "6"]
    clicks = ["click", "--repeat", str(times), "--delay", "150", "1"]
    window.xdotool(*place, *clicks)


def type_pin(window, pin):
    window.wait_until("document.activeElement?.id", "code")
    for digit in pin:
        window.tap(f"[data-digit='{digit}']")
    window.tap("button[type=submit]")


def type_wrong_pin(window):
    """The page that answers looks much like the one before."""
    window.wait_until("document.readyState", "complete")
    window.ask("document.body.dataset.before = 'yes'; 1")
    type_pin(window, "111111")
    window.wait_until("document.body && !document.body.dataset.before", wanted=True)


@pytest.mark.parametrize("toolkit", ["gtk", "qt"])
def test_five_taps_and_the_pin_end_the_program_without_the_bus(paired, bus, pictures):
    bus.stop()
    tap_corner(paired)
    paired.wait_until(PATH, "/_kiosk/staff")
    paired.screenshot(pictures / "kiosk-staff.png")

    type_pin(paired, STAFF_PIN)

    assert paired.process.wait(15) == 0


def test_a_wrong_pin_is_told_kindly_then_slowed_down(paired, pictures):
    tap_corner(paired)
    paired.wait_until(PATH, "/_kiosk/staff")
    for _ in range(2):
        type_wrong_pin(paired)
        paired.wait_until(NOTICE, "Mã chưa đúng, mời giảng viên thử lại.")
    paired.screenshot(pictures / "kiosk-staff-wrong.png")

    type_wrong_pin(paired)
    paired.wait_until(f"{NOTICE}.startsWith('Mã chưa đúng mấy lần rồi.')", wanted=True)
    paired.screenshot(pictures / "kiosk-staff-wait.png")

    paired.wait_until(f"{RETRY}; document.activeElement?.id", "code", seconds=20)
    assert paired.process.poll() is None


def test_who_came_there_by_chance_goes_back_to_the_same_page(paired):
    paired.ask("location.href = '/learn/?lesson=2'; 1")
    paired.wait_until("location.search", "?lesson=2")
    tap_corner(paired)
    paired.wait_until(PATH, "/_kiosk/staff")

    paired.tap("a.quiet-key")

    paired.wait_until("location.search", "?lesson=2")


@pytest.mark.parametrize("times", [1, 4])
def test_fewer_taps_do_nothing(shared_window, times):
    tap_corner(shared_window, times)
    shared_window.xdotool("mousemove", "600", "400", "click", "1")

    assert shared_window.stays(TITLE, LESSON)


def test_a_new_laptop_without_a_bus_may_be_left_by_the_gesture(window, pictures):
    window.wait_until("document.readyState", "complete")
    window.wait_until(f"{PATH}.startsWith('/_kiosk/')", wanted=True)
    tap_corner(window)
    window.wait_until(PATH, "/_kiosk/staff")
    window.screenshot(pictures / "kiosk-staff-new.png")

    window.tap("form button")

    assert window.process.wait(15) == 0
