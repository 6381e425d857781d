"""Which items a learner gets, and in what order: the same for the same seed, for ever."""

import hashlib
from typing import Any

import msgspec

from courses.model import Choice, Item, ItemKind, Picture, Quiz


class SelectedItem(msgspec.Struct, frozen=True):
    """One drawn item and the order of its choices on the screen."""

    item_id: str
    choice_ids: tuple[str, ...]


def select_items(quiz: Quiz, seed: int) -> tuple[SelectedItem, ...]:
    """Draw ``quiz.draw`` items so that every lesson gets its share.

    The order comes from SHA-256 over the seed and the ids, not from a generator whose
    algorithm could change: an attempt of last year can be built again.

    Args:
        quiz: the bank.
        seed: any integer, kept with the attempt.
    """
    ranked = sorted(quiz.items, key=lambda item: _rank(seed, quiz.quiz_id, item.item_id))
    turns: dict[str, int] = {}
    keys: dict[str, tuple[int, bytes]] = {}
    for item in ranked:
        turn = turns.get(item.lesson_id, 0)
        turns[item.lesson_id] = turn + 1
        keys[item.item_id] = (turn, _rank(seed, "lesson", item.lesson_id))
    drawn = sorted(ranked, key=lambda item: keys[item.item_id])[: quiz.draw]
    shown = sorted(drawn, key=lambda item: _rank(seed, "shown", item.item_id))
    return tuple(SelectedItem(item.item_id, shuffle_choices(item, seed)) for item in shown)


def shuffle_choices(item: Item, seed: int) -> tuple[str, ...]:
    """Return the choice ids in the order of the screen; fixed choices keep their places."""
    if item.kind is ItemKind.TRUE_FALSE:
        return tuple(choice.choice_id for choice in item.choices)
    loose = [choice.choice_id for choice in item.choices if not choice.is_fixed]
    shuffled = iter(sorted(loose, key=lambda one: _rank(seed, item.item_id, one)))
    return tuple(choice.choice_id if choice.is_fixed else next(shuffled) for choice in item.choices)


def public_item(item: Item, selected: SelectedItem) -> dict[str, Any]:
    """Return what the page may know of an item: no key, no feedback, no explanation."""
    by_id = {choice.choice_id: choice for choice in item.choices}
    return {
        "item_id": item.item_id,
        "kind": str(item.kind),
        "prompt": item.prompt,
        "picture": _public_picture(item.picture),
        "choices": [_public_choice(by_id[choice_id]) for choice_id in selected.choice_ids],
    }


def _public_choice(choice: Choice) -> dict[str, Any]:
    return {
        "choice_id": choice.choice_id,
        "text": choice.text,
        "picture": _public_picture(choice.picture),
    }


def _public_picture(picture: Picture | None) -> dict[str, str] | None:
    return {"file": picture.file, "alt": picture.alt} if picture else None


def _rank(seed: int, *parts: str) -> bytes:
    return hashlib.sha256("\x1f".join((str(seed), *parts)).encode()).digest()
