// Large keys for the place code; an ordinary keyboard or a scanner works as well.
const form = document.getElementById("place-form");
const field = document.getElementById("place");
const send = form.querySelector("button[type=submit]");

function change(text) {
  field.value = text;
  send.disabled = text.trim() === "";
}

for (const key of form.querySelectorAll("[data-letter]")) {
  key.addEventListener("click", () => change(field.value + key.dataset.letter));
}
form.querySelector("[data-delete]").addEventListener("click", () => change(field.value.slice(0, -1)));
field.addEventListener("input", () => change(field.value));
form.addEventListener("submit", () => {
  send.disabled = true;
});
change("");
field.focus();
