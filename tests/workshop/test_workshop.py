"""The set-up and the gates, as far as they can be tried without a fresh machine."""

import configparser
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

from workshop import assets, gates, setting_up, speaking, system
from workshop.setting_up import Stage
from workshop.talk import StepFailedError, run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def a_stage(tmp_path, monkeypatch):
    """A stage with one input and one output that counts how often it worked."""
    monkeypatch.setattr(setting_up, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(setting_up, "ROOT", tmp_path)
    source, made = tmp_path / "lock", tmp_path / "made"
    source.write_text("1")

    def make_things():
        made.write_text("x" + (made.read_text() if made.exists() else ""))

    return Stage("things", (source,), (made,), make_things), source, made


def test_a_stage_is_done_once_until_its_input_changes(a_stage):
    stage, source, _ = a_stage

    assert not stage.is_done()
    stage.do()
    assert stage.is_done()
    source.write_text("2")
    assert not stage.is_done()


def test_a_stage_whose_output_was_deleted_is_done_again(a_stage):
    stage, _, made = a_stage
    stage.do()

    made.unlink()

    assert not stage.is_done()


def test_a_stage_that_fails_is_not_remembered(a_stage):
    _, source, made = a_stage

    def break_off():
        made.write_text("half")
        raise StepFailedError

    broken = Stage("things", (source,), (made,), break_off)
    with pytest.raises(StepFailedError):
        broken.do()

    assert not broken.is_done()


def test_fonts_and_the_checker_lie_where_pages_and_tests_look_for_them():
    for home in assets.FONT_HOMES:
        for weight in (400, 700):
            name = f"be-vietnam-pro-vietnamese-{weight}-normal.woff2"
            assert (home / "be-vietnam-pro" / name).read_bytes()[:4] == b"wOF2"
    assert (assets.TEST_HOME / "axe.min.js").stat().st_size > 100_000


@pytest.mark.parametrize(
    "name",
    [
        "scorm-again/scorm12.min.js",
        "scorm-again/scorm2004.min.js",
        "h5p-standalone/main.bundle.js",
        "h5p-standalone/frame.bundle.js",
        "h5p-standalone/styles/h5p.css",
    ],
)
def test_the_players_of_imported_activities_lie_where_they_are_served_from(name):
    assert (assets.PLAYER_HOME / name).stat().st_size > 10_000


def test_what_set_up_installs_is_not_what_set_up_depends_on():
    inputs = [path.relative_to(ROOT) for stage in setting_up.stages() for path in stage.inputs]

    assert {path.parts[0] for path in inputs} & {".venv", "node_modules"} == set()
    assert Path("lms_server/web/translations/vi/LC_MESSAGES/core.po") in inputs


def test_a_failing_program_is_told_with_what_it_said():
    with pytest.raises(StepFailedError, match="it broke"):
        run([sys.executable, "-c", "raise SystemExit('it broke')"])


def test_a_missing_program_is_told_with_the_remedy():
    with pytest.raises(StepFailedError, match="install it so"):
        run(["no-such-program-here"], hint="install it so")


@pytest.mark.parametrize(("skipped", "passes"), [(0, True), (1, False)])
def test_a_run_that_skips_has_not_passed(tmp_path, monkeypatch, skipped, passes):
    monkeypatch.setattr(gates, "ROOT", tmp_path)
    mark = "@pytest.mark.skip\n" if skipped else ""
    test = tmp_path / "test_it.py"
    test.write_text(f"import pytest\n\n{mark}def test_it():\n    pass\n\ndef test_b():\n    pass\n")

    assert gates.run_tests([str(test), "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]) is (
        passes
    )


def test_without_root_the_person_is_told_exactly_what_to_install(monkeypatch):
    monkeypatch.setattr(system, "find_missing", lambda: ["xvfb", "chromium"])
    monkeypatch.setattr(system, "is_root", lambda: False)

    with pytest.raises(StepFailedError, match=r"sudo apt-get install -y xvfb chromium"):
        system.install_test_programs()


def test_every_gate_names_a_module_that_exists():
    names = [arguments[0] for arguments in gates.GATES.values()]
    missing = [name for name in names if importlib.util.find_spec(name) is None]

    assert missing == []


def test_an_unknown_campaign_is_answered_with_the_known_ones():
    command = [sys.executable, "bus.py", "campaign", "earthquake"]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert "kill, powercut" in ended.stdout


def test_where_npm_is_missing_node_comes_as_a_python_package(monkeypatch):
    installed = []
    monkeypatch.setattr(setting_up.shutil, "which", lambda _name: None)
    monkeypatch.setattr(setting_up, "run", installed.append)

    node, script = setting_up._find_npm()

    assert node.stem == "node"
    assert script.name == "npm-cli.js"
    assert any("requirements-node.lock" in str(part) for part in installed[0])


def test_an_impatient_second_ctrl_c_leaves_no_server_behind():
    code = (
        "import os, signal, subprocess, sys\n"
        "from workshop import demo\n"
        "server = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "wait = server.wait\n"
        "def pressed_again(*seconds):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    return wait(*seconds)\n"
        "server.wait = pressed_again\n"
        "demo._stop([server])\n"
        "sys.exit(0 if server.returncode is not None else 3)\n"
    )

    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=30)

    assert ended.returncode == 0


def test_without_a_voice_set_up_says_what_to_install_and_goes_on(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(setting_up, "STAMPS", tmp_path)
    monkeypatch.setattr(system, "is_root", lambda: False)
    monkeypatch.setenv("PATH", str(tmp_path))

    speaking.make_audio()

    assert "sudo apt-get install -y espeak-ng" in capsys.readouterr().out


def pinned(lock):
    """Return the versions in a lock by the names of the packages."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock.read_text(), re.MULTILINE))


def test_qt_for_the_tests_is_what_the_extra_asks_for_beside_everything_else():
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg")
    extra = settings["options.extras_require"]["kiosk-qt"].split()
    qt, all_else = pinned(setting_up.QT_LOCK), pinned(setting_up.LOCK)

    assert {re.split("[<>=]", one)[0].lower() for one in extra} <= qt.keys()
    assert {name: all_else.get(name, qt[name]) for name in qt} == qt
