// Records sentences: speak, listen to it, keep it or speak once more.
// The microphone needs a page over TLS or on the bus's own computer; browsers want it so.

const LONGEST_MS = 60_000;
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const words = JSON.parse(document.getElementById("words").textContent);
const token = document.querySelector("meta[name=csrf-token]").content;
const notice = document.getElementById("microphone");
const player = new Audio();
let busy = null;

class Sentence {
  constructor(root) {
    this.root = root;
    this.address = root.dataset.sound;
    this.state = root.querySelector(".sentence-state");
    this.buttons = Object.fromEntries([...root.querySelectorAll("[data-do]")].map((one) => [one.dataset.do, one]));
    this.canHear = !this.buttons.hear.disabled;
    this.isRecorded = "recorded" in root.dataset;
    root.addEventListener("click", (event) => this.press(event.target.closest("[data-do]")?.dataset.do));
  }

  press(name) {
    const does = {
      hear: () => this.hear(),
      record: () => this.record(),
      again: () => this.record(),
      stop: () => this.recorder?.stop(),
      keep: () => this.keep(),
      drop: () => this.rest(),
      back: () => this.takeBack(),
    };
    does[name]?.();
  }

  hear() {
    // A new address each time: what is heard may have changed since.
    player.src = this.sound ?? `${this.address}?at=${Date.now()}`;
    player.play().catch(() => {});
  }

  async record() {
    if (busy && busy !== this) busy.recorder?.stop();
    busy = this;
    const stream = await openMicrophone();
    if (!stream) return;
    player.pause();
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    const pieces = [];
    this.recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: 64_000 });
    this.recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    this.recorder.addEventListener("stop", () => {
      clearTimeout(this.timer);
      for (const track of stream.getTracks()) track.stop();
      this.check(new Blob(pieces, { type: mimeType }));
    });
    this.recorder.start();
    this.timer = setTimeout(() => this.recorder.stop(), LONGEST_MS);
    this.show("recording", words.speak, ["stop"]);
  }

  check(blob) {
    if (this.sound) URL.revokeObjectURL(this.sound);
    this.blob = blob;
    this.sound = URL.createObjectURL(blob);
    this.canHear = true;
    this.show("checking", words.check, ["hear", "keep", "again", "drop"]);
    this.hear();
  }

  async keep() {
    this.show("checking", words.sending, []);
    const headers = { "X-CSRFToken": token, "Content-Type": "application/octet-stream" };
    const options = { method: "POST", headers, body: this.blob };
    const answer = await fetch(this.address, options).catch(() => null);
    const told = await answer?.json().catch(() => null);
    if (!answer?.ok) {
      this.show("checking", told?.message ?? words.failed, ["hear", "keep", "again", "drop"]);
      return;
    }
    this.isRecorded = true;
    this.rest(`${words.kept} · ${told.speaker}`);
    nextOf(this)?.buttons.record.focus();
  }

  async takeBack() {
    const options = { method: "POST", headers: { "X-CSRFToken": token } };
    const answer = await fetch(`${this.address}/back`, options).catch(() => null);
    if (answer?.ok) this.isRecorded = false;
    this.rest(answer?.ok ? words.taken_back : words.failed);
  }

  rest(text) {
    if (this.sound) URL.revokeObjectURL(this.sound);
    this.sound = null;
    this.show("rest", text, ["hear", "record", ...(this.isRecorded ? ["back"] : [])]);
  }

  show(at, text, offered) {
    this.root.dataset.at = at;
    if (text) this.state.textContent = text;
    for (const [name, button] of Object.entries(this.buttons)) button.hidden = !offered.includes(name);
    this.buttons.hear.disabled = !this.canHear;
    if (!this.root.contains(document.activeElement)) this.buttons[offered[0]]?.focus();
  }
}

async function openMicrophone() {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    notice.hidden = true;
    return stream;
  } catch {
    notice.textContent = words.no_microphone;
    notice.hidden = false;
    return null;
  }
}

const sentences = [...document.querySelectorAll(".sentence")].map((root) => new Sentence(root));

function nextOf(sentence) {
  return sentences[sentences.indexOf(sentence) + 1];
}
