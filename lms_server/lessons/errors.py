"""Refusals about lessons and practice."""

from common.errors import DomainError


class LessonNotFoundError(DomainError):
    """The course has no such lesson or page."""

    code = "lessons.lesson_not_found"
    http_status = 404


class MediaNotFoundError(DomainError):
    """The course has no such picture."""

    code = "lessons.media_not_found"
    http_status = 404


class SimulatorAttemptNotFoundError(DomainError):
    """The page names a practice this server never opened."""

    code = "lessons.attempt_not_found"
    http_status = 404


class WrongDeviceError(DomainError):
    """The practice was opened on another device."""

    code = "lessons.wrong_device"
    http_status = 403


class TraceConflictError(DomainError):
    """This id is stored with another content."""

    code = "lessons.trace_conflict"
    http_status = 409


class MalformedTraceError(DomainError):
    """The message could not be read."""

    code = "lessons.malformed"
