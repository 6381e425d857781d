"""The question sheet: its columns, its kinds, and how each kind is filled in."""

from dataclasses import dataclass

from courses.model import ItemKind

SHEET = "Câu hỏi"
GUIDE = "Hướng dẫn"
KIND, PROMPT, RIGHT, EXPLANATION, LESSON = "kind", "prompt", "right", "explanation", "lesson"
ANSWERS = tuple(f"answer{number}" for number in range(1, 7))
WHYS = tuple(f"why{number}" for number in range(1, 7))
UNIT = "unit"
MAX_ROWS = 1_000

COLUMNS: dict[str, str] = {
    KIND: "Dạng câu hỏi",
    PROMPT: "Câu hỏi",
    **{name: f"Phương án {number}" for number, name in enumerate(ANSWERS, start=1)},
    RIGHT: "Đáp án đúng",
    UNIT: "Đơn vị",
    EXPLANATION: "Giải thích",
    **{name: f"Nhận xét {number}" for number, name in enumerate(WHYS, start=1)},
    LESSON: "Mã bài học",
}
"""Headings by column, in the order of the template; a sheet may have them in any order."""

KINDS: dict[str, ItemKind] = {
    "Chọn một": ItemKind.CHOICE,
    "Chọn nhiều": ItemKind.MULTIPLE,
    "Đúng hay sai": ItemKind.TRUE_FALSE,
    "Xếp thứ tự": ItemKind.ORDER,
    "Nối cặp": ItemKind.MATCH,
    "Xếp nhóm": ItemKind.CATEGORIZE,
    "Điền số": ItemKind.NUMBER,
    "Điền chữ": ItemKind.TEXT,
}
"""The words of the drop-down list; pictures cannot be put into a sheet."""

PAIR_MARKS = ("->", "→", "=>", "=")
"""What may stand between the two sides of a pair; the first is the one we write."""
YES = frozenset({"đúng", "đ", "true", "có"})
NO = frozenset({"sai", "không đúng", "không", "s", "false"})


@dataclass(frozen=True)
class Example:
    """A filled-in row and how its kind is filled in."""

    cells: dict[str, str]
    how: str


EXAMPLES = (
    Example(
        {
            KIND: "Chọn một",
            PROMPT: "Quét mã xong, bác làm gì trước?",
            "answer1": "Xem tên người nhận và số tiền",
            "answer2": "Bấm thật nhanh",
            "answer3": "Đưa mật khẩu cho người bán",
            RIGHT: "1",
            EXPLANATION: "Tên và tiền đúng thì mới bấm.",
            "why1": "Đúng rồi, xem tên trước.",
            "why2": "Bấm vội dễ nhầm người.",
            "why3": "Mật khẩu chỉ mình bác biết.",
        },
        "Viết 3 đến 5 phương án. Ô Đáp án đúng ghi số của phương án đúng, ví dụ 1.",
    ),
    Example(
        {
            KIND: "Chọn nhiều",
            PROMPT: "Những thứ nào bác giữ cho riêng mình?",
            "answer1": "Mật khẩu",
            "answer2": "Mã OTP",
            "answer3": "Tên quầy hàng",
            RIGHT: "1, 2",
            EXPLANATION: "Mật khẩu và mã OTP thì giữ riêng.",
            "why3": "Tên quầy để khách xem.",
        },
        "Viết 3 đến 6 phương án. Ô Đáp án đúng ghi các số, cách nhau dấu phẩy: 1, 2.",
    ),
    Example(
        {
            KIND: "Đúng hay sai",
            PROMPT: "Mobile Money phải có tài khoản ngân hàng.",
            RIGHT: "Sai",
            EXPLANATION: "Mobile Money gắn với số điện thoại.",
            "why1": "Chỉ cần số điện thoại thôi.",
            "why2": "Đúng rồi, chỉ cần số điện thoại.",
        },
        "Ô Đáp án đúng ghi Đúng hoặc Sai. Nhận xét 1 cho người chọn Đúng, Nhận xét 2 cho "
        "người chọn Sai.",
    ),
    Example(
        {
            KIND: "Xếp thứ tự",
            PROMPT: "Bác xếp các việc khi quét mã.",
            "answer1": "Mở ứng dụng ngân hàng",
            "answer2": "Đưa khung vào mã",
            "answer3": "Đọc tên và số tiền",
            "answer4": "Bấm Xác nhận",
            EXPLANATION: "Xem kỹ rồi mới xác nhận.",
        },
        "Viết 3 đến 6 việc theo thứ tự đúng. Máy tự trộn khi hỏi.",
    ),
    Example(
        {
            KIND: "Nối cặp",
            PROMPT: "Bác nối mỗi việc với nơi giúp.",
            "answer1": "Khóa tài khoản -> Ngân hàng",
            "answer2": "Trình báo bị lừa -> Công an xã",
            "answer3": "Khám bệnh -> Trạm y tế",
            "answer4": "-> Người lạ trên mạng",
            EXPLANATION: "Mỗi việc có một nơi giúp.",
        },
        "Mỗi ô một cặp, giữa hai vế là dấu ->. Ô bắt đầu bằng -> là vế thừa để gây khó.",
    ),
    Example(
        {
            KIND: "Xếp nhóm",
            PROMPT: "Bác xếp từng tin vào nhóm.",
            "answer1": "Trường báo lịch họp -> Tin thật",
            "answer2": "Trúng thưởng, nộp phí trước -> Tin giả",
            "answer3": "Người lạ xin mã OTP -> Tin giả",
            EXPLANATION: "Tin đòi tiền, đòi mã là tin giả.",
        },
        "Mỗi ô một thứ và nhóm của nó, giữa là dấu ->. Có 2 đến 4 nhóm.",
    ),
    Example(
        {
            KIND: "Điền số",
            PROMPT: "Hai cái bánh, mỗi cái 15 nghìn đồng. Bác trả bao nhiêu?",
            RIGHT: "30.000",
            UNIT: "đồng",
            EXPLANATION: "Hai lần 15 nghìn là 30 nghìn.",
        },
        "Ô Đáp án đúng ghi số. Cho lệch thì ghi 30.000 ± 500. Ô Đơn vị ghi đồng, kg, km.",
    ),
    Example(
        {
            KIND: "Điền chữ",
            PROMPT: "Thành phố Vinh ở tỉnh nào?",
            RIGHT: "Nghệ An",
            "answer1": "tỉnh Nghệ An",
            EXPLANATION: "Vinh là thành phố của tỉnh Nghệ An.",
        },
        "Ô Đáp án đúng ghi câu trả lời mẫu. Các ô Phương án ghi cách viết khác cũng đúng.",
    ),
)
