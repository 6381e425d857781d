"""The doctor on a laptop with a cable to the bus; firewalls on either side."""

import subprocess

import pytest

pytestmark = pytest.mark.root
BUS = ["tests/fake_bus.py", "--address", "10.99.0.2", "--port", "8443"]


def shut(side, what, verdict="drop"):
    """Let a firewall on ``side`` act on what comes in."""
    rule = f"type filter hook input priority 0; {what} {verdict};"
    subprocess.run(
        ["ip", "netns", "exec", side, "nft", "-f", "-"],
        input=f"table inet shut {{\nchain in {{\n{rule}\n}}\n}}\n",
        text=True,
        check=True,
    )


@pytest.fixture
def doctor(run, lab, tmp_path):
    """Let the laptop's doctor look; return its exit code and its page."""

    def look(*arguments):
        words = ["-m", "kiosk", "--data", str(tmp_path / "k"), "doctor", *arguments]
        program = run(lab.kiosk_side, *words)
        page = program.process.stdout.read()
        return program.process.wait(10), page

    return look


@pytest.fixture
def bus(run, lab):
    """A bus that is announced already."""
    run(lab.bus_side, *BUS).next_facts()


def line(page, name):
    return next(each for each in page.splitlines() if each[6:].startswith(name))


@pytest.mark.usefixtures("bus")
def test_a_bus_on_the_cable_is_found_and_its_clock_asked(doctor):
    _status, page = doctor()

    assert "10.99.0.2:8443" in line(page, "Xe")
    assert "khớp với giờ của xe" in line(page, "Đồng hồ")
    assert "10.99.0.9/24" in line(page, "Mạng")


@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize("verdict", ["drop", "reject with tcp reset"])
def test_a_firewall_of_the_bus_is_told_apart_from_no_bus(doctor, lab, verdict):
    shut(lab.bus_side, "tcp dport 8443", verdict)

    status, page = doctor()

    assert status == 1
    assert "tường lửa" in line(page, "Xe")
    assert "TCP 8443" in page


def test_no_bus_is_not_found_and_no_firewall_is_blamed(doctor):
    status, page = doctor()

    assert status == 1
    assert line(page, "Xe") == "SỬA   Xe             không thấy"
    assert "tường lửa" not in page


def test_without_a_cable_the_network_is_to_blame(doctor, lab):
    subprocess.run(["ip", "-n", lab.kiosk_side, "link", "set", lab.kiosk_end, "down"], check=True)

    status, page = doctor()

    assert status == 1
    assert line(page, "Mạng").startswith("SỬA")
    assert "chưa vào mạng nào" in line(page, "Xe")


def test_a_knock_from_the_bus_proves_that_announcements_come_in(run, lab):
    hearing = run(lab.kiosk_side, "-m", "kiosk", "doctor", "--hear", "15")
    hearing.next_line()

    run(lab.bus_side, "-m", "kiosk", "doctor", "--knock")

    assert hearing.process.wait(20) == 0
    assert "10.99.0.2" in hearing.next_line()


def test_a_firewall_of_the_laptop_is_proven_too(run, lab):
    shut(lab.kiosk_side, "udp dport 5353")
    run(lab.bus_side, "-m", "kiosk", "doctor", "--knock")
    hearing = run(lab.kiosk_side, "-m", "kiosk", "doctor", "--hear", "4")

    assert hearing.process.wait(20) == 1
