// Reads the digits that a certificate's QR code puts behind "#" and asks what they are worth.

const place = document.getElementById("answer");

async function ask(digits) {
  const response = await fetch(place.dataset.address + location.search, {
    method: "POST",
    headers: { "Content-Type": "text/plain" },
    body: digits,
  });
  if (!response.ok) {
    throw new Error(String(response.status));
  }
  return response.text();
}

function say(text) {
  const line = document.createElement("p");
  line.className = "notice";
  line.textContent = text;
  place.replaceChildren(line);
}

async function check() {
  const digits = location.hash.slice(1);
  if (!/^[0-9]+$/.test(digits)) {
    return;
  }
  say(place.dataset.busy);
  try {
    // The server escapes every field; nothing else is ever put into this page as markup.
    const page = new DOMParser().parseFromString(await ask(digits), "text/html");
    place.replaceChildren(...page.body.childNodes);
  } catch {
    say(place.dataset.failed);
  }
}

for (const link of document.querySelectorAll("a[hreflang]")) {
  link.addEventListener("click", () => { link.hash = location.hash; }); // the digits go along
}
addEventListener("hashchange", check);
check();
