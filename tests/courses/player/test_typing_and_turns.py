import json

import pytest

from courses.simulators.machine import Seat, replay

pytestmark = pytest.mark.browser


@pytest.fixture
def course(samples):
    """The sample tasks, whatever a test plays."""
    return samples


def open_line(open_task):
    """Go to the line where own words are written."""
    page = open_task("KNS-99-T2")
    page.locator('[data-target="name"]').click()
    return page


def type_keys(page, *keys):
    for key in keys:
        page.locator(f'[data-key="{key}"]').click()


def written(page):
    return page.locator(".sim-written").input_value()


def state(page):
    return page.evaluate("window.player.state")


def test_telex_composes_on_a_keyboard_without_an_input_method(open_task):
    page = open_line(open_task)

    page.keyboard.type("Nguyeenx Thij Hoaf")

    assert written(page) == "Nguyễn Thị Hòa"
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("oan")
    assert written(page) == "Nguyễn Thị Hoan"


def test_letters_of_an_input_method_are_left_alone(open_task):
    page = open_line(open_task)
    page.locator(".sim-written").focus()

    page.keyboard.insert_text("ễ")
    page.keyboard.type("as")

    assert written(page) == "ễas"


def test_keys_for_tones_show_the_letter_they_make(open_task):
    page = open_line(open_task)
    assert page.locator('[data-key="sac"]').is_disabled()

    type_keys(page, "shift", "h", "o", "a")
    assert page.locator('[data-key="huyen"]').inner_text() == "ò"
    type_keys(page, "huyen", "n", "layer", "7")

    assert written(page) == "Hoàn7"
    assert page.locator('[data-key="layer"]').inner_text() == "ă â"


def test_own_words_are_shown_on_the_form_and_never_leave_the_page(open_task, course):
    page = open_line(open_task)
    page.keyboard.type("Nguyeenx Thij Maaux")
    page.keyboard.press("Enter")

    assert page.locator('[data-target="name"] b').inner_text() == "Nguyễn Thị Mẫu"
    page.locator('[data-target="keep"]').click()

    [finish] = page.evaluate("window.sent")
    assert "Mẫu" not in json.dumps(finish, ensure_ascii=False)
    assert finish["events"][1]["letters"] == 12
    assert finish["events"][1]["toned"] == 3
    assert replay(course.simulators["KNS-99-T2"], finish["events"]).done


def test_after_a_reload_own_words_are_not_known_any_more(open_task):
    before = [
        {"type": "tap", "target": "name", "t": 1},
        {"type": "own_words", "letters": 12, "toned": 3, "t": 2},
    ]

    page = open_task("KNS-99-T2", events=before)

    assert page.locator('[data-target="name"] b').inner_text() == "(chữ bác đã gõ)"


@pytest.mark.parametrize("real", ["079123456789", "0912345678", "4111 1111 1111 1111"])
def test_a_real_number_is_not_noted_and_kindly_refused(open_task, real):
    page = open_line(open_task)

    page.keyboard.type(real)
    page.keyboard.press("Enter")

    assert "đừng gõ số thật" in page.locator(".sim-message").inner_text()
    assert written(page) == ""
    assert len(page.evaluate("window.player.events")) == 1
    assert state(page)["wrong_moves"] == 0
    assert real not in json.dumps(page.evaluate("window.player.written"))


def test_a_learners_own_code_is_not_noted(open_task):
    page = open_task("KNS-99-T3")
    page.keyboard.type("000000000000")
    page.keyboard.press("Enter")

    page.keyboard.type("902817")
    page.keyboard.press("Enter")
    assert "đừng gõ số thật" in page.locator(".sim-message").inner_text()
    page.keyboard.type("112234")
    page.keyboard.press("Enter")

    assert page.evaluate("window.player.events").pop().keys() == {"type", "t"}
    assert state(page)["wrong_moves"] == 1
    assert page.locator(".sim-shown").inner_text() == "––––––"


def test_only_tones_missing_is_said_kindly_and_the_text_stays(open_task):
    page = open_task("KNS-99-T1")
    page.keyboard.type("tim-kiem.test")
    page.keyboard.press("Enter")

    page.keyboard.type("thoi tiet")
    page.keyboard.press("Enter")

    assert "thêm dấu" in page.locator(".sim-message").inner_text()
    assert written(page) == "thoi tiet"


def test_the_finger_follows_a_text_over_the_keys(open_task):
    page = open_task("KNS-99-T1")
    page.keyboard.type("tim-kiem.test")
    page.keyboard.press("Enter")
    for _ in range(2):
        page.locator(".sim-help").click()
    pointed = []

    for _ in range(12):
        pointed.append(page.locator(".sim-pointed").get_attribute("data-key"))
        type_keys(page, pointed[-1])

    assert pointed == [*"thơi", "huyen", "space", *"tiêt", "sac", "enter"]
    assert state(page)["step"] == 2


def test_a_recorded_code_stands_on_the_slip_until_the_end(open_task):
    page = open_task("KNS-99-T4")
    assert page.locator(".sim-slip").count() == 0

    page.keyboard.type("tap1122")
    page.keyboard.press("Enter")

    assert "TAP-1122" in page.locator(".sim-slip").inner_text()


def test_the_practice_phone_lies_beside_the_screen(open_task):
    page = open_task("KNS-99-T3")
    page.keyboard.type("000000000000")
    page.keyboard.press("Enter")

    assert "112233" in page.locator(".sim-side .sim-practice-phone").inner_text()
    assert "112233" not in page.locator(".sim-phone").inner_text()


def test_a_hidden_code_is_drawn_as_dots(open_task):
    page = open_task("KNS-99-T3")
    for text in ["000000000000", "112233"]:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.locator('[data-target="refuse"]').click()

    page.keyboard.type("123")

    assert page.locator(".sim-shown").inner_text() == "●●●–––"


def test_every_screen_and_message_is_announced(open_task):
    page = open_task("KNS-99-T5")
    before = page.evaluate("window.screens")

    page.locator('[data-target="police"]').click()
    page.locator(".sim-help").click()

    assert page.evaluate("window.screens") == before + 2


TWO = [{"name": "bác Hoa"}, {"name": "bác Tư"}]


def test_a_task_with_turns_is_shared_and_everybody_gets_her_own_trace(open_task, course):
    page, simulator = open_task("KNS-99-T7", players=TWO), course.simulators["KNS-99-T7"]
    assert page.locator(".sim-turn").inner_text() == "Lượt của bác Hoa"

    page.locator('[data-target="point"]').click()
    assert page.locator(".sim-turn").inner_text() == "Lượt của bác Tư"
    page.locator('[data-target="grab"]').click()
    page.locator('[data-target="wait"]').click()

    hoa, tu = page.evaluate("window.sent")
    assert (hoa["index"], tu["index"]) == (0, 1)
    assert replay(simulator, hoa["events"], Seat(0, 2)).done
    assert replay(simulator, tu["events"], Seat(1, 2)).stopped_trap is False
    assert page.locator(".sim-say").inner_text() == simulator.end.again


def test_a_task_without_turns_is_played_by_one_after_the_other(open_task, course):
    page, simulator = open_task("KNS-99-T9", players=TWO), course.simulators["KNS-99-T9"]

    for _ in TWO:
        page.locator('[data-target="video"]').click()
        page.locator('[data-target="end"]').click()
        page.locator(".sim-help").click()

    sent = page.evaluate("window.sent")
    assert [one["index"] for one in sent] == [0, 1]
    assert all(replay(simulator, one["events"]).done for one in sent)
    assert [one["done"] for one in page.evaluate("window.all")] == [True, True]


def test_the_next_person_is_called_by_name(open_task):
    page = open_task("KNS-99-T9", players=TWO)
    page.locator('[data-target="video"]').click()
    page.locator('[data-target="end"]').click()

    assert page.locator(".sim-help").inner_text() == "Đến lượt bác Tư"
    page.locator(".sim-help").click()
    assert page.locator(".sim-turn").inner_text() == "Lượt của bác Tư"
    assert page.locator(".sim-progress").inner_text() == "Bước 1 trên 2"


def test_an_interrupted_shared_try_goes_on_with_the_right_person(open_task):
    events = [[{"type": "choose", "target": "point", "t": 3}], []]

    page = open_task("KNS-99-T7", players=TWO, events=events)

    assert page.locator(".sim-turn").inner_text() == "Lượt của bác Tư"
    assert state(page)["step"] == 1


def test_one_person_sees_no_banner(open_task):
    page = open_task("KNS-99-T7")

    assert page.locator(".sim-turn").is_hidden()
