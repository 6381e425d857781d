"""Pictures of the screens for people to look at, kept when BUS_TEST_PICTURES is set.

Each takes a tenth of a second and proves nothing, so that a run of the gate makes none.
"""

import os
from pathlib import Path

from playwright.sync_api import Page

_SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
_TWO_FRAMES = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
)


def keep_picture(page: Page, name: str, *, full_page: bool) -> None:
    """Let the screen come to rest, and keep its picture if somebody wants to look."""
    if not os.environ.get("BUS_TEST_PICTURES"):
        page.evaluate(_TWO_FRAMES)
        return
    _SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=_SCREENSHOTS / f"{name}.png", full_page=full_page)
