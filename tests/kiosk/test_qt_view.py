"""What our page for Qt decides by itself; the real one is tried in ``tests/window``."""

from types import SimpleNamespace

import pytest

from kiosk.qt_view import Manners

ORIGIN = "http://127.0.0.1:17180"


@pytest.fixture
def page():
    page = Manners()
    page.origin = ORIGIN
    return page


def goes_to(page, target, *, is_main):
    url = SimpleNamespace(toString=lambda: target)
    return page.acceptNavigationRequest(url, 0, is_main)


@pytest.mark.parametrize("is_main", [True, False], ids=["page", "frame"])
@pytest.mark.parametrize(
    ("target", "is_let"),
    [
        (ORIGIN + "/", True),
        (ORIGIN + "/learn/?lesson=2", True),
        (ORIGIN, False),
        (ORIGIN + "0/", False),
        (ORIGIN + ".example.org/", False),
        ("http://127.0.0.1:80/", False),
        ("https://example.org/", False),
        ("file:///etc/passwd", False),
        ("data:text/html,out", False),
        ("view-source:" + ORIGIN + "/", False),
        ("chrome://gpu", False),
        ("javascript:void(0)", False),
    ],
)
def test_only_pages_of_the_gateway_are_shown(page, target, is_let, is_main):
    assert goes_to(page, target, is_main=is_main) is is_let


@pytest.mark.parametrize("target", ["about:blank", "about:srcdoc"])
def test_a_frame_may_be_made_by_its_page_and_the_page_itself_may_not(page, target):
    assert goes_to(page, target, is_main=False)
    assert not goes_to(page, target, is_main=True)


def test_a_page_that_asks_before_it_is_left_is_left(page):
    assert page.javaScriptConfirm(None, "Leave?") is True


def test_no_file_is_chosen_and_nothing_typed_into_dialogues(page):
    assert page.chooseFiles(0, [], []) == []
    assert page.javaScriptPrompt(None, "Name?", "") == (False, "")
    assert page.createWindow(0) is None
