"""Certificates a second: signing, one PDF a file, and one file for a class of forty.

``python3 bus.py bench certificates [COUNT]``; ratios against signing alone.
"""

import random
import sys
import time
from datetime import UTC, date, datetime

from certificates.credential import build_credential
from certificates.keys import OfficerKey
from certificates.model import CompletionClaim, IssuerProfile, PartialDate, Signer
from certificates.numbering import certificate_no, new_lookup_code
from certificates.pdf.batch import render_batch
from certificates.pdf.render import render_certificate
from certificates.signing import sign_credential
from common.ids import new_id
from lms_server.demo import PROFILE

CLASS_SIZE = 40
NOW = datetime(2026, 11, 21, 3, 4, 5, tzinfo=UTC)


def make_claim(number):
    return CompletionClaim(
        certificate_id=new_id(),
        certificate_no=certificate_no("KNS", 2026, "40B01", number),
        register_no=f"{number:06}/2026/GCN-TTCĐS",
        lookup_code=new_lookup_code(random.Random(number)),
        full_name="Nguyễn Thị Hoa",
        birth=PartialDate(1960),
        residence="Xóm Minh Tâm, xã Minh Hợp, tỉnh Nghệ An",
        course_id="KNS-04",
        course_version="1.0",
        course_title="Thanh toán số an toàn: quét VietQR",
        minutes=60,
        started_on=date(2026, 11, 20),
        finished_on=date(2026, 11, 20),
        place="Nhà văn hoá xóm Minh Tâm",
        quiz_score=8.0,
        quiz_items=10,
        tasks_done=4,
        tasks_required=4,
        issued_at=NOW,
        issued_place="Nghệ An",
        issuer=IssuerProfile(
            did=PROFILE.issuer_did, unit=PROFILE.unit, parent_unit=PROFILE.parent_unit
        ),
        signer=Signer(authority="", title=PROFILE.signer_title, name=PROFILE.signer_name),
    )


def timed(work, count):
    """Return results and how many a second of processor time."""
    started = time.process_time()
    results = [work(number) for number in range(count)]
    return results, count / (time.process_time() - started)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 80
    key = OfficerKey.create(PROFILE.issuer_did)

    def sign(number):
        claim = make_claim(number + 1)
        return claim, sign_credential(
            build_credential(claim), key, registry_url="https://gcn.example.vn"
        )

    sign(0)
    signed, sign_rate = timed(sign, count)
    render_certificate(*signed[0])
    single, single_rate = timed(lambda number: render_certificate(*signed[number]), count)
    classes = max(1, count // CLASS_SIZE)
    batch = (signed * CLASS_SIZE)[:CLASS_SIZE]
    files, file_rate = timed(lambda _: render_batch(batch), classes)
    print("| what | a second | against signing | size |\n|---|---|---|---|")
    print(f"| signed credentials | {sign_rate:.1f} | 1 | |")
    print(
        f"| PDFs, one file each | {single_rate:.1f} | {single_rate / sign_rate:.2f} "
        f"| {len(single[0]) / 1024:.0f} kB |"
    )
    page_rate = file_rate * CLASS_SIZE
    print(
        f"| pages of one file of {CLASS_SIZE} | {page_rate:.1f} | {page_rate / sign_rate:.2f} "
        f"| {len(files[0]) / 1024:.0f} kB |"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
