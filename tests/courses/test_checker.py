import pytest

from courses.checker import check_package
from courses.findings import Severity

T1 = "simulators/t1-tra-tien-banh.yaml"
T2 = "simulators/t2-ma-dan-de.yaml"
QUIZ = "quizzes/kiem-tra.yaml"
L1 = "lessons/01-tai-khoan-vi.md"


def line_of(package, name, text):
    lines = (package / name).read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_the_package_as_it_is_has_no_finding(package):
    _, findings = check_package(package)

    assert findings == []


@pytest.mark.parametrize(
    ("name", "old", "new", "at", "reason"),
    [
        # shape
        ("course.yaml", "minutes: 60", "minutes: an hour", "minutes: an", "expected `int`"),
        ("course.yaml", "pillar: economy", "pillar: money", "pillar: money", "invalid enum"),
        ("course.yaml", "licence:", "license:", "license:", "unknown field `license`"),
        ("course.yaml", 'version: "1.2"', "version: 1.2", "version: 1.2", "expected `str`"),
        ("course.yaml", "id: KNS-04\n", "id: kns4\n", "id: kns4", "matching regex"),
        (T1, "expect: {tap: scan}", "expect: {press: scan}", "{press: scan}", "field `press`"),
        (T1, "- kind: grid", "- kind: gird", "kind: gird", "invalid value 'gird'"),
        (QUIZ, "kind: order", "kind: sort", "kind: sort", "invalid value 'sort'"),
        (T1, "000000000", "KHONG", "KHONG", "could be real"),
        (L1, "minutes: 10", "minutes: 0", "minutes: 0", "expected a number >= 1"),
        # yaml
        ("course.yaml", "minutes: 60", "minutes: 60\nminutes: 61", "minutes: 61", "twice"),
        ("course.yaml", "audience: ", "audience: x: ", "audience: x", "not valid YAML"),
        (T1, "otherwise: ", "otherwise: &a ", None, None),
        # course
        ("course.yaml", "KNS-04-L4]", "KNS-04-L5]", "lessons: [", "no file for KNS-04-L5"),
        ("course.yaml", ", KNS-04-T4]", "]", "simulators: [", "KNS-04-T4 is not listed"),
        ("course.yaml", "quiz_items: 10", "quiz_items: 8", "completion:", "draws 10"),
        ("course.yaml", "max_hints: 2", "max_hints: 1", None, "the course 1"),
        ("course.yaml", "minutes: 60", "minutes: 70", "minutes: 70", "take 60 minutes"),
        ("course.yaml", "KNS-04-T4]", "KNS-05-T4]", None, "belongs to another course"),
        ("lessons/02-quet-ma.md", "KNS-04-T2]", "KNS-04-T9]", "tasks:", "no task KNS-04-T9"),
        # simulator
        (T1, "screen: bank_home", "screen: bank", "screen: bank\n"[:-1], "no screen bank"),
        (T1, "{tap: scan}", "{tap: scam}", "{tap: scam}", "'scam' cannot be reached by tap"),
        (T1, "{tap: scan}", "{tap: scan, number: 1}", "number: 1}", "exactly one move"),
        (T1, "{number: 35000}", "{number: 350000000}", "350000000}", "cannot be typed"),
        (T1, "{choose: name_sau}", "{tap: name_sau}", "{tap: name_sau}", "by tap"),
        (T1, "      cancel: ", "      cancal: ", "cancal", "not on the screen"),
        (T1, "      transfer: ", "      scan: ", 'scan: "Mục', "is the right move"),
        (T2, "falls: [confirm]", "falls: [cancel]", "trap:", "cannot be a trap"),
        (T1, "  - id: payee\n", "  - id: scanner\n", None, "id scanner is used twice"),
        (T1, "{id: cancel, ", "{id: confirm, ", None, "'confirm' is used twice"),
        (T1, "persona:", 'watermark: "THẬT"\npersona:', "watermark", "watermark is changed"),
        (T1, 'account: "000000000"', 'account: "123"', "account", "could be real"),
        # items
        (QUIZ, "right: true, ", "", "Q01", "0 choices are right"),
        (QUIZ, "id: KNS-04-Q02", "id: KNS-04-Q01", None, "used twice"),
        (QUIZ, "lesson: KNS-04-L2", "lesson: KNS-04-L7", "L7", "no lesson KNS-04-L7"),
        (QUIZ, "draw: 10", "draw: 99", "draw: 99", "99 items are drawn of 26"),
        (QUIZ, "draw: 10", "draw: 20", "items:", "only 26 items"),
        (QUIZ, ', why: "Lời hứa chưa phải là tiền."', "", "hứa chắc", "no 'why'"),
        (QUIZ, 'Mã OTP", right', 'Mật khẩu", right', None, "stands there twice"),
        # texts
        (
            L1,
            "cất tiền trong túi.",
            "cất tiền ở trong cái túi áo bên trái của {bác}.",
            "túi áo",
            "has",
        ),
        (T1, "Đúng rồi! Máy ảnh", "Sai! Máy ảnh", "Sai!", "blames the learner"),
        (T1, "Giỏi quá!", "{Bác} click nhé!", "click", "is not Vietnamese"),
        (T1, '000000000"}', '0791234567"}', "0791234567", "looks like a real"),
        (L1, "Mã OTP** gửi", "Mã 482913** gửi", "482913", "looks like a real"),
        (QUIZ, "Tờ vé số", "Thẻ 4111 1111 1111 1111", "4111", "looks like a real"),
        (T1, "Tranh treo tường", "Trang vietqr.net", "vietqr.net", "may belong to somebody"),
        (T1, "Tranh treo tường", "Trang xagov.vn", "xagov.vn", "may belong to somebody"),
        (T1, "Tranh treo tường", "Đuôi .gov.vn", None, None),
        # lesson text
        (L1, "# Ví điện tử", "<b>Ví</b>", "<b>Ví", "HTML is shown as text"),
        (L1, "# Ví điện tử", "[Ví](javascript:alert)", "[Ví]", "cannot follow links"),
        (L1, "# Ví điện tử", "[Ví](https://vi.test)", "[Ví]", "cannot follow links"),
        (L1, "# Ví điện tử", "## Ví điện tử", "## Ví", "does not belong"),
        (L1, "---\n\n# Tiền", "---\n\nChào bác.\n\n# Tiền", None, "before the first heading"),
        (L1, "# Ví điện tử\n", "![Hai](media/hom-tien.svg)\n", "![Hai]", "more than one picture"),
        (L1, "---\nid", "id", None, "no head"),
        # media
        (L1, "media/hom-tien.svg", "media/hom.svg", "# Tài khoản", "no file media/hom.svg"),
        (L1, "media/hom-tien.svg", "media/vi-dien-tu.svg", None, "Nothing shows this picture"),
        (QUIZ, "media/de-ma-1", "media/ma-dung", "ma-dung", "'dung' in media/ma-dung.svg tells"),
        (QUIZ, "media/de-ma-2", "media/sai-2", "sai-2", "'sai' in media/sai-2.svg tells"),
        (QUIZ, "media/de-ma-3", "media/dapan3", "dapan3", "'dapan' in media/dapan3.svg tells"),
    ],
)
def test_each_fault_is_found_at_its_line(package, findings_after, name, old, new, at, reason):
    findings = findings_after(name, old, new)

    if reason is None:
        assert findings == []
        return
    found = [one for one in findings if reason in one.reason]
    assert found, findings
    assert all(one.fix.endswith(".") for one in found)
    if at is not None:
        assert (found[0].file, found[0].line) == (name, line_of(package, name, at))


def test_all_faults_of_one_file_are_told_together(findings_after, package):
    path = package / QUIZ
    text = path.read_text(encoding="utf-8")
    text = text.replace("prompt: ", "promt: ", 1).replace("answer: false", "answer: nay", 1)
    path.write_text(text, encoding="utf-8")

    findings = findings_after(QUIZ, "kind: order", "kind: sort")

    reasons = [one.reason for one in findings if one.severity is Severity.ERROR]
    assert len(reasons) == 3
    assert {one.line for one in findings if "promt" in one.reason} == {
        line_of(package, QUIZ, "promt: ")
    }


def test_an_alias_is_refused_because_it_can_blow_up(package):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 10)}]" for n in range(9)
    ]
    (package / "course.yaml").write_text("\n".join(lines), encoding="utf-8")

    _, findings = check_package(package)

    assert any("reused with & and *" in one.reason and one.line == 2 for one in findings)


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<image href="http://example.test/a.png"/>',
        "<foreignObject><p>x</p></foreignObject>",
        "<style>@import 'x'</style>",
        '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>',
        '<rect fill="url(http://example.test/a)"/>',
        '<p xmlns="http://www.w3.org/1999/xhtml">x</p>',
    ],
)
def test_a_drawing_that_can_run_or_load_is_refused(package, attack):
    path = package / "media" / "hom-tien.svg"
    path.write_text(path.read_text(encoding="utf-8").replace("</svg>", f"{attack}</svg>"))

    _, findings = check_package(package)

    assert [(one.file, one.severity) for one in findings] == [
        ("media/hom-tien.svg", Severity.ERROR)
    ]


def test_a_doctype_in_a_drawing_is_refused(package):
    path = package / "media" / "hom-tien.svg"
    path.write_text('<!DOCTYPE svg [<!ENTITY a "b">]>' + path.read_text(encoding="utf-8"))

    _, findings = check_package(package)

    assert "more than a drawing" in findings[0].reason


@pytest.mark.parametrize(
    "broken",
    [b'<svg xmlns="http://www.w3.org/2000/svg">\n<rect x="1" x="2"/></svg>', b"\xff\xfe<\x00"],
)
def test_a_drawing_no_browser_could_show_is_told_with_its_line(package, broken):
    (package / "media" / "hom-tien.svg").write_bytes(broken)

    _, findings = check_package(package)

    assert [one.line for one in findings] == [broken.count(b"\n") + 1]
    assert "cannot be read here" in findings[0].reason


def test_a_page_called_a_photo_is_no_picture(package):
    (package / "media" / "a.png").write_bytes(b"<html>")

    _, findings = check_package(package)

    assert "This is no picture." in {one.reason for one in findings}


def test_files_that_do_not_belong_are_named(package):
    (package / "lessons" / "notes.txt").write_text("x")
    (package / "lessons" / "05.md").write_bytes(b"---\nid: \xff\n---\n")
    (package / "media" / "huge.svg").write_bytes(b" " * (2 * 1024 * 1024 + 1))

    _, findings = check_package(package)

    reasons = {one.file: one.reason for one in findings}
    assert "no place" in reasons["lessons/notes.txt"]
    assert "not UTF-8" in reasons["lessons/05.md"]
    assert "larger than" in reasons["media/huge.svg"]


def test_a_folder_without_a_course_says_so(tmp_path):
    _, findings = check_package(tmp_path)

    assert [one.reason for one in findings] == ["There is no course.yaml."]


def test_a_text_written_with_loose_marks_becomes_composed(package):
    path = package / "course.yaml"
    text = path.read_text(encoding="utf-8").replace("Thanh toán", "Thanh toa\u0301n")
    path.write_text(text, encoding="utf-8")

    source, findings = check_package(package)

    assert findings == []
    assert source.course.source.title.startswith("Thanh toán")


def test_one_unreadable_lesson_brings_no_findings_about_other_files(findings_after):
    found = findings_after("lessons/01-tai-khoan-vi.md", "minutes:", "minuten:")

    assert {one.file for one in found} == {"lessons/01-tai-khoan-vi.md"}
