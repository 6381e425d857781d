"""What an import makes of a course package."""

import base64
import io
import shutil
from pathlib import Path

import pytest
import yaml
from PIL import Image

from courses.catalog import PACKAGES
from courses.checker import check_package
from courses.cli import main
from courses.findings import Severity
from courses.importers.draft import make_draft, write_draft
from courses.importers.errors import NoBankError, NoSuchLessonError, UnknownBankFormatError
from courses.loader import read_package
from courses.todo_checks import TODO

GIFT = "Mã OTP là gì? {=Mã một lần ~Tên ~Số nhà}\n\nGiá? {#30000:500}\n\nKể lại. {}\n"


@pytest.fixture
def add(package):
    """Add the questions of a text to the package; returns the report."""

    def run(text, **more):
        draft = make_draft(read_package(package), text.encode(), **more)
        write_draft(draft, package)
        return draft.report

    return run


def bank_of(package):
    return yaml.safe_load((package / "quizzes" / "kiem-tra.yaml").read_text("utf-8"))


def test_the_bank_keeps_what_it_had_to_the_letter_and_grows_at_its_end(package, add):
    before = (package / "quizzes" / "kiem-tra.yaml").read_text("utf-8")

    report = add(GIFT, lesson_id="KNS-04-L3")

    after = (package / "quizzes" / "kiem-tra.yaml").read_text("utf-8")
    assert after.startswith(before)
    assert (report.found, len(report.items), len(report.left_out)) == (3, 2, 1)
    ids = [item["id"] for item in bank_of(package)["items"]]
    assert len(set(ids)) == len(ids)
    assert {item["lesson"] for item in bank_of(package)["items"][-2:]} == {"KNS-04-L3"}


def test_only_what_is_to_be_written_keeps_the_package_from_being_used(package, add):
    add(GIFT)

    errors = [one for one in check_package(package)[1] if one.severity is Severity.ERROR]

    assert [one.reason for one in errors] == [
        "'explanation' is still to be written.",
        "'unit' is still to be written.",
        "'explanation' is still to be written.",
    ]
    assert all(one.fix for one in errors)


def test_a_package_is_sound_when_the_author_wrote_what_was_missing(package, add):
    add(GIFT)
    path = package / "quizzes" / "kiem-tra.yaml"
    path.write_text(path.read_text("utf-8").replace(f'"{TODO}"', '"đồng"'), "utf-8")

    assert [one for one in check_package(package)[1] if one.severity is Severity.ERROR] == []


def test_the_same_file_adds_nothing_twice(package, add):
    add(GIFT)
    before = bank_of(package)

    report = add(GIFT)

    assert report.items == ()
    assert bank_of(package) == before


def test_comments_between_items_and_a_missing_last_line_end_stay(package, add):
    path = package / "quizzes" / "kiem-tra.yaml"
    text = path.read_text("utf-8").replace("items:\n", "items:\n  # Câu của bác Sáu\n", 1)
    path.write_text(text.rstrip() + "\n  # hết", "utf-8")

    add(GIFT)

    assert "# Câu của bác Sáu" in path.read_text("utf-8")
    assert bank_of(package)["items"][-1]["answer"] == 30000


def test_a_bank_in_one_line_is_written_anew(package, add):
    path = package / "quizzes" / "kiem-tra.yaml"
    path.write_text(yaml.safe_dump(bank_of(package), default_flow_style=True), "utf-8")

    add(GIFT)

    assert bank_of(package)["items"][-1]["answer"] == 30000


def test_embedded_pictures_of_moodle_come_along(package):
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20), "blue").save(buffer, "PNG")
    content = base64.b64encode(buffer.getvalue()).decode()
    answers = "".join(
        f'<answer fraction="{share}"><text>{text}</text></answer>'
        for share, text in ((100, "Mã"), (0, "Tên"), (0, "Nhà"))
    )
    raw = (
        '<quiz><question type="multichoice"><questiontext format="html"><text>'
        '<![CDATA[<p>Gì đây? <img src="@@PLUGINFILE@@/a%20b.png" alt="Mã vuông"></p>]]></text>'
        f'<file name="a b.png" encoding="base64">{content}</file></questiontext>{answers}'
        "</question></quiz>"
    )

    draft = make_draft(read_package(package), raw.encode())
    write_draft(draft, package)

    item = bank_of(package)["items"][-1]
    assert item["picture"]["alt"] == "Mã vuông"
    with Image.open(package / item["picture"]["file"]) as image:
        assert image.size == (20, 20)


@pytest.mark.parametrize(
    ("kind", "inner", "expected"),
    [
        ("numerical", ('<answer fraction="100"><text>5</text><tolerance>0.5</tolerance></answer>'
         "<units><unit><multiplier>1</multiplier><unit_name>kg</unit_name></unit><unit>"
         "<multiplier>1000</multiplier><unit_name>g</unit_name></unit></units>"),
         {"answer": 5, "tolerance": 0.5, "unit": "kg", "units": {"g": 0.001}}),
        ("shortanswer", ('<answer fraction="100"><text>Nghệ An</text></answer>'
         '<answer fraction="50">' "<text>Nghe An</text></answer>"), {"answers": ["Nghệ An"]}),
        ("matching", "".join(f"<subquestion><text>{a}</text><answer><text>{b}</text></answer>"
         "</subquestion>" for a, b in (("113", "Công an"), ("114", "Cứu hỏa"), ("115", "Cấp cứu"),
                                       ("", "Bưu điện"))),
         {"extra": [{"text": "Bưu điện"}]}),
        ("ddwtos", ("<dragbox><text>cháy</text></dragbox><dragbox><text>ốm</text></dragbox>"
         "<dragbox><text>mất</text></dragbox>"), {"prompt": "Gọi 114 khi _____ nhà"}),
    ],
)  # fmt: skip
def test_moodle_kinds_find_their_item_kinds(package, kind, inner, expected):
    raw = (
        f'<quiz><question type="{kind}"><questiontext format="html"><text>Gọi 114 khi [[1]] nhà'
        f"</text></questiontext>{inner}</question></quiz>"
    )

    draft = make_draft(read_package(package), raw.encode())
    write_draft(draft, package)

    assert [str(note) for note in draft.report.left_out] == []
    assert bank_of(package)["items"][-1].items() >= expected.items()


@pytest.mark.parametrize("names", [["kg", "yến", "tạ", "tấn", "hộp"], ["kg", "x" * 31]])
def test_units_for_which_the_screen_has_no_room_are_left_out(package, names):
    units = "".join(
        f"<unit><multiplier>{times}</multiplier><unit_name>{name}</unit_name></unit>"
        for times, name in enumerate(names, 1)
    )
    raw = (
        '<quiz><question type="numerical"><questiontext><text>Mấy?</text></questiontext>'
        '<answer fraction="100"><text>5</text><tolerance>0</tolerance></answer>'
        f"<units>{units}</units></question></quiz>"
    )

    [left_out] = make_draft(read_package(package), raw.encode()).report.left_out

    assert "The units do not fit." in str(left_out)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_gift_as_moodle_writes_it(package, ends):
    text = (
        "// question: 1  name: a\n$CATEGORY: top/Bài: hai/KNS-04-L2\n\n\n"
        "// question: 2  name: Nối\n::Nối::[html]<p>Bác nối.</p>{\n\t=113 -> Công an\n"
        "\t=114 -> Cứu hỏa\n\t=115 -> Cấp cứu\n}\n\n"
        "::Số::Từ 4 đến 6? {#4..6}\n\n"
        "::Năm::Năm nào? {#=%100%1945:0#đúng năm =%50%1946:0#gần đúng}\n\n"
        "::Tỷ lệ::Nào? {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d#chưa ####vì vậy}\n\n"
        "::Chữ::Tỉnh nào\\: Vinh? {=Nghệ An =%50%Nghe An =%0%Huế#xa quá}\n"
    ).replace("\n", ends)

    report = make_draft(read_package(package), b"\xef\xbb\xbf" + text.encode()).report

    pairs, span, year, shares, words = report.items
    assert report.left_out == ()
    assert {item.lesson for item in report.items} == {"KNS-04-L2"}
    assert pairs.pairs[1].right == "Cứu hỏa"
    assert (span.answer, span.tolerance) == (5, 1)
    assert (year.answer, year.near[0].worth, year.explanation) == (1945, 0.5, "đúng năm")
    assert [one.right for one in shares.choices] == [True, True, True, False]
    assert (words.prompt, words.unaccented, words.near[0].why) == (
        "Tỉnh nào: Vinh?", 0.5, "xa quá",
    )  # fmt: skip


def test_what_has_no_bank_or_lesson_or_format_is_refused(package, tmp_path):
    source = read_package(package)

    with pytest.raises(NoSuchLessonError):
        make_draft(source, GIFT.encode(), lesson_id="KNS-04-L99")
    with pytest.raises(UnknownBankFormatError):
        make_draft(source, b"Xin ch\xc3\xa0o")
    with pytest.raises(NoBankError):
        make_draft(read_package(tmp_path), GIFT.encode())


def test_the_commands_write_sheet_exports_and_a_draft(package, tmp_path, capsys):
    bank = tmp_path / "bank.gift"
    bank.write_text(GIFT, "utf-8")
    before = bank_of(package)
    into, draft = ["--into", str(package)], tmp_path / "draft"

    codes = [
        main(["import", str(bank), *into, "--dry-run"]),
        main(["import", str(bank), *into, "--draft", str(draft)]),
        main(["export", str(package), "--format", "qti3", str(tmp_path / "out.zip")]),
        main(["export", str(package), "--format", "gift", str(tmp_path / "out.gift")]),
        main(["sheet", str(tmp_path / "sheet.xlsx")]),
        main(["import", str(tmp_path / "out.zip"), *into]),
        main(["import", str(bank), "--into", str(tmp_path)]),
    ]

    out, err = capsys.readouterr()
    assert codes == [0, 0, 0, 0, 0, 1, 1]
    assert "3 found, 2 taken, 1 left out" in out
    assert "left out: line 5: Kể lại. {}: A free text cannot be graded here." in out
    assert "courses.no_bank" in err
    assert bank_of(package) == before
    assert [path.name for path in draft.rglob("*.yaml")] == ["kiem-tra.yaml"]


def test_every_course_can_be_added_to(tmp_path):
    for folder in sorted(PACKAGES.glob("KNS-*")):
        copy = tmp_path / folder.name
        shutil.copytree(folder, copy)
        draft = make_draft(read_package(copy), GIFT.encode())
        (name,) = draft.files
        assert draft.files[name].startswith((copy / Path(name)).read_bytes())
