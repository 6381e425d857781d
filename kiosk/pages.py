"""The kiosk's own few pages, in the language of the learners."""

import gettext
from pathlib import Path

import jinja2

from common.wire.away import LEAVE_NOW_PATH
from common.wire.places import ALPHABET
from kiosk.kept_pages import Ways
from kiosk.screens import Problem, State
from kiosk.troubles import advise

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_DOMAIN = "kiosk"
_LANGUAGE = "vi"
_PLACE_KEYS = "".join(filter(str.isalpha, ALPHABET)) + "1234567890."
"""A place code, or an address."""


class Pages:
    """Renders one page a screen."""

    def __init__(self) -> None:
        """Read the catalogue.

        Raises:
            FileNotFoundError: the catalogue was not compiled at set-up.
        """
        catalogue = gettext.translation(_DOMAIN, _HERE / "translations", languages=[_LANGUAGE])
        self._text = catalogue
        self._jinja = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            extensions=["jinja2.ext.i18n"],
        )
        self._jinja.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]

    def render_screen(self, state: State, version: int) -> str:
        """Return the page of one of the kiosk's own screens."""
        template = self._jinja.get_template(f"{state.screen}.html")
        return template.render(
            state=state,
            version=version,
            problem=self._problem(state.problem),
            trouble=advise(state.trouble, self._text.gettext),
            keys=_PLACE_KEYS,
            buses=state.buses,
            bus_name=_without_bus_word(state.bus_name),
        )

    def render_bus_away(self, version: int, ways: Ways, *, follow_to: str) -> str:
        """Return what stands in for a page of the bus while it cannot be reached.

        Args:
            version: of the kiosk's state.
            ways: what can be done instead.
            follow_to: where to go once the bus is there; empty: the same page again.
        """
        name = "left.html" if ways.has_left else "bus_away.html"
        return self._jinja.get_template(name).render(
            version=version, ways=ways, follow_to=follow_to, leave_now=LEAVE_NOW_PATH
        )

    def render_failed(self, *, is_unsaved: bool, back: str) -> str:
        """Return what stands in for a page that this machine could not make or store.

        Args:
            is_unsaved: the disk is full or broken; the last press is not stored.
            back: path at which the learner tries again.
        """
        return self._jinja.get_template("failed.html").render(is_unsaved=is_unsaved, back=back)

    def render_staff(self, *, asks_pin: bool, is_wrong: bool, wait_s: int) -> str:
        """Return the page where staff type the PIN.

        Args:
            asks_pin: whether there is one.
            is_wrong: the last one was not right.
            wait_s: for how long nobody may try.
        """
        template = self._jinja.get_template("staff.html")
        return template.render(asks_pin=asks_pin, is_wrong=is_wrong, wait_s=wait_s)

    def render_leaving(self) -> str:
        """Return what is seen while the program ends."""
        return self._jinja.get_template("leaving.html").render()

    def render_stranded(self, reason: str, *, is_for_staff: bool) -> str:
        """Return what a kiosk shows that cannot open its own data.

        Args:
            reason: what and why, for whoever mends it.
            is_for_staff: whether they asked for the way out.
        """
        template = self._jinja.get_template("stranded.html")
        return template.render(reason=reason, is_for_staff=is_for_staff)

    def _problem(self, problem: Problem | None) -> str | None:
        _ = self._text.gettext
        match problem:
            case Problem.WRONG_CODE:
                return _("Not yet right, please try again.")
            case Problem.CODE_CLOSED:
                return _("This code no longer works. Please ask the trainer for a new one.")
            case Problem.BUS_AWAY:
                return _("The bus did not answer. Please try once more.")
            case Problem.UNPAIRED:
                return _("This machine has to be connected to the bus again.")
            case Problem.BAD_PLACE:
                return _("A letter is not right yet. Please look at the code again.")
            case None:
                return None


def _without_bus_word(name: str) -> str:
    """Return ``name`` for a sentence that already says "xe"."""
    return name[3:] if name.casefold().startswith("xe ") else name
