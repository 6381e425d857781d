"""Translated texts get their last touch, whoever asked for them: a template, a view, a label."""

from collections.abc import Callable

from babel.support import NullTranslations
from flask_babel import Domain

Finish = Callable[[str], str]
"""Takes a text in the visitor's language, with its placeholders, and returns what is said."""


class FinishedDomain(Domain):  # type: ignore[misc]
    """The catalogues of a program."""

    def __init__(self, domain: str, finish: Finish) -> None:
        """Take the names of the catalogues, and what becomes of each text."""
        super().__init__(domain=domain)
        self._finish = finish

    def get_translations(self) -> "_Finished":
        """Return the texts of the visitor's language."""
        return _Finished(super().get_translations(), self._finish)


class _Finished(NullTranslations):
    def __init__(self, inner: NullTranslations, finish: Finish) -> None:
        super().__init__()
        self._inner = inner
        self._last = finish

    def ugettext(self, message: str) -> str:
        return self._last(self._inner.ugettext(message))

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        return self._last(self._inner.ungettext(singular, plural, num))
