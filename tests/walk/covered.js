// Every target can be brought into view and is not covered by anything; a list of complaints.
async () => {
  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea";
  const complaints = [];
  for (const one of document.querySelectorAll(TARGETS)) {
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (one.disabled || one.closest(".visually-hidden, .skip, [aria-hidden=true]")) continue;
    const before = one.getBoundingClientRect();
    one.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const after = one.getBoundingClientRect();
    if (before.x !== after.x || before.y !== after.y) {
      await new Promise(requestAnimationFrame); // the page answers to scrolling
    }
    const box = (one.closest("label") ?? one).getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const isReached = top && (one.contains(top) || top.contains(one) || one.closest("label")?.contains(top));
    if (!isReached) complaints.push(`covered: ${one.outerHTML.slice(0, 90)} by ${top?.outerHTML.slice(0, 60)}`);
  }
  scrollTo(0, 0);
  return complaints;
}
