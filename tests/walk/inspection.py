"""What must hold on every screen that a learner sees, measured in the browser.

``measure.js`` looks at sizes, gaps and letters, ``covered.js`` presses nothing but looks whether
everything could be pressed, ``sounds.js`` asks for the sound of each sentence.
"""

from collections.abc import Collection
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.walk.pictures import keep_picture

_HERE = Path(__file__).parent
_AXE = _HERE.parent / "browser" / "static" / "vendor" / "axe.min.js"
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"color-contrast-enhanced": {"enabled": True}},
}
LEAST = {"target": 56, "gap": 8, "letters": 22}
"""Least sizes in CSS pixels of what is pressed, of the space between, of what is read."""
MOST_WORDS = 12
SIZES = {
    "kiosk": (1366, 768),
    "zoom": (683, 384),
    "phone": (360, 740),
}
"""A kiosk's screen, the same at 200 %, and a cheap phone held upright."""


def inspect(
    page: Page, name: str, *, names: Collection[str] = (), may_scroll: bool = False
) -> None:
    """Look at the screen in every size and fail with all that is wrong.

    Args:
        page: shows the screen, as it is when it has come to rest.
        name: of the pictures.
        names: of persons on the screen: no sound was made ahead for them.
        may_scroll: whether the screen may be longer than a kiosk's; questions and tasks may not.
    """
    found = [f"contrast and labels: {one}" for one in _axe(page)]
    found += [f"words and sound: {one}" for one in _said(page, names)]
    found += _measured(page, name, may_scroll=may_scroll)
    assert found == [], "\n".join([name, *found])


def inspect_foreign(page: Page, name: str) -> None:
    """Look at a screen in another language as :func:`inspect` does, but for the sounds."""
    found = [f"contrast and labels: {one}" for one in _axe(page)]
    found += _measured(page, name, may_scroll=False)
    assert found == [], "\n".join([name, *found])


def _measured(page: Page, name: str, *, may_scroll: bool) -> list[str]:
    found = []
    for size, (width, height) in SIZES.items():
        with _viewport(page, width, height):
            keep_picture(page, f"{name}-{size}", full_page=True)
            wrong = page.evaluate(_script("measure"), LEAST) + page.evaluate(_script("covered"))
            if size == "kiosk" and not may_scroll and _is_longer(page):
                wrong.append("longer than the screen")
            found += [f"{size}: {one}" for one in wrong]
    return found


def _axe(page: Page) -> list[str]:
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("rules => axe.run(document, rules).then(r => r.violations)", _RULES)
    return [
        f"{one['id']}: {node['html'][:140]} {node['failureSummary'][-160:]}"
        for one in violations
        for node in one["nodes"]
    ]


def _said(page: Page, names: Collection[str]) -> list[str]:
    if not page.locator("#listen").count():
        return ["nothing reads this screen aloud"]
    found = []
    for one in page.evaluate(_script("sounds")):
        if one["words"] > MOST_WORDS:
            found.append(f"{one['words']} words: {one['text']}")
        if not one["hasSound"] and not any(name in one["text"] for name in names):
            found.append(f"no sound: {one['text']}")
    return found


def _is_longer(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollHeight > innerHeight + 1"))


@contextmanager
def _viewport(page: Page, width: int, height: int):
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": height})
    try:
        yield
    finally:
        page.set_viewport_size(before)


def _script(name: str) -> str:
    return (_HERE / f"{name}.js").read_text(encoding="utf-8")
