// First game: press a target, large ones first; measures where the first press of each one lands.
import { finish, stopwatch, tell, words } from "./hands.js";

const SIZES = [112, 84, 56, 56, 84, 56, 56];
const PLACES = [[50, 45], [20, 30], [75, 65], [32, 72], [84, 26], [12, 58], [62, 18]];
const KIND_AFTER = 2;
const GROWS_AFTER = 4;
const field = document.getElementById("field");
const target = document.getElementById("target");
const aims = [];
const passed = stopwatch();
let first = null;
let misses = 0;
let way = "keyboard";

function show() {
  const [left, top] = PLACES[aims.length];
  target.className = `hands-target hands-target-${SIZES[aims.length]} hands-at-${aims.length}`;
  target.style.left = `${left}%`;
  target.style.top = `${top}%`;
  first = null;
  misses = 0;
  way = "keyboard";
  target.focus({ preventScroll: true });
}

/** Every press in the field, on the target or beside it. */
function pressed(event) {
  way = ["mouse", "touch", "pen"].includes(event.pointerType) ? event.pointerType : "mouse";
  const box = target.getBoundingClientRect();
  first ??= {
    x: Math.round(event.clientX - box.left - box.width / 2),
    y: Math.round(event.clientY - box.top - box.height / 2),
  };
  if (target.contains(event.target)) return;
  misses += 1;
  if (misses >= KIND_AFTER) tell(words.aim_at_the_middle);
  if (misses >= GROWS_AFTER) target.classList.add("hands-target-112");
}

function hit() {
  const size = SIZES[aims.length];
  aims.push({ size, ms: passed(), misses: Math.min(misses, 1000), ...(first ?? { x: 0, y: 0 }), way });
  tell("");
  if (aims.length < SIZES.length) {
    show();
    return;
  }
  target.hidden = true;
  finish({ aims });
}

field.addEventListener("pointerdown", pressed);
target.addEventListener("click", hit);
show();
