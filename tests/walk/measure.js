// What is wrong with the screen as it is now; a list of complaints, empty when all is well.
// Evaluated in the page: ({ target, gap, letters }) are the least sizes in CSS pixels.
({ target, gap, letters }) => {
  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, [role=button], [tabindex='0']";
  const HIDDEN = ".visually-hidden, .skip, [aria-hidden=true]";
  const isShown = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const named = (one) => `<${one.localName} ${one.id && `#${one.id}`} .${one.className}> ${(one.textContent || one.value || "").trim().slice(0, 40)}`;
  // What stays at the edge of the screen passes over the rest; covered.js looks after that.
  const stuckIn = (one) => {
    for (let at = one; at; at = at.parentElement) if (/sticky|fixed/u.test(getComputedStyle(at).position)) return at;
    return null;
  };
  const complaints = [];

  const targets = [...document.querySelectorAll(TARGETS)]
    .filter((one) => isShown(one) && !one.closest(HIDDEN) && !one.disabled)
    .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && box.height > 0);
  for (const [one, box] of targets) {
    if (box.width < target - 0.5 || box.height < target - 0.5) {
      complaints.push(`smaller than ${target} px: ${named(one)} ${box.width}x${box.height}`);
    }
    if (box.right > innerWidth + 1 || box.left < -1) complaints.push(`beside the screen: ${named(one)}`);
  }
  for (const [at, [one, a]] of targets.entries()) {
    for (const [other, b] of targets.slice(at + 1)) {
      if (one.contains(other) || other.contains(one) || one.closest("label")?.contains(other)) continue;
      if (stuckIn(one) !== stuckIn(other)) continue;
      const across = Math.max(a.left - b.right, b.left - a.right);
      const down = Math.max(a.top - b.bottom, b.top - a.bottom);
      const apart = Math.max(across, down);
      if (apart < gap - 0.5) complaints.push(`only ${apart.toFixed(1)} px apart: ${named(one)} | ${named(other)}`);
    }
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest(`script, style, template, svg, ${HIDDEN}`) || !isShown(parent)) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < letters - 0.1) complaints.push(`letters of ${size} px: ${named(parent)}`);
  }

  if (document.documentElement.scrollWidth > innerWidth + 1) {
    complaints.push(`scrolls sideways: ${document.documentElement.scrollWidth} of ${innerWidth}`);
  }
  for (const one of document.querySelectorAll("body *")) {
    if (one.closest(`svg, iframe, ${HIDDEN}`) || !isShown(one) || !one.textContent.trim()) continue;
    if (one.clientWidth < 3 || one.clientHeight < 3) continue; // words for screen readers alone
    const style = getComputedStyle(one);
    const isCut = (axis, whole, seen) => /hidden|clip/u.test(axis) && whole > seen + 2;
    if (isCut(style.overflowX, one.scrollWidth, one.clientWidth) || isCut(style.overflowY, one.scrollHeight, one.clientHeight)) {
      complaints.push(`cut off: ${named(one)}`);
    }
  }

  const headings = [...document.querySelectorAll("h1")].filter(isShown).length;
  if (headings !== 1) complaints.push(`${headings} main headings`);
  return complaints;
}
