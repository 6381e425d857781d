"""A laptop without its web engine is told so, with the way to mend it."""

import sys

import pytest

from kiosk.web_engine import (
    NO_WEBVIEW2,
    EngineMissingError,
    explain_webview2,
    load_toolkit,
    webview2_version,
)

CLIENT = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
ON_64_BITS = ("machine", rf"SOFTWARE\WOW6432Node\{CLIENT}")
ON_32_BITS = ("machine", rf"SOFTWARE\{CLIENT}")
FOR_ONE_USER = ("user", rf"SOFTWARE\{CLIENT}")


def found(values):
    return webview2_version(lambda hive, key: values.get((hive, key)))


@pytest.mark.parametrize("place", [ON_64_BITS, ON_32_BITS, FOR_ONE_USER])
def test_the_runtime_is_found_wherever_it_was_installed(place):
    assert found({place: "131.0.2903.86"}) == "131.0.2903.86"


@pytest.mark.parametrize("left_behind", ["", "0.0.0.0"])  # noqa: S104
def test_what_an_uninstalled_runtime_leaves_behind_is_none(left_behind):
    assert found({ON_64_BITS: left_behind, FOR_ONE_USER: "120.0.1.2"}) == "120.0.1.2"
    assert found({ON_64_BITS: left_behind}) is None


def test_a_missing_runtime_is_explained_with_the_installer():
    assert explain_webview2(None) == NO_WEBVIEW2
    assert "MicrosoftEdgeWebView2RuntimeInstallerX64.exe" in NO_WEBVIEW2


def test_an_old_runtime_is_explained_and_a_new_one_is_not():
    assert "85.0.564.40" in explain_webview2("85.0.564.40")
    assert explain_webview2("86.0.622.0") is None
    assert explain_webview2("131.0.2903.86") is None


def test_a_laptop_without_any_engine_is_told_both_ways_to_bring_one(monkeypatch):
    for name in ("gi", "qtpy", "webview.platforms.gtk", "webview.platforms.qt"):
        monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(EngineMissingError, match=r"gir1\.2-webkit2-4\.1[^$]*kiosk-qt"):
        load_toolkit()
