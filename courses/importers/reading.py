"""Reads a bank of questions in whatever format it comes."""

import re

from courses.importers.aiken import import_aiken
from courses.importers.base import ImportReport, Target
from courses.importers.errors import ImportTooLargeError, UnknownBankFormatError
from courses.importers.gift import import_gift
from courses.importers.moodle_xml import import_moodle_xml
from courses.importers.plain_text import decode_text
from courses.importers.qti import import_qti_item, import_qti_package
from courses.importers.qti_package import is_archive, open_bytes, open_package
from courses.importers.xlsx import import_xlsx
from courses.importers.xlsx_cells import is_workbook

MAX_FILE = 10 * 1024 * 1024
"""Bytes."""
_AIKEN = re.compile(r"^\s*ANSWER\s*:", re.IGNORECASE | re.MULTILINE)
_MOODLE = re.compile(rb"<quiz[\s>]")
_HEAD = 4096


def import_bank(raw: bytes, target: Target) -> ImportReport:
    """Return the items of a file; its content tells the format, not its name.

    Archives are workbooks or QTI packages; XML is a bank of Moodle or QTI; text with
    ``ANSWER:`` lines is Aiken, other text GIFT.

    Raises:
        DomainError: the file as a whole is refused; nothing was taken.
    """
    if len(raw) > MAX_FILE:
        raise ImportTooLargeError(most=MAX_FILE)
    if is_archive(raw):
        return _import_archive(raw, target)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        is_moodle = _MOODLE.search(raw[:_HEAD])
        return (import_moodle_xml if is_moodle else import_qti_item)(raw, target)
    text = decode_text(raw)
    if "{" not in text and not _AIKEN.search(text):
        raise UnknownBankFormatError
    return (import_aiken if _AIKEN.search(text) else import_gift)(raw, target)


def _import_archive(raw: bytes, target: Target) -> ImportReport:
    with open_bytes(raw) as archive:
        if not is_workbook(archive):
            return import_qti_package(open_package(archive), target)
    return import_xlsx(raw, target)
