// A form is sent once: a second tap, or Enter twice, would send it to a page that is already over.
const PATIENCE_MS = 20_000; // longer than a kiosk's gateway waits for the bus
let sent = null;

/** Let forms go out again: the page stayed after all. Who comes back to it gets it anew. */
function forget() {
  clearTimeout(sent);
  sent = null;
}

/** Hears of a form after all other listeners: what a script keeps back was not sent. */
function take(event) {
  const isDialog = (event.submitter?.formMethod || event.target.method) === "dialog";
  if (event.defaultPrevented || isDialog) return;
  if (sent === null) sent = setTimeout(forget, PATIENCE_MS);
  else event.preventDefault();
}

addEventListener("submit", take);
globalThis.navigation?.addEventListener("navigateerror", forget); // stopped; not in every browser
