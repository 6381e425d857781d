"""The main menu of the staff; who sees an entry is what the access table says."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l

from lms_server.web.access import ACCESS
from lms_server.web.principal import current_principals


@dataclass(frozen=True)
class MenuEntry:
    """A page that people reach from the bar and from the first page."""

    endpoint: str
    label: str
    hint: str


MENU = (
    MenuEntry(
        "training.list_sessions",
        _l("Classes"),
        _l("Classes going on and ended, who is where"),
    ),
    MenuEntry("learners.find", _l("Learners"), _l("Find a learner, their card and consent")),
    MenuEntry(
        "device_wall.show",
        _l("Kiosks"),
        _l("Who sits where, which kiosk needs you, pair another one"),
    ),
    MenuEntry(
        "packages.list_packages",
        _l("Courses"),
        _l("Courses and their versions, take in a new one"),
    ),
    MenuEntry(
        "staff_activities.list_activities",
        _l("Extra lessons"),
        _l("Bring in SCORM and H5P files, open them for a class"),
    ),
    MenuEntry(
        "issuing.list_classes",
        _l("Certificates"),
        _l("See who completed, approve, issue, print"),
    ),
    MenuEntry(
        "reports.items",
        _l("Results"),
        _l("How each question and task was done, which ones are hard"),
    ),
    MenuEntry(
        "assistance.list_wishes",
        _l("Ideas"),
        _l("Who wants more help, the ideas of the villages"),
    ),
    MenuEntry(
        "exchange.show",
        _l("Sending to the province"),
        _l("See what the province has confirmed, write sticks"),
    ),
)


@dataclass(frozen=True)
class ShownEntry:
    """An entry as this visitor sees it."""

    url: str
    label: str
    hint: str
    is_current: bool


def shown_menu() -> list[ShownEntry]:
    """Return the entries that this visitor may open, in the order of ``MENU``."""
    found = current_principals()
    return [
        ShownEntry(
            url_for(entry.endpoint),
            str(entry.label),
            str(entry.hint),
            request.path.startswith(url_for(entry.endpoint)),
        )
        for entry in MENU
        if entry.endpoint in current_app.view_functions and found & ACCESS[entry.endpoint]
    ]


def may(endpoint: str) -> bool:
    """Tell whether this visitor may open ``endpoint``, so that no page offers a closed door."""
    return bool(current_principals() & ACCESS[endpoint])


def install(app: Flask) -> None:
    """Let the templates of ``app`` draw the menu and ask :func:`may`."""
    app.jinja_env.globals["menu"] = shown_menu
    app.jinja_env.globals["may"] = may
