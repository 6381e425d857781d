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
  call: ["M14 6l8 9-5 5q4 8 11 11l5-5 9 8-5 8Q22 42 10 26 4 16 6 11z"],
  hang_up: ["M4 28q20-17 40 0l-4 9-9-4v-7q-7-2-14 0v7l-9 4z"],
  video: ["M5 13h26v22H5z", "M31 21l12-7v20l-12-7"],
  camera: ["M5 14h9l4-6h12l4 6h9v27H5z", "M24 19a8 8 0 1 1 0 16 8 8 0 0 1 0-16z"],
  search: ["M21 6a15 15 0 1 1 0 30 15 15 0 0 1 0-30z", "M32 32l11 11"],
  globe: ["M24 4a20 20 0 1 1 0 40 20 20 0 0 1 0-40z", "M4 24h40", "M24 4q-18 20 0 40", "M24 4q18 20 0 40"],
  place: ["M24 45Q8 28 8 19a16 16 0 0 1 32 0q0 9-16 26z", "M24 13a6 6 0 1 1 0 12 6 6 0 0 1 0-12z"],
  mouse: ["M24 5q12 0 12 13v12q0 13-12 13T12 30V18Q12 5 24 5z", "M24 5v14", "M12 19h24"],
  wait: ["M13 5h22", "M13 43h22", "M15 5q0 12 9 19-9 7-9 19", "M33 5q0 12-9 19 9 7 9 19"],
  star: ["M24 5l6 13 14 2-10 10 2 14-12-7-12 7 2-14L4 20l14-2z"],
  cart: ["M3 7h7l6 24h22l5-17H12", "M19 37a3 3 0 1 1 0 6 3 3 0 0 1 0-6z", "M35 37a3 3 0 1 1 0 6 3 3 0 0 1 0-6z"],
  box: ["M6 14l18-9 18 9v21l-18 9-18-9z", "M6 14l18 9 18-9", "M24 23v21"],
  truck: ["M3 11h25v23H3z", "M28 19h9l8 8v7H28", "M12 33a5 5 0 1 1 0 10 5 5 0 0 1 0-10z", "M36 33a5 5 0 1 1 0 10 5 5 0 0 1 0-10z"],
  print: ["M13 16V5h22v11", "M6 16h36v18H6z", "M13 27h22v16H13z"],
  document: ["M10 4h20l9 9v31H10z", "M30 4v9h9", "M17 23h15", "M17 32h15"],
  calendar: ["M6 10h36v33H6z", "M6 19h36", "M15 5v9", "M33 5v9", "M15 29h6"],
  health: ["M24 43Q4 28 4 17q0-10 10-10 7 0 10 7 3-7 10-7 10 0 10 10 0 11-20 26z", "M15 23h6l3-6 4 11 2-5h5"],
  lock: ["M10 21h28v22H10z", "M15 21v-6q0-10 9-10t9 10v6", "M24 29v6"],
  home: ["M6 24L24 7l18 17", "M11 20v22h26V20", "M20 42V30h8v12"],
  plus: ["M24 8v32", "M8 24h32"],
  edit: ["M8 40l2-10L33 7l8 8-23 23z", "M28 12l8 8"],
  send: ["M4 23L44 5 30 44l-8-16z", "M22 28L44 5"],
  weather: ["M18 12a8 8 0 0 1 15 4", "M12 38a9 9 0 0 1 1-18 12 12 0 0 1 22 4 7 7 0 0 1 1 14z"],
  news: ["M6 8h28v34H10q-4 0-4-4z", "M34 18h8v20q0 4-4 4", "M12 16h16", "M12 24h16", "M12 32h10"],
  power: ["M24 5v18", "M14 11a17 17 0 1 0 20 0"],
  elder: ["M24 6q10 0 10 10t-10 11-10-11 10-10z", "M14 15q3-8 10-8t10 8", "M6 44q0-15 18-15t18 15", "M18 17h4", "M26 17h4", "M20 22q4 3 8 0"],
  signal: ["M6 40v-6", "M16 40V28", "M26 40V20", "M36 40V10"],
  battery: ["M4 14h34v20H4z", "M42 21v6", "M11 20v8", "M19 20v8", "M27 20v8"],
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
