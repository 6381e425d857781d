"""The longest texts that the checker lets pass still fit the kiosk's screen."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from courses.catalog import Catalog
from courses.checker import check_package
from courses.model import ItemKind

pytestmark = pytest.mark.browser
PACKAGES = Path(__file__).parents[3] / "packages"
LONGEST = {"prompt": 120, "explanation": 100}
BANK_IS_SMALL = "The bank has only 12 items."
MUSIC = "Bà con xem kỹ từng dòng chữ trên màn hình rồi mới bấm nút nhé. "
"""Words of usual width to fill texts with."""


def words(length, number=0):
    """Return a text of a length; another number, another text."""
    return (f"{number} " + MUSIC * 5)[: length - 1].strip().rstrip(".") + "."


def choices(count, letters, right=1):
    return [
        {"text": words(letters, n), "right": n < right, "why": words(80, n)} for n in range(count)
    ]


def full_bank():
    """Return items as large as each kind may become."""
    pairs = [
        {"left": words(40, n), "right": words(40, n + 10), "why": words(80, n)} for n in range(5)
    ]
    few = [
        {"left": words(60, n), "right": words(60, n + 10), "why": words(80, n)} for n in range(3)
    ]
    groups = [words(30, n) for n in range(4)]
    things = [{"text": words(40, n), "group": groups[n % 4], "why": words(80, n)} for n in range(6)]
    shapes = [
        {"text": f"Ô {n}", "rectangle": [10 + 320 * n, 400, 300, 200], "why": words(80, n)}
        for n in range(3)
    ]
    shapes[0]["right"] = True
    drawing = {"file": "media/man-hinh.svg", "alt": "Màn hình"}
    files = ("ma-vuong", "ma-vach", "la-cay", "ngoi-nha")
    tiles = [
        {"text": words(40, n), "why": words(80, n), "right": n == 0}
        | {"picture": {"file": f"media/{file}.svg", "alt": "Hình"}}
        for n, file in enumerate(files)
    ]
    scales = {"file": "media/can-man.svg", "alt": "Cân"}
    near = [{"number": 5, "why": words(80, 1)}]
    return [
        {"kind": "choice", "choices": choices(5, 60)},
        {"kind": "multiple", "choices": choices(6, 50, right=3)},
        {"kind": "order", "steps": [words(40, n) for n in range(6)]},
        {"kind": "match", "pairs": pairs, "extra": [{"text": words(40, 20), "why": words(80, 5)}]},
        {"kind": "match", "pairs": few, "extra": [{"text": words(60, 20), "why": words(80, 5)}]},
        {"kind": "categorize", "groups": groups, "things": things},
        {"kind": "hotspot", "picture": drawing, "areas": shapes},
        {"kind": "picture_choice", "choices": tiles},
        {
            "kind": "number",
            "answer": 7,
            "unit": words(30),
            "units": {words(30, n): 10**n for n in range(1, 4)},
            "near": near,
        },
        {
            "kind": "number",
            "answer": 7,
            "unit": words(30),
            "units": {"m" * 30: 10, words(30, 2): 100, words(30, 3): 1000},
            "picture": scales,
            "near": near,
        },
        {"kind": "text", "answers": ["Vinh"], "near": [{"text": "Huế", "why": words(80)}]},
        {"kind": "text", "answers": ["Vinh"], "picture": scales},
    ]


@pytest.fixture(scope="session")
def kinds(tmp_path_factory):
    """The package of the tests with its bank made as large as may be."""
    home = tmp_path_factory.mktemp("full")
    folder = home / "KNS-98"
    source = next(one for one in Catalog.load(PACKAGES).courses.values()).folder
    shutil.copytree(source, folder)
    path = folder / "quizzes" / "kiem-tra.yaml"
    bank = yaml.safe_load(path.read_text(encoding="utf-8"))
    common = {"lesson": "KNS-98-L1", "explanation": words(LONGEST["explanation"])}
    bank["items"] = [
        {"id": f"KNS-98-Q{n:02d}", "prompt": words(LONGEST["prompt"], n), **common, **item}
        for n, item in enumerate(full_bank(), 1)
    ]
    path.write_text(json.dumps(bank, ensure_ascii=False, indent=1), encoding="utf-8")
    told = [one for one in check_package(folder)[1] if "'why'" not in one.reason]
    assert [one.reason for one in told if "words" not in one.reason] == [BANK_IS_SMALL]
    return Catalog.load(home)


def test_every_kind_at_its_fullest_fits_before_and_after_a_wrong_answer(
    hands, open_quiz, course, fit, picture
):
    hand = hands["mouse"](open_quiz())
    page = hand.page
    for number in range(course.quiz.draw):
        expect(page.locator("#progress")).to_contain_text(f"Câu {number + 1} ")
        item = next(one for one in course.quiz.items if one.prompt == page.text_content("#prompt"))
        look_at(page, f"{item.item_id}-{item.kind}-1", fit, picture)
        for one in wrong_taps(item):
            hand.tap(one)
        hand.tap("#go")
        page.wait_for_selector(".explained strong")
        look_at(page, f"{item.item_id}-{item.kind}-2", fit, picture)
        if number < course.quiz.draw - 1:
            hand.tap("#go")


def look_at(page, name, fit, picture):
    page.mouse.move(0, 0)
    picture(page, f"full-{name}")
    fit(page)


def wrong_taps(item):
    if item.kind is ItemKind.NUMBER:
        return ["[data-key='5']"] * (9 if len(item.targets) > 1 else 1)
    if item.kind is ItemKind.TEXT:
        return ["[data-key='h']"]
    choices = [one.choice_id for one in item.choices]
    targets = [one.choice_id for one in item.targets]
    if targets:
        turned = targets[1:] + targets[:1]
        return [
            f"[data-id='{one}']"
            for n, left in enumerate(choices)
            for one in (left, turned[n % len(turned)])
        ]
    wrong = [one for one in choices if one not in item.key]
    return [
        f"[data-id='{one}']" for one in (choices[::-1] if item.kind is ItemKind.ORDER else wrong)
    ]
