"""Words for the codes of this slice, in the visitor's language."""

from flask_babel import lazy_gettext as _l

from lms_server.assistance.rules import Screen

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
