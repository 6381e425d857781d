import pytest

from courses.simulators.machine import replay
from tests.bundled import bundled_courses
from tests.playing import TONES, keys_of, play_step, press, right_target, split_tone, text_of

pytestmark = pytest.mark.browser
TASKS = ["KNS-04-T1", "KNS-04-T2", "KNS-04-T3", "KNS-04-T4"]
SAMPLES = [f"KNS-99-T{number}" for number in range(1, 11)]
ALL_TASKS = [
    *(task for course in bundled_courses().courses.values() for task in course.simulators),
    *SAMPLES,
]
TELEX = {"sac": "s", "huyen": "f", "hoi": "r", "nga": "x", "nang": "j"}
MARKS = {"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
FAULTS = """async () => {
  const faults = [];
  for (const one of document.querySelectorAll(".sim button")) {
    const box = one.getBoundingClientRect();
    if (box.width && (box.width < 56 || box.height < 56)) faults.push(`small: ${one.textContent}`);
    if (one.scrollWidth > one.clientWidth + 1) faults.push(`cut: ${one.textContent}`);
  }
  for (const one of document.querySelectorAll(".sim *")) {
    const size = parseFloat(getComputedStyle(one).fontSize);
    const isText = one.children.length === 0 && one.textContent.trim();
    if (isText && size < 22) faults.push(`${size} px: ${one.textContent}`);
  }
  const screen = document.querySelector(".sim-screen");
  if (screen.scrollHeight > screen.clientHeight + 1) faults.push("the phone scrolls");
  if (screen.scrollWidth > screen.clientWidth + 1) faults.push("the phone scrolls sideways");
  if (document.documentElement.scrollHeight > innerHeight) faults.push("the page scrolls");
  const mark = document.querySelector(".sim-watermark").getBoundingClientRect();
  if (!mark.height) faults.push("no watermark");
  for (const image of document.images) {
    await image.decode().catch(() => faults.push(`lost ${image.src}`));
  }
  return faults;
}"""
AXE = """() => axe.run(document, {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  rules: { "color-contrast-enhanced": { enabled: true } },
}).then((found) => found.violations.map((one) => `${one.id} ${one.nodes[0].target}`))"""

MAKE = """() => [...document.querySelectorAll("#simulator *, .sim *")]
  .map((one) => `${one.localName}.${[...one.classList].sort().join(".")}${one.disabled ? "-" : ""}`)
  .filter((one, at, all) => all.indexOf(one) === at).sort().join(" ")"""

PRESS = """(selector) => {
  const box = document.querySelector(selector).getBoundingClientRect();
  const met = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  (met.closest("button") ?? met).click();
}"""
"""Presses the middle of what is there; whatever lies above it gets the press."""

WRONG_AND_HELP = f"""async (right) => {{
  const [faults, press] = [{FAULTS}, {PRESS}];
  const found = {{ before: await faults() }};
  const wrong = [...document.querySelectorAll(".sim-screen [data-target]")]
    .map((one) => one.dataset.target).find((one) => one !== right);
  if (wrong) {{
    press(`[data-target="${{wrong}}"]`);
    found.said = document.querySelector(".sim-message p").innerText;
  }}
  for (let times = 0; times < 3; times += 1) press(".sim-help");
  found.pointed = document.querySelectorAll(".sim-pointed").length;
  found.helped = document.querySelector(".sim-help").disabled;
  found.after = await faults();
  found.make = ({MAKE})();
  return found;
}}"""
"""A wrong move and all the help at a step, looked at before and after."""

TYPE = f"""(keys) => {{
  const press = {PRESS};
  for (const one of keys) {{
    if (!document.querySelector(`[data-key="${{one}}"]`)) press('[data-key="layer"]');
    press(`[data-key="${{one}}"]`);
  }}
}}"""


def telex_of(text):
    """Return the keys of a keyboard that write a text by Telex."""
    words = [split_tone(word) for word in text.strip().split(" ")]
    marked = [("".join(MARKS.get(one, one) for one in letters), tone) for letters, tone in words]
    return " ".join(letters + TELEX[TONES[tone]] if tone else letters for letters, tone in marked)


def press_at(page, selector):
    """Press the middle of what is there with the mouse; what lies above it gets the press."""
    box = page.locator(selector).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def take_step(page, step):
    """Take the right move: by the mouse, or by the keys on the screen one after the other."""
    if text_of(step):
        page.evaluate(TYPE, list(keys_of(text_of(step))))
    else:
        play_step(page, step, act=press_at)


def tab_to(page, target):
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.target") == target:
            break
    page.keyboard.press("Enter")


def play_step_by_keyboard(page, step):
    expect = step.expect
    if expect.order:
        for card in expect.order:
            tab_to(page, card)
    elif expect.sort:
        for _ in expect.sort:
            tab_to(page, expect.sort[page.locator(".sim-sort").get_attribute("data-card")])
    elif not text_of(step):
        tab_to(page, right_target(step))
    else:
        is_telex = page.locator('[data-key="sac"]').count() > 0
        page.keyboard.type(telex_of(text_of(step)) if is_telex else text_of(step))
        page.keyboard.press("Enter")


def sent(page):
    return page.evaluate("window.sent")


@pytest.mark.parametrize("task", [*TASKS, *SAMPLES])
def test_a_task_is_played_with_the_mouse_and_the_server_agrees(open_task, course, task):
    page, simulator = open_task(task), course.simulators[task]

    for step in simulator.steps:
        assert page.locator(".sim-say").inner_text() == step.say
        play_step(page, step)

    [finish] = sent(page)
    result = replay(simulator, finish["events"])
    assert result.done
    assert (result.wrong_moves, result.hints_used) == (0, 0)
    assert finish["result"]["done"]
    assert page.locator(".sim-say").inner_text() == simulator.end.say
    page.get_by_role("button", name="Tiếp tục").click()
    assert page.evaluate("window.left.done") is True


@pytest.mark.parametrize("task", ["KNS-08-T4"])
def test_a_form_shows_the_numbers_typed_before(open_task, course, task):
    page, steps = open_task(task), course.simulators[task].steps

    for step in steps[: [one.step_id for one in steps].index("print")]:
        play_step(page, step)

    assert page.locator('[data-target="row_people"] b').inner_text() == "40"


@pytest.fixture(scope="module")
def seen():
    """Which makes of screens axe has looked at: parts look the same in every task."""
    return set()


@pytest.fixture
def violations(axe, seen):
    """Return a function: what axe finds on a screen of a make that it has not seen."""

    def look(page, make):
        if make in seen:
            return []
        seen.add(make)
        if not page.evaluate("Boolean(window.axe)"):
            page.evaluate(axe)
        return page.evaluate(AXE)

    return look


@pytest.mark.parametrize("task", ALL_TASKS)
def test_every_screen_is_large_whole_and_accessible(open_task, course, violations, task):
    page, simulator = open_task(task), course.simulators[task]

    for step in simulator.steps:
        found = page.evaluate(WRONG_AND_HELP, right_target(step))
        assert found["before"] == []
        assert found.get("said") != ""
        assert found["pointed"] == 1
        assert found["helped"]
        assert found["after"] == []
        assert violations(page, found["make"]) == []
        take_step(page, step)

    assert page.evaluate(FAULTS) == []
    assert violations(page, page.evaluate(MAKE)) == []
    assert page.locator(".sim-say").inner_text() == simulator.end.again
    assert page.get_by_role("button", name="Làm lại").is_visible()
    [finish] = sent(page)
    result = replay(simulator, finish["events"])
    assert (result.done, result.hints_used) == (False, 3 * len(simulator.steps))
    assert finish["result"]["done"] is False


@pytest.mark.parametrize("task", [*TASKS, *SAMPLES])
def test_a_task_is_played_with_the_keyboard_alone(open_task, course, task):
    page, simulator = open_task(task), course.simulators[task]

    for step in simulator.steps:
        play_step_by_keyboard(page, step)

    assert replay(simulator, sent(page)[0]["events"]).done


@pytest.mark.parametrize("task", ["KNS-04-T1", *SAMPLES])
def test_a_task_is_played_by_touch(open_task, course, task):
    page, simulator = open_task(task, has_touch=True), course.simulators[task]

    for step in simulator.steps:
        play_step(page, step, act=lambda page, selector: page.locator(selector).tap())

    assert replay(simulator, sent(page)[0]["events"]).done


def drag(page, target):
    frame = page.locator(".sim-frame").bounding_box()
    goal = page.locator(f'[data-target="{target}"]').bounding_box()
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    page.mouse.down()
    page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + goal["height"] / 2, steps=5)
    page.mouse.up()


def test_the_frame_is_dragged_to_the_code_and_not_to_the_picture(open_task, course):
    page = open_task("KNS-04-T1")
    press(page, '[data-target="scan"]')

    drag(page, "poster")
    assert "Đây là tranh" in page.locator(".sim-message").inner_text()
    drag(page, "qr_ba_sau")

    assert page.locator(".sim-say").inner_text() == course.simulators["KNS-04-T1"].steps[2].say
    events = page.evaluate("window.player.events")
    assert [event["type"] for event in events] == ["tap", "drag", "drag"]


def test_a_frame_let_go_beside_everything_is_no_move(open_task):
    page = open_task("KNS-04-T1")
    press(page, '[data-target="scan"]')
    frame = page.locator(".sim-frame").bounding_box()

    page.mouse.move(frame["x"] + 20, frame["y"] + 20)
    page.mouse.down()
    page.mouse.move(frame["x"] - 40, frame["y"] + 10, steps=3)
    page.mouse.up()

    assert page.evaluate("window.player.events.length") == 1
    assert page.locator(".sim-frame").bounding_box() == frame


def test_hints_say_then_point_then_show(open_task):
    page = open_task("KNS-04-T1")
    hint, message = page.locator(".sim-help"), page.locator(".sim-message")

    hint.click()
    assert "bốn góc vuông" in message.inner_text()
    assert page.locator(".sim-pointed").count() == 0
    hint.click()
    assert page.locator(".sim-pointed").get_attribute("data-target") == "scan"
    assert page.locator(".sim-shown-how").count() == 0
    hint.click()

    assert page.locator(".sim-shown-how").get_attribute("data-target") == "scan"
    assert hint.inner_text() == "Máy đã chỉ hết"


def test_the_finger_follows_what_was_typed(open_task, course):
    page = open_task("KNS-04-T1")
    for step in course.simulators["KNS-04-T1"].steps[:3]:
        play_step(page, step)
    for _ in range(2):
        press(page, ".sim-help")
    pointed = []

    for key in ["3", "5", "9", "erase", "0", "0", "0", "enter"]:
        pointed.append(page.locator(".sim-pointed").get_attribute("data-key"))
        press(page, f'[data-key="{key}"]')

    assert pointed == ["3", "5", "0", "erase", "0", "0", "0", "enter"]
    assert page.evaluate("window.player.state.step") == 4


def test_no_more_digits_go_in_than_an_amount_needs(open_task, course):
    page = open_task("KNS-04-T1")
    for step in course.simulators["KNS-04-T1"].steps[:3]:
        play_step(page, step)

    page.keyboard.type("4111111111111111")

    assert page.locator(".sim-shown").inner_text() == "41.111.111 đ"


def test_an_interrupted_try_goes_on_where_it_was(open_task, course):
    simulator = course.simulators["KNS-04-T1"]
    before = [{"type": "hint", "t": 5000}, {"type": "tap", "target": "scan", "t": 60000}]

    page = open_task("KNS-04-T1", events=before)
    for step in simulator.steps[1:]:
        play_step(page, step)

    result = replay(simulator, sent(page)[0]["events"])
    assert (result.done, result.hints_used) == (True, 1)
    assert result.seconds >= 60
