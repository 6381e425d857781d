import pytest

from common.text import modern_spelling, nfc, search_key, vietnamese_sort_key

# CLDR's order for Vietnamese, given name first, as the class list prints it.
IN_ORDER = [
    "An Nguyễn Văn",
    "Ánh Lò Văn",
    "Ăn Hoàng Văn",
    "Ân Phạm Thị",
    "Dạo Dương Văn",
    "Đào Đặng Thị",
    "H’Bia Ksor",
    "Hoa Nguyễn Anh",
    "Hoa Nguyễn Thị",
    "Hoà Trần Thị",
    "Hoả Nguyễn Thị",
    "Hóa Hồ Thị",
    "Họa Võ Thị",
    "H’Hen Niê",
    "Ổn Moong Văn",
    "Ơn Lầu Bá",
    "Páo Vàng A",
]


def test_class_lists_sort_as_vietnamese_readers_expect():
    shuffled = sorted(IN_ORDER, key=len)
    by_given_name = [tuple(name.split(" ", 1)) for name in shuffled]

    ordered = sorted(by_given_name, key=lambda n: tuple(vietnamese_sort_key(part) for part in n))

    given = [name[0] for name in ordered]
    assert given.index("Ánh") < given.index("Ăn") < given.index("Ân")
    assert given.index("Dạo") < given.index("Đào")
    assert [g for g in given if g in {"Hoa", "Hoà", "Hoả", "Hóa", "Họa"}] == [
        "Hoa",
        "Hoa",
        "Hoà",
        "Hoả",
        "Hóa",
        "Họa",
    ]
    assert given.index("Ổn") < given.index("Ơn")


def test_tones_rank_level_falling_asking_tumbling_rising_heavy():
    words = ["mạ", "má", "mã", "mả", "mà", "ma"]

    assert sorted(words, key=vietnamese_sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_letters_decide_before_tones():
    assert sorted(["ạc", "ab"], key=vietnamese_sort_key) == ["ab", "ạc"]
    assert sorted(["đb", "dz"], key=vietnamese_sort_key) == ["dz", "đb"]


@pytest.mark.parametrize(
    ("one", "other"), [("Hoà", "Hòa"), ("HOÀ", "HÒA"), ("Thuý", "Thúy"), ("H’Bia", "H'Bia")]
)
def test_two_habits_of_writing_a_name_compare_equal(one, other):
    assert modern_spelling(one) == modern_spelling(other)


def test_a_tone_inside_a_closed_syllable_stays_where_it_is():
    assert modern_spelling("Hoàn") == "Hoàn"


@pytest.mark.parametrize("name", ["Hòa", "HOẠ", "Hoa", "hoả"])
def test_search_finds_a_name_whatever_its_tone(name):
    assert search_key(name) == "hoa"


def test_search_takes_d_for_crossed_d():
    assert search_key("Đặng Thị Đào") == "dang thi dao"


def test_stored_text_is_composed_and_has_single_spaces():
    assert nfc("Tra\u0302\u0300n   Thị\u00a0Hoa ") == "Trần Thị Hoa"
