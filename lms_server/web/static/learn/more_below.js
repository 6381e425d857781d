// A screen that is longer than the machine's says so above the lower bar; a press goes on there.
const LEAST_PX = 24;
const SHARE = 0.8; // of what is seen: the last lines stay, so that the eye finds its place
const root = document.documentElement;
const main = document.getElementById("main");
const button = document.getElementById("more-below");
const bar = button.parentElement;

function show() {
  button.hidden = root.scrollHeight - innerHeight - scrollY < LEAST_PX;
}

button.addEventListener("click", () => {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const top = bar.getBoundingClientRect().top * SHARE;
  scrollBy({ top, behavior: isCalm ? "instant" : "smooth" });
});
addEventListener("scroll", show, { passive: true });
addEventListener("resize", show);
new ResizeObserver(show).observe(main);
show();
