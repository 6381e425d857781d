// Large keys for digits; an ordinary keyboard works as well, wherever the focus is.
const pad = document.getElementById("pad");
const field = document.getElementById(pad.dataset.field);
const length = Number(pad.dataset.length);

function change(text) {
  field.value = text.replace(/\D/g, "").slice(0, length);
  const isWhole = field.value.length === length;
  for (const button of document.querySelectorAll(`button[form="${field.form.id}"]`)) {
    button.disabled = !isWhole;
  }
}

for (const key of pad.querySelectorAll("[data-digit]")) {
  key.addEventListener("click", () => change(field.value + key.dataset.digit));
}
pad.querySelector("[data-delete]").addEventListener("click", () => change(field.value.slice(0, -1)));
field.addEventListener("input", () => change(field.value));
addEventListener("keydown", (event) => {
  if (event.target === field || event.ctrlKey || event.altKey || event.metaKey) return;
  if (/^[0-9]$/.test(event.key)) change(field.value + event.key);
  else if (event.key === "Backspace") change(field.value.slice(0, -1));
});
change(field.value); // a quick hand was there before this script
