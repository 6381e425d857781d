// The practice page: mounts the player, sends each person's trace, then lets them go on.
import { mountSimulator } from "../player/player.js";
import "./fit.js";
import { deliver, newId, pageData, showState, unsent } from "./outbox.js";
import { keepUnfinished, unfinished } from "./unfinished.js";

const PATH = "/api/v1/traces";
const task = pageData("task");
const words = pageData("words");
const place = document.getElementById("simulator");
const again = document.getElementById("again");
const next = document.getElementById("next");
const kept = document.getElementById("kept");
const { players } = task; // who takes turns here, the first of them begins
const people = document.querySelectorAll("[data-seat]");
let player;
let done;
let turn = 0;

function begin(traces) {
  again.hidden = next.hidden = true;
  done = players.map(() => false);
  player?.destroy();
  try {
    player = mount(traces);
  } catch (error) {
    if (!error.reason) throw error;
    player = mount([]); // what was kept does not fit this task: begin anew
  }
  showTurn();
}

function mount(traces) {
  const isShared = players.length > 1;
  return mountSimulator(place, task.simulator, {
    strings: words,
    media: (name) => `${task.media}${name}?v=${task.version}`,
    players: isShared ? players : undefined,
    events: isShared ? traces : traces[0] ?? [],
    onEvent: keep,
    onFinish: finish,
  });
}

function keep() {
  const drafts = player.turns.people.map((one) => (one.state.is_finished ? [] : one.events));
  keepUnfinished(players, task.version, player.isOver ? [] : player.traces, drafts);
}

/** The names on top say whose turn it is, as the player does. */
function showTurn() {
  if (!player || people.length < 2) return;
  if (turn !== player.turns.index) kept.textContent = ""; // what was saved was somebody else's
  turn = player.turns.index;
  for (const one of people) {
    one.classList.toggle("has-turn", Number(one.dataset.seat) === players[player.turns.index].place);
  }
}

async function finish(events, result, index) {
  const message = {
    id: newId(),
    simulator_attempt_id: players[index].attempt_id,
    events,
    finished_at: new Date().toISOString(),
  };
  note(index, result.done);
  const { state, receipt } = await deliver(PATH, message, tell);
  // The server's replay decides, not the page.
  if (state === "saved") note(index, receipt.feedback?.is_done ?? result.done);
}

function tell(state) {
  showState(kept, state, words);
}

function note(index, isDone) {
  done[index] = isDone;
  if (player.isOver) offer(done.every(Boolean));
}

/** A done task leads on; one with too many hints asks for one more try first. */
function offer(isDone) {
  next.hidden = false;
  again.hidden = false;
  next.classList.toggle("button-main", isDone);
  again.classList.toggle("button-main", !isDone);
}

place.addEventListener("bus:screen", showTurn);
again.addEventListener("click", () => begin([]));
for (const message of unsent(PATH)) deliver(PATH, message, tell);
begin(unfinished(players, task.version));
// What this entry of the history kept may not have reached the bus when its page went away.
if (history.state?.unfinished) keep();
