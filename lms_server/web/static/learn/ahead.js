// While a learner reads, the browser fetches what practice and the quiz will need: they open at once.
const VERSION = new URL("../", import.meta.url).pathname;
const ROOTS = ["./task.js", "./quiz.js", "../player/player.css", "../quiz.css"];
const IMPORT = /\bfrom "(\.[^"]+)"|\bimport "(\.[^"]+)"/gu;
const AFTER_MS = 1500;
const KEY = "bus-ahead";

/** Fetch a file, then what it imports; the browser keeps it all, as its address has a version. */
async function fetchAhead(address, seen) {
  if (seen.has(address.href)) return;
  seen.add(address.href);
  const answer = await fetch(address, { priority: "low" });
  const text = await answer.text(); // read to its end, or the browser would not keep it
  if (!address.pathname.endsWith(".js")) return;
  for (const [, named, bare] of text.matchAll(IMPORT)) {
    await fetchAhead(new URL(named ?? bare, address), seen);
  }
}

async function fetchAll() {
  if (localStorage.getItem(KEY) === VERSION || navigator.connection?.saveData) return;
  const seen = new Set();
  for (const root of ROOTS) await fetchAhead(new URL(root, import.meta.url), seen);
  localStorage.setItem(KEY, VERSION);
}

setTimeout(() => { fetchAll().catch(() => {}); }, AFTER_MS);
