"""Refusals about reading aloud."""

from common.errors import DomainError


class SentenceNotFoundError(DomainError):
    """No course of this bus has such a sentence."""

    code = "narration.sentence_not_found"
    http_status = 404


class RecordingNotFoundError(DomainError):
    """This sentence has no recording."""

    code = "narration.recording_not_found"
    http_status = 404


class RecordingTooLargeError(DomainError):
    """A recording has at most a megabyte."""

    code = "narration.recording_too_large"
    http_status = 413


class BadRecordingError(DomainError):
    """The recording cannot be decoded, is empty, or is longer than a minute."""

    code = "narration.bad_recording"


class BadLanguageError(DomainError):
    """A language is named by its code, such as ``vi``, ``tyz`` or ``hmn``."""

    code = "narration.bad_language"


class BadPackError(DomainError):
    """The file is no pack of recordings."""

    code = "narration.bad_pack"


class NothingRecordedError(DomainError):
    """There is no recording in this language to put into a pack."""

    code = "narration.nothing_recorded"
    http_status = 404
