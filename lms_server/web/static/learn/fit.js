// A task or a question never scrolls on a kiosk: where the letters that somebody chose are too
// large for a screen, it has the largest that fit, but none below the normal ones.
const SIZES = [138, 130, 122, 115, 108, 100]; // per cent, as frame.css has them
const CHOSEN = { large: 122, largest: 145 };
const KIOSK = matchMedia("(min-width: 1200px) and (min-height: 700px)");
const root = document.documentElement;
const quiz = document.getElementById("quiz");
let shown = "";

/** What is before the eyes: with the next one letters are as large as chosen again. */
function nameScreen() {
  const step = document.querySelector(".sim-progress")?.textContent;
  return `${root.dataset.text} ${quiz?.dataset.item} ${step}`;
}

function fit() {
  const now = nameScreen();
  if (now !== shown || !KIOSK.matches) delete root.dataset.fit;
  shown = now;
  const chosen = CHOSEN[root.dataset.text];
  if (!chosen || !KIOSK.matches) return; // normal letters cost no measuring
  for (const size of SIZES) {
    if (root.scrollHeight <= innerHeight + 1) return;
    if (size < (root.dataset.fit ?? chosen)) root.dataset.fit = size;
  }
}

new MutationObserver(fit).observe(document.body, {
  subtree: true, childList: true, characterData: true, attributeFilter: ["hidden"],
});
new MutationObserver(fit).observe(root, { attributeFilter: ["data-text"] });
document.addEventListener("load", fit, { capture: true }); // of a picture
addEventListener("resize", fit);
document.fonts.ready.then(fit);
