"""Windows is never kept from ending; Alt+F4 and the like still are."""

from types import SimpleNamespace

import pytest

from kiosk.edge_view import let_windows_end


@pytest.mark.parametrize(
    ("reason", "is_vetoed"),
    [
        ("WindowsShutDown", False),
        ("TaskManagerClosing", False),
        ("UserClosing", True),
        ("ApplicationExitCall", True),
        ("None", True),
    ],
)
def test_only_the_end_of_windows_passes_the_veto(reason, is_vetoed):
    closing = SimpleNamespace(CloseReason=reason, Cancel=True)

    let_windows_end(None, closing)

    assert closing.Cancel is is_vetoed
