/** What stands around a pretend screen: its top, the practice phone and the paper slip. */

import { icon } from "./icons.js";
import { element } from "./tools.js";

const CLOCK = "9:30";

/** Clock, watermark, signal and battery; on a web page its address and the watermark. */
export function drawTop(place, screen, watermark) {
  const mark = element("p", "sim-watermark", watermark);
  if (screen.look === "web") {
    const address = element("p", "sim-address");
    address.append(icon("globe"), element("span", "", screen.address));
    place.replaceChildren(address, mark);
    return;
  }
  const signs = element("span", "sim-signs");
  signs.append(icon("signal"), icon("battery"));
  place.replaceChildren(element("span", "sim-clock", CLOCK), mark, signs);
}

/** The message on the phone beside the screen. */
export function drawPracticePhone(part, name) {
  const box = element("section", "sim-practice-phone");
  const head = element("p", "sim-practice-head");
  head.append(icon("phone"), element("b", "", name));
  const words = element("p", "sim-sms");
  words.append(element("b", "", `${part.who}: `), element("span", "", part.text));
  box.append(head, words);
  return box;
}

/** The paper on which recorded codes stand; nothing while it is empty. */
export function drawSlip(codes, name) {
  if (!codes.length) return [];
  const box = element("section", "sim-slip");
  box.append(element("p", "", name), ...codes.map((code) => element("b", "", code)));
  return [box];
}
