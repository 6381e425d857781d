/** A pretend camera: drag the green frame onto a thing, or press the thing itself. */

export function scanner(part, { move, media, strings }) {
  const view = document.createElement("div");
  view.className = "sim-scanner";
  const things = part.things.map((thing) => drawThing(thing, media));
  const frame = document.createElement("div");
  frame.className = "sim-frame";
  frame.setAttribute("aria-hidden", "true");
  frame.title = strings.frame;
  view.append(...things, frame);
  for (const one of things) {
    one.addEventListener("click", () => move({ type: "tap", target: one.dataset.target }));
  }
  makeDraggable(frame, view, (target) => move({ type: "drag", target }));
  return view;
}

function drawThing(thing, media) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "sim-thing";
  made.dataset.target = thing.id;
  const image = document.createElement("img");
  image.src = media(thing.picture);
  image.alt = "";
  image.draggable = false;
  const words = document.createElement("span");
  words.textContent = thing.text;
  made.append(image, words);
  return made;
}

/** Lets the frame follow finger or mouse; `onDrop` gets what its middle stands on. */
function makeDraggable(frame, view, onDrop) {
  let grip = null;
  frame.addEventListener("pointerdown", (event) => {
    grip = { x: event.clientX, y: event.clientY };
    frame.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  frame.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const [x, y] = keepInside(frame, view, event.clientX - grip.x, event.clientY - grip.y);
    frame.style.transform = `translate(${x}px, ${y}px)`;
  });
  frame.addEventListener("pointerup", () => {
    grip = null;
    const target = underFrame(frame, view);
    if (target) onDrop(target);
    else frame.style.transform = "";
  });
}

function keepInside(frame, view, x, y) {
  const limit = {
    x: view.clientWidth - frame.offsetWidth - frame.offsetLeft,
    y: view.clientHeight - frame.offsetHeight - frame.offsetTop,
  };
  return [
    Math.min(Math.max(x, -frame.offsetLeft), limit.x),
    Math.min(Math.max(y, -frame.offsetTop), limit.y),
  ];
}

/** Generous: the frame need only overlap the thing by its middle or a good third. */
function underFrame(frame, view) {
  const a = frame.getBoundingClientRect();
  let best = null;
  let bestShare = 0.3;
  for (const thing of view.querySelectorAll(".sim-thing")) {
    const b = thing.getBoundingClientRect();
    const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    const share = (Math.max(0, width) * Math.max(0, height)) / (a.width * a.height);
    if (share > bestShare) [best, bestShare] = [thing.dataset.target, share];
  }
  return best;
}
