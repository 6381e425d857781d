"""Pages are really played in Chromium, and a trainer's voice is really recorded."""

import io
import math
import re
import struct
import wave

import pytest
from playwright.sync_api import expect

from bench.rig import Server
from common.clock import utc_now
from courses.model import ItemKind
from courses.speech.folder import path_of
from courses.speech.opus import to_opus
from courses.speech.sentences import text_key
from lms_server import demo
from tests.browser import paths
from tests.browser.conftest import LiveBus
from tests.bundled import bundled_courses

pytestmark = pytest.mark.browser
LESSON = "KNS-04-L1"
WITH_WORDS = {ItemKind.CHOICE, ItemKind.MULTIPLE, ItemKind.TRUE_FALSE}
# What the page's one audio element does, in order: [event, end of the address, speed, pitch kept].
WATCH = """window.heard = [];
const Real = window.Audio;
window.Audio = class extends Real {
  constructor(...given) {
    super(...given);
    for (const name of ["playing", "ended", "error"]) {
      this.addEventListener(name, () => note(name, this));
    }
    this.addEventListener("timeupdate", () => {
      window.farthest = Math.max(window.farthest ?? 0, this.currentTime);
    });
  }
};
function note(name, { currentSrc, playbackRate, preservesPitch }) {
  heard.push([name, currentSrc.match(/([0-9a-f]{64})/)?.[1], playbackRate, preservesPitch]);
  const { dataset } = document.documentElement;
  dataset[name] = Number(dataset[name] ?? 0) + 1;
}
Object.defineProperty(window, "speechSynthesis", { value: undefined, configurable: true });"""
BROWSER_VOICE = """window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { configurable: true, value: {
  getVoices: () => [{ lang: "en-US" }, { lang: "vi-VN" }],
  speak(said) {
    spoken.push([said.text, said.lang, said.rate]);
    document.documentElement.dataset.spoken = spoken.length;
    setTimeout(() => said.onend());
  },
  cancel: () => {},
} });"""

SAY = """async (text) => {
  const learn = document.querySelector("script[src*='listen.js']").src;
  const { Voice } = await import(new URL("voice.js", learn));
  return new Voice({ ...document.getElementById("listen").dataset, isSlow: false }).say(text);
}"""


def tone(seconds):
    samples = [int(8000 * math.sin(at / 9)) for at in range(int(16000 * seconds))]
    packed = io.BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return to_opus(packed.getvalue())


@pytest.fixture(scope="module")
def course():
    return bundled_courses().get_course("KNS-04")


@pytest.fixture(scope="module")
def speech_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("made")


@pytest.fixture(scope="module")
def bus(tmp_path_factory, speech_dir):
    """A bus of its own, with only the audio that a test made."""
    data_dir = tmp_path_factory.mktemp("live") / "bus"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BUS_LMS_SPEECH_DIR", str(speech_dir))
        demo.make(data_dir, now=utc_now())
        server = Server(data_dir)
        server.start()
    yield LiveBus(server, data_dir)
    server.kill()


@pytest.fixture
def make(speech_dir):
    """Make short audio of sentences."""

    def write(*texts, seconds=0.4):
        for text in texts:
            path = path_of(speech_dir, "vi", text_key(text))
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(tone(seconds))

    return write


@pytest.fixture
def trainer(bus, visit):
    person = next(one for one in demo.STAFF if one.role == "trainer")
    page = visit(f"{bus.lan}/staff/sign-in")
    page.fill("[name=sign_in_name]", person.sign_in_name)
    page.fill("[name=password]", person.password)
    page.click("main button[type=submit]")
    page.wait_for_url("**/staff/")
    return page


@pytest.fixture
def seat(bus, visit):
    """Sign a learner of the class in; the page keeps what it plays."""
    return lambda number: sit_down(bus, visit(bus.lan), number)


@pytest.fixture
def learner(seat):
    """The page of a learner who never chose another pace."""
    return seat(0)


def sit_down(bus, page, number):
    one = bus.list_enrolments()[number]
    bus.pair(page)
    villager = paths.Villager(one.learner.full_name, one.learner.picture)
    paths.sit_down(page, villager, lambda *_: None)
    page.context.add_init_script(WATCH)
    return page


def heard(page, name):
    return [key for event, key, *_ in page.evaluate("heard") if event == name]


def wait_for(page, event, count=1):
    expect(page.locator("html")).to_have_attribute(f"data-{event}", str(count), timeout=20_000)


def marked(page):
    return page.evaluate(
        "[...CSS.highlights.values()].flatMap(one => [...one]).map(range => range.toString())"
    )


def wait_until_silent(page):
    expect(page.locator("#listen")).to_have_attribute("data-state", "silent")


def test_a_lesson_is_read_to_its_end_sentence_by_sentence(
    bus, learner, make, course, accessible, touchable, picture
):
    page = course.lessons[0].pages[0]
    sentences = [page.heading, *re.findall(r"<p>(.*?)</p>", page.html), "Tiếp tục"]
    make(*sentences, seconds=0.6)
    learner.goto(f"{bus.lan}/learn/lesson/{LESSON}/1")

    learner.click("#listen-play")
    wait_for(learner, "playing")
    first = marked(learner)
    picture(learner, "listen-lesson")
    accessible(learner)
    touchable(learner)
    wait_for(learner, "ended", len(sentences))
    wait_until_silent(learner)

    assert first == [page.heading]
    assert heard(learner, "ended") == [text_key(one) for one in sentences]
    assert heard(learner, "error") == []
    assert learner.evaluate("farthest") > 0.4
    assert marked(learner) == []
    assert learner.locator("#listen-told").is_hidden()


def test_a_press_on_a_sentence_reads_that_one_and_a_second_press_on_the_button_stops(
    bus, learner, make, course
):
    heading = course.lessons[0].pages[1].heading
    make(heading, seconds=5)
    learner.goto(f"{bus.lan}/learn/lesson/{LESSON}/2")

    learner.click("h1")
    wait_for(learner, "playing")
    learner.click("#listen-play")
    wait_until_silent(learner)

    assert heard(learner, "playing") == [text_key(heading)]
    assert heard(learner, "ended") == []


def test_slow_reading_keeps_the_pitch_and_is_remembered_on_the_next_page(bus, seat, make, course):
    learner = seat(1)  # the pace stays with this person
    make(course.lessons[0].pages[2].heading)
    learner.goto(f"{bus.lan}/learn/lesson/{LESSON}/1")
    with learner.expect_response("**/learn/preferences"):
        learner.click("#listen-slow")

    learner.goto(f"{bus.lan}/learn/lesson/{LESSON}/3")
    learner.click("h1")
    wait_for(learner, "ended")

    assert learner.get_attribute("#listen-slow", "aria-pressed") == "true"
    assert [one[2:] for one in learner.evaluate("heard") if one[0] == "ended"] == [[0.75, True]]


def test_a_screen_without_any_audio_says_so_kindly(bus, learner, picture, course):
    last = len(course.lessons[1].pages)
    learner.goto(f"{bus.lan}/learn/lesson/KNS-04-L2/{last}")

    learner.click("h1")
    learner.wait_for_selector("#listen-told:visible")
    picture(learner, "listen-nothing")

    assert "Mời bác đọc chữ" in learner.text_content("#listen-told")
    assert heard(learner, "ended") == []


def test_without_a_file_a_vietnamese_voice_of_the_browser_reads(bus, learner, course):
    heading = course.lessons[1].pages[0].heading
    learner.context.add_init_script(BROWSER_VOICE)
    learner.goto(f"{bus.lan}/learn/lesson/KNS-04-L2/1")

    learner.click("h1")
    wait_for(learner, "spoken")

    assert learner.evaluate("spoken") == [[heading, "vi-VN", 1]]


def test_an_answer_is_heard_without_being_chosen_and_numbers_in_pieces(
    bus, learner, make, course, accessible, touchable, picture
):
    make("Câu", "trên", *map(str, range(1, 11)))
    learner.goto(f"{bus.lan}/learn/quiz")
    learner.click("button.button-main")
    paths.answer_until(learner, course, WITH_WORDS)
    progress = learner.text_content("#progress").split()
    answer = learner.text_content(".choice-text >> nth=0")
    make(answer)

    learner.click(".listen-one >> nth=0")
    wait_for(learner, "ended")
    wait_until_silent(learner)
    learner.click("#progress")
    wait_for(learner, "ended", 5)
    picture(learner, "listen-quiz")
    accessible(learner)
    touchable(learner)

    assert heard(learner, "ended") == [text_key(one) for one in (answer, *progress)]
    assert learner.locator(".choice[aria-pressed=true]").count() == 0
    assert learner.locator("#go").is_disabled()
    assert learner.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_a_number_without_a_sound_of_its_own_is_said_in_words(bus, learner, make):
    make("30", "nghìn", "đồng")
    learner.goto(f"{bus.lan}/learn/lesson/{LESSON}/1")
    learner.mouse.click(3, 400)  # a press lets the page play; here it reads nothing

    way = learner.evaluate(SAY, "30.000 đồng")

    assert way == "pieces"
    assert heard(learner, "ended") == [text_key(one) for one in ("30", "nghìn", "đồng")]


def test_a_trainer_records_a_sentence_and_learners_hear_it(
    bus, trainer, learner, make, course, accessible, picture
):
    heading = course.lessons[2].pages[0].heading
    make(heading)
    trainer.context.grant_permissions(["microphone"], origin=bus.lan)
    trainer.goto(f"{bus.lan}/staff/recordings/?group=KNS-04&q={heading}")
    one = trainer.locator(".sentence", has=trainer.get_by_text(heading, exact=True))
    expect(one.locator(".sentence-state")).to_have_text("Giọng máy")
    accessible(trainer)

    one.locator("[data-do=record]").click()
    expect(one).to_have_attribute("data-at", "recording")
    picture(trainer, "recording-speak")
    trainer.wait_for_timeout(1200)  # somebody speaks
    one.locator("[data-do=stop]").click()
    expect(one).to_have_attribute("data-at", "checking")
    picture(trainer, "recording-check")
    one.locator("[data-do=keep]").click()
    expect(one.locator(".sentence-state")).to_contain_text("Đã lưu")
    address = one.get_attribute("data-sound")
    recorded = trainer.request.get(f"{bus.lan}{address}").body()
    learner.goto(f"{bus.lan}/learn/lesson/{course.lessons[2].lesson_id}/1")
    with learner.expect_response(f"**/{text_key(heading)}.opus*") as answer:
        learner.click("h1")
    wait_for(learner, "ended")

    assert recorded.startswith(b"OggS")
    assert answer.value.status in (200, 206)
    assert int(answer.value.headers["content-length"]) == len(recorded) != len(tone(0.4))
    assert heard(learner, "ended") == [text_key(heading)]
