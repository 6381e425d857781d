"""Words of the games, in the visitor's language."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

HEAR_PICTURES = {
    "red_rooster": _l("rooster"),
    "blue_fish": _l("fish"),
    "white_stork": _l("stork"),
    "brown_dog": _l("dog"),
}
"""Four that sound alike in Vietnamese: gà, cá, cò, chó."""


def hear_questions(you: str) -> list[dict[str, str]]:
    """Return what is said, one a round, and which picture it names."""
    return [
        {"picture": "red_rooster", "text": _("Please tap the rooster, %(you)s.", you=you)},
        {"picture": "white_stork", "text": _("Please tap the stork, %(you)s.", you=you)},
        {"picture": "blue_fish", "text": _("Please tap the fish, %(you)s.", you=you)},
    ]
