"""Refusals of files that come from outside.

``entry`` in the parameters is the visible part of a name inside an archive, cut short.
"""

from typing import ClassVar

from common.errors import DomainError


class NotAnArchiveError(DomainError):
    """The file is no plain zip archive; ``reason`` says what is odd about it."""

    code: ClassVar[str] = "courses.archive_unreadable"


class EscapingNameError(DomainError):
    """An entry would land outside the folder: absolute, ``..``, drive, backslash or look-alike."""

    code: ClassVar[str] = "courses.archive_escaping_name"


class UnsafeNameError(DomainError):
    """An entry has a name that some system cannot hold, or that hides characters."""

    code: ClassVar[str] = "courses.archive_unsafe_name"


class ReservedNameError(DomainError):
    """An entry is called like a device of Windows, such as ``CON`` or ``nul.txt``."""

    code: ClassVar[str] = "courses.archive_reserved_name"


class TwinNamesError(DomainError):
    """Two entries would be one file: same name, other accents form, other case, or file and folder.

    The later of the two is ``entry``.
    """

    code: ClassVar[str] = "courses.archive_twin_names"


class SpecialEntryError(DomainError):
    """An entry is a link or a device, not a file or folder."""

    code: ClassVar[str] = "courses.archive_special_entry"


class EncryptedEntryError(DomainError):
    """An entry is locked with a password."""

    code: ClassVar[str] = "courses.archive_encrypted"


class UnknownCompressionError(DomainError):
    """An entry is packed in another way than stored or deflated."""

    code: ClassVar[str] = "courses.archive_unknown_compression"


class OverlappingEntriesError(DomainError):
    """Two entries share bytes of the archive, as only bombs do."""

    code: ClassVar[str] = "courses.archive_overlapping"


class LyingSizeError(DomainError):
    """An entry is larger or smaller than the archive says."""

    code: ClassVar[str] = "courses.archive_lying_size"


class DamagedEntryError(DomainError):
    """The bytes of an entry are not those that were packed."""

    code: ClassVar[str] = "courses.archive_damaged"


class TooManyEntriesError(DomainError):
    """The archive holds more entries than ``most``."""

    code: ClassVar[str] = "courses.archive_too_many_entries"


class ArchiveTooLargeError(DomainError):
    """Unpacked, the archive would hold more than ``most`` bytes."""

    code: ClassVar[str] = "courses.archive_too_large"


class ArchiveBombError(DomainError):
    """The archive unpacks to more than ``most`` times its size."""

    code: ClassVar[str] = "courses.archive_bomb"


class EntryNotFoundError(DomainError):
    """The archive has no file of this name."""

    code: ClassVar[str] = "courses.archive_entry_not_found"


class BadXmlError(DomainError):
    """The file is not well-formed XML; ``line`` says where."""

    code: ClassVar[str] = "courses.xml_broken"


class XmlDoctypeError(DomainError):
    """The XML declares a document type or entities, which could read files or swell."""

    code: ClassVar[str] = "courses.xml_doctype"


class XmlTooLargeError(DomainError):
    """The XML is too large, too deep, or has too many elements or attributes."""

    code: ClassVar[str] = "courses.xml_too_large"


class NotAQuestionBankError(DomainError):
    """The XML is something else than a question bank of Moodle."""

    code: ClassVar[str] = "courses.not_a_question_bank"


class NotAQtiFileError(DomainError):
    """The file holds no question in QTI."""

    code: ClassVar[str] = "courses.not_a_qti_file"


class NotASheetError(DomainError):
    """The file is no question sheet: ``reason`` says what is odd about it."""

    code: ClassVar[str] = "courses.not_a_sheet"


class UnknownBankFormatError(DomainError):
    """The file is none of the question banks that can be read."""

    code: ClassVar[str] = "courses.unknown_bank_format"


class NoSuchLessonError(DomainError):
    """The course has no lesson of this id."""

    code: ClassVar[str] = "courses.no_such_lesson"


class NoBankError(DomainError):
    """The course package has no bank that can be read; check it first."""

    code: ClassVar[str] = "courses.no_bank"


class NotTextError(DomainError):
    """The file is not text in UTF-8 or UTF-16."""

    code: ClassVar[str] = "courses.import_not_text"


class ImportTooLargeError(DomainError):
    """The file has more than ``most`` bytes."""

    code: ClassVar[str] = "courses.import_too_large"
