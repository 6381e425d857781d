"""The door: right name and password, not too many tries, and out again."""

import json

import pytest

from lms_server.accounts.models import Account, Role
from lms_server.journal import queries as journal
from lms_server.web.session_store import WebSession
from sync.chain import Stream

PASSWORD = "ruong lua xanh"


@pytest.fixture
def sign_in(client, form_token):
    def sign_in(name, password, browser=client, **more):
        token = form_token(browser, "/staff/sign-in")
        data = {"csrf_token": token, "sign_in_name": name, "password": password, **more}
        return browser.post("/staff/sign-in", data=data)

    return sign_in


@pytest.fixture
def audit(database):
    """Return kind and actor of every audit record."""

    def read():
        with database.read() as db:
            epoch = journal.current_epoch(db)
            lines = journal.read_range(db, epoch, Stream.A, 1, 1000)
        return [(json.loads(line)["t"], json.loads(line)["who"]) for line in lines]

    return read


def test_the_right_password_opens_the_first_page(client, sign_in, add_account):
    add_account("trainer", "mai")

    answer = sign_in("mai", PASSWORD)

    assert answer.location == "/staff/"
    assert "Xin chào, Lò Thị Mai" in client.get("/staff/").text


def test_case_and_spaces_of_the_name_do_not_matter(sign_in, add_account):
    add_account("trainer", "mai")

    assert sign_in("  Mai ", PASSWORD).status_code == 302


@pytest.mark.parametrize(("name", "password"), [("mai", "sai"), ("khong.co", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_look_the_same(sign_in, add_account, name, password):
    add_account("trainer", "mai")

    answer = sign_in(name, password)

    assert answer.status_code == 403
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in answer.text


def test_signing_in_leaves_a_record_without_a_name(sign_in, add_account, audit):
    account_id = add_account("trainer", "mai")

    sign_in("mai", PASSWORD)

    assert audit()[-1] == ("account.signed_in", f"account:{account_id}")


def test_a_new_session_has_a_new_token(client, sign_in, add_account):
    add_account("trainer", "mai")
    sign_in("mai", PASSWORD)
    first = client.get_cookie("bus_staff").value

    sign_in("mai", PASSWORD)

    assert client.get_cookie("bus_staff").value != first


def test_five_wrong_tries_shut_the_door_and_leave_a_record(sign_in, add_account, audit):
    add_account("trainer", "mai")
    for _ in range(5):
        sign_in("mai", "sai")

    answer = sign_in("mai", PASSWORD)

    assert answer.status_code == 429
    assert "giây" in answer.text
    assert audit()[-1] == ("account.locked_out", "system")


def test_a_guesser_elsewhere_does_not_shut_the_owner_out(app, sign_in, add_account):
    add_account("trainer", "mai")
    rogue = app.test_client()
    rogue.environ_base["REMOTE_ADDR"] = "10.0.0.66"
    for _ in range(7):
        sign_in("mai", "sai", rogue)

    assert sign_in("mai", PASSWORD).status_code == 302


def test_signing_out_ends_the_session(client, sign_in, add_account, form_token, audit, db_count):
    account_id = add_account("trainer", "mai")
    sign_in("mai", PASSWORD)

    client.post("/staff/sign-out", data={"csrf_token": form_token(client, "/staff/")})

    assert client.get("/staff/").status_code == 302
    assert db_count(WebSession) == 0
    assert audit()[-1] == ("account.signed_out", f"account:{account_id}")


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        ("/staff/devices", "/staff/devices"),
        ("https://evil.example/staff", "/staff/"),
        ("//evil.example/staff", "/staff/"),
        ("/staff\\@evil.example", "/staff/"),
        ("javascript:alert(1)", "/staff/"),
        ("//[", "/staff/"),
        ("https://[staff", "/staff/"),
        ("/staff/\r\nX-More: 1", "/staff/"),
    ],
)
def test_after_the_door_one_stays_on_this_server(sign_in, add_account, wish, place):
    add_account("trainer", "mai")

    assert sign_in("mai", PASSWORD, next=wish).location == place


def test_a_closed_account_cannot_enter_and_its_session_is_worth_nothing(
    as_staff, database, now, sign_in
):
    browser = as_staff("trainer", sign_in_name="mai")
    with database.write() as db:
        db.query(Account).update({"closed_at": now})

    assert browser.get("/staff/").status_code == 302
    assert sign_in("mai", PASSWORD).status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_first_page_with_something_to_do(as_staff, role):
    page = as_staff(role.value).get("/staff/").text

    assert 'class="tile"' in page


def test_a_new_password_ends_all_other_sessions(app, sign_in, add_account, form_token, client):
    add_account("trainer", "mai")
    elsewhere = app.test_client()
    sign_in("mai", PASSWORD, elsewhere)
    sign_in("mai", PASSWORD)
    new = "dong song que huong"
    token = form_token(client, "/staff/password")

    answer = client.post(
        "/staff/password",
        data={"csrf_token": token, "old": PASSWORD, "new": new, "again": new},
    )

    assert answer.location == "/staff/"
    assert client.get("/staff/").status_code == 200
    assert elsewhere.get("/staff/").status_code == 401
    assert sign_in("mai", PASSWORD, app.test_client()).status_code == 403
    assert sign_in("mai", new, app.test_client()).status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("sai", "dong song que", "dong song que", "chưa đúng"),
        (PASSWORD, "dong song que", "dong song", "chưa giống nhau"),
        (PASSWORD, "ngan", "ngan", "dễ đoán"),
    ],
)
def test_a_bad_new_password_is_told_beside_its_field(as_staff, form_token, old, new, again, words):
    browser = as_staff("trainer")
    token = form_token(browser, "/staff/password")

    answer = browser.post(
        "/staff/password", data={"csrf_token": token, "old": old, "new": new, "again": again}
    )

    assert answer.status_code == 400
    assert words in answer.text
