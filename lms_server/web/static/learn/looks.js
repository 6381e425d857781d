// Larger letters, stronger colours: changes the screen at once, and lets the bus remember it.
import { remember } from "./remember.js";

const form = document.getElementById("looks");
const root = document.documentElement;
const told = document.getElementById("look-told");
const SIZES = ["normal", "large", "largest"];
const [reset, text, contrast] = ["reset", "text_size", "contrast"].map((name) => form.querySelector(`[name=${name}]`));

/** Draw what is shown now on the buttons themselves. */
function show() {
  const isHigh = root.dataset.contrast === "high";
  text.value = SIZES[(SIZES.indexOf(root.dataset.text) + 1) % SIZES.length];
  contrast.value = isHigh ? "normal" : "high";
  contrast.setAttribute("aria-pressed", String(isHigh));
  reset.hidden = !isHigh && root.dataset.text === "normal";
}

function change({ name, value }) {
  if (name === "reset") Object.assign(root.dataset, { text: "normal", contrast: "normal" });
  else root.dataset[name === "text_size" ? "text" : name] = value;
  if (name !== "contrast") told.textContent = told.dataset[root.dataset.text];
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { name, value } = event.submitter;
  remember(name, value);
  change({ name, value });
  show();
  if (name === "reset") text.focus();
});
