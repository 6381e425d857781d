// Second game: bring two things into a basket, by dragging or by two presses or by two keys.
import { finish, stopwatch, tell, words } from "./hands.js";

const A_PRESS_PX = 12;
const field = document.getElementById("field");
const basket = document.getElementById("basket");
const inside = document.getElementById("inside");
const things = [...field.querySelectorAll("[data-thing]")];
const lost = new Map(things.map((thing) => [thing, 0]));
const carried = [];
const passed = stopwatch();
let held = null;
let picked = null;

function pick(thing) {
  picked = thing;
  for (const one of things) one.setAttribute("aria-pressed", String(one === thing));
  field.classList.toggle("hands-is-carrying", thing !== null);
}

function put(thing, by) {
  carried.push({ by, ms: passed(), lost: Math.min(lost.get(thing), 1000) });
  pick(null);
  inside.append(thing.querySelector("img").cloneNode());
  thing.hidden = true;
  tell("");
  const rest = things.find((one) => !one.hidden);
  if (rest) rest.focus({ preventScroll: true });
  else finish({ carried });
}

function take(event) {
  if (held || !event.isPrimary) return;
  const thing = event.currentTarget;
  held = { thing, x: event.clientX, y: event.clientY, isMoved: false };
  thing.setPointerCapture(event.pointerId);
}

function move(event) {
  if (!held) return;
  const [x, y] = [event.clientX - held.x, event.clientY - held.y];
  held.isMoved ||= Math.hypot(x, y) > A_PRESS_PX;
  if (held.isMoved) held.thing.style.translate = `${x}px ${y}px`;
}

function letGo(event) {
  if (!held) return;
  const { thing, isMoved } = held;
  held = null;
  thing.style.translate = "";
  if (!isMoved) return; // a press: its click picks the thing
  if (isOver(basket, event)) put(thing, "drag");
  else {
    lost.set(thing, lost.get(thing) + 1);
    pick(thing);
    tell(words.let_go_in_the_basket);
  }
}

/** Moving was not meant any more, such as when a second finger came. */
function stop() {
  if (held) held.thing.style.translate = "";
  held = null;
}

function isOver(element, { clientX, clientY }) {
  const box = element.getBoundingClientRect();
  return clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
}

for (const thing of things) {
  thing.addEventListener("pointerdown", take);
  thing.addEventListener("pointermove", move);
  thing.addEventListener("pointerup", letGo);
  thing.addEventListener("pointercancel", stop);
  thing.addEventListener("click", () => {
    if (!thing.hidden) pick(thing);
  });
}
basket.addEventListener("click", (event) => {
  // Keys press without a place on the screen.
  if (picked) put(picked, event.detail === 0 ? "keys" : "taps");
  else tell(words.let_go_in_the_basket);
});
