"""A laptop is made a kiosk and unmade; nothing of others is touched."""

import pytest

from kiosk.response_queue import ResponseQueue
from kiosk.store import Store
from kiosk.system.errors import (
    AnswersWaitError,
    NoSystemdError,
    NotOursError,
    OtherSessionError,
    ProgramMissingError,
    ProgramUnreachableError,
    RootNeededError,
    RootRefusedError,
    UserMissingError,
)
from kiosk.system.installing import check_sent, delete_data, find_shut_folder, install, uninstall
from kiosk.system.own_files import MARK
from kiosk.system.sessions import Session

OWN_SESSIONS = [Session.CAGE, Session.OPENBOX]


def make(machine, program, session=Session.DESKTOP, user=None):
    return install(machine.laptop, program, session=session, user=user)


def make_own(machine, program, session=Session.CAGE, user="kiosk"):
    machine.uid = 0
    return make(machine, program, session, user)


def test_the_desktop_of_the_present_user_starts_the_kiosk(machine, program):
    changed = make(machine, program)

    unit, entry = (path.read_text() for path in machine.laptop.places.desktop)
    assert 'ExecStart="/bin/sh"\n' in unit
    assert "Restart=on-failure" in unit
    assert "systemctl --user start bus-kiosk.service" in entry
    assert set(changed.paths) == set(machine.laptop.places.desktop)
    assert machine.asked == ["--user daemon-reload"]


@pytest.mark.parametrize("session", OWN_SESSIONS)
def test_a_session_of_its_own_starts_with_the_laptop(machine, program, session):
    make_own(machine, program, session)

    unit = machine.unit.read_text()
    assert "User=kiosk\n" in unit
    assert '"/bin/sh"' in unit.partition("ExecStart=")[2]
    assert machine.asked == ["daemon-reload", "enable bus-kiosk.service"]


def test_cage_draws_no_title_bar_with_a_button_to_close(machine, program):
    make_own(machine, program, Session.CAGE)

    assert 'ExecStart="/bin/true" "-d" "--" ' in machine.unit.read_text()


@pytest.mark.parametrize("session", list(Session))
def test_installing_twice_changes_nothing(machine, program, session):
    machine.uid = 1000 if session is Session.DESKTOP else 0
    user = None if session is Session.DESKTOP else "kiosk"
    make(machine, program, session, user)
    before = machine.files()

    again = make(machine, program, session, user)

    assert again.paths == ()
    assert machine.files() == before


@pytest.mark.parametrize("session", list(Session))
def test_uninstalling_leaves_the_laptop_as_it_was(machine, program, session):
    (machine.home / ".config").mkdir()
    (machine.home / ".config/other").write_text("mine")
    before = machine.files()
    machine.uid = 1000 if session is Session.DESKTOP else 0
    make(machine, program, session, None if session is Session.DESKTOP else "kiosk")

    uninstall(machine.laptop)
    again = uninstall(machine.laptop)

    assert machine.files() == before
    assert not (machine.root / "etc/bus-kiosk").exists()
    assert again.paths == ()


def test_a_running_kiosk_is_stopped_before_its_unit_goes(machine, program):
    make_own(machine, program)
    machine.asked.clear()

    uninstall(machine.laptop)

    assert machine.asked == ["disable --now bus-kiosk.service", "daemon-reload"]


def test_going_from_openbox_to_cage_takes_the_settings_of_openbox_away(machine, program):
    make_own(machine, program, Session.OPENBOX)

    make_own(machine, program, Session.CAGE)

    assert list(machine.files()) == [str(machine.unit)]


@pytest.mark.parametrize("text", ["[Service]\nExecStart=/bin/mine\n", ""])
def test_a_unit_of_somebody_else_stays_and_nothing_is_written(machine, program, text):
    unit, entry = machine.laptop.places.desktop
    entry.parent.mkdir(parents=True)
    entry.write_text(text)

    with pytest.raises(NotOursError) as refused:
        make(machine, program)
    uninstall(machine.laptop)

    assert refused.value.params == {"path": str(entry)}
    assert entry.read_text() == text
    assert not unit.exists()


def test_a_link_is_never_ours_wherever_it_leads(machine, program, tmp_path):
    target = tmp_path / "elsewhere"
    target.write_text(MARK)
    unit, _entry = machine.laptop.places.desktop
    unit.parent.mkdir(parents=True)
    unit.symlink_to(target)

    with pytest.raises(NotOursError):
        make(machine, program)
    uninstall(machine.laptop)

    assert unit.is_symlink()
    assert target.read_text() == MARK


def test_without_systemd_nothing_is_written(machine, program):
    (machine.root / "run/systemd/system").rmdir()

    with pytest.raises(NoSystemdError):
        make(machine, program)

    assert machine.files() == {}


def test_learners_never_get_root(machine, program):
    machine.uid = 0

    with pytest.raises(RootRefusedError):
        make(machine, program)
    with pytest.raises(RootRefusedError):
        make(machine, program, Session.CAGE, "root")
    with pytest.raises(RootRefusedError):
        make(machine, program, Session.CAGE, None)

    assert machine.files() == {}


def test_only_root_changes_the_whole_laptop(machine, program):
    with pytest.raises(RootNeededError):
        make(machine, program, Session.CAGE, "kiosk")
    make_own(machine, program)
    machine.uid = 1000

    with pytest.raises(RootNeededError):
        uninstall(machine.laptop)

    assert machine.unit.exists()


def test_a_user_must_be_there_already(machine, program):
    with pytest.raises(UserMissingError):
        make_own(machine, program, user="nobody-here")


@pytest.mark.parametrize(
    ("session", "lacking"),
    [
        (Session.CAGE, "cage"),
        (Session.OPENBOX, "xinit"),
        (Session.OPENBOX, "openbox"),
        (Session.OPENBOX, "X"),
    ],
)
def test_what_the_session_lacks_is_named(machine, program, session, lacking):
    del machine.programs[lacking]

    with pytest.raises(ProgramMissingError) as refused:
        make_own(machine, program, session)

    assert refused.value.params == {"program": lacking}
    assert machine.files() == {}


def test_another_sign_in_screen_is_named_and_left_alone(machine, program):
    other = machine.root / "etc/systemd/system/display-manager.service"
    other.parent.mkdir(parents=True)
    other.symlink_to("/lib/systemd/system/gdm3.service")

    with pytest.raises(OtherSessionError) as refused:
        make_own(machine, program)

    assert refused.value.params == {"name": "gdm3.service"}
    assert not machine.unit.exists()


def test_our_own_session_is_no_other_one(machine, program):
    make_own(machine, program)
    (machine.unit.parent / "display-manager.service").symlink_to(machine.unit)

    assert make_own(machine, program).paths == ()


@pytest.fixture
def shut(tmp_path):
    """A folder that only its owner may enter, like the home of root."""
    folder = tmp_path / "shut"
    folder.mkdir(mode=0o700)
    (folder / "program").write_text("")
    return folder


def test_a_program_in_a_shut_home_is_refused(machine, shut):
    with pytest.raises(ProgramUnreachableError):
        make_own(machine, [str(shut / "program")])

    assert machine.files() == {}


def test_so_is_a_program_whose_python_lies_there(machine, program, shut, tmp_path):
    machine.interpreter = tmp_path / "python"
    machine.interpreter.symlink_to(shut / "program")

    with pytest.raises(ProgramUnreachableError):
        make_own(machine, program)


def test_the_owner_of_a_folder_may_enter_where_others_may_not(shut):
    program = shut / "program"

    assert find_shut_folder([program], shut.stat().st_uid) is None
    assert find_shut_folder([program], 12345) in {shut, *shut.parents}
    shut.chmod(0o711)
    assert find_shut_folder([program], 12345) != shut


def test_a_systemd_that_does_not_listen_is_told(machine, program):
    machine.answer = False

    assert not make(machine, program).is_told


def test_the_data_goes_only_when_the_bus_has_every_answer(store, put, tmp_path):
    folder = tmp_path / "kiosk"
    put(2)

    with pytest.raises(AnswersWaitError) as refused:
        delete_data(folder)

    assert refused.value.params == {"count": 2}
    assert ResponseQueue(store).count_waiting() == 2


def test_data_without_answers_goes_and_strange_files_stay(tmp_path):
    folder = tmp_path / "kiosk"
    Store.open_in(folder).close()
    (folder / "notes.txt").write_text("mine")

    delete_data(folder)
    left = sorted(path.name for path in folder.iterdir())
    (folder / "notes.txt").unlink()
    delete_data(folder)

    assert left == ["notes.txt"]
    assert not folder.exists()


def test_there_is_nothing_to_lose_where_nothing_was(tmp_path):
    check_sent(tmp_path / "none")

    assert not (tmp_path / "none").exists()
