/**
 * Shows a simulator: one instruction on top, a phone with a pretend screen, and help beside it.
 *
 * mountSimulator(element, simulator, options) -> { state, destroy }
 *   options.strings   visible words, keys STRING_KEYS; "{n}" and "{all}" are filled in
 *   options.media     (name in the package) => address of the picture
 *   options.onEvent   (event, state) after every event; optional
 *   options.onFinish  (events, result) once, at the moment the task ends
 *   options.onDone    (result) when the learner presses the button at the end; optional
 *   options.events    events of an interrupted try to go on from; optional
 */

import { icon } from "./icons.js";
import { MAX_HINT, findScreen, resultOf, start, step } from "./machine.js";
import { drawPart, element } from "./parts.js";

export const STRING_KEYS = ["hint", "no_more_hints", "progress", "erase", "enter", "frame", "done", "again"];
const FEELING_ICONS = {
  right: "check",
  wrong: "info",
  hint: "hand",
  trap: "warning",
};

export function mountSimulator(root, simulator, options) {
  const missing = STRING_KEYS.filter((key) => !options.strings?.[key]);
  if (missing.length) throw new TypeError(`strings lacks ${missing.join(", ")}`);
  const player = new Player(root, simulator, options);
  player.begin(options.events ?? []);
  return player;
}

class Player {
  constructor(root, simulator, options) {
    this.simulator = simulator;
    this.options = options;
    this.strings = options.strings;
    this.media = options.media ?? ((name) => name);
    this.events = [];
    this.state = start(simulator);
    this.root = root;
    this.leaving = new AbortController();
    this.drawFrame();
  }

  begin(events) {
    for (const event of events) {
      this.state = step(this.simulator, this.state, event);
      this.events.push(event);
    }
    this.beganAt = performance.now() - this.state.t;
    this.draw(true);
  }

  destroy() {
    this.leaving.abort();
    this.root.replaceChildren();
    this.root.classList.remove("sim");
  }

  move(event) {
    if (this.state.is_finished) return;
    const before = this.state.step;
    const timed = { ...event, t: Math.max(this.state.t, this.now()) };
    this.state = step(this.simulator, this.state, timed);
    this.events.push(timed);
    const isNewScreen = this.state.step !== before;
    this.draw(isNewScreen || event.type === "drag");
    // The pressed button may be gone; the keyboard goes on from the new instruction.
    if (isNewScreen) this.say.focus({ preventScroll: true });
    this.options.onEvent?.(timed, this.state);
    if (this.state.is_finished) {
      this.options.onFinish?.([...this.events], resultOf(this.simulator, this.state));
    }
  }

  now() {
    return Math.round(performance.now() - this.beganAt);
  }

  drawFrame() {
    this.root.classList.add("sim");
    this.say = element("p", "sim-say");
    this.say.tabIndex = -1;
    this.phone = element("section", "sim-phone");
    this.title = element("h2", "sim-title");
    this.screen = element("div", "sim-screen");
    this.phone.append(element("p", "sim-watermark", this.simulator.watermark), this.title);
    this.phone.append(this.screen);
    this.side = element("div", "sim-side");
    this.progress = element("p", "sim-progress");
    const goal = element("div", "sim-goal");
    goal.append(element("h2", "", this.simulator.title), element("p", "", this.simulator.goal));
    this.message = element("div", "sim-message");
    this.message.setAttribute("role", "status");
    this.hint = element("button", "sim-help");
    this.hint.type = "button";
    this.hint.addEventListener("click", () => this.pressSide());
    this.side.append(goal, this.progress, this.message, this.hint);
    this.root.replaceChildren(this.say, this.phone, this.side);
  }

  draw(isNewScreen) {
    const current = this.simulator.steps[this.state.step];
    const result = resultOf(this.simulator, this.state);
    const { end } = this.simulator;
    this.say.textContent = current ? current.say : result.done ? end.say : end.again;
    if (isNewScreen) this.drawScreen(findScreen(this.simulator, (current ?? end).screen));
    this.drawMessage();
    this.drawSide(current, result);
    this.drawHelp();
  }

  drawScreen(screen) {
    this.title.textContent = screen.title;
    this.leaving.abort();
    this.leaving = new AbortController();
    const tools = {
      move: (event) => this.move(event),
      onDigits: () => this.drawHelp(),
      signal: this.leaving.signal,
      media: this.media,
      strings: this.strings,
    };
    this.screen.replaceChildren(...screen.parts.map((part) => drawPart(part, tools)));
    for (const one of this.screen.querySelectorAll("button")) {
      one.disabled ||= this.state.is_finished;
    }
  }

  drawMessage() {
    const { feeling, message } = this.state;
    this.message.className = `sim-message sim-is-${feeling}`;
    this.message.replaceChildren();
    if (!message || feeling === "start") return;
    this.message.append(icon(FEELING_ICONS[feeling]), element("p", "", message));
  }

  drawSide(current, result) {
    const all = this.simulator.steps.length;
    const n = Math.min(this.state.step + 1, all);
    this.progress.textContent = this.strings.progress.replace("{n}", n).replace("{all}", all);
    this.hint.classList.toggle("sim-main", this.state.is_finished);
    if (!current) {
      const words = result.done ? this.strings.done : this.strings.again;
      this.hint.replaceChildren(icon("check"), element("span", "", words));
      this.hint.hidden = !this.options.onDone;
      this.hint.disabled = false;
      return;
    }
    const isSpent = this.state.hint === MAX_HINT;
    const words = isSpent ? this.strings.no_more_hints : this.strings.hint;
    this.hint.replaceChildren(icon("help"), element("span", "", words));
    this.hint.disabled = isSpent;
  }

  pressSide() {
    if (this.state.is_finished) this.options.onDone?.(resultOf(this.simulator, this.state));
    else this.move({ type: "hint" });
  }

  /** Level 2 points at the right thing, level 3 also shows the press. */
  drawHelp() {
    for (const old of this.phone.querySelectorAll(".sim-pointed")) {
      old.classList.remove("sim-pointed", "sim-shown-how");
    }
    this.phone.querySelector(".sim-hand")?.remove();
    const current = this.simulator.steps[this.state.step];
    const target = current && this.state.hint >= 2 ? this.wanted(current.expect) : null;
    if (!target) return;
    target.classList.add("sim-pointed");
    target.classList.toggle("sim-shown-how", this.state.hint === MAX_HINT);
    const hand = icon("hand");
    hand.classList.add("sim-hand");
    target.append(hand);
  }

  /** The element to press next. */
  wanted(expect) {
    const id = expect.tap ?? expect.choose ?? expect.drag;
    if (id) return this.screen.querySelector(`[data-target="${CSS.escape(id)}"]`);
    const typed = this.screen.querySelector(".sim-number")?.dataset.digits ?? "";
    return this.screen.querySelector(`[data-key="${nextKey(String(expect.number), typed)}"]`);
  }
}

/** The key that brings what was typed nearer to the wanted number. */
function nextKey(wanted, typed) {
  if (!wanted.startsWith(typed)) return "erase";
  return wanted === typed ? "enter" : wanted[typed.length];
}
