"""What the bus says of itself on the LAN."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from common.wire.discovery import Announcement, short_label
from lms_server import keys
from lms_server.advertise import EVERYWHERE, Announcer, build_service, list_addresses


def test_name_and_host_carry_the_label_of_the_certificate(config):
    service = build_service(config, port=8443, addresses=["192.0.2.7"])

    label = f"bus-{short_label(keys.tls_fingerprint(config.data_dir))}"
    assert service.name == f"{label}._bus-lms._tcp.local."
    assert service.server == f"{label}.local."
    assert (service.port, service.parsed_addresses()) == (8443, ["192.0.2.7"])


def test_a_kiosk_can_read_what_is_announced(config):
    service = build_service(config, port=8443, addresses=["192.0.2.7"])

    words = Announcement.from_properties(service.properties)

    assert words.fingerprint == keys.tls_fingerprint(config.data_dir)
    assert (words.bus_code, words.bus_name) == ("79B03", "Xe số 3")


def test_an_address_given_by_hand_is_announced_alone():
    assert list_addresses("192.0.2.9") == ["192.0.2.9"]


def test_everywhere_means_addresses_others_can_reach():
    found = list_addresses(EVERYWHERE)

    assert found == ["127.0.0.1"] or not any(one.startswith("127.") for one in found)


def test_an_announcement_whose_loop_died_is_made_again(config):
    """In a thread of its own: the main one may carry an event loop of a browser test."""
    announcer = Announcer(replace(config, lan_host="127.0.0.1"), 8443)
    with ThreadPoolExecutor(1) as owner:
        owner.submit(announcer.look_after).result(30)
        first = announcer._zeroconf
        owner.submit(announcer.look_after).result(30)
        is_kept = announcer._zeroconf is first
        owner.submit(first.close).result(30)

        owner.submit(announcer.look_after).result(30)

        second = announcer._zeroconf
        is_speaking = second.loop.is_running()
        owner.submit(second.close).result(30)
    assert is_kept
    assert is_speaking
