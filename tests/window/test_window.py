"""The real window under a real X server, on a bus that announces itself by real zeroconf."""

import subprocess

import pytest

pytestmark = pytest.mark.window

PATH = "location.pathname"
TITLE = "document.getElementById('title')?.textContent"
HEADING = "document.querySelector('h1')?.textContent"
LESSON = "Mời bác chọn tên"


def test_from_an_empty_laptop_to_the_first_page_of_the_bus(bus, window, pictures):
    window.wait_until(PATH, "/_kiosk/code")
    window.screenshot(pictures / "kiosk-code.png")
    window.choose(bus.fingerprint)
    for digit in "654321":
        window.tap(f"[data-digit='{digit}']")
    window.tap("button[type=submit]")
    window.wait_until(
        "document.querySelector('.notice')?.textContent", "Mã chưa đúng, bác thử lại nhé."
    )
    window.choose(bus.fingerprint)
    window.press(*bus.code, "Return")
    window.wait_until(HEADING, "Đã nối với xe học viện số Khánh Hòa 03")
    window.screenshot(pictures / "kiosk-connected.png")
    window.wait_until(TITLE, LESSON)

    size = window.ask("[innerWidth, innerHeight]")
    window.screenshot(pictures / "kiosk-learning.png")

    assert size == [1366, 768], "full screen"
    assert bus.failures == 1


@pytest.mark.parametrize("keys", ["alt+F4", "ctrl+w", "ctrl+q", "F11", "F12", "ctrl+p", "ctrl+o"])
def test_no_key_leads_out(shared_window, keys):
    shared_window.press(keys)

    assert shared_window.stays(TITLE, LESSON)
    assert shared_window.visible_windows() == ["bus-kiosk"]
    assert shared_window.ask("[innerWidth, innerHeight]") == [1366, 768]


@pytest.mark.parametrize(
    "script",
    [
        "location.href = 'https://example.org/'",
        "location.href = 'file:///etc/passwd'",
        "document.getElementById('out').click()",
        "document.getElementById('blank').click()",
        "window.open('https://example.org/')",
        "window.print()",
        "window.close()",
    ],
)
def test_no_page_leads_out(shared_window, script):
    shared_window.ask(f"{script}; 1")

    assert shared_window.stays(TITLE, LESSON)
    assert shared_window.visible_windows() == ["bus-kiosk"]
    assert shared_window.ask("location.origin.startsWith('http://127.0.0.1:')") is True


def test_a_dead_renderer_comes_back_at_the_same_page(paired):
    paired.ask("history.pushState({}, '', '/learn/?lesson=2'); location.reload(); 1")
    paired.wait_until("location.search", "?lesson=2")

    subprocess.run(
        ["pkill", "-9", "-P", str(paired.process.pid), "-f", "WebKitWebProcess"], check=True
    )

    paired.wait_until("location.search", "?lesson=2", seconds=10)


def test_a_bus_that_falls_silent_is_told_kindly_and_waited_for(paired, bus, pictures):
    bus.stop()
    paired.ask("location.href = '/learn/next'; 1")
    paired.wait_until(HEADING, "Máy tạm mất kết nối với xe")
    paired.screenshot(pictures / "kiosk-bus-away.png")

    bus.start()

    paired.wait_until(TITLE, LESSON)
    assert paired.ask(PATH) == "/learn/next"


def test_a_kiosk_the_trainer_removed_asks_for_a_code_again(paired, bus):
    bus.token = "another"

    paired.wait_until(PATH, "/_kiosk/code")
