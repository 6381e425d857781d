/**
 * Who plays: one person, or several who share the machine. Everybody has a seat, a state, a trace
 * and a clock that runs only in her turn.
 */

import { ALONE, ownSteps, resultOf, start, step } from "./machine.js";

/**
 * A bus takes 2,000 events of a try. From here on a wrong move more is answered but not noted, so
 * that who presses on and on, such as a child in between, loses nothing of what was done right.
 */
const MOST_WITH_WRONG_MOVES = 1000;

export class Turns {
  /** `events` of an interrupted try: one list for each person. */
  constructor(simulator, players, events) {
    this.people = (players.length ? players : [{ name: "" }]).map((player, index) => {
      const seat = players.length ? { index, of: players.length } : ALONE;
      const own = player.simulator ?? simulator;
      return { name: player.name, simulator: own, seat, state: start(own, seat), events: [] };
    });
    this.isShared = ownSteps(simulator, this.people[0].seat).length < simulator.steps.length;
    for (const [index, one] of this.people.entries()) this.catchUp(one, events[index] ?? []);
    this.index = this.findNext() ?? this.people.length - 1;
    this.resume();
  }

  get now() {
    return this.people[this.index];
  }

  get hasOthers() {
    return this.people.length > 1;
  }

  /** Whether a state waits for a move in somebody's hands. */
  get isOver() {
    return this.findNext() === null;
  }

  /** Takes an event of the person whose turn it is; returns the event with its time. */
  take(event) {
    const person = this.now;
    const t = Math.max(person.state.t, Math.round(performance.now() - this.beganAt));
    const timed = { ...event, t };
    const before = person.state;
    person.state = step(person.simulator, before, timed, person.seat);
    const isWrong = person.state.wrong_moves > before.wrong_moves && person.state.fell === before.fell;
    if (!isWrong || person.events.length < MOST_WITH_WRONG_MOVES) person.events.push(timed);
    return timed;
  }

  /** Lets the next person come; returns whether it is another one. */
  pass() {
    const next = this.findNext();
    if (next === null || next === this.index) return false;
    this.index = next;
    this.resume();
    return true;
  }

  resultOf(person) {
    return resultOf(person.simulator, person.state, person.seat);
  }

  /** In a shared task whoever has the earliest open step; else one after the other. */
  findNext() {
    const open = this.people.filter((one) => !one.state.is_finished);
    if (!open.length) return null;
    const first = this.isShared ? Math.min(...open.map((one) => one.state.step)) : null;
    return this.people.indexOf(this.isShared ? open.find((one) => one.state.step === first) : open[0]);
  }

  resume() {
    this.beganAt = performance.now() - this.now.state.t;
  }

  catchUp(person, events) {
    for (const event of events) {
      person.state = step(person.simulator, person.state, event, person.seat);
      person.events.push(event);
    }
  }
}
