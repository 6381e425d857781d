// Lets the bus remember how a learner likes the screens; nothing waits for it.
let stored = Promise.resolve();

/** Remember one choice, such as "pace" and "slow"; several quick ones arrive in their order. */
export function remember(name, value) {
  const form = document.getElementById("looks");
  const body = new URLSearchParams(new FormData(form));
  body.set(name, value);
  const send = () => fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
  stored = stored.then(send);
}
