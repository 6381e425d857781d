"""Pressing without a mouse: by a finger alone, by keys alone."""

from playwright.sync_api import Page

MOST_STEPS = 60
_IS_THERE = "one => document.activeElement === one || one.contains(document.activeElement)"


def by_touch(page: Page, selector: str) -> None:
    """Tap with a finger; the browser's context must have a touch screen."""
    page.locator(selector).first.tap()


def by_keys(page: Page, selector: str) -> None:
    """Walk there with the tabulator from where the focus is, then press Enter.

    Raises:
        AssertionError: it cannot be reached, or only by too many steps.
    """
    wanted = page.locator(selector).first
    wanted.wait_for()
    for _ in range(MOST_STEPS):
        if wanted.evaluate(_IS_THERE):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_STEPS} times Tab do not lead to {selector} on {page.url}")
