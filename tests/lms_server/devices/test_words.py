"""The bus shows beside a machine the words which that machine shows."""

from datetime import timedelta

import msgspec
import pytest

from common.clock import utc_now
from common.wire import pairing as wire
from common.wire.words import pair_words
from lms_server.devices.models import Device


@pytest.fixture
def paired(kiosk, open_code):
    """What a machine was told when it was paired a moment ago."""
    open_code("123456", utc_now())
    return msgspec.json.decode(kiosk.pair("123456").data, type=wire.PairingFinished)


@pytest.fixture
def words(paired, fingerprint):
    """What that machine shows: by the key it sees and the id it was given."""
    return pair_words(fingerprint, paired.device_id)


def test_the_wall_shows_the_words_of_a_machine_just_paired(as_staff, words):
    assert words in as_staff("trainer").get("/staff/devices").text


def test_later_they_stand_on_the_page_of_the_machine_alone(as_staff, paired, words, database):
    with database.write() as db:
        db.get(Device, paired.device_id).paired_at = utc_now() - timedelta(hours=1)
    trainer = as_staff("trainer")

    assert words not in trainer.get("/staff/devices").text
    assert words in trainer.get(f"/staff/devices/{paired.device_id}").text
