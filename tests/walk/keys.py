"""Walking with the tabulator, many presses between two looks."""

from playwright.sync_api import Page

_STOPS = """wanted => {
  const active = document.activeElement;
  if (wanted === active || wanted.contains(active)) return 0;
  const some = "a[href], button, input, select, textarea, [tabindex]";
  const stops = [...document.querySelectorAll(some)]
    .filter((one) => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden")
    .filter((one) => one.checkVisibility({ visibilityProperty: true }));
  const from = stops.indexOf(active);
  const to = stops.findIndex((one) => wanted.contains(one));
  const isPlain = stops.every((one) => one.type !== "radio" && one.tabIndex === 0);
  return from >= 0 && to > from && isPlain ? to - from : 1;
}"""
"""How many presses may lead there, as far as can be told; 0 when the focus is there."""


def tab_to(page: Page, selector: str, most: int) -> None:
    """Press Tab until the focus is on the first of ``selector``.

    Raises:
        AssertionError: it cannot be reached, or by more than ``most`` presses only.
    """
    wanted = page.locator(selector).first
    left = most
    while stops := wanted.evaluate(_STOPS):
        if stops > left:
            raise AssertionError(f"{most} times Tab do not lead to {selector} on {page.url}")
        for _ in range(stops):
            page.keyboard.press("Tab")
        left -= stops
