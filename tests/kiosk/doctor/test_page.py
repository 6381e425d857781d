"""The page that is printed."""

from kiosk.doctor.findings import Level, amber, green, red
from kiosk.doctor.page import WIDTH, render, worst
from kiosk.words import translator

VI = translator("vi")


def page(*lines, coloured=False):
    return list(render(lines, VI, coloured=coloured))


def test_what_is_good_takes_one_line_and_the_rest_says_what_to_do():
    lines = page(("Sound", green("a device that plays is there")), ("Bus", red("not found", "x")))

    assert lines == [
        "TỐT   Âm thanh       có thiết bị phát tiếng",
        "SỬA   Xe             không thấy",
        "                     → x",
        "",
        "Chưa dùng cho lớp được: 1 chỗ phải sửa, 0 chỗ nên xem lại.",
    ]


def test_the_sum_follows_the_worst():
    good, fair = green("x"), amber("x", "y")

    assert page(("Sound", good))[-1] == "Mọi thứ đều tốt."
    assert page(("Sound", good), ("Bus", fair))[-1] == "Dùng cho lớp được; 1 chỗ nên xem lại."
    assert worst([good, fair, red("x", "y"), good]) is Level.RED
    assert worst([]) is Level.GREEN


def test_long_words_stay_within_the_page_and_paths_in_one_piece():
    path = "/home/" + "x" * 90

    lines = page(("Bus", red("word " * 40, f"chmod 700 {path}")))

    assert any(line.strip() == path for line in lines)
    assert all(len(line) <= WIDTH for line in lines if path not in line)


def test_only_a_terminal_gets_colours():
    line = ("Bus", red("not found", "x"))

    assert "\x1b[1;31mSỬA" in page(line, coloured=True)[0]
    assert "\x1b" not in "".join(page(line))
