// The practice page: mounts the player, sends each person's trace, then lets them go on.
//
// The way on shows when each trace is in safe hands. One that the bus will never take leads nowhere:
// the page is asked for anew, and the task done again.
import { mountSimulator } from "../player/player.js";
import "./fit.js";
import { deliver, isSafe, newId, pageData, showState, unsent } from "./outbox.js";
import { keepUnfinished, unfinished } from "./unfinished.js";

const PATH = "/api/v1/traces";
const task = pageData("task");
const words = pageData("words");
const place = document.getElementById("simulator");
const again = document.getElementById("again");
const next = document.getElementById("next");
const kept = document.getElementById("kept");
const { players } = task; // who takes turns here, the first of them begins
const way = next.href;
const people = document.querySelectorAll("[data-seat]");
let player;
let done;
let stands; // of each person's trace, once it is sent
let turn = 0;

function begin(traces) {
  again.hidden = next.hidden = true;
  done = players.map(() => false);
  stands = players.map(() => null);
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
  const mine = stands; // "again" begins other ones
  await deliver(PATH, message, (state, receipt) => {
    tell(state);
    mine[index] = state;
    if (mine !== stands) return;
    // The server's replay decides, not the page.
    done[index] = receipt?.feedback?.is_done ?? result.done;
    if (player.isOver) offer();
  });
}

function tell(state) {
  showState(kept, state, words);
}

/** A done task leads on; one with too many hints asks for one more try first. */
function offer() {
  const isDone = done.every(Boolean);
  const isRefused = stands.includes("refused");
  const isKept = stands.every((one) => one === null || isSafe(one));
  again.hidden = !isKept;
  next.hidden = !isKept || isRefused;
  next.classList.toggle("button-main", isDone);
  again.classList.toggle("button-main", !isDone || isRefused);
  next.href = stands.includes("queued") ? `${way}?queued=1` : way;
}

place.addEventListener("bus:screen", showTurn);
again.addEventListener("click", () => {
  if (stands.includes("refused")) location.reload();
  else begin([]);
});
for (const message of unsent(PATH)) deliver(PATH, message, tell);
begin(unfinished(players, task.version));
// What this entry of the history kept may not have reached the bus when its page went away.
if (history.state?.unfinished) keep();
