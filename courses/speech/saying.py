"""How a synthetic voice should say what people write short: money, dates, addresses, initials."""

import re

_MILLIONS = re.compile(r"\b(\d{1,3})\.000\.000(?![\d.]*\d)")
_THOUSANDS = re.compile(r"\b(\d{1,3})\.000(?![\d.]*\d)")
_DONG = re.compile(r"(?<=[\dun]) ?đ\b")
_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})\b")
_ADDRESS = re.compile(r"(?<![\w.-])[\w-]*(?:\.[\w-]+)*\.(?:vn|test)\b")
_INITIALS = {
    "OTP": "ô tê pê",
    "QR": "quy a",
    "PIN": "pin",
    "SMS": "ét em ét",
    "BHYT": "bảo hiểm y tế",
    "CCCD": "căn cước công dân",
    "UBND": "uỷ ban nhân dân",
    "TP": "thành phố",
    "VNeID": "vê nờ i đi",
    "VNPT": "vê nờ pê tê",
    "Zalo": "da lô",
    "OCOP": "ô cốp",
}
_WORD = re.compile(rf"\b(?:{'|'.join(_INITIALS)})\b\.?(?=\s|$|[,;:!?)”])")


def say_as(sentence: str) -> str:
    """Return ``sentence`` in words a voice reads well; its key stays that of the sentence."""
    said = _MILLIONS.sub(r"\1 triệu", sentence)
    said = _THOUSANDS.sub(r"\1 nghìn", said)
    said = _DONG.sub(" đồng", said)
    said = _DATE.sub(r"\1 tháng \2 năm \3", said)
    said = _ADDRESS.sub(lambda found: found[0].replace(".", " chấm ").strip(), said)
    said = _TIME.sub(r"\1 giờ \2", said)
    return _WORD.sub(lambda found: _INITIALS[found[0].rstrip(".")], said)
