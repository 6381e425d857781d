"""Imported activities in the kiosk's real window, through its gateway, on a real bus."""

import json
import subprocess

import pytest

from tests.activity_packages import EVIL, SCO, TINY, h5p, scorm_page

pytestmark = pytest.mark.window
KEPT = "document.getElementById('kept')?.textContent"
PATH = "location.pathname"
# The test cannot look into the frame either, so the part tells by what it stores.
TELLING = SCO.replace(
    'show("where",',
    'api.LMSSetValue("cmi.comments", api.LMSGetValue("cmi.core.entry"));show("where",',
).replace(
    "<button", '<button style="position:fixed;left:0;top:0;width:100%;height:50%;z-index:9"', 1
)
LARGE = TINY.replace('$("<button>").text(word)', '$("<button>").css(AT[word]).text(word)').replace(
    "H5P.TinyTrueFalse = ",
    "var AT = { 'Đúng': { position: 'fixed', inset: 0 }, 'Sai': {} };\nH5P.TinyTrueFalse = ",
)


def play(window, activity_id):
    window.ask(f"location.href = '/learn/extras/{activity_id}/1'; 1")
    window.wait_until(PATH, f"/learn/extras/{activity_id}/1")
    window.wait_until("document.readyState", "complete")


def press_until_saved(window, x, y):
    """Nobody can see from outside when a part is there, so its button is pressed until it hears."""
    for _ in range(30):
        press_inside(window, x, y)
        if not window.stays(f"{KEPT} === 'Đã lưu'", wanted=False):
            return
    pytest.fail(f"nothing was saved: {window.ask(KEPT)!r}")


def press_inside(window, x, y):
    """Press a place inside the frame, as a share of its width and height."""
    box = window.ask(
        "(() => { const b = document.getElementById('play').getBoundingClientRect();"
        f" return [b.x + b.width * {x}, b.y + b.height * {y}]; }})()"
    )
    place = [str(round(number)) for number in box]
    subprocess.run(["xdotool", "mousemove", *place, "click", "1"], env=window.environ, check=True)


def test_a_part_is_played_stored_and_gone_on_with(seated, pictures):
    window, bus = seated.window, seated.bus
    activity_id = bus.bring(scorm_page(TELLING))
    play(window, activity_id)
    window.ask("addEventListener('frametouch', () => { document.body.id = 'touched'; }); 1")
    press_until_saved(window, 0.5, 0.25)
    assert window.ask("document.body.id") == "touched", "work inside counts as presence"
    window.screenshot(pictures / "window-activity.png")
    first = bus.stored(activity_id).state

    window.tap(".kiosk-back a")
    window.wait_until(PATH, f"/learn/extras/{activity_id}")
    play(window, activity_id)
    press_until_saved(window, 0.5, 0.25)

    again = bus.stored(activity_id).state
    assert (first["location"], first["suspend_data"]) == ("trang 2", "đã chọn rau cải")
    assert (first["values"]["comments"], again["values"]["comments"]) == ("ab-initio", "resume")


def test_an_h5p_is_played_and_what_was_answered_is_stored(seated, pictures):
    window, bus = seated.window, seated.bus
    activity_id = bus.bring(h5p(**{"H5P.TinyTrueFalse-1.0/tiny.js": LARGE}))
    play(window, activity_id)
    press_until_saved(window, 0.5, 0.5)
    window.screenshot(pictures / "window-h5p.png")

    kept = bus.stored(activity_id)
    assert ("answered", "correct") in kept.answers
    assert json.loads(kept.state["suspend_data"]) == {"chosen": "Đúng"}


def test_an_evil_part_reaches_nothing(seated):
    window, bus = seated.window, seated.bus
    activity_id = bus.bring(scorm_page(EVIL))

    play(window, activity_id)
    window.wait_until(KEPT, "Đã lưu")

    out = json.loads(bus.stored(activity_id).state["suspend_data"])
    assert set(out.values()) == {"refused"}, out
    assert window.ask(PATH) == f"/learn/extras/{activity_id}/1"
    assert window.visible_windows() == ["bus-kiosk"]
    window.ask("location.href = '/learn/course'; 1")
    window.wait_until(PATH, "/learn/course")
