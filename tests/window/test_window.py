"""The real window under a real X server, on a bus that announces itself by real zeroconf."""

from itertools import chain

import pytest

pytestmark = pytest.mark.window
both = pytest.mark.parametrize("toolkit", ["gtk", "qt"])

PATH = "location.pathname"
TITLE = "document.getElementById('title')?.textContent"
HEADING = "document.querySelector('h1')?.textContent"
LESSON = "Mời bác chọn tên"


def tap_digits(window, digits):
    for digit in digits:
        window.tap(f"[data-digit='{digit}']")


def test_from_an_empty_laptop_to_the_first_page_of_the_bus(bus, window, pictures):
    window.wait_until(PATH, "/_kiosk/code")
    window.screenshot(pictures / "kiosk-code.png")
    window.type_code(bus.fingerprint, lambda: tap_digits(window, "654321"), "654321")
    window.tap("button[type=submit]")
    window.wait_until(
        "document.querySelector('.notice')?.textContent", "Mã chưa đúng, bác thử lại nhé."
    )
    window.type_code(bus.fingerprint, lambda: window.press(*bus.code), bus.code)
    window.press("Return")
    window.wait_until(HEADING, "Đã nối với xe học viện số Khánh Hòa 03")
    window.screenshot(pictures / "kiosk-connected.png")
    window.wait_until(TITLE, LESSON)

    size = window.ask("[innerWidth, innerHeight]")
    window.screenshot(pictures / "kiosk-learning.png")

    assert size == [1366, 768], "full screen"
    assert bus.failures == 1


KEYS = {
    "away": ("alt+F4", "ctrl+w", "ctrl+q", "ctrl+F4", "Escape", "alt+Left"),
    "menus": ("F1", "F10", "F11", "Menu", "shift+F10"),
    "tools": ("F12", "ctrl+shift+i", "ctrl+shift+c", "ctrl+shift+j", "ctrl+shift+d", "ctrl+u"),
    "windows": ("ctrl+n", "ctrl+shift+n", "ctrl+t", "ctrl+o", "ctrl+l"),
    "files": ("ctrl+s", "ctrl+p", "ctrl+j"),
    "zoom": ("ctrl+plus", "ctrl+minus", "ctrl+0", "ctrl+KP_Add", "ctrl+KP_Subtract"),
}
SIZE = "[innerWidth, innerHeight, outerWidth, devicePixelRatio, visualViewport.scale]"
# A pressed link keeps another colour until something else is pressed.
PLAIN = """document.activeElement?.blur();
for (const link of document.links) Object.assign(link.style, { color: 'navy', outline: 'none' });"""
FULL_SIZE = [1366, 768, 1366, 1, 1]


@pytest.fixture
def unchanged(shared_window):
    """Whatever was tried: same page, same size, no other window, not one pixel different."""
    shared_window.ask(PLAIN)
    shared_window.xdotool("mousemove", "600", "400")
    before = shared_window.picture()
    yield shared_window
    assert shared_window.stays(TITLE, LESSON)
    assert shared_window.visible_windows() == ["bus-kiosk"]
    assert shared_window.ask(SIZE) == FULL_SIZE
    assert shared_window.ask("location.origin.startsWith('http://127.0.0.1:')") is True
    assert shared_window.differs_at(before) is None


@pytest.mark.parametrize(
    ("toolkit", "keys"),
    [*(("gtk", keys) for keys in KEYS.values()), ("qt", tuple(chain(*KEYS.values())))],
    ids=[*KEYS, "qt"],
)
def test_no_key_leads_out(unchanged, keys):
    for one in keys:
        unchanged.press(one)
        assert unchanged.stays(SIZE, FULL_SIZE, seconds=0.2), one


WITH_CTRL = (["keydown", "ctrl", "click", wheel, "click", wheel, "keyup", "ctrl"] for wheel in "45")
MOUSE = {
    "buttons": [["click", button] for button in "3289"],
    "wheel": list(WITH_CTRL),
}


@both
@pytest.mark.parametrize("doings", MOUSE.values(), ids=MOUSE)
def test_no_mouse_button_leads_out(unchanged, doings):
    for doing in doings:
        unchanged.xdotool("mousemove", "600", "400", *doing)
        assert unchanged.stays(SIZE, FULL_SIZE, seconds=0.2), doing


@pytest.mark.parametrize("button", ["1", "2", "3"])
def test_no_link_to_elsewhere_leads_out(unchanged, button):
    for link in ("#out", "#blank"):
        unchanged.tap(link, button)
        assert unchanged.stays(TITLE, LESSON, seconds=0.3)


SCRIPTS = {
    "elsewhere": [
        "location.href = 'https://example.org/'",
        "location.href = 'file:///etc/passwd'",
        "location.href = 'data:text/html,out'",
        "location.href = 'view-source:' + location.href",
        "location.href = 'inspector://'",
    ],
    "windows": [
        "window.open('https://example.org/')",
        "window.open('/learn/', '_blank', 'width=300')",
        "window.print()",
        "window.close()",
        "document.documentElement.requestFullscreen().catch(() => 0)",
    ],
    "dialogues": [
        "setTimeout(() => alert('x'), 0)",
        "setTimeout(() => confirm('x'), 0)",
        "setTimeout(() => prompt('x'), 0)",
        "Object.assign(document.createElement('input'), { type: 'file' }).click()",
        "Object.assign(document.createElement('input'), { type: 'color' }).click()",
        "Object.assign(document.createElement('a'), { href: '/large', download: 'x' }).click()",
    ],
}


@both
@pytest.mark.parametrize("scripts", SCRIPTS.values(), ids=SCRIPTS)
def test_no_page_leads_out(unchanged, scripts):
    for script in scripts:
        unchanged.ask(f"{script}; 1")
        assert unchanged.stays(TITLE, LESSON, seconds=0.3), script
        assert unchanged.visible_windows() == ["bus-kiosk"], script


@both
@pytest.mark.parametrize("kind", ["color", "file"])
def test_no_chooser_opens_under_a_real_finger(unchanged, kind):
    unchanged.ask(f"document.body.insertAdjacentHTML('beforeend', '<input type={kind} id=in>'); 1")

    unchanged.tap("#in")
    unchanged.xdotool("mousemove", "600", "400")  # else GTK tells what may be chosen, in words

    assert unchanged.stays(TITLE, LESSON)
    assert unchanged.visible_windows() == ["bus-kiosk"]
    unchanged.ask("document.getElementById('in').remove(); 1")


def test_nothing_is_ever_downloaded(paired, bus, tmp_path):
    paired.ask("location.href = '/learn/attachment'; 1")

    assert paired.stays(TITLE, LESSON)
    assert any(target == "/learn/attachment" for _, target, _ in bus.requests)
    assert list((tmp_path / "home").rglob("*attached*")) == []


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
