/** Line drawings for buttons; each is a list of SVG paths in a 48 by 48 field. */

const SHAPES = {
  scan: ["M6 16V8q0-2 2-2h8", "M32 6h8q2 0 2 2v8", "M42 32v8q0 2-2 2h-8", "M16 42H8q-2 0-2-2v-8",
    "M16 16h6v6h-6z", "M27 16h5v5h-5z", "M16 27h5v5h-5z", "M27 27h2v5h4"],
  transfer: ["M8 17h30", "M30 9l8 8-8 8", "M40 32H10", "M18 24l-8 8 8 8"],
  wallet: ["M6 14h34v26H6z", "M6 14l26-8v8", "M30 24h12v8H30z"],
  phone: ["M15 4h18q2 0 2 2v36q0 2-2 2H15q-2 0-2-2V6q0-2 2-2z", "M21 38h6"],
  bill: ["M12 4h24v40l-6-4-6 4-6-4-6 4z", "M18 14h12", "M18 22h12", "M18 30h8"],
  light: ["M18 34q0-5-4-9a12 12 0 1 1 20 0q-4 4-4 9z", "M18 40h12", "M24 34V22"],
  school: ["M6 42V22l18-12 18 12v20z", "M20 42V30h8v12", "M24 10V4h8v4h-8"],
  shop: ["M8 20v22h32V20", "M4 20l5-12h30l5 12z", "M19 42V30h10v12"],
  history: ["M8 24a16 16 0 1 0 5-12", "M8 6v9h9", "M24 15v10l7 4"],
  bell: ["M10 36q4-4 4-10v-4a10 10 0 0 1 20 0v4q0 6 4 10z", "M20 40q4 5 8 0"],
  gift: ["M8 22h32v20H8z", "M6 14h36v8H6z", "M24 14v28", "M24 14q-10-2-8-8t8 8q2-12 8-8t-8 8"],
  help: ["M24 4a20 20 0 1 1 0 40 20 20 0 0 1 0-40z", "M18 19q0-6 6-6t6 5q0 4-6 7v4", "M24 35v1"],
  person: ["M24 6a9 9 0 1 1 0 18 9 9 0 0 1 0-18z", "M8 43q0-14 16-14t16 14z"],
  save: ["M24 6v24", "M14 21l10 10 10-10", "M8 32v10h32V32"],
  check: ["M8 25l11 11L41 12"],
  stop: ["M12 12l24 24", "M36 12L12 36"],
  talk: ["M6 8h36v24H22l-10 9v-9H6z", "M14 18h20", "M14 24h12"],
  picture: ["M6 9h36v30H6z", "M6 33l11-11 9 9 6-6 10 9", "M31 17a3 3 0 1 1 0 1"],
  hand: ["M20 26V9a3.500 3.500 0 0 1 7 0v13l10 3q4 1 3 6l-2 13H21L11 31q-2-4 1-5t5 2z"],
  warning: ["M24 6l20 36H4z", "M24 19v11", "M24 35v1"],
  info: ["M24 4a20 20 0 1 1 0 40 20 20 0 0 1 0-40z", "M24 22v13", "M24 14v1"],
};
const SVG = "http://www.w3.org/2000/svg";

/** An <svg> of the named drawing, hidden from screen readers: words always stand beside it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 48 48");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("sim-icon");
  for (const shape of SHAPES[name] ?? []) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape);
    svg.append(path);
  }
  return svg;
}
