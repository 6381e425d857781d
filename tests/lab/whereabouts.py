"""Where a learner may be when a fault befalls her, and how she comes back there."""

from playwright.sync_api import expect

from lms_server import demo
from tests.bundled import bundled_courses
from tests.playing import play_step

COURSE = bundled_courses().get_course(demo.COURSE_ID)
ITEMS = {one.item_id: one for one in COURSE.quiz.items}


class Lesson:
    """Reading; the bus knows the page."""

    name = "lesson"
    faults = ("window", "agent", "server", "power", "other")

    def begin(self, laptop):
        laptop.open(f"/learn/lesson/{COURSE.lessons[0].lesson_id}/1")

    def prepare(self, laptop):
        if f"/{len(COURSE.lessons[0].pages)}" not in laptop.page.url[-3:]:
            before = laptop.page.url
            laptop.page.click(".kiosk-next a")
            laptop.page.wait_for_url(lambda url: url != before)

    def go_on(self, laptop):
        laptop.open("/learn/course")
        laptop.page.click(".kiosk-next a")
        laptop.page.wait_for_url("**/learn/lesson/**")

    def where(self, laptop):
        page = laptop.page
        # A page of the bus: while it is away a screen of the kiosk may stand in for a moment.
        expect(page.locator(".kiosk-next")).to_be_visible()
        return f"{page.url.rpartition('/learn/')[2]} {page.text_content('h1')}"

    def lacks(self, _bus, _laptop, _saved):
        return []


class Task:
    """Practising; the bus keeps the unfinished try."""

    name = "task"
    faults = Lesson.faults
    simulator = next(iter(COURSE.simulators.values()))

    def begin(self, laptop):
        self.go_on(laptop)

    def prepare(self, laptop):
        """Take one step, unless it were the last, and wait until the bus has it."""
        here = int(self.where(laptop).split()[1])
        if here >= len(self.simulator.steps):
            return
        with laptop.page.expect_response("**/api/v1/drafts"):
            play_step(laptop.page, self.simulator.steps[here - 1])
        expect(laptop.page.locator(".sim-progress")).to_contain_text(f" {here + 1} ")

    def go_on(self, laptop):
        laptop.open(f"/learn/task/{self.simulator.simulator_id}")

    def where(self, laptop):
        expect(laptop.page.locator(".sim-progress")).not_to_be_empty()
        return laptop.page.text_content(".sim-progress")

    def lacks(self, _bus, _laptop, _saved):
        return []


class Quiz:
    """Answering; each answer is stored by itself."""

    name = "quiz"
    faults = (*Lesson.faults, "network")

    def begin(self, laptop):
        self.go_on(laptop)

    def prepare(self, laptop):
        """Leave the question open; the one before is answered."""
        if laptop.page.locator("#dots i[data-stand=saved]").count():
            return
        self.answer(laptop)
        self.next(laptop)

    def go_on(self, laptop):
        laptop.open("/learn/quiz")
        laptop.page.click(".kiosk-next button.button-main")
        self.where(laptop)

    def where(self, laptop):
        expect(laptop.page.locator("#prompt")).not_to_be_empty()
        return laptop.page.get_attribute("#quiz", "data-item")

    def lacks(self, bus, laptop, saved):
        dots = laptop.page.locator("#dots i[data-stand=saved]").count()
        lost = [f"lost {one}" for one in saved - bus.stored()]
        return lost + ([] if dots == len(saved) else [f"{dots} marks for {len(saved)} answers"])

    def answer(self, laptop):
        give(laptop.page, ITEMS[self.where(laptop)])
        laptop.page.click("#go")
        laptop.page.wait_for_selector("#go:enabled")

    def next(self, laptop):
        laptop.page.click("#go")
        expect(laptop.page.locator("#quiz")).not_to_have_attribute("data-settled", "")

    def finish(self, bus, laptop):
        """Answer what is left, and ask for the result."""
        while laptop.page.locator("#dots i[data-stand=saved]").count() < len(bus.stored()):
            laptop.page.wait_for_timeout(50)
        while True:
            self.answer(laptop)
            if laptop.page.text_content("#go") == "Xem kết quả":
                laptop.page.click("#go")
                laptop.page.wait_for_url("**/learn/result")
                return
            self.next(laptop)


def give(page, item):
    """Give the right answer."""
    if item.text is not None:
        page.fill("#choices input", item.key[0])
        return
    for part in item.key:
        keys = [f"[data-key='{one}']" for one in part]
        ids = [f"[data-id='{one}']" for one in part.split("=")]
        for selector in keys if item.number is not None else ids:
            page.click(selector)
