"""Which items a learner gets, and in what order: the same for the same seed, for ever."""

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from courses.grading import most_choices
from courses.model import Choice, Item, Picture, Quiz


class SelectedItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One drawn item and the order of its choices and targets on the screen."""

    item_id: str
    choice_ids: tuple[str, ...]
    target_ids: tuple[str, ...] = ()


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
    return tuple(_select(item, seed) for item in shown)


def _select(item: Item, seed: int) -> SelectedItem:
    return SelectedItem(item.item_id, shuffle_choices(item, seed), shuffle_targets(item, seed))


def shuffle_choices(item: Item, seed: int) -> tuple[str, ...]:
    """Return the choice ids in the order of the screen; fixed choices keep their places."""
    return _shuffle(item.choices, seed, item.item_id)


def shuffle_targets(item: Item, seed: int) -> tuple[str, ...]:
    """Return the target ids in the order of the screen, which does not follow the choices'."""
    return _shuffle(item.targets, seed, item.item_id)


def _shuffle(choices: Sequence[Choice], seed: int, item_id: str) -> tuple[str, ...]:
    loose = [choice.choice_id for choice in choices if not choice.is_fixed]
    shuffled = iter(sorted(loose, key=lambda one: _rank(seed, item_id, one)))
    return tuple(choice.choice_id if choice.is_fixed else next(shuffled) for choice in choices)


def public_item(item: Item, selected: SelectedItem) -> dict[str, Any]:
    """Return what the page may know of an item: no key, no feedback, no explanation."""
    choices = {choice.choice_id: choice for choice in item.choices}
    targets = {target.choice_id: target for target in item.targets}
    return {
        "item_id": item.item_id,
        "kind": str(item.kind),
        "prompt": item.prompt,
        "picture": _public_picture(item.picture),
        "most": most_choices(item),
        "choices": [_public_choice(choices[one]) for one in selected.choice_ids],
        "targets": [_public_choice(targets[one]) for one in selected.target_ids],
    }


def _public_choice(choice: Choice) -> dict[str, Any]:
    return {
        "choice_id": choice.choice_id,
        "text": choice.text,
        "picture": _public_picture(choice.picture),
        "area": msgspec.to_builtins(choice.area),
    }


def _public_picture(picture: Picture | None) -> dict[str, str] | None:
    return {"file": picture.file, "alt": picture.alt} if picture else None


def _rank(seed: int, *parts: str) -> bytes:
    return hashlib.sha256("\x1f".join((str(seed), *parts)).encode()).digest()
