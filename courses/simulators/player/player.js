/**
 * Shows a simulator: one instruction on top, a pretend screen, and help beside it.
 *
 * mountSimulator(element, simulator, options) -> { state, traces, isOver, destroy }
 *   options.strings   visible words, keys STRING_KEYS; "{n}", "{all}" and "{name}" are filled in
 *   options.media     (name in the package) => address of the picture
 *   options.players   [{ name, simulator }] when several persons share the machine; `simulator` is
 *                     the same one in the words for that person; both are optional
 *   options.onEvent   (event, state, index of the person) after every event; optional
 *   options.onFinish  (events, result, index of the person) once for each, when her part ends
 *   options.onDone    (result of the last person, results of all) when the button at the end is
 *                     pressed; optional
 *   options.events    events of an interrupted try to go on from; with `players` one list each
 *
 * Sends "bus:screen" from the element whenever a screen or a message was drawn.
 */

import { icon } from "./icons.js";
import { MAX_HINT, findScreen } from "./machine.js";
import { drawPart } from "./parts.js";
import { findWanted } from "./pointing.js";
import { drawPracticePhone, drawSlip, drawTop } from "./surroundings.js";
import { element, grouped } from "./tools.js";
import { Turns } from "./turns.js";
import { typedEvent, wantedCode } from "./typing.js";

export const STRING_KEYS = [
  "hint", "no_more_hints", "progress", "erase", "enter", "frame", "done", "again", "space", "shift",
  "card", "turn", "next_turn", "real_number", "own_words", "slip", "practice_phone", "delivery", "total",
];
const FEELING_ICONS = { right: "check", wrong: "info", hint: "hand", trap: "warning", real: "lock" };
const WIDE = new Set(["keyboard", "products", "map", "progress", "cards"]);

export function mountSimulator(root, simulator, options) {
  const missing = STRING_KEYS.filter((key) => !options.strings?.[key]);
  if (missing.length) throw new TypeError(`strings lacks ${missing.join(", ")}`);
  return new Player(root, simulator, options);
}

class Player {
  constructor(root, simulator, options) {
    this.root = root;
    this.options = options;
    this.strings = options.strings;
    this.media = options.media ?? ((name) => name);
    this.written = {};
    this.leaving = new AbortController();
    const events = options.events ?? [];
    this.turns = new Turns(simulator, options.players ?? [], options.players ? events : [events]);
    this.drawFrame();
    this.draw(true);
  }

  /** In the words for the person whose turn it is. */
  get simulator() {
    return this.turns.now.simulator;
  }

  get state() {
    return this.turns.now.state;
  }

  get events() {
    return this.turns.now.events;
  }

  /** What everybody did so far, one list of events for each. */
  get traces() {
    return this.turns.people.map((one) => one.events);
  }

  /** Whether everybody has taken her part. */
  get isOver() {
    return this.turns.isOver;
  }

  get current() {
    return this.simulator.steps[this.state.step];
  }

  destroy() {
    this.leaving.abort();
    this.root.replaceChildren();
    this.root.classList.remove("sim", "sim-wide");
  }

  /** Takes a move of the person whose turn it is. */
  move(event) {
    if (this.state.is_finished) return;
    const before = this.state.step;
    const person = this.turns.now;
    const timed = this.turns.take(event);
    const isNewScreen = this.state.step !== before;
    if (this.turns.isShared && !this.turns.isOver) this.turns.pass();
    this.draw(isNewScreen || event.type === "drag");
    // The pressed button may be gone; the keyboard goes on from the new instruction.
    if (isNewScreen) this.say.focus({ preventScroll: true });
    const index = this.turns.people.indexOf(person);
    this.options.onEvent?.(timed, person.state, index);
    if (person.state.is_finished) {
      this.options.onFinish?.([...person.events], this.turns.resultOf(person), index);
    }
  }

  /** Takes a typed text; false when it could be something real, which nobody is to see. */
  write(text) {
    if (!this.current) return true;
    const screen = findScreen(this.simulator, this.current.screen);
    const event = typedEvent(this.simulator, this.current, screen, text);
    if (event) {
      this.written[this.current.id] = text;
      this.move(event);
    } else {
      this.drawMessage("real", this.strings.real_number);
      this.announce();
    }
    return event !== null;
  }

  /** What was typed at a step: what was expected once it is done, as own words are never kept. */
  typed(id) {
    const step = this.simulator.steps.find((one) => one.id === id);
    if (this.written[id] || this.simulator.steps.indexOf(step) >= this.state.step) {
      return this.written[id] ?? "";
    }
    const { type, number } = step.expect;
    const known = type ?? grouped(String(number ?? ""));
    return known || wantedCode(step.expect) || this.strings.own_words;
  }

  drawFrame() {
    this.root.classList.add("sim");
    const head = element("div", "sim-head");
    this.turn = element("p", "sim-turn");
    this.say = element("p", "sim-say");
    this.say.tabIndex = -1;
    head.append(this.turn, this.say);
    this.phone = element("section", "sim-phone");
    this.top = element("div", "sim-bar");
    this.title = element("h2", "sim-title");
    this.screen = element("div", "sim-screen");
    this.phone.append(this.top, this.title, this.screen);
    this.root.replaceChildren(head, this.phone, this.drawSideFrame());
  }

  drawSideFrame() {
    const side = element("div", "sim-side");
    const goal = element("div", "sim-goal");
    this.goal = element("p");
    goal.append(element("h2", "", this.simulator.title), this.goal);
    this.progress = element("p", "sim-progress");
    this.beside = element("div", "sim-beside");
    this.message = element("div", "sim-message");
    this.message.setAttribute("role", "status");
    this.hint = element("button", "sim-help");
    this.hint.type = "button";
    this.hint.addEventListener("click", () => this.pressSide());
    side.append(goal, this.progress, this.beside, this.message, this.hint);
    return side;
  }

  draw(isNewScreen) {
    const { current, state } = this;
    const { end } = this.simulator;
    const isDone = this.turns.resultOf(this.turns.now).done;
    this.say.textContent = current ? current.say : isDone ? end.say : end.again;
    this.turn.textContent = this.strings.turn.replace("{name}", this.turns.now.name);
    this.turn.hidden = !this.turns.hasOthers;
    this.goal.textContent = this.simulator.goal;
    if (isNewScreen) this.drawScreen(findScreen(this.simulator, (current ?? end).screen));
    this.showPlaced?.(state.placed);
    this.drawMessage(state.feeling, state.message);
    this.drawSide(current, isDone);
    this.drawHelp();
    this.announce();
  }

  drawScreen(screen) {
    this.leaving.abort();
    this.leaving = new AbortController();
    this.isDrawn = false;
    this.showPlaced = null;
    this.title.textContent = screen.title;
    const isWide = screen.look === "web" || screen.parts.some((part) => WIDE.has(part.kind));
    this.root.classList.toggle("sim-wide", isWide);
    this.phone.classList.toggle("sim-web", screen.look === "web");
    drawTop(this.top, screen, this.simulator.watermark);
    const onScreen = screen.parts.filter((part) => part.kind !== "phone_message");
    this.screen.replaceChildren(...onScreen.map((part) => drawPart(part, this.tools())));
    this.beside.replaceChildren(
      ...screen.parts.filter((part) => part.kind === "phone_message").map(
        (part) => drawPracticePhone(part, this.strings.practice_phone),
      ),
      ...drawSlip(this.recorded(), this.strings.slip),
    );
    for (const one of this.screen.querySelectorAll("button, input")) {
      one.disabled ||= this.state.is_finished;
    }
    this.isDrawn = true;
  }

  tools() {
    return {
      move: (event) => this.move(event),
      write: (text) => this.write(text),
      typed: (id) => this.typed(id),
      onTyped: () => this.isDrawn && this.drawHelp(),
      onPlaced: (show, placed) => { this.showPlaced = show; show(placed); },
      placed: this.state.placed,
      signal: this.leaving.signal,
      media: this.media,
      strings: this.strings,
    };
  }

  /** Codes on the paper slip: every `record` step that is behind. */
  recorded() {
    const behind = this.simulator.steps.slice(0, this.state.step);
    return behind.map((one) => one.expect.record).filter(Boolean);
  }

  drawMessage(feeling, words) {
    this.message.className = `sim-message sim-is-${feeling}`;
    this.message.replaceChildren();
    if (!words || feeling === "start") return;
    this.message.append(icon(FEELING_ICONS[feeling]), element("p", "", words));
  }

  drawSide(current, isDone) {
    const all = this.simulator.steps.length;
    const n = Math.min(this.state.step + 1, all);
    this.progress.textContent = this.strings.progress.replace("{n}", n).replace("{all}", all);
    this.hint.classList.toggle("sim-main", this.state.is_finished);
    this.hint.hidden = false;
    if (!current) {
      this.drawEnd(isDone);
      return;
    }
    const isSpent = this.state.hint === MAX_HINT;
    const words = isSpent ? this.strings.no_more_hints : this.strings.hint;
    this.hint.replaceChildren(icon("help"), element("span", "", words));
    this.hint.disabled = isSpent;
  }

  drawEnd(isDone) {
    const { done, again, next_turn: nextTurn } = this.strings;
    const next = this.turns.findNext();
    const name = next === null ? "" : this.turns.people[next].name;
    const words = next === null ? (isDone ? done : again) : nextTurn.replace("{name}", name);
    this.hint.replaceChildren(icon("check"), element("span", "", words));
    this.hint.hidden = next === null && !this.options.onDone;
    this.hint.disabled = false;
  }

  pressSide() {
    if (!this.state.is_finished) this.move({ type: "hint" });
    else if (this.turns.pass()) this.beginTurn();
    else {
      const results = this.turns.people.map((one) => this.turns.resultOf(one));
      this.options.onDone?.(this.turns.resultOf(this.turns.now), results);
    }
  }

  beginTurn() {
    this.written = {};
    this.draw(true);
    this.say.focus({ preventScroll: true });
  }

  /** Level 2 points at the right thing, level 3 also shows the press. */
  drawHelp() {
    for (const old of this.phone.querySelectorAll(".sim-pointed")) {
      old.classList.remove("sim-pointed", "sim-shown-how");
    }
    this.phone.querySelector(".sim-hand")?.remove();
    const { current, state } = this;
    if (!current || state.hint < 2) return;
    const target = findWanted(this.screen, current.expect, state.placed);
    if (!target) return;
    target.classList.add("sim-pointed");
    target.classList.toggle("sim-shown-how", state.hint === MAX_HINT);
    const hand = icon("hand");
    hand.classList.add("sim-hand");
    target.append(hand);
  }

  announce() {
    this.root.dispatchEvent(new CustomEvent("bus:screen", { bubbles: true }));
  }
}
