"""Words for the codes of this slice, in the visitor's language."""

from flask_babel import lazy_gettext as _l

from lms_server.assistance.rules import IdeaKind, Screen, Topic

SCREENS = {
    Screen.DOOR: _l("Signing in"),
    Screen.HAND_TEST: _l("Warming up the hands"),
    Screen.PATH: _l("Path of the course"),
    Screen.LESSON: _l("Lesson"),
    Screen.TASK: _l("Practice"),
    Screen.QUIZ: _l("Quiz"),
    Screen.RESULT: _l("Result"),
    Screen.EXTRA: _l("Extra lessons"),
    Screen.OTHER: _l("Another screen"),
}
TOPICS = {
    Topic.PHONE: _l("Phone and Zalo"),
    Topic.VNEID: _l("VNeID"),
    Topic.PUBLIC_SERVICE: _l("Public services"),
    Topic.PAYMENT: _l("Paying by QR code"),
    Topic.SCAM: _l("Keeping scams away"),
    Topic.HEALTH: _l("Health book"),
    Topic.SELLING: _l("Selling online"),
    Topic.OTHER: _l("Something else"),
}
KINDS = {
    IdeaKind.SERVICE: _l("Public services"),
    IdeaKind.FARMING: _l("Farming and selling"),
    IdeaKind.TEACHING: _l("The class on the bus"),
    IdeaKind.VILLAGE: _l("Life in the village"),
    IdeaKind.OTHER: _l("Something else"),
}
