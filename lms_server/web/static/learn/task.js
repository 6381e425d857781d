// The practice page: mounts the player, sends the trace, then lets the learner go on.
import { mountSimulator } from "/static/player/player.js";
import { deliver, newId, pageData, showState, unsent } from "./outbox.js";
import { keepUnfinished, unfinished } from "./unfinished.js";

const PATH = "/api/v1/traces";
const task = pageData("task");
const words = pageData("words");
const place = document.getElementById("simulator");
const again = document.getElementById("again");
const next = document.getElementById("next");
const kept = document.getElementById("kept");
let player;

function begin(events) {
  again.hidden = next.hidden = true;
  kept.textContent = "";
  player?.destroy();
  try {
    player = mount(events);
  } catch (error) {
    if (!error.reason) throw error;
    player = mount([]); // what was kept does not fit this task: begin anew
  }
}

function mount(events) {
  return mountSimulator(place, task.simulator, {
    strings: words,
    media: (name) => `${task.media}${name}?v=${task.version}`,
    events,
    onEvent: (_, state) => remember(state.is_finished ? [] : player.events),
    onFinish: finish,
  });
}

function remember(events) {
  keepUnfinished(task.attempt_id, task.version, events);
}

async function finish(events, result) {
  const message = {
    id: newId(),
    simulator_attempt_id: task.attempt_id,
    events,
    finished_at: new Date().toISOString(),
  };
  offer(result.done);
  const { state, receipt } = await deliver(PATH, message, tell);
  // The server's replay decides, not the page.
  if (state === "saved") offer(receipt.feedback?.is_done ?? result.done);
}

function tell(state) {
  showState(kept, state, words);
}

/** A done task leads on; one with too many hints asks for one more try first. */
function offer(isDone) {
  next.hidden = false;
  again.hidden = false;
  next.classList.toggle("button-main", isDone);
  again.classList.toggle("button-main", !isDone);
}

again.addEventListener("click", () => begin([]));
for (const message of unsent(PATH)) deliver(PATH, message, () => {});
begin(unfinished(task.attempt_id, task.version));
