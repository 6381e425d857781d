"""The languages that a trainer is offered first."""

from flask_babel import lazy_gettext as _l

from courses.speech.folder import LANGUAGE, VIETNAMESE
from lms_server.narration.errors import BadLanguageError

LANGUAGES = {
    VIETNAMESE: _l("Vietnamese"),
    "tyz": _l("Tay"),
    "blt": _l("Thai (Tai Dam)"),
    "hmn": _l("Hmong"),
    "nut": _l("Nung"),
    "ium": _l("Dao"),
    "km": _l("Khmer"),
    "rad": _l("Ede"),
    "jra": _l("Jarai"),
}
"""BCP 47 code -> name; any other code works too, by the address of the page."""


def parse_language(text: str) -> str:
    """Return the code of a language.

    Raises:
        BadLanguageError: ``text`` is none.
    """
    if not LANGUAGE.fullmatch(text):
        raise BadLanguageError
    return text
