"""Words for the groups that courses suit, in the visitor's language."""

from flask_babel import lazy_gettext as _l

from courses.take_home import Group

GROUPS = {
    Group.TRADER: _l("Selling at the market"),
    Group.FARMER: _l("Farming, keeping animals"),
    Group.PARENT: _l("Children who go to school"),
    Group.ELDER: _l("Resting at home, seeing the doctor"),
    Group.WORKER: _l("Working for others"),
    Group.HELPER: _l("Helping the village"),
}
"""What people are asked: pictures with these words; ``ANYONE`` is the way out."""
