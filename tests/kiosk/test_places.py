import pytest

from common.wire.places import ALPHABET, CODE_LENGTH, code_of, host_of, qr_text
from kiosk.config import Address
from kiosk.places import read_place, read_place_code

HOSTS = ["192.168.8.2", "192.168.255.255", "10.0.0.0", "10.99.0.2", "10.255.255.255"]
MORE = ["172.16.0.1", "172.31.255.254", "169.254.7.9"]


@pytest.mark.parametrize("host", HOSTS + MORE)
def test_a_private_address_has_a_code_of_six_letters_that_leads_back(host):
    code = code_of(host)

    assert len(code) == CODE_LENGTH
    assert host_of(code) == host
    assert host_of(f" {code[:3].lower()}-{code[3:].lower()} ") == host


@pytest.mark.parametrize("host", ["8.8.8.8", "192.167.0.1", "172.32.0.1"])
def test_a_public_address_has_none(host):
    assert code_of(host) is None


def test_no_single_wrong_letter_goes_unseen():
    code = code_of("192.168.8.2")
    slips = {
        code[:place] + letter + code[place + 1 :]
        for place in range(CODE_LENGTH)
        for letter in ALPHABET
    } - {code}

    for slip in slips:
        with pytest.raises(ValueError, match="letter is wrong"):
            host_of(slip)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (code_of("10.99.0.2"), Address("10.99.0.2", 8443)),
        (" 192.168.8.2 ", Address("192.168.8.2", 8443)),
        ("192.168.8.2:9000", Address("192.168.8.2", 9000)),
        (qr_text("192.168.8.2", 9000), Address("192.168.8.2", 9000)),
        (qr_text("192.168.8.2", 9000).upper(), Address("192.168.8.2", 9000)),
    ],
)
def test_each_form_of_a_place_is_read(typed, address):
    assert read_place(typed) == address


@pytest.mark.parametrize("typed", ["", "123456", "ABCDEFG", "999999", ":", "bus-lms:", "1.2.3.4:0"])
def test_what_is_no_place_is_refused(typed):
    with pytest.raises(ValueError, match=r"place|letter|address"):
        read_place(typed)


def test_the_code_on_the_screen_of_the_trainer_is_read_as_it_is():
    shown = qr_text("192.168.8.2", 8443)

    assert read_place_code(shown) == shown
    assert read_place(shown) == Address("192.168.8.2", 8443)


@pytest.mark.parametrize(
    "text",
    ["4071829355", "https://example.vn", "example.vn", "192.168.8.2", "bus-lms:", "bus-lms:a:0"],
)
def test_a_code_of_somebody_else_is_no_place_even_if_it_could_be_dialled(text):
    assert read_place_code(text) is None
