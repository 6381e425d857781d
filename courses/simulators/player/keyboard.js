/**
 * A line to write in with a keyboard on the screen. The keys of a real keyboard work wherever the
 * focus is; Telex composes them unless the machine has an input method of its own.
 */

import { TONES, addLetter, addTelex, addTone, toneVowel } from "./telex.js";
import { element, key } from "./tools.js";

const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const MARKED = "ăâđêôơư";
const DIGITS = "1234567890";

export function keyboard(part, tools) {
  return new Keyboard(part, tools).box;
}

class Keyboard {
  constructor(part, tools) {
    this.part = part;
    this.tools = tools;
    this.isShifted = false;
    this.hasDigits = false;
    this.hasInputMethod = false;
    this.box = element("div", "sim-keyboard");
    this.line = this.drawLine();
    this.keys = element("div", "sim-keys");
    this.box.append(this.line.parentElement, this.keys);
    this.drawKeys();
    this.listen();
    this.update("");
  }

  drawLine() {
    const label = element("label", "sim-line");
    const line = element("input", "sim-written");
    line.type = "text";
    line.inputMode = "none";
    line.autocomplete = "off";
    line.spellcheck = false;
    line.setAttribute("autocorrect", "off");
    line.setAttribute("autocapitalize", "off");
    label.append(element("span", "sim-label", this.part.label), line);
    return line;
  }

  get writesWords() {
    return this.part.writes === "words";
  }

  drawKeys() {
    const { strings } = this.tools;
    const erase = () => key(strings.erase, "erase", () => this.erase(), "sim-span-2");
    const enter = (span) => key(strings.enter, "enter", () => this.send(), `sim-main ${span}`);
    const rows = ROWS.map((row) => this.letterKeys(row));
    rows[0].push(erase());
    if (this.writesWords) {
      const shift = key(strings.shift, "shift", () => this.shift(), "sim-span-3");
      shift.setAttribute("aria-pressed", String(this.isShifted));
      const layer = this.hasDigits ? "ă â" : "123";
      rows[1].push(shift);
      rows[2].push(...this.letterKeys(",."));
      rows[2].push(key(layer, "layer", () => this.turnLayer(), "sim-span-3"));
      rows.push(this.hasDigits ? this.letterKeys(`${DIGITS}-/`) : this.markKeys());
      rows.push([key(strings.space, "space", () => this.add(" "), "sim-span-8"), enter("sim-span-4")]);
    } else {
      rows[1].push(...this.letterKeys(".-/"));
      rows[2].push(enter("sim-span-5"));
      rows.push([...this.letterKeys(DIGITS), ...this.letterKeys(":_")]);
    }
    this.keys.replaceChildren(...rows.flat());
  }

  letterKeys(letters) {
    return [...letters].map((one) => {
      const shown = this.isUpper ? one.toUpperCase() : one;
      return key(shown, one, () => this.add(shown));
    });
  }

  get isUpper() {
    return this.part.writes === "code" || this.isShifted;
  }

  /** Vowels with marks, then the five tones drawn on the vowel they would fall on. */
  markKeys() {
    this.toneKeys = Object.keys(TONES).map((name) =>
      key("", name, () => this.update(addTone(this.line.value, name)), "sim-tone"));
    return [...this.letterKeys(MARKED), ...this.toneKeys];
  }

  listen() {
    const { signal } = this.tools;
    this.line.addEventListener("beforeinput", (event) => this.compose(event), { signal });
    this.line.addEventListener("input", () => this.update(this.line.value), { signal });
    this.line.addEventListener("compositionstart", () => { this.hasInputMethod = true; }, { signal });
    document.addEventListener("keydown", (event) => this.pressed(event), { signal });
  }

  pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const isOnButton = Boolean(event.target.closest?.("button, a"));
    if (event.key === "Enter" && !isOnButton) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Backspace" || (event.key.length === 1 && !(isOnButton && event.key === " "))) {
      this.line.focus();
    }
  }

  /** A plain letter goes through Telex; letters that arrive composed show an input method. */
  compose(event) {
    if (event.inputType !== "insertText" || event.isComposing || event.data?.length !== 1) return;
    if (event.data > "~") this.hasInputMethod = true;
    if (this.hasInputMethod || this.line.selectionStart !== this.line.selectionEnd) return;
    event.preventDefault();
    const at = this.line.selectionStart;
    const behind = this.line.value.slice(at);
    const add = this.writesWords ? addTelex : (text, letter) => text + letter;
    this.update(add(this.line.value.slice(0, at), event.data) + behind, behind.length);
  }

  add(letter) {
    this.update(addLetter(this.line.value, letter));
    if (this.isShifted) this.shift();
  }

  erase() {
    this.update([...this.line.value].slice(0, -1).join(""));
  }

  shift() {
    this.isShifted = !this.isShifted;
    this.redraw("shift");
  }

  turnLayer() {
    this.hasDigits = !this.hasDigits;
    this.redraw("layer");
  }

  redraw(name) {
    const hadFocus = this.keys.contains(document.activeElement);
    this.drawKeys();
    this.update(this.line.value);
    if (hadFocus) this.keys.querySelector(`[data-key="${name}"]`).focus();
  }

  /** Shows a text; `behind` counts the letters behind the caret. */
  update(text, behind = 0) {
    const fitted = this.part.writes === "code" ? text.toUpperCase() : text;
    const letters = [...(this.hasInputMethod ? fitted : fitted.normalize("NFC"))];
    const shown = letters.slice(0, this.part.max_letters).join("");
    if (shown !== this.line.value) this.line.value = shown;
    this.line.setSelectionRange(shown.length - behind, shown.length - behind);
    this.box.dataset.typed = shown;
    const vowel = toneVowel(shown);
    for (const [at, mark] of Object.values(TONES).entries()) {
      const one = this.toneKeys?.[at];
      if (!one) break;
      one.textContent = ((vowel || "a") + mark).normalize("NFC");
      one.disabled = !vowel;
    }
    this.tools.onTyped();
  }

  send() {
    const text = this.line.value.normalize("NFC").trim();
    if (text && !this.tools.write(text)) this.update("");
  }
}
