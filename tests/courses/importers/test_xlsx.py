"""Question sheets: what a trainer fills in, and what somebody could send instead."""

import io
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from common.errors import DomainError
from courses.grading import grade
from courses.importers.base import Target
from courses.importers.errors import NotASheetError, XmlDoctypeError
from courses.importers.sheet_form import COLUMNS, EXAMPLES, GUIDE, KIND, KINDS, SHEET
from courses.importers.xlsx import import_xlsx
from courses.importers.xlsx_template import EXAMPLE_MARK, make_template
from courses.item_builder import build_item

NAMES = list(COLUMNS)
TEMPLATE = make_template()


def sheet_of(*rows, title=SHEET):
    book = load_workbook(io.BytesIO(make_template()))
    sheet = book[SHEET]
    sheet.title = title
    for number, cells in enumerate(rows, start=2):
        for name, value in cells.items():
            sheet.cell(number, NAMES.index(name) + 1, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_examples_of_the_template_are_taken_as_they_stand(target):
    report = import_xlsx(sheet_of(*(one.cells for one in EXAMPLES)), target)

    assert [str(note) for note in report.left_out] == []
    assert [str(note) for note in report.changed] == []
    assert [item.prompt for item in report.items] == [one.cells["prompt"] for one in EXAMPLES]
    assert {type(item).__struct_config__.tag for item in report.items} == {
        str(kind) for kind in KINDS.values()
    }


def test_an_empty_template_holds_no_question(target):
    report = import_xlsx(make_template(), target)

    assert report.found == 0


def test_the_template_helps_those_who_fill_it_in():
    book = load_workbook(io.BytesIO(make_template()))

    assert book.sheetnames == [GUIDE, SHEET, f"{EXAMPLE_MARK} từng dạng"]
    (chosen,) = book[SHEET].data_validations.dataValidation
    assert chosen.formula1 == f'"{",".join(KINDS)}"'
    assert {row[0].value for row in book[book.sheetnames[2]].iter_rows(min_row=2)} == set(KINDS)


def test_numbers_are_read_the_vietnamese_way(target):
    row = {"kind": "điền số", "prompt": "Giá?", "unit": "đồng", "explanation": "Vậy đó."}
    rows = [
        row | {"right": right, "prompt": f"Giá {n}?"}
        for n, right in enumerate(["30.000", "1,5", 30000, 1.125, "30.000 ± 500"])
    ]

    items = import_xlsx(sheet_of(*rows), target).items

    assert [item.answer for item in items] == [30000, 1.5, 30000, 1.125, 30000]
    assert items[-1].tolerance == 500


PICK = {"kind": "Chọn một", "prompt": "Gì?", "answer1": "a", "answer2": "b", "answer3": "c"}


@pytest.mark.parametrize(
    ("change", "reason", "column"),
    [
        ({"kind": ""}, "no_kind", "A"),
        ({"kind": "Chọn bừa"}, "no_kind", "A"),
        ({"prompt": ""}, "no_prompt", "B"),
        ({"prompt": "dài " * 100}, "too_long", "B"),
        ({"right": ""}, "no_right_answer", "I"),
        ({"right": "9"}, "no_right_answer", "I"),
        ({"right": "một"}, "no_right_answer", "I"),
        ({"right": "1, 2"}, "several_right_answers", "I"),
        ({"answer3": ""}, "choice_count", "C"),
        ({"answer3": "A"}, "same_choices", "C"),
        ({"answer2": "=1+1"}, "formula", "D"),
        ({"kind": "Đúng hay sai", "right": "có lẽ"}, "no_right_answer", "I"),
        ({"kind": "Nối cặp"}, "broken", "C"),
        ({"kind": "Điền số", "right": "nhiều"}, "number_range", "I"),
        ({"kind": "Điền số", "right": ""}, "no_right_answer", "I"),
        ({"kind": "Điền chữ", "right": ""}, "no_right_answer", "I"),
        ({"kind": "Xếp thứ tự", "answer1": "", "answer2": ""}, "step_count", "C"),
    ],
)
def test_every_fault_names_sheet_row_column_and_remedy(change, reason, column, target):
    good = PICK | {"prompt": "Câu tốt?", "right": "a", "explanation": "Vì thế."}

    report = import_xlsx(sheet_of(good, PICK | {"right": "1"} | change), target)

    (note,) = report.left_out
    assert (note.file, note.line, note.column, str(note.reason)) == (SHEET, 3, column, reason)
    assert str(note).startswith(f"{SHEET}!{column}3: ")
    assert len(report.items) == 1


def test_a_missing_explanation_is_named_by_its_cell(target):
    report = import_xlsx(sheet_of(PICK | {"right": "b"}), target)

    assert report.changed[0].place == f"{SHEET}!K2"


def test_template_markup_and_scripts_stay_words(target):
    evil = "{{7*7}} {% x %} <script>alert(1)</script> javascript:alert(1)"

    report = import_xlsx(sheet_of(PICK | {"right": "1", "prompt": evil}), target)

    assert report.items[0].prompt == evil


def test_another_workbook_is_refused(target):
    book = Workbook()
    book.active["A1"] = "Doanh thu"
    buffer = io.BytesIO()
    book.save(buffer)

    with pytest.raises(NotASheetError):
        import_xlsx(buffer.getvalue(), target)


def repacked(make_zip, make_part, **parts):
    """Return a sheet with some of its files replaced or added."""
    with zipfile_of(sheet_of(PICK | {"right": "1"})) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents |= {
        name.replace("__", "/").replace("_xml", ".xml"): raw for name, raw in parts.items()
    }
    return make_zip(*(make_part(name.encode(), raw, 8) for name, raw in contents.items()))


def zipfile_of(raw):
    import zipfile  # noqa: PLC0415 - only to take our own file apart

    return zipfile.ZipFile(io.BytesIO(raw))


LAUGHS = (
    b'<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><sst>&c;</sst>'
)
XXE = b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>&a;</t></si></sst>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    "part",
    [
        {"xl__sharedStrings_xml": LAUGHS},
        {"xl__sharedStrings_xml": XXE},
        {"xl__workbook_xml": XXE},
        {"xl__worksheets__sheet2_xml": LAUGHS},
        {"xl__styles_xml": XXE},
        {"docProps__core_xml": LAUGHS},
        {"xl__drawings__evil_xml": XXE},
        {"xl__sharedStrings_xml": b"<sst>" + b"<si/>" * 200_000 + b"</sst>"},
        {"xl__sharedStrings_xml": b"<a>" * 100 + b"</a>" * 100},
        {"xl__sharedStrings_xml": b"<sst>" + b" " * 30_000_000 + b"</sst>"},
        {"xl__workbook_xml": b"<workbook/>"},
        {"xl__workbook_xml": b"not xml"},
        {"xl__worksheets__sheet2_xml": b"<worksheet/>"},
        {"xl__worksheets__sheet2_xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" '
         't="s"><v>99999</v></c></row></sheetData></worksheet>'.encode()},
        {"xl__worksheets__sheet2_xml": f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/>'
         '<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
         "</worksheet>".encode()},
        {"xl__worksheets__sheet2_xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="x"><c r="??" '
         't="d"><v>9e999</v></c></row></sheetData></worksheet>'.encode()},
    ],
    ids=range(16),
)  # fmt: skip
def test_hostile_workbooks_are_refused_in_time(part, target, make_zip, make_part):
    raw = repacked(make_zip, make_part, **part)
    started = time.process_time()

    with pytest.raises(DomainError) as refusal:
        import_xlsx(raw, target)

    assert refusal.value.code.startswith("courses.")
    assert time.process_time() - started <= 10


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_sheet_under_another_name_hides_nothing(mark, target, make_zip, make_part):
    """The workbook says where its sheets lie, so an ending proves nothing."""
    parts = {}
    with zipfile_of(TEMPLATE) as archive:
        for name in archive.namelist():
            content = archive.read(name).replace(b"sheet2.xml", b"sheet2.png")
            parts[name.replace("sheet2.xml", "sheet2.png")] = content
    sheet = parts["xl/worksheets/sheet2.png"]
    laughing = LAUGHS.partition(b"<sst>")[0].replace(b"DOCTYPE s", b"DOCTYPE worksheet")
    parts["xl/worksheets/sheet2.png"] = (
        mark.encode() + laughing + sheet[sheet.index(b"<worksheet") :]
    )
    raw = make_zip(*(make_part(name.encode(), one, 8) for name, one in parts.items()))

    with pytest.raises(XmlDoctypeError):
        import_xlsx(raw, target)


def test_links_to_other_files_and_macros_are_never_opened(target, make_zip, make_part):
    link = f'<externalLink xmlns="{MAIN}"><externalBook/></externalLink>'.encode()
    raw = repacked(
        make_zip, make_part, xl__externalLinks__externalLink1_xml=link, xl__vbaProject=b"\xd0\xcf"
    )

    assert len(import_xlsx(raw, target).items) == 1


def test_the_first_column_is_the_kind():
    assert NAMES[0] == KIND


CELLS = st.sampled_from([
    "", "Chọn một", "Nối cặp", "Xếp nhóm", "Điền số", "Đúng hay sai", "a -> b", "->", "1", "1, 2",
    "=1", "-5", "30.000 ± 5", "9" * 40, "Đúng", "đồng", "KNS-04-L1", "\u0301", "{{7*7}}", "x" * 400,
])  # fmt: skip


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, min_size=18, max_size=18), min_size=1, max_size=6))
def test_no_row_breaks_the_reader(rows):
    book = Workbook()
    book.active.append(list(COLUMNS.values()))
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)

    report = import_xlsx(buffer.getvalue(), Target("KNS-04", "KNS-04-L1"))

    filled = [row for row in rows if any(row)]
    assert report.found == len(filled)
    assert all(note.column for note in report.left_out)
    for found in report.items:
        built = build_item(found)
        assert grade(built, built.key).score == 1.0


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_flipped_byte_breaks_the_reader(data):
    raw = bytearray(TEMPLATE)
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    try:
        import_xlsx(bytes(raw), Target("KNS-04", "KNS-04-L1"))
    except DomainError as refusal:
        assert refusal.code.startswith("courses.")  # noqa: PT017 - both outcomes are right
