// The page around an imported activity: shows what was saved, and leaves in good order.
// The frame holds foreign code: what it says is shown or passed on, never believed.
import { pageData } from "./outbox.js";

const FLUSH_MS = 2000;
const AFTER_MS = 400;
const frame = document.getElementById("play");
const kept = document.getElementById("kept");
const next = document.getElementById("next");
const words = pageData("words");
const SIGNS = { saving: "", saved: "saved", not_saved: "refused", moved: "refused", class_over: "refused", broken: "refused", preview: "" };
const relayed = [];
let isLeaving = false;
let hasLeft = false;
let onFlushed = () => {};

/** Tell whether a window lies inside our frame; no page can lie about where it lies. */
function isInside(source) {
  for (let one = source; one && one !== window; one = one.parent) {
    if (one === frame.contentWindow) return true;
    if (one === one.parent) return false;
  }
  return false;
}

function everyFrame(within, act) {
  act(within);
  for (let at = 0; at < within.length; at += 1) everyFrame(within[at], act);
}

function show(state) {
  kept.className = SIGNS[state] ? `kept kept-${SIGNS[state]}` : "kept";
  kept.textContent = words[state];
}

/** Store what a closing page could not send itself; only to its own address, as it could. */
function passOn(body) {
  const address = frame.src.replace(/^(.*\/play\/[^/]+\/).*$/, "$1commit");
  relayed.push(fetch(address, { method: "POST", body, keepalive: body.length < 60_000 }).catch(() => {}));
}

function hear(event) {
  const said = event.data?.bus;
  if (event.origin !== "null" || typeof said !== "object" || said === null) return;
  // A closing page has left the frame already when its last words arrive.
  if (!isInside(event.source) && !(isLeaving && typeof said.relay === "string")) return;
  if (said.share) {
    everyFrame(frame.contentWindow, (one) => {
      if (one !== event.source) one.postMessage({ bus: { share: said.share } }, "*");
    });
  }
  if (typeof said.relay === "string") passOn(said.relay);
  if (Object.hasOwn(SIGNS, said.state)) show(said.state);
  if (said.isEnd === true) next.hidden = false;
  if (said.flushed) onFlushed();
  // The browser knows whether a person pressed in there just now; no page can pretend that.
  if (said.touched === true && navigator.userActivation?.isActive) dispatchEvent(new Event("frametouch"));
}

function wait(ms) {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}

/** Let the frame store, then close it, so that pages that store on closing do so too. */
async function leave() {
  isLeaving = true;
  const flushed = new Promise((resolve) => { onFlushed = resolve; });
  frame.contentWindow.postMessage({ bus: { flush: true } }, "*");
  await Promise.race([flushed, wait(FLUSH_MS)]);
  frame.remove();
  await wait(AFTER_MS);
  await Promise.race([Promise.all(relayed), wait(FLUSH_MS)]);
  hasLeft = true;
}

if (frame) {
  addEventListener("message", hear);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || isLeaving) return;
    event.preventDefault();
    leave().finally(() => { location.href = link.href; });
  });
  document.addEventListener("submit", (event) => {
    if (hasLeft || event.defaultPrevented || event.target.method === "dialog") return;
    event.preventDefault();
    if (!isLeaving) leave().finally(() => event.target.requestSubmit(event.submitter));
  });
}
