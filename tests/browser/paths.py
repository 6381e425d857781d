"""The ways people go through the pages, tap by tap."""

import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from courses.model import Course, Item, ItemKind
from lms_server import demo
from tests.playing import keys_of, play_step, press

Look = Callable[[Page, str], None]
"""Called on each new kind of page: checks it and keeps a picture."""
Act = Callable[[Page, str], None]
"""How what a selector names is pressed: by mouse, by finger or by keys."""


@dataclass(frozen=True)
class Villager:
    """A learner of the demo's class."""

    name: str
    picture: str
    """Name of the picture mark on the learner's card."""


def pair_browser(trainer: Page, visitor: Page, base: str) -> None:
    """The trainer opens a code; the visitor's browser types it."""
    trainer.goto(f"{base}/staff/devices")
    trainer.click("main form button[type=submit]")
    code = trainer.text_content(".code")
    visitor.goto(f"{base}/")
    visitor.fill("[name=code]", code.replace(" ", "").strip())
    visitor.click("button.button-main")


def sit_down(page: Page, villager: Villager, look: Look, act: Act = press) -> None:
    """Tap the own name, then the own picture."""
    expect(page).to_have_url(re.compile("/learn/$"))
    look(page, "learn-names")
    act(page, f".name:has-text('{villager.name}')")
    expect(page.locator("[name=picture]").first).to_be_visible()
    look(page, "learn-pictures")
    act(page, f"button[name=picture][value={villager.picture}]")
    expect(page).to_have_url(re.compile("/learn/course$"))
    decline_hand_test(page, look, act)
    look(page, "learn-course")


def decline_hand_test(page: Page, look: Look, act: Act = press) -> None:
    """Go learning at once; who was asked before is not asked again."""
    page.wait_for_load_state()
    if page.locator("form[action$='/hands/skip']").count():
        look(page, "learn-hands")
        act(page, "form[action$='/hands/skip'] button")
        expect(page.locator(".path")).to_be_visible()


def learn_everything(page: Page, course: Course, look: Look, act: Act = press) -> None:
    """Follow the one main button of each screen through lessons, tasks and the quiz."""
    seen = set()
    for _ in range(200):
        kind = re.search(r"/learn/(\w+)", page.url).group(1)
        if kind == "result":
            look(page, "learn-result")
            return
        if kind not in seen:
            look(page, f"learn-{kind}")
            seen.add(kind)
        if kind == "task" and "/finished" not in page.url:
            practise(page, course, look, act)
        elif page.url.endswith("/learn/quiz/questions"):
            answer_questions(page, course, look, act)
        else:
            follow(page, act)
    raise AssertionError(f"no end of the course; at {page.url}")


def follow(page: Page, act: Act = press) -> None:
    """Press the main button and wait until another page is there."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        act(page, ".button-main:visible")


def practise(page: Page, course: Course, look: Look, act: Act = press) -> None:
    """Do a simulator right, step by step."""
    simulator = course.simulators[json.loads(page.text_content("#task"))["simulator"]["id"]]
    for step in simulator.steps:
        play_step(page, step, act)
    page.wait_for_selector("#next:visible")
    look(page, f"learn-task-end-{simulator.simulator_id}")
    follow(page, act)


def answer_questions(page: Page, course: Course, look: Look, act: Act = press) -> None:
    """Answer every question right and finish."""
    items = {item.item_id: item for item in course.quiz.items}
    expect(page.locator("#prompt")).not_to_be_empty()
    for number in range(course.quiz.draw):
        item = items[page.get_attribute("#quiz", "data-item")]
        give(page, item, act)
        if number == 0:
            look(page, "learn-question")
        act(page, "#go")
        page.wait_for_selector("#go:enabled")
        if number == 0:
            look(page, "learn-explanation")
        if number < course.quiz.draw - 1:
            next_question(page, act)
    follow(page, act)


def next_question(page: Page, act: Act = press) -> None:
    """Leave a question that was answered."""
    before = page.text_content("#progress")
    act(page, "#go")
    expect(page.locator("#progress")).not_to_have_text(before)


def answer_until(page: Page, course: Course, kinds: Collection[ItemKind]) -> None:
    """Answer right until one of ``kinds`` is on the screen; which come is drawn by lot."""
    items = {item.item_id: item for item in course.quiz.items}
    expect(page.locator("#prompt")).not_to_be_empty()
    while (item := items[page.get_attribute("#quiz", "data-item")]).kind not in kinds:
        give(page, item)
        press(page, "#go")
        page.wait_for_selector("#go:enabled")
        next_question(page)


def give(page: Page, item: Item, act: Act = press) -> None:
    """Give the right answer to the item on the screen."""
    if item.text is not None:
        for key in list(keys_of(item.key[0]))[:-1]:
            act(page, f"[data-key='{key}']")
        return
    for part in item.key:
        keys = [f"[data-key='{one}']" for one in part]
        ids = [f"[data-id='{one}']" for one in part.split("=")]
        for selector in keys if item.number is not None else ids:
            act(page, selector)


def note_presence(trainer: Page, villager: Villager, minutes: int, look: Look) -> None:
    """The trainer writes minutes by hand, with the reason."""
    trainer.goto(trainer.url.split("/staff")[0] + "/staff/classes/")
    look(trainer, "trainer-classes")
    trainer.click("main a[href*='/staff/classes/']:not([href$='/open'])")
    look(trainer, "trainer-class")
    row = trainer.locator(f"tr:has-text('{villager.name}')").first
    row.locator("a[id^=minutes-]").click()
    look(trainer, "trainer-minutes")
    trainer.fill("[name=minutes]", str(minutes))
    trainer.fill("[name=reason]", "Học không dùng máy")
    trainer.click("main form button[type=submit]")
    expect(trainer.locator(f"tr:has-text('{villager.name}')").first).to_contain_text(str(minutes))


def issue(officer: Page, villager: Villager, look: Look) -> bytes:
    """The officer approves, unlocks the key, issues; return the printed certificate."""
    officer.click("nav a[href*='/staff/certificates/']")
    look(officer, "officer-classes")
    officer.click("main a[href*='/classes/']")
    look(officer, "officer-class")
    officer.click("form[action*='/approve'] button[type=submit]")
    look(officer, "officer-approved")
    officer.fill("[name=passphrase]", demo.SIGNING_PASSPHRASE)
    officer.click("form[action*='/unlock'] button[type=submit]")
    look(officer, "officer-unlocked")
    officer.click("form[action$='/issue'] button[type=submit]")
    row = officer.locator("section[aria-labelledby=issued] tr", has_text=villager.name)
    expect(row).to_have_count(1)
    look(officer, "officer-issued")
    row.locator("a[href*='/certificates/']").first.click()
    look(officer, "officer-certificate")
    officer.go_back()
    address = row.locator("a.button").get_attribute("href")
    return officer.request.get(officer.url.split("/staff")[0] + address).body()
