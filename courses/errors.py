"""Refusals of the course room."""

from typing import ClassVar

from common.errors import DomainError


class CourseNotFoundError(DomainError):
    """No course with this id is in the catalogue."""

    code: ClassVar[str] = "courses.course_not_found"
    http_status: ClassVar[int] = 404


class SimulatorNotFoundError(DomainError):
    """The course has no simulator with this id."""

    code: ClassVar[str] = "courses.simulator_not_found"
    http_status: ClassVar[int] = 404


class ItemNotFoundError(DomainError):
    """The quiz has no item with this id."""

    code: ClassVar[str] = "courses.item_not_found"
    http_status: ClassVar[int] = 404


class UnknownChoiceError(DomainError):
    """No screen can give this answer.

    Reasons: ``unknown`` choice, one ``repeated``, ``too_many``, ``no_number``, ``no_text``.
    """

    code: ClassVar[str] = "courses.unknown_choice"


class SecretTypedError(DomainError):
    """A typed answer holds what could be somebody's real code, card, phone or identity number."""

    code: ClassVar[str] = "courses.secret_typed"


class ImpossibleTraceError(DomainError):
    """No person could have made this trace; ``params`` hold ``reason`` and the event's ``index``.

    Reasons: ``malformed``, ``unknown_event``, ``unknown_target``, ``bad_value``, ``wrong_time``,
    ``no_more_hints``, ``after_end``, ``unfinished``.
    """

    code: ClassVar[str] = "courses.impossible_trace"


class BrokenPackageError(DomainError):
    """A course package has errors and cannot be packed; ``params`` hold the first one."""

    code: ClassVar[str] = "courses.broken_package"
