import shutil

import pytest

from courses.checker import check_package
from courses.findings import Severity


@pytest.fixture
def findings_after(sample_package, tmp_path):
    """Replace one text of one sample and return what the checker says about that file."""

    def change(name, old, new):
        folder = tmp_path / "samples"
        shutil.copytree(sample_package.folder, folder)
        path = next((folder / "simulators").glob(f"{name}-*.yaml"))
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return [one for one in check_package(folder)[1] if one.file.endswith(path.name)]

    return change


def test_the_samples_as_they_are_have_no_finding(sample_package):
    findings = check_package(sample_package.folder)[1]

    assert [one.reason for one in findings] == ["There is no course.yaml."]


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("t01", 'address: "trang-trong.test"', 'address: ""', "A web page has an address"),
        ("t01", "    look: web\n", "", "Only a web page has an address"),
        ("t01", "trang-trong.test", "trang-trong.com", "may belong to somebody"),
        ("t01", "max_letters: 30", "max_letters: 5", "takes fewer letters"),
        ("t01", '{type: "tim-kiem.test"}', '{type: " "}', "nothing to type"),
        ("t01", '{type: "tim-kiem.test"}', "{tap: a, choose: b}", "exactly one move"),
        ("t01", "{choose: gov}", '{choose: gov, accept: ["a"]}', "'accept' belongs to 'type'"),
        ("t01", '"thời tiếc"', '"Thời  tiết"', "is the right move"),
        ("t01", "{choose: gov}", '{type: "a"}', "Nothing can be written here"),
        ("t01", '{type: "tim-kiem.test"}', '{type: "Lua#2024vang"}', "real password"),
        ("t02", "shows: write", "shows: wrote", "no step wrote"),
        ("t02", "min_letters: 3", "min_letters: 31", "takes fewer letters"),
        ("t02", "too_short", "too_long", "'too_long' is not on the screen"),
        ("t02", "id: village", "id: name", "used twice on this screen"),
        (
            "t03",
            'codes: ["000000000000", "112233"',
            'codes: ["000000000000", "482913"',
            "real code",
        ),
        ("t03", 'codes: ["000000000000", "112233"', 'codes: ["000000000000"', "is not declared"),
        ("t03", "digits: 12", "digits: 11", "cannot be typed here"),
        ("t03", '{"123456": "Đó', '{"112233": "Đó', "is the right move"),
        ("t03", '{"123456": "Đó', '{"445566": "Đó', "is not on the screen"),
        ("t03", "Mã của {bác} là 112233", "Mã của {bác} là 482913", "looks like a real"),
        ("t03", "falls: [tell]", "falls: [refuse]", "cannot be a trap"),
        ("t04", "current: 2", "current: 4", "behind the last step"),
        ("t04", "writes: code, max_letters: 12}", "writes: code, max_letters: 3}", "be typed here"),
        ("t05", '[bank, "off", police]', "[bank, police]", "each card once"),
        ("t05", '[bank, "off", police]', "[bank, bank, police]", "each card once"),
        ("t05", "wrong: {police", "wrong: {polite", "is not on the screen"),
        ("t06", ", m3: ask}", "}", "each card once"),
        ("t06", "m3: ask}", "m3: asked}", "each card once"),
        ("t06", "m2/ask:", "m2/fake:", "is the right move"),
        ("t06", "m2/real]", "m2/fake]", "cannot be a trap"),
        ("t06", '          - {id: real, text: "Thật", icon: check}\n', "", "each card once"),
        ("t07", '    trap: {falls: [grab], say: "Bác chưa kịp hiểu."}\n', "", "take the mouse"),
        ("t08", "media/giay.svg", "media/giai.svg", "no file media/giai.svg"),
        ("t08", "{choose: mau}", "{choose: may}", "cannot be reached by choose"),
        ("t08", "fault: crooked", "fault: wet", "fault"),
        ("t09", "id: video", "id: voice", "used twice"),
        ("t10", "id: vo,", "id: lan,", "used twice"),
        ("t10", "count: 2", "count: 0", "count"),
        ("t10", "{tap: lan}", "{choose: lan}", "cannot be reached by choose"),
    ],
)
def test_each_fault_of_a_simulator_is_found(findings_after, name, old, new, reason):
    findings = findings_after(name, old, new)

    assert [one for one in findings if reason in f"{one.reason} {one.fix}"], findings


def test_two_things_to_type_on_do_not_fit_on_one_screen(findings_after):
    pad = '      - {kind: pin, label: "Mã"}\n'
    line = '      - {kind: keyboard, label: "Tên", max_letters: 30}\n'

    findings = findings_after("t02", line, line + pad)

    assert any("Only one scanner, pad, keyboard" in one.reason for one in findings)


def test_a_coach_scene_without_a_trap_is_only_a_warning(findings_after):
    [finding] = findings_after("t07", '    trap: {falls: [grab], say: "Bác chưa kịp hiểu."}\n', "")

    assert finding.severity is Severity.WARNING


def test_seven_cards_are_too_many_to_put_in_order(findings_after):
    more = "".join(f'          - {{id: more{n}, text: "Việc {n}"}}\n' for n in range(4))
    first = "          - {id: police,"

    findings = findings_after("t05", first, more + first)

    assert any("Too many cards" in one.reason for one in findings)


def test_one_group_is_no_choice(findings_after):
    two = """          - {id: fake, text: "Giả", icon: stop}
          - {id: ask, text: "Phải hỏi lại", icon: help}
"""

    assert any("One group" in one.reason for one in findings_after("t06", two, ""))


def test_a_practice_password_may_be_typed(findings_after):
    findings = findings_after("t01", '{type: "tim-kiem.test"}', '{type: "Tap#2024vang"}')

    assert findings == []
