"""Does the officer's signature stand behind what a bus says it issued?"""

from datetime import datetime

from certificates.credential import read_claim
from certificates.errors import BadNumberError
from certificates.numbering import parse_certificate_no, parse_lookup_code
from certificates.trust import TrustStore
from certificates.verify import Genuineness, verify_credential
from common.canonical import canonical_json, sha256_hex
from registry.facts import Fact
from sync.records import CertificateIssued, VerdictCode

_CODES = {
    Genuineness.GENUINE: None,
    # Keys are revoked with their bus, and records after its last good head never come here.
    Genuineness.REVOKED_KEY: None,
    Genuineness.UNREADABLE: VerdictCode.SIGNATURE,
    Genuineness.ALTERED: VerdictCode.SIGNATURE,
    Genuineness.UNKNOWN_KEY: VerdictCode.OFFICER,
    Genuineness.EXPIRED_KEY: VerdictCode.OFFICER,
    Genuineness.OTHER_BUS: VerdictCode.OFFICER,
    Genuineness.FROM_THE_FUTURE: VerdictCode.DATE_BOUNDS,
}


class CredentialJudge:
    """Checks certificates against one trust store; remembers what it checked.

    A check costs milliseconds, so callers let it look before they open a write block.
    """

    def __init__(self, trust: TrustStore | None, *, now: datetime) -> None:
        """Judge by ``trust``; None trusts nobody."""
        self._trust = trust
        self._now = now
        self._known: dict[bytes, VerdictCode | None] = {}

    @property
    def trust_number(self) -> int | None:
        """Number of the trust store it goes by; None: there was none."""
        return self._trust.number if self._trust else None

    def judge(self, fact: Fact, issued: CertificateIssued) -> VerdictCode | None:
        """Return why the certificate is set aside, or None."""
        line = fact.source.line_hash
        if line not in self._known:
            self._known[line] = self._look(issued, fact.source.bus_code)
        return self._known[line]

    def _look(self, issued: CertificateIssued, bus_code: str) -> VerdictCode | None:
        if not _is_well_formed(issued):
            return VerdictCode.SCHEMA
        if parse_certificate_no(issued.certificate_no).bus != bus_code:
            return VerdictCode.OFFICER
        if self._trust is None or not self._is_officer_of(bus_code, issued.officer_key_id):
            return VerdictCode.OFFICER
        if issued.credential is None:
            return None
        result = verify_credential(issued.credential, self._trust, None, self._now)
        code = _CODES[result.genuineness]
        if code is None and not _tells_the_same(issued, key_id=result.key_id):
            return VerdictCode.SIGNATURE
        return code

    def _is_officer_of(self, bus_code: str, key_id: str) -> bool:
        key = self._trust.find_key(key_id) if self._trust else None
        return key is not None and key.bus_code == bus_code


def _is_well_formed(issued: CertificateIssued) -> bool:
    try:
        parse_certificate_no(issued.certificate_no)
        return parse_lookup_code(issued.lookup_code) == issued.lookup_code
    except BadNumberError:
        return False


def _tells_the_same(issued: CertificateIssued, *, key_id: str | None) -> bool:
    """Tell whether the record and the credential inside it speak of the same certificate."""
    document = issued.credential or {}
    claim = read_claim(document)
    return (
        key_id == issued.officer_key_id
        and sha256_hex(canonical_json(document)) == issued.credential_sha256
        and claim.certificate_id == issued.certificate_id
        and claim.certificate_no == issued.certificate_no
        and claim.lookup_code == issued.lookup_code
        and claim.course_id == issued.course_id
        and claim.issued_at == issued.issued_at
    )
