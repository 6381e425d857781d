// Third game: type one's own name. Only the time and whether it was done leave this page.
import { keyboard } from "../player/keyboard.js";
import { splitTone } from "../player/telex.js";
import { finish, stopwatch, tell, words } from "./hands.js";

const MOST_LETTERS = 40;
const VNI_TONES = { 1: "sac", 2: "huyen", 3: "hoi", 4: "nga", 5: "nang" };
const VNI_MARKS = { 7: "w", 8: "w", 9: "d" };
const place = document.getElementById("keyboard");
const wanted = plain(document.getElementById("wanted").textContent);
const passed = stopwatch();
const used = new Set();
const over = new AbortController();

const box = keyboard(
  { writes: "words", label: place.dataset.label, max_letters: MOST_LETTERS },
  { strings: words, signal: over.signal, onTyped: look, write },
);

/** Letters and tone of each word: "hoà" and "hòa" are the same name. */
function plain(text) {
  const words = text.normalize("NFC").toLowerCase().match(/[^\s]+/gu) ?? [];
  return words.map((word) => Object.values(splitTone(word)).join("")).join(" ");
}

/** Done as soon as the name stands there; capital letters are not asked for. */
function look() {
  const line = place.querySelector("input");
  if (!over.signal.aborted && line && plain(line.value) === wanted) done(true);
}

/** "Xong": whatever stands there is enough, nobody is corrected. */
function write() {
  if (!over.signal.aborted) done(plain(place.querySelector("input").value) === wanted);
  return true;
}

function done(isDone) {
  over.abort();
  const by = used.size === 2 ? "both" : [...used][0] ?? "none";
  finish({ is_done: isDone, ms: passed(), by });
}

/** Digits of VNI become what the keyboard on the screen and Telex would do. */
function readVni(event) {
  const { data } = event;
  if (event.inputType !== "insertText" || event.isComposing || !/^[1-9]$/u.test(data ?? "")) return;
  event.preventDefault();
  event.stopPropagation();
  const letters = event.target.value.toLowerCase().normalize("NFD").match(/\p{L}\p{M}*/gu) ?? [];
  const vowel = letters.map((one) => one[0]).findLast((one) => "aeo".includes(one));
  if (VNI_TONES[data]) box.querySelector(`[data-key=${VNI_TONES[data]}]`).click();
  else typeLetter(event.target, VNI_MARKS[data] ?? vowel ?? "");
}

function typeLetter(line, data) {
  if (!data) return;
  line.dispatchEvent(new InputEvent("beforeinput", { inputType: "insertText", data, bubbles: true, cancelable: true }));
}

place.append(box);
place.addEventListener("beforeinput", readVni, { capture: true });
place.addEventListener("pointerdown", (event) => {
  if (event.target.closest(".sim-key")) used.add("screen");
});
document.addEventListener("keydown", (event) => {
  if (event.key.length === 1 && !event.target.closest("button")) used.add("keys");
  if (event.key === "Enter" && event.target.closest(".sim-key")) used.add("screen");
});
tell("");
