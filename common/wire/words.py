"""Two words that a paired kiosk and its bus both show, so that people see they belong together.

Vietnamese for everybody: trainers read them out to Vietnamese people. They are a name, not a
proof; what proves the key is the exchange of ``pairing``.
"""

import hashlib
from uuid import UUID

_FIRST = (
    *("bò", "cá", "chim", "chó", "cò", "cua", "cừu", "dê", "ếch", "gà", "gấu", "heo", "hổ"),
    *("hươu", "khỉ", "kiến", "lừa", "mèo", "nai", "ngỗng", "ngựa", "nhím", "ong", "ốc", "rùa"),
    *("sóc", "thỏ", "tôm", "trâu", "vẹt", "vịt", "voi"),
)
_SECOND = (
    *("bông", "bưởi", "cam", "cau", "cà", "chanh", "chuối", "cọ", "dâu", "dừa", "dứa", "đào"),
    *("đậu", "gừng", "hành", "hồng", "khế", "khoai", "lạc", "lê", "lúa", "mía", "mít", "mơ"),
    *("mướp", "na", "ngô", "nhãn", "ớt", "quế", "sen", "tre"),
)


def pair_words(fingerprint: str, device_id: UUID) -> str:
    """Return two short words, the same on both screens.

    Args:
        fingerprint: of the bus's certificate; the kiosk takes the one it really sees.
        device_id: given to the kiosk when it was paired.
    """
    told = hashlib.sha256(b"bus-lms words 1" + bytes.fromhex(fingerprint) + device_id.bytes)
    first, second = told.digest()[:2]
    return f"{_FIRST[first % len(_FIRST)]} – {_SECOND[second % len(_SECOND)]}"
