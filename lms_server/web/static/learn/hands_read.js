// Fourth game: which is the smallest line that is easy to read?
import { finish } from "./hands.js";

const lines = [...document.querySelectorAll(".hands-line")];

for (const line of lines) {
  line.addEventListener("click", () => {
    for (const one of lines) one.setAttribute("aria-pressed", String(one === line));
    finish({ size: Number(line.dataset.size) });
  });
}
