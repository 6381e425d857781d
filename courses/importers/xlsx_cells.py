"""Reads the texts of a workbook with openpyxl, after everything in it was found harmless."""

import io
import warnings
from collections.abc import Iterator
from typing import cast

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from courses.importers.errors import NotASheetError
from courses.importers.qti_package import open_bytes
from courses.importers.safe_xml import parse_xml
from courses.importers.safe_zip import SafeArchive
from courses.importers.sheet_form import MAX_ROWS
from courses.importers.xlsx_template import EXAMPLE_MARK
from courses.importers.zip_entries import Limits

LIMITS = Limits(max_entries=300, max_total=24 * 1024 * 1024)
MAX_SHEETS = 10
MAX_COLUMNS = 40
FORMULA = "\ue0fe"
"""Stands for the value of a formula, which nobody calculates here."""
WORKBOOK = "xl/workbook.xml"
_CONTENT_TYPES = "[Content_Types].xml"
_XML = (".xml", ".rels", ".vml")
_XML_BEGINNINGS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
"""Also behind a byte order mark, and in UTF-16 without one."""
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What openpyxl raises on files that are not what they should be."""


def read_sheets(raw: bytes) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    """Return the sheets of a workbook by name, each with its numbered rows of texts.

    Args:
        raw: the file.

    Raises:
        DomainError: the archive or a part of it is refused.
        NotASheetError: it is no workbook.
    """
    with open_bytes(raw, LIMITS) as archive:
        _check_parts(archive)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks, which are not read
            return _read(raw)
    except _BROKEN as error:
        raise NotASheetError(reason="damaged") from error


def is_workbook(archive: SafeArchive) -> bool:
    """Tell whether an archive is one of Excel or LibreOffice in Excel's format."""
    return _CONTENT_TYPES in archive.entries and WORKBOOK in archive.entries


def _check_parts(archive: SafeArchive) -> None:
    if not is_workbook(archive):
        raise NotASheetError(reason="no_workbook")
    for name in archive.entries:
        # The workbook itself says which parts are its sheets: their names prove nothing.
        raw = archive.read(name)
        if name.lower().endswith(_XML) or raw.lstrip().startswith(_XML_BEGINNINGS):
            parse_xml(raw)


def _read(raw: bytes) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    book = load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
    try:
        return [
            (sheet.title, list(_rows(sheet)))
            for sheet in book.worksheets[:MAX_SHEETS]
            if isinstance(sheet, ReadOnlyWorksheet) and not sheet.title.startswith(EXAMPLE_MARK)
        ]
    finally:
        book.close()


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, list[str]]]:
    # To the type stubs only the other kind of sheet has rows.
    cells = cast(Worksheet, sheet).iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS)
    for number, row in enumerate(cells, start=1):
        texts = [_text(one.value, one.data_type) for one in row]
        if any(texts):
            yield number, texts


def _text(value: object, data_type: str) -> str:
    """Return what stands in a cell; a number with a comma, as it is written in Vietnam."""
    if value is None:
        return ""
    if data_type == "f":
        return FORMULA
    if isinstance(value, bool):
        return "Đúng" if value else "Sai"
    if isinstance(value, float):
        return f"{value:.9f}".rstrip("0").rstrip(".").replace(".", ",")
    return str(value)
