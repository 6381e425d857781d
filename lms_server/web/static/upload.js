// Sends a package piece by piece; a piece that is lost on the way is sent again.
const TRIES = 5;
const WAIT_MS = 1500;
const form = document.getElementById("upload");
const progress = document.getElementById("progress");
const words = JSON.parse(document.getElementById("words").textContent);
const token = document.querySelector("meta[name=csrf-token]").content;

async function post(address, body) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (answer.ok) return await answer.json();
      if (answer.status < 500) throw new RangeError(String(answer.status));
    } catch (error) {
      if (error instanceof RangeError || attempt === TRIES) throw error;
    }
    if (attempt === TRIES) throw new Error("no answer");
    await new Promise((resolve) => { setTimeout(resolve, WAIT_MS); });
  }
}

async function send(file) {
  const { id, piece } = await post(form.dataset.begin);
  for (let at = 0; at < file.size; at += piece) {
    progress.textContent = words.sending.replace("{percent}", Math.floor((100 * at) / file.size));
    await post(`${form.dataset.begin}/${id}?offset=${at}`, file.slice(at, at + piece));
  }
  return id;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    document.getElementById("upload-id").value = await send(document.getElementById("file").files[0]);
    progress.textContent = words.reading;
    form.submit();
  } catch {
    progress.textContent = words.failed;
    button.disabled = false;
  }
});
