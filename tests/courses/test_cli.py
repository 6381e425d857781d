import json
import subprocess
import sys

import jsonschema
import pytest
import yaml

from courses import cli


def test_a_good_package_passes(package, capsys):
    assert cli.check(package) == 0
    assert capsys.readouterr().out.splitlines()[0] == "KNS-04: 0 errors, 0 warnings"


def test_a_fault_is_printed_with_file_line_reason_and_remedy(package, capsys):
    path = package / "course.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("licence:", "license:"))

    assert cli.check(package) == 1
    out = capsys.readouterr().out
    assert f"{package}/course.yaml:" in out
    assert "error: In the file: object" in out
    assert "Remove it, or correct its spelling." in out


def test_a_vietnamese_terminal_is_told_in_vietnamese(package, capsys, monkeypatch):
    path = package / "course.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("licence:", "license:"))
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")

    assert cli.main(["check", str(package)]) == 1
    faults, summary = capsys.readouterr().out.splitlines()
    assert faults.endswith(
        "lỗi: Trong tệp này: không có mục nào tên là “license”. "
        "Hãy xóa mục này, hoặc sửa lại tên cho đúng."
    )
    assert summary == "KNS-04: 1 lỗi, 0 lời nhắc"


@pytest.mark.parametrize(
    ("language", "told"), [("vi", "không có tệp course.yaml"), ("en", "no course.yaml")]
)
def test_an_author_may_ask_for_the_other_language(language, told, tmp_path, capsys):
    assert cli.main(["check", str(tmp_path), "--lang", language]) == 2
    assert told in capsys.readouterr().err


def test_the_figures_of_reading_are_told_in_vietnamese(package, capsys):
    assert cli.check(package, language="vi") == 0
    summary, reading = capsys.readouterr().out.splitlines()
    assert summary == "KNS-04: 0 lỗi, 0 lời nhắc"
    assert "số tiếng không viết theo chính tả tiếng Việt" in reading


def test_a_warning_alone_does_not_refuse(package, capsys):
    path = package / "course.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("minutes: 60", "minutes: 61"))

    assert cli.check(package.parent) == 0
    assert "0 errors, 1 warnings" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["check", "pack"])
def test_a_path_without_a_package_is_wrong_usage(command, tmp_path, capsys):
    arguments = [command, str(tmp_path)] + ([str(tmp_path)] if command == "pack" else [])

    assert cli.main(arguments) == 2
    assert "no course.yaml" in capsys.readouterr().err


def test_packing_prints_the_file_and_its_hash(package, tmp_path, capsys, course):
    assert cli.main(["pack", str(package), str(tmp_path / "out")]) == 0
    out = capsys.readouterr().out
    name = f"KNS-04-{course.version}.course.zip"
    assert out == f"{tmp_path / 'out' / name} {course.package_hash}\n"


def test_packing_a_broken_package_is_refused(package, tmp_path, capsys):
    (package / "course.yaml").write_text("id: KNS-04\n")

    assert cli.pack(package, tmp_path / "out") == 1
    assert "course.yaml:1" in capsys.readouterr().err


def test_the_module_runs_by_itself(package):
    run = subprocess.run(
        [sys.executable, "-m", "courses", "check", str(package)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("kind", ["course", "lesson", "quiz", "simulator"])
def test_the_schema_describes_the_files_of_the_package(kind, package, capsys):
    files = {"course": "course.yaml", "quiz": "quizzes/*", "simulator": "simulators/*"}

    assert cli.main(["schema", kind]) == 0

    schema = json.loads(capsys.readouterr().out)
    assert "$defs" in schema
    for path in package.glob(files.get(kind, "none")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        jsonschema.validate(json.loads(json.dumps(data, default=str)), schema)


def test_a_new_course_passes_the_check_and_can_be_packed(tmp_path, capsys):
    assert cli.main(["new", str(tmp_path), "ABC-07"]) == 0
    assert cli.main(["check", str(tmp_path / "ABC-07")]) == 0
    assert cli.main(["pack", str(tmp_path / "ABC-07"), str(tmp_path / "out")]) == 0

    told = capsys.readouterr().out
    assert "ABC-07: 0 errors, 0 warnings" in told
    assert "KNS-99" not in "".join(
        path.read_text(encoding="utf-8") for path in (tmp_path / "ABC-07").glob("*/*")
    )


def test_a_new_course_overwrites_nothing(tmp_path, capsys):
    (tmp_path / "ABC-07").mkdir()

    assert cli.main(["new", str(tmp_path), "ABC-07"]) == 1
    assert list((tmp_path / "ABC-07").iterdir()) == []
    assert "courses.folder_taken" in capsys.readouterr().err


def test_a_new_course_needs_a_good_id(tmp_path, capsys):
    assert cli.main(["new", str(tmp_path), "../evil"]) == 1
    assert "courses.bad_course_id" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
