"""Refusals about training sessions and signing in as a learner."""

from common.errors import DomainError


class TrainingSessionNotFoundError(DomainError):
    """No training session has this id."""

    code = "training.session_not_found"
    http_status = 404


class TrainingSessionClosedError(DomainError):
    """The class has ended; nobody joins any more."""

    code = "training.session_closed"
    http_status = 409


class EnrolmentNotFoundError(DomainError):
    """This learner is not in the class."""

    code = "training.enrolment_not_found"
    http_status = 404


class PlaceMissingError(DomainError):
    """A class needs a village and a place."""

    code = "training.place_missing"


class CourseMissingError(DomainError):
    """A class needs a course that this bus has."""

    code = "training.course_missing"


class SeatTooLongError(DomainError):
    """The name of a seat is a short word or number."""

    code = "training.seat_too_long"


class MachineFullError(DomainError):
    """Three people sit at this machine; a fourth finds no room in front of it."""

    code = "training.machine_full"
    http_status = 409


class OtherClassError(DomainError):
    """Those at this machine learn in another class."""

    code = "training.other_class"
    http_status = 409


class PinUnavailableError(DomainError):
    """The server has no database key, so it must not keep learners' digits."""

    code = "training.pin_unavailable"
    http_status = 503
