"""Refusals about the work of guests."""

from common.errors import DomainError


class GuestNotFoundError(DomainError):
    """Nobody tried under this id."""

    code = "guests.not_found"
    http_status = 404


class AlreadyClaimedError(DomainError):
    """The work is somebody else's already; it becomes a learner's once only."""

    code = "guests.already_claimed"
    http_status = 409


class OtherCourseError(DomainError):
    """The learner learns another course, where the lessons tried do not exist."""

    code = "guests.other_course"
    http_status = 409


class NotForGuestsError(DomainError):
    """This is for those whose name stands in the class."""

    code = "guests.not_for_guests"
    http_status = 403
