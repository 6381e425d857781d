"""Refusals of the course room."""

from typing import ClassVar

from common.errors import DomainError


class CourseNotFoundError(DomainError):
    """This bus has no such course, or not in this version."""

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


class NotAPackageError(DomainError):
    """The file holds no course.yaml that can be read."""

    code: ClassVar[str] = "courses.not_a_package"


class StrayEntryError(DomainError):
    """A packed course holds an ``entry`` that belongs to no package."""

    code: ClassVar[str] = "courses.stray_entry"


class AlteredPackageError(DomainError):
    """A packed course was changed after it was packed."""

    code: ClassVar[str] = "courses.altered_package"


class FolderTakenError(DomainError):
    """Another package lies in the folder already; it is left alone."""

    code: ClassVar[str] = "courses.folder_taken"
    http_status: ClassVar[int] = 409


class BadCourseIdError(DomainError):
    """A course id is two to five capital letters, a hyphen and two digits, such as KNS-09."""

    code: ClassVar[str] = "courses.bad_course_id"
