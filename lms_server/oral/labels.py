"""Words for the reasons of a quiz by word of mouth, in the visitor's language."""

from flask_babel import lazy_gettext as _l

from lms_server.oral.rules import OralReason

REASONS = {
    OralReason.READING: _l("Does not read, or reads little"),
    OralReason.SEEING: _l("Cannot see the letters well"),
    OralReason.LANGUAGE: _l("Understands better by ear"),
    OralReason.HANDS: _l("Finds it hard to point at the machine"),
    OralReason.WISH: _l("Asked for it"),
}
