// Three soft notes when a course is completed, only on a machine that reads aloud, and not again
// when the page is loaded again. A browser that wants a press first stays silent.
const NOTES_HZ = [523.25, 659.25, 783.99];
const APART_S = 0.22;
const LENGTH_S = 1.1;
const LOUDNESS = 0.12;

function note(context, frequency, start) {
  const tone = new OscillatorNode(context, { type: "sine", frequency });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH_S);
  tone.connect(volume).connect(context.destination);
  tone.start(start);
  tone.stop(start + LENGTH_S);
}

function chime() {
  const [arrival] = performance.getEntriesByType("navigation");
  if (!document.getElementById("listen") || arrival?.type !== "navigate") return;
  const context = new AudioContext();
  for (const [at, frequency] of NOTES_HZ.entries()) {
    note(context, frequency, context.currentTime + 0.1 + at * APART_S);
  }
}

chime();
