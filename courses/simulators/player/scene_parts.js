/** Draws people and places: chats, calls, maps, photographs, goods, and the pretend elder. */

import { icon } from "./icons.js";
import { button, element, grouped, image } from "./tools.js";

const SVG = "http://www.w3.org/2000/svg";
const STARS = 5;
/** A river, two roads and fields in a field of 100 by 60. */
const PLAIN_MAP = [
  ["field", "M4 6h26v18H4z"], ["field", "M70 36h26v18H70z"], ["field", "M8 40h20v14H8z"],
  ["river", "M0 34q20 -8 36 0t34 -6t30 -4"], ["road", "M46 0v60"], ["road", "M0 28h100"],
];

export function chat(part, { media }) {
  const box = element("div", "sim-chat");
  const head = element("p", "sim-chat-head");
  head.append(icon("person"), element("b", "", part.who));
  const list = element("ul", "sim-messages");
  for (const one of part.messages) {
    const item = element("li", one.is_mine ? "sim-mine" : "");
    if (one.picture) item.append(image(one.picture, "", "", { media }));
    item.append(element("span", "", one.text));
    list.append(item);
  }
  box.append(head, list);
  return box;
}

export function call(part, { media, move }) {
  const box = element("div", part.is_video ? "sim-call sim-is-video" : "sim-call");
  const face = part.picture ? image(part.picture, "", "sim-face", { media }) : icon("person");
  face.classList.add("sim-face");
  const foot = element("div", "sim-call-foot");
  for (const item of part.buttons) {
    const press = () => move({ type: "tap", target: item.id });
    foot.append(button(item, "sim-call-button", press));
  }
  box.append(face, element("b", "sim-caller", part.who));
  if (part.detail) box.append(element("p", "", part.detail));
  box.append(foot);
  return box;
}

export function photos(part, { media, move }) {
  const box = element("div", "sim-photos");
  for (const photo of part.photos) {
    const press = () => move({ type: "choose", target: photo.id });
    const made = button(photo, "sim-photo", press);
    made.prepend(shot(photo.picture, "", photo.fault, media));
    box.append(made);
  }
  return box;
}

export function capture(part, { media }) {
  const box = element("div", "sim-capture");
  box.append(shot(part.picture, part.alt, part.fault, media), element("div", "sim-corners"));
  return box;
}

function shot(name, alt, fault, media) {
  const frame = element("span", `sim-shot sim-fault-${fault}`);
  frame.append(image(name, alt, "", { media }));
  return frame;
}

export function map(part, { media, move }) {
  const box = element("div", "sim-map");
  box.append(part.picture ? image(part.picture, "", "sim-ground", { media }) : plainMap());
  for (const place of part.places) {
    const press = () => move({ type: "choose", target: place.id });
    const made = button({ ...place, icon: "place" }, "sim-spot", press);
    made.style.left = `${place.x}%`;
    made.style.top = `${place.y}%`;
    box.append(made);
  }
  return box;
}

function plainMap() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 60");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("sim-ground");
  for (const [kind, shape] of PLAIN_MAP) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape);
    path.setAttribute("class", `sim-${kind}`);
    svg.append(path);
  }
  return svg;
}

export function products(part, { media, move }) {
  const isLarge = part.products.length === 1;
  const box = element("div", isLarge ? "sim-products sim-large" : "sim-products");
  for (const product of part.products) {
    const press = () => move({ type: "tap", target: product.id });
    const made = button({ id: product.id, text: product.name }, "sim-product", press);
    if (product.picture) made.prepend(image(product.picture, "", "", { media }));
    const words = made.querySelector(".sim-words");
    words.append(element("b", "sim-price", product.price));
    if (product.stars) words.append(stars(product.stars));
    if (product.detail) words.append(element("small", "", product.detail));
    box.append(made);
  }
  return box;
}

function stars(count) {
  return element("span", "sim-stars", `${"★".repeat(count)}${"☆".repeat(STARS - count)}`);
}

export function cart(part, { strings }) {
  const list = element("dl", "sim-facts sim-cart");
  const money = (value) => `${grouped(String(value))} đ`;
  let total = part.delivery;
  for (const row of part.rows) {
    total += row.price * row.count;
    list.append(pair(`${row.name} × ${row.count}`, money(row.price * row.count)));
  }
  if (part.delivery) list.append(pair(strings.delivery, money(part.delivery)));
  const sum = pair(strings.total, money(total));
  sum.className = "sim-strong";
  list.append(sum);
  return list;
}

function pair(label, value) {
  const row = element("div");
  row.append(element("dt", "", label), element("dd", "", value));
  return row;
}

export function progress(part) {
  const list = element("ol", "sim-steps");
  part.steps.forEach((words, at) => {
    const place = at + 1;
    const item = element("li", place < part.current ? "sim-past" : "");
    if (place === part.current) item.setAttribute("aria-current", "step");
    item.append(element("b", "", String(place)), element("span", "", words));
    list.append(item);
  });
  return list;
}

export function coach(part, { media }) {
  const box = element("div", "sim-coach");
  const face = part.picture ? image(part.picture, "", "", { media }) : icon("elder");
  face.classList.add("sim-elder");
  const words = element("div");
  words.append(element("b", "", part.who), element("p", "", part.does));
  if (part.says) words.append(element("p", "sim-said", `“${part.says}”`));
  box.append(face, words);
  return box;
}
