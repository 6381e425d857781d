"""Where a sentence's audio is: recordings first, then the machine's voice; then Vietnamese.

A recording counts for every form of address, unless one of just that form is there.
"""

import hashlib
import threading
from pathlib import Path
from typing import cast
from uuid import UUID

from flask import Flask, current_app

from common.sql import Database
from courses.speech.folder import VIETNAMESE, path_of
from lms_server.narration import queries
from lms_server.narration.forms import FormBook, FormMaker
from lms_server.narration.queries import Listening
from lms_server.web.context import catalog_of, config_of, database_of

_SHELF = "bus_lms.narration"


class Shelf:
    """All audio of the running program; what the database says is remembered."""

    def __init__(self, database: Database, folder: Path, forms: FormBook, maker: FormMaker) -> None:
        """Hold the database of recordings, the folder of made audio, and who makes more."""
        self._database = database
        self._folder = folder
        self._forms = forms
        self._maker = maker
        self._lock = threading.Lock()
        self._heard: frozenset[tuple[str, str]] | None = None
        self._version = ""
        self._listening: dict[UUID, Listening] = {}

    def find(self, language: str, key: str) -> bytes | None:
        """Return the audio of a sentence as Ogg Opus.

        A sentence that nobody spoke in ``language`` is read in Vietnamese.

        Raises:
            ValueError: ``language`` or ``key`` is none.
        """
        self._load()
        for one in dict.fromkeys((language, VIETNAMESE)):
            found = self._find_in(one, key) or self._find_form(one, key)
            if found is not None:
                return found
        return None

    def _find_form(self, language: str, key: str) -> bytes | None:
        """Return a sentence that addresses a learner in another form than the plain one."""
        form = self._forms.find(key)
        if form is None:
            return None
        spoken = self._find_recorded(language, form.plain_key)
        if spoken is None and language == VIETNAMESE:
            spoken = self._maker.find(key, form.text)
        return spoken or self.find_made(language, form.plain_key)

    def find_made(self, language: str, key: str) -> bytes | None:
        """Return the machine's voice."""
        path = path_of(self._folder, language, key)
        return path.read_bytes() if path.is_file() else None

    def has_made(self, language: str, key: str) -> bool:
        """Tell whether the machine's voice says this sentence."""
        return path_of(self._folder, language, key).is_file()

    @property
    def version(self) -> str:
        """Eight hex digits that change when any audio does: addresses carry it."""
        self._load()
        return self._version

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages somebody spoke; Vietnamese comes first and is always there."""
        self._load()
        spoken = {language for language, _ in self._heard or ()}
        return (VIETNAMESE, *sorted(spoken - {VIETNAMESE}))

    def listening_of(self, device_id: UUID) -> Listening:
        """Return how a device reads aloud."""
        self._load()
        return self._listening.get(device_id, Listening())

    def forget(self) -> None:
        """Read again what is recorded; call after every change."""
        with self._lock:
            self._heard = None

    def _find_in(self, language: str, key: str) -> bytes | None:
        return self._find_recorded(language, key) or self.find_made(language, key)

    def _find_recorded(self, language: str, key: str) -> bytes | None:
        if (language, key) not in (self._heard or ()):
            return None
        with self._database.read() as db:
            return queries.find_audio(db, language, key)

    def _load(self) -> None:
        with self._lock:
            if self._heard is not None:
                return
            with self._database.read() as db:
                heard = frozenset(queries.list_heard(db))
                change = queries.last_change(db)
                self._listening = queries.list_listening(db)
            folders = sorted(self._folder.glob("*/"))
            marks = [f"{one.name} {one.stat().st_mtime_ns}" for one in folders]
            digest = hashlib.sha256("\n".join([change, *marks]).encode())
            self._version = digest.hexdigest()[:8]
            self._heard = heard


def shelf() -> Shelf:
    """Return the audio of the running program."""
    return cast(Shelf, current_app.extensions[_SHELF])


def install(app: Flask) -> None:
    """Give ``app`` its audio."""
    config = config_of(app)
    forms, maker = FormBook(catalog_of(app)), FormMaker(config.data_dir / "speech")
    app.extensions[_SHELF] = Shelf(database_of(app), config.speech_dir, forms, maker)
