/** Cards to put in order by pressing one after the other, or to sort into groups. */

import { button, element } from "./tools.js";

/** All cards; each that is right moves up and gets its number. */
export function orderCards(part, { move, onPlaced, placed }) {
  const box = element("ol", "sim-order");
  const rows = new Map(part.cards.map((card) => {
    const row = element("li");
    row.append(button(card, "sim-row", () => move({ type: "order", target: card.id })));
    return [card.id, row];
  }));
  box.append(...rows.values());
  onPlaced((ids) => {
    const waiting = part.cards.filter((card) => !ids.includes(card.id));
    ids.forEach((id, at) => number(rows.get(id), at + 1));
    box.append(...ids.map((id) => rows.get(id)), ...waiting.map((card) => rows.get(card.id)));
  }, placed);
  return box;
}

function number(row, place) {
  const pressed = row.querySelector("button");
  if (pressed.disabled) return;
  pressed.disabled = true;
  pressed.classList.add("sim-placed");
  pressed.prepend(element("b", "sim-place", String(place)));
}

/** One card after the other, with the groups as large buttons below. */
export function sortCards(part, { move, onPlaced, placed, strings }) {
  const box = element("div", "sim-sort");
  const left = element("p", "sim-left");
  const card = element("div", "sim-card");
  const groups = element("div", "sim-groups");
  let shown = null;
  for (const group of part.groups) {
    const press = () => shown && move({ type: "sort", target: shown.id, group: group.id });
    groups.append(button(group, "sim-group", press));
  }
  box.append(left, card, groups);
  onPlaced((ids) => {
    shown = part.cards.find((one) => !ids.includes(one.id)) ?? null;
    const n = Math.min(ids.length + 1, part.cards.length);
    left.textContent = strings.card.replace("{n}", n).replace("{all}", part.cards.length);
    box.dataset.card = shown?.id ?? "";
    card.replaceChildren(...(shown ? drawCard(shown) : []));
  }, placed);
  return box;
}

function drawCard(card) {
  const words = element("p", "", card.text);
  if (!card.who) return [words];
  return [element("b", "sim-who", `${card.who}:`), words];
}

/** Cards with groups are sorted, cards without are put in order. */
export function cards(part, tools) {
  return part.groups.length ? sortCards(part, tools) : orderCards(part, tools);
}
