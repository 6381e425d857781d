"""Refusals about imported activities."""

from common.errors import DomainError


class ActivityNotFoundError(DomainError):
    """There is no such activity, or the class does not have it."""

    code = "activities.not_found"
    http_status = 404


class FileNotInActivityError(DomainError):
    """The activity holds no such file."""

    code = "activities.file_not_found"
    http_status = 404


class FilesGoneError(DomainError):
    """The activity's files are not on this disk; importing the same package brings them back."""

    code = "activities.files_gone"
    http_status = 503


class PlayOverError(DomainError):
    """The address was never given out, or its time is over."""

    code = "activities.play_over"
    http_status = 403


class MovedError(DomainError):
    """The learner went on with this part elsewhere; only the newest page may store."""

    code = "activities.moved"
    http_status = 409


class ClassOverError(DomainError):
    """The class was closed; nothing more is stored."""

    code = "activities.class_over"
    http_status = 409


class MalformedCommitError(DomainError):
    """The message of an activity cannot be read, or a value exceeds its limits."""

    code = "activities.malformed"


class UploadGapError(DomainError):
    """A piece of an upload does not follow the one before."""

    code = "activities.upload_gap"
    http_status = 409


class UploadNotFoundError(DomainError):
    """There is no such upload, or it was given up."""

    code = "activities.upload_not_found"
    http_status = 404


class UploadTooLargeError(DomainError):
    """A package may have ``most`` megabytes."""

    code = "activities.upload_too_large"
    http_status = 413
