"""Identity numbers at rest."""

import pytest
from cryptography.exceptions import InvalidTag

from common.ids import new_id
from lms_server.learners.errors import IdNumberUnavailableError
from lms_server.learners.id_numbers import IdNumberVault

NUMBER = "040155000123"


def test_a_number_opens_only_for_its_learner():
    vault, learner = IdNumberVault(b"k" * 32), new_id()

    box = vault.seal(NUMBER, learner)

    assert NUMBER.encode() not in box
    assert vault.open(box, learner) == NUMBER
    with pytest.raises(InvalidTag):
        vault.open(box, new_id())


def test_equal_numbers_are_found_and_sealed_ones_look_different():
    vault, learner = IdNumberVault(b"k" * 32), new_id()

    assert vault.mac(NUMBER) == vault.mac(NUMBER)
    assert vault.mac(NUMBER) != vault.mac("040155000124")
    assert vault.mac(NUMBER) != IdNumberVault(b"l" * 32).mac(NUMBER)
    assert vault.seal(NUMBER, learner) != vault.seal(NUMBER, learner)


def test_without_a_key_numbers_are_refused():
    with pytest.raises(IdNumberUnavailableError):
        IdNumberVault(None).mac(NUMBER)
