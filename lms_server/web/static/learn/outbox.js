// Brings one message at a time to the bus, for as long as it takes, and tells how it stands.
//
// A message is written to localStorage before it is sent and leaves it only with a receipt,
// so a reload or a crash of the page loses nothing even without a kiosk's queue.
// States: "saving", "saved" (durable with the bus), "queued" (durable on this machine), "waiting"
// (only the page has it), "full" (a disk has no room), "refused" (it will never be taken),
// "signed_out" (the device or the session is unknown).

const PREFIX = "bus.outbox.";
const REFUSED = "bus.refused.";
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 8000;
/** What the gateway and the bus say when a disk is full: trying again may help. */
const FULL = ["kiosk.not_saved", "common.storage"];
/** The session or the device is another one than when the page was made. */
const UNKNOWN = ["web.forged_request", "web.session_ended", "web.sign_in_needed", "web.not_allowed"];
const TRY_AGAIN = [408, 425, 429];
const store = openStore();
const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";

/** Deliver `message` to `path`; resolves to { state, receipt } when nothing more can be done. */
export async function deliver(path, message, onState) {
  keep(path, message);
  onState("saving");
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const { state, receipt } = await send(path, message);
    onState(state, receipt);
    if (state === "saved" || state === "refused") forget(message, state);
    if (["saved", "refused", "signed_out"].includes(state)) return { state, receipt };
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Whether a message in this state is no longer in the page's hands alone. */
export function isSafe(state) {
  return !["saving", "waiting", "full"].includes(state);
}

/** Return the messages for `path` that never got a receipt, oldest first. */
export function unsent(path) {
  const found = [];
  for (const key of Object.keys(store ?? {})) {
    if (!key.startsWith(PREFIX)) continue;
    const kept = JSON.parse(store.getItem(key));
    if (kept.path === path) found.push(kept);
  }
  return found.sort((a, b) => a.at - b.at).map((kept) => kept.message);
}

async function send(path, message) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify([message]),
    });
    if (!answer.ok) return { state: await stateOfFailure(answer) };
    const receipt = (await answer.json()).find((one) => one.index === 0);
    return { state: stateOf(receipt, message), receipt };
  } catch {
    return { state: "waiting" };
  }
}

/** Only a receipt for this very message lets the page say that it is stored. */
function stateOf(receipt, message) {
  if (receipt.status === "rejected") return "refused";
  if (receipt.id !== message.id) return "waiting";
  if (receipt.status === "accepted" || receipt.status === "duplicate") return "saved";
  return receipt.status === "queued" ? "queued" : "waiting";
}

async function stateOfFailure(answer) {
  const { code } = await answer.json().catch(() => ({}));
  if (FULL.includes(code)) return "full";
  if (answer.status >= 500 || TRY_AGAIN.includes(answer.status)) return "waiting";
  if (answer.status === 401 || answer.status === 403 || UNKNOWN.includes(code)) return "signed_out";
  return "refused";
}

/** The kiosk's window has no storage, nor does it need one: its queue is in the kiosk. */
function openStore() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function keep(path, message) {
  try {
    store?.setItem(PREFIX + message.id, JSON.stringify({ path, message, at: Date.now() }));
  } catch {
    // A full or forbidden store only costs the second net; the first is the kiosk's queue.
  }
}

/** A refused message is kept apart, so that somebody can look at it. */
function forget(message, state) {
  try {
    if (state === "refused") store?.setItem(REFUSED + message.id, JSON.stringify(message));
  } catch {
    // No room: the receipt has told the learner already.
  }
  store?.removeItem(PREFIX + message.id);
}

/** Return a random UUID also where the page is plain http on the LAN (no crypto.randomUUID). */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Return what the server put into the page under `id`. */
export function pageData(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** Show how a message stands, with a sign and words. */
export function showState(place, state, words) {
  place.className = `kept kept-${state}`;
  place.textContent = words[state] ?? "";
}
