"""Pressing without a mouse: by a finger alone, by keys alone."""

from playwright.sync_api import Page

from tests.walk.keys import tab_to

MOST_STEPS = 60


def by_touch(page: Page, selector: str) -> None:
    """Tap with a finger; the browser's context must have a touch screen."""
    page.locator(selector).first.tap()


def by_keys(page: Page, selector: str) -> None:
    """Walk there with the tabulator from where the focus is, then press Enter.

    Raises:
        AssertionError: it cannot be reached, or only by too many steps.
    """
    page.locator(selector).first.wait_for()
    tab_to(page, selector, MOST_STEPS)
    page.keyboard.press("Enter")
