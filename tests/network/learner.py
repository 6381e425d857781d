"""A learner's browser for the lab: pairs the kiosk, answers once, prints what it sees as JSON."""

import http.cookiejar
import json
import re
import sys
import time
import urllib.parse
import urllib.request

WAIT_S = 30


class Browser:
    def __init__(self, entry: str):
        self.origin = entry.partition("/_kiosk/")[0]
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)
        self.open(entry)

    def open(self, path: str, body: bytes | None = None) -> str:
        headers = {"Accept": "text/html", "Origin": self.origin}
        address = urllib.parse.urljoin(self.origin, path)
        request = urllib.request.Request(address, body, headers)  # noqa: S310
        with self._opener.open(request, timeout=20) as answer:
            return answer.read().decode()

    def wait_for(self, path: str) -> None:
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            state = json.loads(self.open("/_kiosk/state"))
            if state["path"] == path:
                return
            time.sleep(0.05)
        raise TimeoutError(f"{state['path']} instead of {path}")


def main(entry: str, code: str, message: str) -> dict:
    browser = Browser(entry)
    begun = time.monotonic()
    if code:
        browser.wait_for("/_kiosk/code")
        found_s = time.monotonic() - begun
        bus = re.search(r'name="bus" value="([0-9a-f]{64})"', browser.open("/_kiosk/code"))
        form = urllib.parse.urlencode({"bus": bus[1] if bus else "", "code": code})
        browser.open("/_kiosk/code", form.encode())
    else:
        found_s = 0.0
    browser.wait_for("/")
    page = browser.open("/")
    receipt = json.loads(browser.open("/api/v1/responses", f"[{message}]".encode()))[0]
    return {"found_s": found_s, "page": page, "status": receipt["status"]}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])) + "\n")
