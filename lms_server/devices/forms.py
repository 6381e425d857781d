"""Forms of the devices slice."""

from collections.abc import Mapping

from common.text import nfc

LONGEST_NAME = 60


def parse_device_name(form: Mapping[str, str]) -> str:
    """Return the name a trainer gives a device; an empty text when none was typed."""
    return nfc(form.get("name", ""))[:LONGEST_NAME].strip()
