// Remembers the events of an unfinished try: in the entry of the browser's history, and with the bus.
//
// The entry outlives a reload also in the kiosk's window, which has no storage, and while the bus
// is away; it belongs to these attempts: nobody else's try is ever taken up, or stays. What the bus
// has outlives window and machine, and is there at another machine, too.

const PATH = "/api/v1/drafts";
const SEND_AFTER_MS = 500;
const AGAIN_AFTER_MS = 3000;
/**
 * A browser takes 64 kB in all of what may outlive its page, and refuses the rest: three persons
 * at one machine have room. A longer draft goes like any other message.
 */
const LONGEST_OUTLIVING_BYTES = 20_000;
const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
const newest = new Map();
const unsent = new Set();
let timer;

/** Return what was kept for these players at this version of the course, or nothing. */
export function unfinished(players, version) {
  const kept = history.state?.unfinished;
  if (kept?.attempts === keyOf(players) && kept.version === version) return kept.traces;
  if (kept) history.replaceState(null, "");
  return players.some((one) => one.draft?.length) ? players.map((one) => one.draft) : [];
}

/**
 * Keep the traces so far, one for each player; none forgets the try. The bus gets the drafts: a
 * part that is finished is no draft, as it counts already.
 */
export function keepUnfinished(players, version, traces, drafts) {
  try {
    const kept = { attempts: keyOf(players), version, traces };
    history.replaceState({ ...history.state, unfinished: kept }, "");
  } catch {
    // Some browsers refuse many changes in a short time: the try then goes on from a little earlier.
  }
  for (const [at, one] of players.entries()) {
    one.draft = drafts[at];
    newest.set(one.attempt_id, one.draft);
    unsent.add(one.attempt_id);
  }
  timer ??= setTimeout(send, SEND_AFTER_MS);
}

function keyOf(players) {
  return players.map((one) => one.attempt_id).join(" ");
}

/** Tell the bus; while it is away, again and again: the learner may stop here and move on. */
function send() {
  clearTimeout(timer);
  timer = undefined;
  for (const attemptId of unsent) {
    unsent.delete(attemptId);
    post(attemptId, newest.get(attemptId)).then((isAway) => {
      if (!isAway) return;
      unsent.add(attemptId);
      timer ??= setTimeout(send, AGAIN_AFTER_MS);
    });
  }
}

/** Return whether the bus could not take it now. */
async function post(attemptId, events) {
  const body = new TextEncoder().encode(JSON.stringify({ simulator_attempt_id: attemptId, events }));
  try {
    const answer = await fetch(PATH, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body,
      keepalive: body.length <= LONGEST_OUTLIVING_BYTES,
    });
    return answer.status >= 500;
  } catch {
    return true;
  }
}

addEventListener("pagehide", send);
