// Remembers the events of an unfinished try in the entry of the browser's history.
//
// That entry outlives a reload also in the kiosk's window, which has no storage; it goes when the
// window closes, and belongs to these attempts: nobody else's try is ever taken up, or stays.

/** Return what was kept for these attempts at this version of the course, or nothing. */
export function unfinished(attempts, version) {
  const kept = history.state?.unfinished;
  if (kept?.attempts === attempts && kept.version === version) return kept.traces;
  if (kept) history.replaceState(null, "");
  return [];
}

/** Keep the traces so far, one for each attempt; none forgets the try. */
export function keepUnfinished(attempts, version, traces) {
  try {
    history.replaceState({ ...history.state, unfinished: { attempts, version, traces } }, "");
  } catch {
    // Some browsers refuse many changes in a short time: the try then goes on from a little earlier.
  }
}
