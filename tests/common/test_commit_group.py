"""The group's own promises, with a transaction that can break in every way."""

import threading

import pytest

from common.commit_group import CommitGroup


class BreakingTransaction:
    """Fails where it is told to; otherwise everything is well."""

    def __init__(self):
        self.faults = {}

    def begin(self):
        self._meet("begin")

    def is_open(self):
        self._meet("is_open")
        return True

    def commit(self):
        self._meet("commit")

    def roll_back(self):
        self._meet("roll_back")

    def _meet(self, place):
        if place in self.faults:
            raise self.faults.pop(place)


@pytest.fixture
def transaction():
    return BreakingTransaction()


@pytest.fixture
def group(transaction):
    return CommitGroup(transaction)


def run(group, ends):
    with group.turn():
        pass
    ends.append("done")


def test_a_disk_that_fails_the_rollback_too_holds_nobody_up(group, transaction):
    transaction.faults = {"commit": OSError("broken"), "roll_back": OSError("broken too")}
    with pytest.raises(OSError, match="broken"), group.turn():
        pass

    ends = []
    following = threading.Thread(target=run, args=(group, ends), daemon=True)
    following.start()
    following.join(5)

    assert ends == ["done"]


def test_a_group_whose_connection_broke_is_failed_and_the_next_block_goes_on(group, transaction):
    ends = []
    second = threading.Thread(target=run, args=(group, ends), daemon=True)

    def first_of_the_group():
        with pytest.raises(OSError, match="gone"), group.turn():
            transaction.faults = {"is_open": OSError("gone"), "commit": OSError("gone")}
            second.start()
            while not group._waiting:
                threading.Event().wait(0.001)
        ends.append("refused")

    first = threading.Thread(target=first_of_the_group, daemon=True)
    first.start()
    first.join(5)
    second.join(5)

    assert sorted(ends) == ["done", "refused"]
