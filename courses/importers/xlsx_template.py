"""Makes the empty question sheet that trainers fill in."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from courses.importers.sheet_form import (
    COLUMNS,
    EXAMPLES,
    EXPLANATION,
    GUIDE,
    KIND,
    KINDS,
    LESSON,
    MAX_ROWS,
    PROMPT,
    RIGHT,
    SHEET,
    UNIT,
)

EXAMPLE_MARK = "Ví dụ"
"""Begins the name of the sheet of examples, which is never read."""
_WIDTHS = {KIND: 16, PROMPT: 46, RIGHT: 14, UNIT: 10, EXPLANATION: 40, LESSON: 14}
_OTHER_WIDTH = 26
_TITLE = Font(bold=True, size=16)
_HEAD = Font(bold=True, color="FFFFFF", size=12)
_HEAD_FILL = PatternFill("solid", fgColor="1B4F72")
_NEEDED_FILL = PatternFill("solid", fgColor="0B6E4F")
_EXAMPLE_FILL = PatternFill("solid", fgColor="F4F6F7")
_LINE = Side(style="thin", color="B0B8BF")
_WRAP = Alignment(wrap_text=True, vertical="top")
_TEXT = "@"
_NEEDED = (KIND, PROMPT, EXPLANATION)

STEPS = (
    "1. Mở trang “Câu hỏi”. Mỗi dòng là một câu hỏi.",
    "2. Ô “Dạng câu hỏi”: bấm vào ô, chọn trong danh sách.",
    "3. Viết câu hỏi ngắn, mỗi câu không quá 12 chữ.",
    "4. Ô “Giải thích” nói vì sao đáp án đúng là đúng. Bà con đọc sau khi trả lời.",
    "5. Ô “Nhận xét 1” dành cho người chọn phương án 1, cứ thế tiếp. Có thể để trống.",
    "6. Ô “Mã bài học” như KNS-04-L2. Để trống thì chọn bài khi nạp lên xe.",
    "7. Không viết số điện thoại, số thẻ, mật khẩu thật.",
    "8. Lưu lại rồi nạp lên xe ở mục “Ngân hàng câu hỏi”.",
)


def make_template() -> bytes:
    """Return the template: instructions, the empty sheet with its lists, one example a kind."""
    book = Workbook()
    guide = book.active
    if not isinstance(guide, Worksheet):
        raise TypeError("a new workbook begins with a sheet")
    _write_guide(guide)
    _write_questions(book.create_sheet(SHEET))
    _write_examples(book.create_sheet(f"{EXAMPLE_MARK} từng dạng"))
    book.active = 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_guide(sheet: Worksheet) -> None:
    sheet.title = GUIDE
    sheet.column_dimensions["A"].width = 22
    sheet.column_dimensions["B"].width = 96
    sheet["A1"] = "Cách điền bảng câu hỏi"
    sheet["A1"].font = _TITLE
    for row, step in enumerate(STEPS, start=3):
        sheet.cell(row, 1, step).alignment = Alignment(vertical="center")
        sheet.row_dimensions[row].height = 22
    first = len(STEPS) + 4
    sheet.cell(first, 1, "Dạng câu hỏi").font = Font(bold=True)
    sheet.cell(first, 2, "Điền thế nào").font = Font(bold=True)
    for row, example in enumerate(EXAMPLES, start=first + 1):
        sheet.cell(row, 1, example.cells[KIND]).alignment = _WRAP
        sheet.cell(row, 2, example.how).alignment = _WRAP
        sheet.row_dimensions[row].height = 34


def _write_questions(sheet: Worksheet) -> None:
    _write_head(sheet)
    kinds = DataValidation(type="list", formula1=f'"{",".join(KINDS)}"', allow_blank=True)
    kinds.error = "Bác chọn một dạng trong danh sách."
    kinds.errorTitle = "Dạng câu hỏi"
    kinds.prompt = "Bấm mũi tên để chọn dạng."
    kinds.promptTitle = "Dạng câu hỏi"
    sheet.add_data_validation(kinds)
    letter = get_column_letter(list(COLUMNS).index(KIND) + 1)
    kinds.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
    for row in range(2, 62):
        for column in range(1, len(COLUMNS) + 1):
            cell = sheet.cell(row, column)
            cell.number_format = _TEXT  # so that "1, 2" and "30.000" stay what was typed
            cell.alignment = _WRAP


def _write_examples(sheet: Worksheet) -> None:
    _write_head(sheet)
    names = list(COLUMNS)
    for row, example in enumerate(EXAMPLES, start=2):
        for name, text in example.cells.items():
            cell = sheet.cell(row, names.index(name) + 1, text)
            cell.number_format = _TEXT
            cell.alignment = _WRAP
            cell.fill = _EXAMPLE_FILL
        sheet.row_dimensions[row].height = 48


def _write_head(sheet: Worksheet) -> None:
    for column, (name, heading) in enumerate(COLUMNS.items(), start=1):
        cell = sheet.cell(1, column, heading)
        cell.font = _HEAD
        cell.fill = _NEEDED_FILL if name in _NEEDED else _HEAD_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = Border(bottom=_LINE, right=_LINE)
        width = _WIDTHS.get(name, _OTHER_WIDTH)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "C2"
