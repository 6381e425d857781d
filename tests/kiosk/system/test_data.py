"""Staff who look after a laptop are led to the data of the kiosk that starts with it."""

import pytest

from kiosk.system.data import find_data
from kiosk.system.own_files import OwnFile, write_all
from kiosk.system.sessions import Places, cage_files, desktop_files, openbox_files

PROGRAM = "/opt/bus-lms/.venv/bin/bus-kiosk"


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path / "root", tmp_path / "home")


@pytest.fixture
def find(places, tmp_path):
    return lambda: find_data(places, {"kiosk": tmp_path / "kiosk"}.get)


def everywhere(_name):
    return "/bin/true"


@pytest.mark.parametrize("make", [cage_files, openbox_files])
def test_a_session_of_its_own_keeps_its_data_with_its_user(places, find, tmp_path, make):
    write_all(make(places, [PROGRAM, "--server", "10.0.0.2:8443"], user="kiosk", find=everywhere))

    assert find() == tmp_path / "kiosk/.local/share/bus-kiosk"


@pytest.mark.parametrize("make", [cage_files, openbox_files])
@pytest.mark.parametrize("folder", ["/srv/kiosk", '/srv/a b "q" $HOME %h \\x'])
def test_a_folder_that_was_given_at_installing_is_the_one(places, find, folder, make):
    write_all(make(places, [PROGRAM, "--data", folder], user="kiosk", find=everywhere))

    assert str(find()) == folder


def test_so_is_one_that_was_given_for_a_desktop(places, find):
    write_all(desktop_files(places, [PROGRAM, "--data", "/srv/kiosk"]))

    assert str(find()) == "/srv/kiosk"


def test_nothing_tells_where_nothing_of_ours_does(places, find):
    unit = places.session[0]
    unit.parent.mkdir(parents=True)
    unit.write_text("[Service]\nUser=kiosk\n")

    assert find() is None


def test_a_user_who_is_gone_and_a_desktop_tell_nothing(places, find):
    write_all(desktop_files(places, [PROGRAM]))
    of_desktop = find()
    write_all(cage_files(places, [PROGRAM], user="gone", find=everywhere))

    assert (of_desktop, find()) == (None, None)


def test_a_unit_that_somebody_emptied_tells_nothing(places, find):
    from_us = cage_files(places, [PROGRAM], user="kiosk", find=everywhere)[0]
    write_all([OwnFile(from_us.path, from_us.text.partition("[Service]")[0])])

    assert find() is None
