"""How the screens of this visitor look, remembered by the process, so that pages read no table."""

import threading
from collections.abc import Callable
from typing import cast
from uuid import UUID

from flask import Flask, current_app, session

from common.clock import utc_now
from lms_server.preferences.actions import store_preferences
from lms_server.preferences.queries import find_preferences
from lms_server.preferences.rules import DEFAULTS, Preferences, SetBy, from_values, to_values
from lms_server.web.context import database

MOST_LEARNERS = 2000
"""Remembered at once; a bus meets fewer between two starts."""
FindOwner = Callable[[], UUID | None]
"""Returns the learner before the screen; None when nobody has signed in."""
_AT_THE_DOOR = "preferences"
_SHELF = "bus_lms.preferences"
_FIND_OWNER = "bus_lms.preferences_owner"


class PreferencesShelf:
    """What the one process that writes preferences knows of them."""

    def __init__(self) -> None:
        self._known: dict[UUID, Preferences | None] = {}
        self._lock = threading.Lock()

    def find(self, learner_id: UUID) -> Preferences | None:
        """Return what suits a learner; None when nobody has found out yet."""
        if learner_id not in self._known:
            with self._lock, database().read() as db:
                if len(self._known) >= MOST_LEARNERS:
                    self._known.clear()
                self._known[learner_id] = find_preferences(db, learner_id)
        return self._known.get(learner_id)

    def forget(self, learner_id: UUID) -> None:
        """Read again what suits a learner, because it was stored anew."""
        with self._lock:
            self._known.pop(learner_id, None)


def shown() -> Preferences:
    """Return how this visitor's screens look; before sign-in, as chosen in this browser."""
    owner = find_owner()
    if owner is None:
        return from_values(session.get(_AT_THE_DOOR, {}))
    return _shelf().find(owner) or DEFAULTS


def choose(preferences: Preferences) -> None:
    """Let this visitor's screens look so from now on, a learner's on every machine."""
    owner = find_owner()
    if owner is None:
        session[_AT_THE_DOOR] = to_values(preferences)
    else:
        keep_for(owner, preferences, set_by=SetBy.LEARNER)


def keep_for(learner_id: UUID, preferences: Preferences, *, set_by: SetBy) -> None:
    """Store what suits a learner; their next screen looks so."""
    with database().write() as db:
        store_preferences(db, learner_id, preferences, set_by=set_by, now=utc_now())
    _shelf().forget(learner_id)


def bring_in(learner_id: UUID) -> None:
    """Let what was chosen at the door be the learner's who signs in.

    Only for learners of whom nothing is known yet: somebody else may have chosen it.
    """
    chosen = from_values(session.get(_AT_THE_DOOR, {}))
    if chosen != DEFAULTS and _shelf().find(learner_id) is None:
        keep_for(learner_id, chosen, set_by=SetBy.LEARNER)


def find_owner() -> UUID | None:
    """Return the learner whose screens these are; None before sign-in."""
    find: FindOwner | None = current_app.extensions.get(_FIND_OWNER)
    return find() if find is not None else None


def recognise(app: Flask, find: FindOwner) -> None:
    """Let ``app`` know who is before the screen; the slice that signs learners in tells it."""
    app.extensions[_FIND_OWNER] = find


def install(app: Flask) -> None:
    """Let the templates of ``app`` ask how screens look."""
    app.extensions[_SHELF] = PreferencesShelf()
    app.jinja_env.globals["preferences"] = shown


def _shelf() -> PreferencesShelf:
    return cast(PreferencesShelf, current_app.extensions[_SHELF])
