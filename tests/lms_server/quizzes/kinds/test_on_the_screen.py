"""Every kind of item by mouse alone, by touch alone, by keyboard alone; nothing lost."""

import json

import pytest
from playwright.sync_api import expect

from courses.model import ItemKind
from lms_server.quizzes import queries

pytestmark = pytest.mark.browser
ANSWERS = "**/api/v1/responses"
TYPED = {
    "KNS-98-Q10": "3 0 0 0 0",
    "KNS-98-Q11": "4 , 5",
    "KNS-98-Q12": "shift n g h ê nang space a n",
}
HALF_RIGHT = {"KNS-98-Q10": "1 5 0 0 0", "KNS-98-Q11": "4 5", "KNS-98-Q12": "n g h e space a n"}


def shown_item(page, course):
    prompt = page.text_content("#prompt")
    return next(one for one in course.quiz.items if one.prompt == prompt)


def give(hand, item, key, typed):
    """Give an answer to the item on the screen."""
    if item.item_id in typed:
        hand.write(typed[item.item_id])
    for part in key if item.item_id not in typed else ():
        for one in part.split("="):
            hand.tap(f"[data-id='{one}']")


def answer_all(hand, course, typed, *, key_of, look):
    page = hand.page
    for number in range(course.quiz.draw):
        expect(page.locator("#progress")).to_contain_text(f"Câu {number + 1} ")
        item = shown_item(page, course)
        look(f"{item.item_id}-{item.kind}-1")
        give(hand, item, key_of(item), typed)
        look(f"{item.item_id}-{item.kind}-2")
        hand.tap("#go")
        page.wait_for_selector(".explained strong")
        look(f"{item.item_id}-{item.kind}-3")
        if number < course.quiz.draw - 1:
            hand.tap("#go")


def wrong_half(item):
    """Return an answer that is not fully right, of the same size where the kind asks for it."""
    if item.kind in (ItemKind.MATCH, ItemKind.CATEGORIZE):
        lefts = [pair.partition("=")[0] for pair in item.key]
        rights = [pair.partition("=")[2] for pair in item.key]
        return [f"{a}={b}" for a, b in zip(lefts, rights[1:] + rights[:1], strict=True)]
    if item.kind is ItemKind.ORDER:
        return item.key[::-1]
    return [one.choice_id for one in item.choices if one.choice_id not in item.key][:1]


@pytest.fixture
def stored(database, learner):
    """Return item -> (value, score) as the bus holds them."""

    def read():
        with database.read() as db:
            attempt = queries.find_open_attempt(db, learner.enrolment_id)
            counted = queries.list_counted(db, attempt.id)
        return {one.item_id: (one.value, one.score) for one in counted}

    return read


def test_every_kind_is_answered_right_by_one_way_alone(hand, course, stored):
    answer_all(hand, course, TYPED, key_of=lambda item: item.key, look=lambda _: None)

    assert {item_id: score for item_id, (_, score) in stored().items()} == {
        item.item_id: 1.0 for item in course.quiz.items
    }


@pytest.mark.parametrize("how", ["right", "wrong"])
def test_no_screen_scrolls_or_is_small_or_leaves_anyone_out(
    how, open_quiz, hands, course, fit, picture
):
    hand = hands["mouse"](open_quiz())

    def look(name):
        hand.page.mouse.move(0, 0)
        picture(hand.page, f"item-{how}-{name}")
        fit(hand.page)

    key_of = wrong_half if how == "wrong" else (lambda item: item.key)
    answer_all(hand, course, HALF_RIGHT if how == "wrong" else TYPED, key_of=key_of, look=look)


def test_answers_and_their_order_on_the_screen_survive_a_reload(hands, open_quiz, course, stored):
    hand = hands["mouse"](open_quiz())
    page = hand.page
    seen = []
    for number in range(course.quiz.draw):
        expect(page.locator("#progress")).to_contain_text(f"Câu {number + 1} ")
        item = shown_item(page, course)
        before = page.inner_text("#choices")
        page.reload()
        page.wait_for_selector("#choices > *")
        seen.append((before, page.inner_text("#choices")))
        give(hand, item, item.key, TYPED)
        hand.tap("#go")
        page.wait_for_selector(".explained strong")
        if number < course.quiz.draw - 1:
            hand.tap("#go")
    settled = page.inner_text("#choices")
    page.reload()
    page.wait_for_selector(".explained strong")

    assert all(before == after for before, after in seen)
    assert page.inner_text("#choices") == settled
    assert len(stored()) == course.quiz.draw


def test_each_kind_waits_in_the_queue_of_a_kiosk(hands, open_quiz, course, stored):
    """The kiosk says "queued" while its own disk holds the answer; later the bus explains."""
    hand = hands["mouse"](open_quiz())
    page = hand.page
    queued, seen = set(), set()

    def queue_until_seen(route):
        (message,) = json.loads(route.request.post_data)
        if message["id"] in seen:
            route.continue_()
            return
        queued.add(message["id"])
        receipt = [{"index": 0, "id": message["id"], "status": "queued"}]
        route.fulfill(status=200, content_type="application/json", body=json.dumps(receipt))

    page.route(ANSWERS, queue_until_seen)
    for number in range(course.quiz.draw):
        expect(page.locator("#progress")).to_contain_text(f"Câu {number + 1} ")
        item = shown_item(page, course)
        give(hand, item, item.key, TYPED)
        expect(page.locator("#go")).to_be_enabled()
        hand.tap("#go")
        expect(page.locator("#kept")).to_have_text("Đã lưu trên máy, đang chờ gửi")
        seen.update(queued)
        if number < course.quiz.draw - 1:
            hand.tap("#go")
    expect(page.locator(".explained strong")).to_be_visible()

    assert len(queued) == course.quiz.draw
    assert all(score == 1.0 for _, score in stored().values())


def test_an_answer_can_be_changed_until_it_is_given(hands, open_quiz, course, stored):
    hand = hands["mouse"](open_quiz())
    item = go_to(hand, course, ItemKind.MATCH)
    give(hand, item, wrong_half(item), {})
    give(hand, item, item.key, {})
    hand.tap("#go")
    hand.page.wait_for_selector(".explained-right")

    assert stored()[item.item_id][1] == 1.0


def test_true_or_false_is_not_marked_with_the_words_of_its_own_answers(hands, open_quiz, course):
    hand = hands["mouse"](open_quiz())
    item = go_to(hand, course, ItemKind.TRUE_FALSE)
    give(hand, item, wrong_half(item), {})
    hand.tap("#go")
    hand.page.wait_for_selector(".explained-wrong")

    assert hand.page.locator(".choice-right .choice-mark").text_content() == "đáp án"
    assert hand.page.locator(".choice-wrong .choice-mark").text_content() == "chưa phải"


def test_a_number_like_a_card_is_not_sent_and_the_words_are_kind(hands, open_quiz, course):
    hand = hands["keyboard"](open_quiz())
    go_to(hand, course, ItemKind.TEXT)
    hand.page.keyboard.type("0912 345 678")

    expect(hand.page.locator(".warning")).to_have_text("Bác đừng gõ số thật của mình ở đây.")
    expect(hand.page.locator("#go")).to_be_disabled()


def test_whoever_reads_aloud_hears_of_each_new_screen(hands, open_quiz, course):
    hand = hands["mouse"](open_quiz())
    page = hand.page
    page.evaluate(
        "() => { window.heard = 0; document.getElementById('quiz')"
        ".addEventListener('bus:screen', () => { window.heard += 1; }); }"
    )
    item = shown_item(page, course)
    give(hand, item, item.key, TYPED)
    hand.tap("#go")
    page.wait_for_selector(".explained .sentence")
    heard_answer = page.evaluate("heard")
    hand.tap("#go")

    assert heard_answer == 1
    assert page.evaluate("heard") == 2


def test_all_pictures_are_fetched_while_the_bus_is_near(open_quiz, course):
    """The bus may be away when their questions come."""
    wanted = {one.picture.file for one in course.quiz.items if one.picture}
    wanted |= {c.picture.file for one in course.quiz.items for c in one.choices if c.picture}
    page = open_quiz()
    js = "() => performance.getEntriesByType('resource').map(one => new URL(one.name).pathname)"

    page.wait_for_function(
        f"count => new Set(({js})().filter(p => p.includes('/media/'))).size >= count",
        arg=len(wanted),
    )

    paths = [path for path in page.evaluate(js) if path.startswith("/learn/media/")]
    fetched = {f"media/{path.rpartition('/')[2]}" for path in paths}
    assert fetched == wanted


def go_to(hand, course, kind):
    """Answer questions until one of a kind is on the screen."""
    page = hand.page
    for number in range(course.quiz.draw):
        expect(page.locator("#progress")).to_contain_text(f"Câu {number + 1} ")
        item = shown_item(page, course)
        if item.kind is kind:
            return item
        give(hand, item, item.key, TYPED)
        hand.tap("#go")
        page.wait_for_selector(".explained strong")
        hand.tap("#go")
    raise AssertionError(f"no {kind}")
