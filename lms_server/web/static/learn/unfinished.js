// Remembers the events of an unfinished try in the entry of the browser's history.
//
// That entry outlives a reload also in the kiosk's window, which has no storage; it goes when the
// window closes, and belongs to this one attempt: nobody else's try is ever taken up.

/** Return the events of this attempt at this version of the course, or none. */
export function unfinished(attemptId, version) {
  const kept = history.state?.unfinished;
  return kept?.attemptId === attemptId && kept.version === version ? kept.events : [];
}

/** Keep the events so far; none forgets the try. */
export function keepUnfinished(attemptId, version, events) {
  try {
    history.replaceState({ ...history.state, unfinished: { attemptId, version, events } }, "");
  } catch {
    // Some browsers refuse many changes in a short time: the try then goes on from a little earlier.
  }
}
