// Large keys for the code; an ordinary keyboard works as well.
const LENGTH = 6;
const form = document.getElementById("code-form");
const field = document.getElementById("code");
const send = form.querySelector("button[type=submit]");

function isComplete() {
  const isBusKnown = form.elements.bus === undefined || new FormData(form).get("bus") !== null;
  return field.value.length === LENGTH && isBusKnown;
}

function change(text) {
  field.value = text.replace(/\D/g, "").slice(0, LENGTH);
  send.disabled = !isComplete();
}

for (const key of form.querySelectorAll("[data-digit]")) {
  key.addEventListener("click", () => change(field.value + key.dataset.digit));
}
form.querySelector("[data-delete]").addEventListener("click", () => change(field.value.slice(0, -1)));
field.addEventListener("input", () => change(field.value));
form.addEventListener("change", () => change(field.value));
form.addEventListener("submit", () => {
  send.disabled = true;
});
change("");
field.focus();
