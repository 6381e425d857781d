"""Windows is never kept from ending, Alt+F4 and the like are; and no page leads elsewhere."""

from enum import Enum
from types import SimpleNamespace

import pytest

from kiosk.edge_view import let_windows_end, use_edge

ORIGIN = "http://127.0.0.1:5000"
_WAYS = "[typeof showOpenFilePicker, String(print).includes('native code')]"


class Event(list):
    """One of .NET: handlers are added by ``+=`` and called in their order."""

    def __iadd__(self, handler):
        self.append(handler)
        return self

    def happen(self, sender, args):
        for handler in self:
            handler(sender, args)
        return args


class Permission(Enum):
    Default = 0
    Allow = 1
    Deny = 2


@pytest.fixture
def core():
    """What WebView2 is once it has started, with everything open."""
    settings = SimpleNamespace(IsScriptEnabled=True, IsZoomControlEnabled=True)
    return SimpleNamespace(
        Settings=settings,
        ScriptDialogOpening=Event(),
        PermissionRequested=Event(),
        scripts=[],
    )


@pytest.fixture
def view(core):
    """The locked web view of a window of pywebview."""
    core.AddScriptToExecuteOnDocumentCreatedAsync = core.scripts.append
    view = SimpleNamespace(NavigationStarting=Event(), CoreWebView2InitializationCompleted=Event())
    window = SimpleNamespace(native=SimpleNamespace(FormClosing=Event(), webview=view))
    use_edge(None).lock_down(window, ORIGIN)
    view.CoreWebView2 = core
    view.CoreWebView2InitializationCompleted.happen(view, SimpleNamespace(IsSuccess=True))
    return view


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


@pytest.mark.parametrize(
    ("address", "is_refused"),
    [
        (f"{ORIGIN}/learn/", False),
        ("http://127.0.0.1:50001/learn/", True),
        ("https://example.org/", True),
        ("file:///C:/", True),
        ("ms-settings:", True),
    ],
)
def test_only_pages_of_the_gateway_are_opened(view, address, is_refused):
    navigation = SimpleNamespace(Uri=address, Cancel=False)

    view.NavigationStarting.happen(view, navigation)

    assert navigation.Cancel is is_refused


@pytest.mark.usefixtures("view")
def test_no_menu_zoom_or_key_of_the_engine_stays_open(core):
    kept_open = [name for name, is_open in vars(core.Settings).items() if is_open]

    assert kept_open == ["IsScriptEnabled"]


@pytest.mark.usefixtures("view")
def test_a_page_that_asks_before_it_is_left_is_left(core):
    answers = []
    for kind in ("Alert", "Beforeunload", "Confirm"):
        dialog = SimpleNamespace(Kind=kind, Accept=lambda kind=kind: answers.append(kind))
        core.ScriptDialogOpening.happen(core, dialog)

    assert answers == ["Beforeunload"]


@pytest.mark.usefixtures("view")
def test_camera_and_place_are_denied(core):
    request = SimpleNamespace(State=Permission.Default)

    assert core.PermissionRequested.happen(core, request).State is Permission.Deny


@pytest.mark.browser
@pytest.mark.usefixtures("view")
def test_pages_cannot_print_or_choose_files(core, chromium):
    context = chromium.new_context()
    page = context.new_page()
    body = "<input type=file><input type=checkbox>"
    page.route("**", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(ORIGIN)
    assert page.evaluate(_WAYS) == ["function", True]

    context.add_init_script(core.scripts[0])
    page.goto(ORIGIN)
    chosen = Event()
    page.on("filechooser", chosen.__iadd__)
    page.click("[type=file]")
    page.click("[type=checkbox]")

    assert page.evaluate(_WAYS) == ["undefined", False]
    assert (chosen, page.is_checked("[type=checkbox]")) == ([], True)
    context.close()
