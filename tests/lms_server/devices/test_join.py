"""A plain browser pairs by typing the code."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from common.clock import utc_now
from lms_server.devices.models import Device


@pytest.fixture
def join(client, form_token):
    def join(code):
        return client.post("/join", data={"csrf_token": form_token(client, "/join"), "code": code})

    return join


def test_the_right_code_pairs_the_browser(client, join, open_code, db_count):
    open_code("123456", utc_now())

    answer = join("123 456")

    assert answer.location == "/learn/"
    cookie = client.get_cookie("bus_device")
    assert (cookie.http_only, cookie.same_site) == (True, "Strict")
    assert db_count(Device) == 1
    assert client.get("/join").location == "/learn/"


def test_a_browser_is_seen_whenever_it_shows_a_page(client, join, open_code, database):
    open_code("123456", utc_now())
    join("123456")
    long_ago = utc_now() - timedelta(hours=1)
    with database.write() as db:
        db.execute(update(Device).values(last_seen_at=long_ago))

    client.get("/learn/")

    with database.read() as db:
        assert db.scalar(select(Device.last_seen_at)) > long_ago


def test_a_wrong_code_is_told_without_blame(join, open_code, db_count):
    open_code("123456", utc_now())

    answer = join("123457")

    assert answer.status_code == 403
    assert "Mã chưa đúng" in answer.text
    assert db_count(Device) == 0


def test_without_an_open_code_the_trainer_must_open_one(join):
    answer = join("123456")

    assert answer.status_code == 410
    assert "mở mã mới" in answer.text


def test_five_wrong_codes_shut_the_door_for_this_browser(join, open_code):
    open_code("123456", utc_now())
    for _ in range(5):
        join("000000")
    open_code("234567", utc_now())

    answer = join("234567")

    assert answer.status_code == 429


def test_a_join_from_another_site_is_refused(client, open_code, db_count):
    open_code("123456", utc_now())

    answer = client.post("/join", data={"code": "123456"})

    assert answer.status_code == 400
    assert db_count(Device) == 0
