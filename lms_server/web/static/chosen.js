/* Shows the name of the chosen file beside its button. */

for (const output of document.querySelectorAll("output[data-chosen]")) {
  const field = document.getElementById(output.dataset.chosen);
  const empty = output.textContent;
  const tell = () => { output.textContent = field.files[0]?.name ?? empty; };
  field.addEventListener("change", tell);
  tell();
}
