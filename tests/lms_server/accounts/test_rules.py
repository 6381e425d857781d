"""Names and passwords, by value."""

import threading

import pytest

from lms_server.accounts.actions import add_account
from lms_server.accounts.errors import (
    BadSignInNameError,
    NameTakenError,
    TooBusyError,
    WeakPasswordError,
)
from lms_server.accounts.models import Role
from lms_server.accounts.passwords import MOST_AT_THE_DOOR, hash_password, is_password
from lms_server.accounts.rules import check_password, check_sign_in_name


@pytest.mark.parametrize("name", ["mai", "le.tho", "can-bo-2", "a" * 32])
def test_names_that_can_be_typed_anywhere(name):
    assert check_sign_in_name(name) == name


@pytest.mark.parametrize("name", ["", "ma", "Mai", "lò", "1a2", "a b c", "a" * 33])
def test_names_that_cannot(name):
    with pytest.raises(BadSignInNameError):
        check_sign_in_name(name)


@pytest.mark.parametrize("password", ["ruong lua xanh", "Xe số 3 chạy"])
def test_passwords_worth_guessing(password):
    assert check_password(password, sign_in_name="mai") == password


@pytest.mark.parametrize(
    "password", ["ngan", "123456789", "Matkhau2026", "Mai xinh đẹp", "x" * 201]
)
def test_passwords_that_a_guesser_tries_first(password):
    with pytest.raises(WeakPasswordError):
        check_password(password, sign_in_name="mai")


def test_a_password_is_stored_as_argon2id_and_never_itself():
    stored = hash_password("ruong lua xanh")

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert is_password("ruong lua xanh", stored)
    assert not is_password("ruong lua", stored)


def test_nobody_has_no_password():
    assert not is_password("nobody", None)


def test_a_crowd_at_the_door_leaves_the_server_its_other_threads():
    """A laptop that only hammers on the door must not keep forty kiosks waiting."""
    outcomes = []

    def knock():
        try:
            outcomes.append(is_password("x", None))
        except TooBusyError:
            outcomes.append("busy")

    crowd = [threading.Thread(target=knock) for _ in range(40)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert outcomes.count(False) >= MOST_AT_THE_DOOR
    assert outcomes.count("busy") >= 1
    assert not is_password("x", None)


def test_a_name_is_given_once(database, add_account, now):
    add_account("trainer", "mai")

    with pytest.raises(NameTakenError), database.write() as db:
        add_account_again(db, now)


def add_account_again(db, now):
    add_account(
        db,
        sign_in_name="mai",
        full_name="Mai khác",
        role=Role.ADMIN,
        password_hash="x",
        now=now,
    )
