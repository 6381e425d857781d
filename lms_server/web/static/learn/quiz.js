// The quiz page: one question a screen; an answer is shown as saved only when it is.
import "./fit.js";
import { deliver, isSafe, newId, pageData, showState, unsent } from "./outbox.js";
import { QuestionView } from "./question.js";

const PATH = "/api/v1/responses";
const data = pageData("data");
const words = pageData("words");
const main = document.getElementById("go");
const kept = document.getElementById("kept");
const token = document.querySelector("meta[name=csrf-token]").content;
const view = new QuestionView({ words, media: (name) => `${data.media}${name}?v=${data.version}` });
const RETRY_MS = 2000;
const EXPLAIN_EVERY_MS = 3000;
const pending = new Map();
const states = new Map(); // of the answers given on this page, by item
let attempt;
let index = 0;

async function begin() {
  const isOwn = (message) => message.attempt_id === data.attempt_id;
  const late = unsent(PATH).filter(isOwn);
  const others = unsent(PATH).filter((message) => !isOwn(message));
  for (const message of others) deliver(PATH, message, () => {});
  const tell = (state) => showState(kept, state === "saved" ? "" : state, words);
  await Promise.all(late.map((message) => keepSafe(message, tell)));
  attempt = await load();
  if (attempt.is_submitted) return leave();
  index = firstToShow(late.at(-1)?.item_id);
  show();
  fetchPictures();
  fetchExplanations();
}

/** Deliver an answer; resolves when it is safe, with the bus or on this machine. */
function keepSafe(message, onState) {
  return new Promise((resolve) => {
    deliver(PATH, message, (state, receipt) => {
      onState(state, receipt);
      if (isSafe(state)) resolve();
    });
  });
}

/** Have every picture of the attempt here before the connection may fail. */
function fetchPictures() {
  const shown = attempt.items.flatMap((item) => [item, ...item.choices]);
  for (const { picture } of shown) if (picture) new Image().src = view.media(picture.file);
}

/** The question whose explanation was never seen; else the first without an answer. */
function firstToShow(lateItem) {
  const { items, responses } = attempt;
  const late = items.findIndex((item) => item.item_id === lateItem && responses[lateItem]);
  if (late >= 0) return late;
  const open = items.findIndex((item) => !responses[item.item_id]);
  return open < 0 ? items.length - 1 : open;
}

/** Explain what was answered on this machine while the bus was away, once it is back. */
async function fetchExplanations() {
  const isBare = ({ item_id }) => attempt.responses[item_id]?.feedback === null;
  while (attempt.items.some(isBare)) {
    await wait(EXPLAIN_EVERY_MS);
    const answer = await fetch(`/api/v1/attempts/${data.attempt_id}`).catch(() => null);
    if (!answer?.ok) continue;
    const { responses } = await answer.json();
    for (const { item_id } of attempt.items.filter(isBare)) {
      if (!responses[item_id]?.feedback) continue;
      attempt.responses[item_id] = responses[item_id];
      if (attempt.items[index].item_id === item_id) show();
    }
    tellKept();
  }
}

async function load() {
  for (;;) {
    const answer = await fetch(`/api/v1/attempts/${data.attempt_id}`).catch(() => null);
    if (answer?.ok) return answer.json();
    if (answer && answer.status < 500) return signedOut();
    showState(kept, "waiting", words);
    await wait(RETRY_MS);
  }
}

function show() {
  const item = attempt.items[index];
  const known = attempt.responses[item.item_id];
  view.onChange = () => {};
  view.show(item, { number: index + 1, all: attempt.items.length });
  tellKept();
  if (known?.feedback) {
    explain(known);
    offerNext();
  } else if (known) {
    view.lock(); // given while the bus was away: what was right comes from there
    view.explainLater(words.later);
    offerNext();
  } else {
    setMain(words.answer, answer, false);
    view.onChange = (isComplete) => { main.disabled = !isComplete; };
    view.onEnter = () => main.click();
  }
}

/** Show what was right, and why this answer is not like the others if it is not. */
function explain({ value, feedback, flag }) {
  view.settle(value, feedback);
  if (flag) view.addNote(words[flag]);
}

/** Say how the answer stands, or before it is given how all those given before stand. */
function tellKept() {
  const stands = attempt.items.map(standOf);
  view.markDots(stands);
  if (stands[index]) return showState(kept, stands[index], words);
  const open = stands.filter((one) => one && one !== "saved").length;
  const saved = stands.filter((one) => one === "saved").length;
  showState(kept, open ? "queued" : "saved", {
    queued: words.some_waiting.replace("{n}", open),
    saved: saved ? words.all_saved.replace("{n}", saved) : "",
  });
}

function standOf({ item_id }) {
  const known = attempt.responses[item_id];
  return states.get(item_id) ?? (known ? (known.feedback ? "saved" : "queued") : "");
}

function answer() {
  const item = attempt.items[index];
  const value = view.value();
  const message = {
    id: newId(),
    attempt_id: attempt.attempt_id,
    item_id: item.item_id,
    revision: 1,
    value,
    answered_at: new Date().toISOString(),
  };
  main.disabled = true;
  view.lock();
  pending.set(item.item_id, keepSafe(message, (state, receipt) => told(item, value, state, receipt)));
}

/** What became of an answer; the learner may be at a later question by now. */
function told(item, value, state, receipt) {
  const isHere = attempt.items[index] === item;
  states.set(item.item_id, state);
  tellKept();
  if (state === "signed_out") return signedOut();
  if (state === "saved" || state === "refused") pending.delete(item.item_id);
  if (state === "saved") {
    const stored = { value, feedback: receipt.feedback, flag: receipt.flag };
    attempt.responses[item.item_id] = stored;
    if (isHere) explain(stored);
  } else if (state === "queued" && isHere) {
    view.explainLater(words.later);
  } else if (state === "refused" && isHere) {
    view.explainLater(words.refused);
  } else {
    return;
  }
  if (isHere) offerNext();
}

function offerNext() {
  const isLast = index === attempt.items.length - 1;
  setMain(isLast ? words.finish : words.next, isLast ? finish : next, true);
  main.focus();
}

function next() {
  const open = attempt.items.findIndex((item, at) => at > index && !isAnswered(item));
  index = open < 0 ? index + 1 : open;
  show();
}

function isAnswered(item) {
  return Boolean(attempt.responses[item.item_id]) || pending.has(item.item_id);
}

async function finish() {
  setMain(words.finish, finish, false);
  showState(kept, "sending", words);
  await Promise.all(pending.values());
  for (;;) {
    const url = `/api/v1/attempts/${attempt.attempt_id}/submit`;
    const options = { method: "POST", headers: { "X-CSRFToken": token } };
    const answer = await fetch(url, options).catch(() => null);
    if (answer?.ok) return leave();
    if (answer && answer.status < 500) return signedOut();
    showState(kept, "waiting", words);
    await wait(RETRY_MS);
  }
}

function wait(ms) {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}

function setMain(label, action, isEnabled) {
  main.textContent = label;
  main.disabled = !isEnabled;
  main.onclick = action;
}

function leave() {
  location.assign(data.result_url);
}

function signedOut() {
  showState(kept, "signed_out", words);
  setMain(words.sign_in, () => location.assign("/learn/"), true);
  return new Promise(() => {});
}

begin();
