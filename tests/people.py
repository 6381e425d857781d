"""People of the bus at their pages, for tests that walk whole ways."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

from lms_server.demo import SIGNING_PASSPHRASE, STAFF

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


class InProcess:
    """Reaches a Flask program without a network."""

    def __init__(self, app):
        self.client = app.test_client()

    def open(self, path, form=None):
        """Return (status, page); redirects are followed."""
        method = "GET" if form is None else "POST"
        answer = self.client.open(path, method=method, data=form, follow_redirects=True)
        return answer.status_code, answer.text


class OverHttp:
    """Reaches a running program."""

    def __init__(self, base):
        self.base = base
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def open(self, path, form=None):
        """Return (status, page); redirects are followed."""
        data = None if form is None else urllib.parse.urlencode(form).encode()
        try:
            with self.opener.open(self.base + path, data, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


class Person:
    """Somebody at a page: follows redirects and sends each form with its page's token."""

    def __init__(self, way):
        self.way = way
        self.page = ""

    @property
    def token(self):
        return self.find(TOKEN.pattern)

    def get(self, path):
        self._arrive(path, self.way.open(path))

    def post(self, path, **form):
        self._arrive(path, self.way.open(path, {"csrf_token": self.token, **form}))

    def find(self, pattern):
        found = re.search(pattern, self.page, re.DOTALL)
        assert found, f"no {pattern} in {self.page}"
        return found.group(1)

    def sign_in(self, role):
        """Sign in as the demo's member of staff of a role."""
        member = next(one for one in STAFF if one.role == role)
        self.get("/staff/sign-in")
        self.post("/staff/sign-in", sign_in_name=member.sign_in_name, password=member.password)
        return self

    def _arrive(self, path, answer):
        status, self.page = answer
        assert status == 200, f"{path}: {status} {self.page[:400]}"


def read_out_code(trainer):
    """Return the six digits that the trainer's screen shows."""
    trainer.get("/staff/devices")
    trainer.post("/staff/devices/code")
    shown = trainer.find(r'class="[^"]*code[^"]*"[^>]*>\s*([\d\s]{6,9})<')
    return re.sub(r"\D", "", shown)


def mark_present(trainer, enrolment_id):
    """Note an hour in the class by hand: a class lasts an hour, a test does not."""
    trainer.get("/staff/classes/")
    class_id = trainer.find(r"/staff/classes/([0-9a-f-]{36})")
    path = f"/staff/classes/{class_id}/attendance/{enrolment_id}"
    trainer.get(path)
    trainer.post(path, minutes="60", reason="Có mặt cả buổi")


def issue(officer, enrolment_id):
    """Approve, unlock the signing key, issue; return the certificate's id."""
    officer.get("/staff/certificates/")
    path = "/staff/certificates/classes/" + officer.find(r"/classes/([0-9a-f-]{36})")
    officer.get(path)
    officer.post(f"{path}/approve", enrolment_id=enrolment_id)
    officer.get("/staff/certificates/key")
    officer.post("/staff/certificates/key/unlock", passphrase=SIGNING_PASSPHRASE)
    officer.get(path)
    officer.post(f"{path}/issue", enrolment_id=enrolment_id)
    return officer.find(r'/staff/certificates/([0-9a-f]{8}-[0-9a-f-]{27})"')


def revoke(officer, certificate_id, *, on):
    officer.get(f"/staff/certificates/{certificate_id}")
    officer.post(
        f"/staff/certificates/{certificate_id}/revoke",
        reason="issuer_error",
        decision_no="12/QĐ-TTCĐS",
        decided_on=on.isoformat(),
    )
