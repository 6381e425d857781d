// Reads the present screen aloud, sentence by sentence, and marks the one being read.
//
// "Nghe" reads all; a press on a sentence reads that one; answers have a button beside them that
// reads without choosing. Pages tell by the event "bus:screen" that they drew something new.
import { readScreen, sentencesIn } from "./reading.js";
import { remember } from "./remember.js";
import { Voice } from "./voice.js";

const PAUSE_MS = 300;
const APART = ".choice";
const COVERING = "dialog[data-speak]";
const BLOCKS = "h1, h2, h3, p, li, dt, dd, [data-speak], .sentence";
const PRESSED = "a, button, input, label, select, textarea, [role=button]";
const bar = document.getElementById("listen");
const play = document.getElementById("listen-play");
const slow = document.getElementById("listen-slow");
const told = document.getElementById("listen-told");
const { base, version } = bar.dataset;
const voice = new Voice({ base, version, isSlow: slow.getAttribute("aria-pressed") === "true" });
const readsByItself = "readsByItself" in bar.dataset;
let reading = null;
let known = new Set();

function toggle() {
  if (reading) stop();
  else read(readScreen());
}

/** Read sentences one after the other, until the end or until something else is wanted. */
async function read(sentences) {
  stop();
  const mine = { isOver: false };
  reading = mine;
  showState(true);
  const ways = [];
  for (const [at, one] of sentences.entries()) {
    mark(one.range);
    if (sentences[at + 1]) voice.fetchAhead(sentences[at + 1].text);
    ways.push(await voice.say(one.text));
    if (mine.isOver) return;
    await pause();
    if (mine.isOver) return;
  }
  stop();
  told.hidden = ways.length === 0 || ways.some((way) => way !== "nobody");
}

function stop() {
  if (reading) reading.isOver = true;
  reading = null;
  voice.stop();
  mark(null);
  showState(false);
  told.hidden = true;
}

function pause() {
  return new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });
}

function showState(isReading) {
  bar.dataset.state = isReading ? "reading" : "silent";
  play.querySelector("[data-word]").textContent = isReading ? play.dataset.stop : play.dataset.listen;
}

/** Colour a sentence without touching the page's own elements. */
function mark(range) {
  if (!globalThis.Highlight) return;
  CSS.highlights.delete("listen-now");
  if (!range) return;
  CSS.highlights.set("listen-now", new Highlight(range));
  range.startContainer.parentElement?.scrollIntoView({ block: "nearest" });
}

function chooseSpeed() {
  const isSlow = slow.getAttribute("aria-pressed") !== "true";
  slow.setAttribute("aria-pressed", String(isSlow));
  voice.setSlow(isSlow);
  remember("pace", isSlow ? "slow" : "normal");
}

/** Read the sentence nearest to a finger in its line or paragraph, if nothing else is pressed. */
function readPressed(event) {
  const block = event.target.closest(BLOCKS);
  if (event.defaultPrevented || !block || event.target.closest(PRESSED) || String(getSelection())) return;
  const near = readScreen().filter((one) => block.contains(one.range.startContainer));
  const byDistance = near.map((one) => [distance(one.range, event), one]).sort((a, b) => a[0] - b[0]);
  if (byDistance.length) read([byDistance[0][1]]);
}

function distance(range, { clientX, clientY }) {
  const away = (at, from, to) => Math.max(from - at, 0, at - to);
  const boxes = [...range.getClientRects()];
  return Math.min(...boxes.map((box) => Math.hypot(away(clientX, box.left, box.right), away(clientY, box.top, box.bottom))));
}

/** Put a button beside each answer that reads it and chooses nothing. */
function offerAnswers() {
  for (const answer of document.querySelectorAll(APART)) {
    if (answer.parentElement.matches(".listen-row")) continue;
    const row = document.createElement("div");
    row.className = "listen-row";
    const button = buttonThatReads(answer);
    button.setAttribute("aria-label", `${play.dataset.listen}: ${answer.textContent.trim()}`);
    answer.replaceWith(row);
    row.append(answer, button);
  }
}

/** A question that covers the screen covers "Nghe" as well: it has a button of its own. */
function offerQuestions() {
  for (const question of document.querySelectorAll(COVERING)) {
    const button = buttonThatReads(question);
    button.setAttribute("aria-label", play.dataset.listen);
    question.append(button);
  }
}

function buttonThatReads(element) {
  const button = bar.querySelector("template").content.firstElementChild.cloneNode(true);
  button.addEventListener("click", () => read(sentencesIn(element)));
  return button;
}

function drawn() {
  if (reading) stop();
  offerAnswers();
  const sentences = readScreen();
  const fresh = sentences.filter((one) => !known.has(one.text));
  known = new Set(sentences.map((one) => one.text));
  if (readsByItself && fresh.length) read(fresh);
}

play.addEventListener("click", toggle);
slow.addEventListener("click", chooseSpeed);
addEventListener("pagehide", stop);
document.addEventListener("click", readPressed);
document.addEventListener("bus:screen", drawn);
showState(false);
offerQuestions();
drawn();
