import json
from collections import Counter

import msgspec

from courses.model import ItemKind
from courses.selection import public_item, select_items, shuffle_choices

SEEDS = range(400)
PUBLIC = {"item_id", "kind", "prompt", "picture", "most", "choices", "targets"}
PUBLIC_CHOICE = {"choice_id", "text", "picture", "area"}
DRAWN_2026 = ["Q13", "Q19", "Q11", "Q30", "Q26", "Q28", "Q01", "Q24", "Q21", "Q06"]


def test_the_same_seed_gives_the_same_attempt(course):
    assert select_items(course.quiz, 7) == select_items(course.quiz, 7)
    assert select_items(course.quiz, 7) != select_items(course.quiz, 8)


def test_an_attempt_of_last_year_can_be_built_again(course):
    """The order is a promise; these ids are drawn from the bank of version 1.2."""
    drawn = [one.item_id[-3:] for one in select_items(course.quiz, 2026)]

    assert drawn == DRAWN_2026


def test_the_order_of_the_bank_does_not_matter(course):
    turned = msgspec.structs.replace(course.quiz, items=course.quiz.items[::-1])

    assert select_items(turned, 5) == select_items(course.quiz, 5)


def test_ten_different_items_are_drawn_and_every_lesson_is_asked(course):
    for seed in SEEDS:
        items = [course.quiz.get_item(one.item_id) for one in select_items(course.quiz, seed)]
        lessons = Counter(item.lesson_id for item in items)

        assert len({item.item_id for item in items}) == 10
        assert len(lessons) == 4
        assert min(lessons.values()) >= 2


def test_every_item_gets_its_turn(course):
    drawn = Counter(one.item_id for seed in SEEDS for one in select_items(course.quiz, seed))

    assert len(drawn) == len(course.quiz.items)
    assert min(drawn.values()) > 0.2 * len(SEEDS)


def test_right_choices_stand_at_every_place(course):
    item = next(one for one in course.quiz.items if one.kind is ItemKind.CHOICE)
    places = Counter(shuffle_choices(item, seed).index(item.key[0]) for seed in SEEDS)

    assert len(places) == len(item.choices)
    assert min(places.values()) > 0.25 * len(SEEDS)


def test_fixed_choices_stay_last_and_true_stays_before_false(course):
    item = course.quiz.get_item("KNS-04-Q16")
    truth = course.quiz.get_item("KNS-04-Q05")

    assert {shuffle_choices(item, seed)[-1] for seed in SEEDS} == {item.choices[-1].choice_id}
    assert {shuffle_choices(truth, seed) for seed in SEEDS} == {("true", "false")}


def test_the_page_learns_neither_key_nor_feedback(course):
    for selected in select_items(course.quiz, 3):
        item = course.quiz.get_item(selected.item_id)
        public = public_item(item, selected)
        text = json.dumps(public, ensure_ascii=False)

        assert set(public) == PUBLIC
        assert all(set(one) == PUBLIC_CHOICE for one in public["choices"] + public["targets"])
        assert item.explanation not in text
        assert not any(choice.feedback in text for choice in item.choices if choice.feedback)


def test_another_key_would_make_the_same_page(course):
    """Size, order and ids stay byte for byte the same whatever is right."""
    for item in (one for one in course.quiz.items if one.choices):
        selected = next(one for one in select_all(course, 1) if one.item_id == item.item_id)
        other_key = (item.choices[-1].choice_id,)
        other = msgspec.structs.replace(item, key=other_key, explanation="", choices=item.choices)

        assert shuffle_choices(other, 1) == selected.choice_ids
        assert public_item(other, selected) == public_item(item, selected)


def test_choice_ids_do_not_follow_the_order_an_author_wrote(course):
    """Otherwise the ids of an order item would tell its key."""
    orders = [item for item in course.quiz.items if item.kind is ItemKind.ORDER]

    assert any(list(item.key) != sorted(item.key) for item in orders)
    assert all(len(one) == 8 for item in orders for one in item.key)


def test_a_guesser_who_takes_the_longest_choice_fails(course):
    items = [item for item in course.quiz.items if item.kind is ItemKind.CHOICE]
    hits = sum(
        max(item.choices, key=lambda one: len(one.text)).choice_id == item.key[0] for item in items
    )

    assert hits / len(items) < course.completion.pass_mark


def select_all(course, seed):
    return select_items(msgspec.structs.replace(course.quiz, draw=len(course.quiz.items)), seed)
