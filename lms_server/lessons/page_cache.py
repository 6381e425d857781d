"""Lesson pages drawn once for all: what is a person's own is filled in for each of them.

Drawing is most of what a page costs, and forty learners read the same pages.
"""

import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Hashable
from types import SimpleNamespace

from flask import current_app, render_template, session
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from common.web.i18n import select_locale
from lms_server.preferences.shown import shown
from lms_server.training.seat import Seat, is_adding, seats_here

MOST_PAGES = 1024
"""Of some 7 kB each; the page that was asked for longest ago leaves first."""
_MARK = f"_{secrets.token_hex(8)}"
"""Stands where something personal belongs; no author can know it."""
_EXTENSION = "bus_lms.pages"
_OWN = re.compile(rf"{_MARK}([a-z]+[0-9]?)x")


class PageCache:
    """Drawn pages by key: fixed text and the names of what goes between, in turns."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, list[str]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> list[str] | None:
        """Return a drawn page."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep(self, key: Hashable, pieces: list[str]) -> None:
        """Remember a drawn page; others of the same key are the same."""
        with self._lock:
            self._pages[key] = pieces
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


def render_for(seat: Seat, template: str, key: Hashable, **facts: object) -> str:
    """Draw ``template`` for those at one machine, from the cache when others saw it before.

    Args:
        seat: the learner whose turn it is.
        template: a screen that extends ``training/learner.html``.
        key: all that ``facts`` depend on; language, voice, looks and words of address are added.
        facts: for the template.
    """
    if "_flashes" in session or _is_help_coming():
        return render_template(template, **facts)
    voice = current_app.jinja_env.globals["narration"]()  # type: ignore[operator]
    cache: PageCache = current_app.extensions.setdefault(_EXTENSION, PageCache())
    here = seats_here()
    turn = here.index(seat)
    words = tuple(one.you for one in here)
    whole_key = (template, key, select_locale(), voice, words, turn, is_adding(), shown())
    pieces = cache.find(whole_key)
    if pieces is None:
        marks = [_mark(index, one.you) for index, one in enumerate(here)]
        people = {"shown_seats": marks, "shown_in_turn": marks[turn:] + marks[:turn]}
        drawn = render_template(template, **people, csrf_token=_token_mark, **facts)
        pieces = _OWN.split(drawn)
        cache.keep(whole_key, pieces)
    own = {"token": generate_csrf()}
    for index, one in enumerate(here):
        own[f"picture{index}"] = one.picture
        own[f"name{index}"] = one.short_name
        own[f"enrolment{index}"] = one.enrolment_id.hex
    filled = {name: str(escape(value)) for name, value in own.items()}
    return "".join(filled[one] if at % 2 else one for at, one in enumerate(pieces))


def _is_help_coming() -> bool:
    return bool(current_app.jinja_env.globals["is_help_coming"]())  # type: ignore[operator]


def _mark(index: int, you: str) -> SimpleNamespace:
    """Return what stands for one person while a page is drawn for all."""
    return SimpleNamespace(
        sitting_id=index,
        enrolment_id=SimpleNamespace(hex=f"{_MARK}enrolment{index}x"),
        picture=f"{_MARK}picture{index}x",
        you=you,
        short_name=f"{_MARK}name{index}x",
    )


def _token_mark() -> str:
    return f"{_MARK}tokenx"
