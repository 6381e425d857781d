"""The ways people go through the pages, tap by tap."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from courses.model import Course, Item
from lms_server import demo
from tests.playing import play_step

Look = Callable[[Page, str], None]
"""Called on each new kind of page: checks it and keeps a picture."""


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


def sit_down(page: Page, villager: Villager, look: Look) -> None:
    """Tap the own name, then the own picture."""
    expect(page).to_have_url(re.compile("/learn/$"))
    look(page, "learn-names")
    page.click(f".name:has-text('{villager.name}')")
    look(page, "learn-pictures")
    page.click(f"button[name=picture][value={villager.picture}]")
    expect(page).to_have_url(re.compile("/learn/course$"))
    look(page, "learn-course")


def learn_everything(page: Page, course: Course, look: Look) -> None:
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
        if kind == "task":
            practise(page, course, look)
        elif page.url.endswith("/learn/quiz/questions"):
            answer_questions(page, course, look)
        else:
            follow(page)
    raise AssertionError(f"no end of the course; at {page.url}")


def follow(page: Page) -> None:
    """Press the main button and wait until another page is there."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.click(".button-main:visible")


def practise(page: Page, course: Course, look: Look) -> None:
    """Do a simulator right, step by step."""
    simulator = course.simulators[json.loads(page.text_content("#task"))["simulator"]["id"]]
    for step in simulator.steps:
        play_step(page, step)
    page.wait_for_selector("#next:visible")
    look(page, f"learn-task-end-{simulator.simulator_id}")
    follow(page)


def answer_questions(page: Page, course: Course, look: Look) -> None:
    """Answer every question right and finish."""
    items = {item.prompt: item for item in course.quiz.items}
    expect(page.locator("#prompt")).not_to_be_empty()
    for number in range(course.quiz.draw):
        item = items[page.text_content("#prompt")]
        give(page, item)
        if number == 0:
            look(page, "learn-question")
        page.click("#go")
        page.wait_for_selector("#go:enabled")
        if number == 0:
            look(page, "learn-explanation")
        if number < course.quiz.draw - 1:
            before = page.text_content("#progress")
            page.click("#go")
            expect(page.locator("#progress")).not_to_have_text(before)
    follow(page)


def give(page: Page, item: Item) -> None:
    """Give the right answer to the item on the screen."""
    if item.text is not None:
        page.fill("#choices input", item.key[0])
        return
    for part in item.key:
        keys = [f"[data-key='{one}']" for one in part]
        ids = [f"[data-id='{one}']" for one in part.split("=")]
        for selector in keys if item.number is not None else ids:
            page.click(selector)


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
