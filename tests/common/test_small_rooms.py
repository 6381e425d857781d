import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest

from common.canonical import canonical_json, sha256_hex
from common.clock import from_wire, to_wire, utc_now
from common.files import write_atomic
from common.ids import derive_id, new_id
from common.sealing import WrongPassphraseError, seal, unseal


def test_an_instant_survives_the_wire():
    instant = datetime(2026, 3, 1, 8, 30, tzinfo=timezone(timedelta(hours=7)))

    assert to_wire(instant) == "2026-03-01T01:30:00.000Z"
    assert from_wire(to_wire(instant)) == instant


@pytest.mark.parametrize("text", ["2026-03-01T01:30:00", "yesterday", "9999-12-31T23:59:59-01:00"])
def test_what_is_no_instant_of_utc_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        from_wire(text)
    with pytest.raises(ValueError, match="time zone"):
        to_wire(datetime(2026, 3, 1))  # noqa: DTZ001


def test_now_survives_the_wire_unchanged():
    now = utc_now()

    assert now.tzinfo is UTC
    assert from_wire(to_wire(now)) == now


def test_ids_are_version_7_and_differ():
    ids = {new_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert {i.version for i in ids} == {7}
    assert {i.variant for i in ids} == {"specified in RFC 4122"}


def test_the_same_natural_key_gives_the_same_id_everywhere():
    assert derive_id("enrolment", "s1", "l1") == derive_id("enrolment", "s1", "l1")
    assert derive_id("enrolment", "s1", "l1") != derive_id("enrolment", "s1l", "1")


def test_equal_facts_have_equal_bytes():
    assert canonical_json({"b": 1, "a": "ế"}) == '{"a":"ế","b":1}'.encode()
    with pytest.raises(ValueError, match="Out of range"):
        canonical_json(float("nan"))


def test_sha256_is_the_published_one():
    assert sha256_hex(b"abc").startswith("ba7816bf8f01cfea414140de5dae2223")


def test_a_file_is_replaced_whole_and_no_temporary_file_stays(tmp_path):
    path = tmp_path / "trust.json"
    write_atomic(path, b"old")

    write_atomic(path, b"new", mode=0o600)

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_keeps_the_old_file(tmp_path):
    path = tmp_path / "trust.json"
    write_atomic(path, b"old")

    with pytest.raises(TypeError):
        write_atomic(path, None)  # type: ignore[arg-type]

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_sealed_secret_opens_only_with_its_passphrase_and_purpose():
    sealed = seal(b"secret", "năm từ dễ nhớ", context="officer key 1")

    assert unseal(sealed, "năm từ dễ nhớ", context="officer key 1") == b"secret"
    for passphrase, context in (("khác", "officer key 1"), ("năm từ dễ nhớ", "officer key 2")):
        with pytest.raises(WrongPassphraseError):
            unseal(sealed, passphrase, context=context)


def test_a_passphrase_opens_from_every_keyboard():
    """One writes "ễ" as one character, another as three."""
    words = "năm con trễ chuyến"
    sealed = seal(b"secret", unicodedata.normalize("NFD", f" {words}"), context="root")

    for typed in (words, unicodedata.normalize("NFD", words), f"{words} "):
        assert unseal(sealed, typed, context="root") == b"secret"


@pytest.mark.parametrize("broken", [b"", b"{}", b"[]", b'{"memory_kib": 99999999999}'])
def test_a_broken_sealed_file_is_refused_like_a_wrong_passphrase(broken):
    with pytest.raises(WrongPassphraseError):
        unseal(broken, "x", context="y")
