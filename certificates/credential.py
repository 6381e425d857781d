"""The Open Badges 3.0 credential of a claim, and the way back."""

from datetime import date
from typing import Any
from uuid import UUID

from certificates.contexts import CREDENTIALS, OPEN_BADGES
from certificates.errors import BadNumberError
from certificates.model import CompletionClaim, IssuerProfile, PartialDate, Signer
from common.clock import from_wire, to_wire

# A verifier builds the credential again from these words and compares: edit one, here or in
# the functions below, and every certificate given out before is "not genuine". A change is a new
# profile: keep this building and reading as it is beside the new one, let `read_claim` choose by
# what the document says, and freeze a certificate of each (tests/certificates/frozen).
CRITERIA = (
    "Dự đủ thời lượng tối thiểu của khóa học, hoàn thành các bài thực hành bắt buộc"
    " và đạt bài kiểm tra."
)
_MISSHAPEN = (KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError)
_NAME, _BIRTH, _RESIDENCE = "name", "ext:birthDate", "ext:residence"
_QUIZ, _TASKS, _MINUTES = "quiz", "tasks", "minutes"
_REGISTER, _LOOKUP, _PLACE = "register-entry", "lookup-code", "training-place"
_ISSUED_PLACE, _SIGNER = "issued-place", "paper-signature"


def build_credential(claim: CompletionClaim) -> dict[str, Any]:
    """Return the unsigned credential of ``claim``: the same claim gives the same document."""
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": f"urn:uuid:{claim.certificate_id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": claim.course_title,
        "issuer": _profile(claim.issuer),
        "validFrom": to_wire(claim.issued_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _identifiers(claim),
            "licenseNumber": claim.certificate_no,
            "activityStartDate": claim.started_on.isoformat(),
            "activityEndDate": claim.finished_on.isoformat(),
            "achievement": _achievement(claim),
            "result": _results(claim),
        },
        "evidence": _evidence(claim),
    }


def read_claim(document: dict[str, Any]) -> CompletionClaim:
    """Read the claim out of a credential, signed or not.

    Raises:
        ValueError: the document is not exactly what :func:`build_credential` makes. A signature
            covers the meaning of JSON-LD, not its spelling; what we read must be what is signed.
    """
    unsigned = {key: value for key, value in document.items() if key != "proof"}
    try:
        claim = _read(unsigned)
        rebuilt = build_credential(claim)
    except (*_MISSHAPEN, BadNumberError) as error:
        raise ValueError("not a credential of this system") from error
    if not _same(rebuilt, unsigned):
        raise ValueError("not a credential of this system")
    return claim


def _same(left: object, right: object) -> bool:
    """Compare JSON values; unlike ``==``, ``1``, ``1.0`` and ``true`` differ."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return left == right


def _profile(issuer: IssuerProfile) -> dict[str, Any]:
    return {
        "id": issuer.did,
        "type": ["Profile"],
        "name": issuer.unit,
        "parentOrg": {
            "id": f"{issuer.did}#parent",
            "type": ["Profile"],
            "name": issuer.parent_unit,
        },
    }


def _identifiers(claim: CompletionClaim) -> list[dict[str, Any]]:
    known = {
        _NAME: claim.full_name,
        _BIRTH: "" if claim.birth is None else str(claim.birth),
        _RESIDENCE: claim.residence,
    }
    return [
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityType": identity_type,
            "identityHash": text,
        }
        for identity_type, text in known.items()
        if text
    ]


def _achievement(claim: CompletionClaim) -> dict[str, Any]:
    course = f"urn:bus-lms:course:{claim.course_id}:{claim.course_version}"
    return {
        "id": course,
        "type": ["Achievement"],
        "achievementType": "Course",
        "name": claim.course_title,
        "description": claim.course_title,
        "humanCode": claim.course_id,
        "version": claim.course_version,
        "inLanguage": "vi",
        "criteria": {"narrative": CRITERIA},
        "resultDescription": [
            _description(course, _QUIZ, "Bài kiểm tra", result_type="RawScore"),
            _description(course, _TASKS, "Bài thực hành", result_type="RawScore"),
            _description(course, _MINUTES, "Thời lượng (phút)", result_type="ext:Minutes"),
        ],
    }


def _description(course: str, part: str, name: str, *, result_type: str) -> dict[str, Any]:
    return {
        "id": f"{course}:{part}",
        "type": ["ResultDescription"],
        "name": name,
        "resultType": result_type,
    }


def _results(claim: CompletionClaim) -> list[dict[str, Any]]:
    course = f"urn:bus-lms:course:{claim.course_id}:{claim.course_version}"
    values = {
        _QUIZ: f"{claim.quiz_score!r}/{claim.quiz_items}",
        _TASKS: f"{claim.tasks_done}/{claim.tasks_required}",
        _MINUTES: str(claim.minutes),
    }
    return [
        {"type": ["Result"], "resultDescription": f"{course}:{part}", "value": value}
        for part, value in values.items()
    ]


def _evidence(claim: CompletionClaim) -> list[dict[str, Any]]:
    signer = claim.signer
    known = {
        _REGISTER: {"name": claim.register_no},
        _LOOKUP: {"name": claim.lookup_code},
        _PLACE: {"name": claim.place},
        _ISSUED_PLACE: {"name": claim.issued_place},
        _SIGNER: {
            "name": signer.name,
            "description": signer.title,
            "narrative": signer.authority,
        },
    }
    return [{"type": ["Evidence"], "genre": genre, **texts} for genre, texts in known.items()]


def _read(document: dict[str, Any]) -> CompletionClaim:
    subject, issuer = document["credentialSubject"], document["issuer"]
    achievement = subject["achievement"]
    identity = {part["identityType"]: part["identityHash"] for part in subject["identifier"]}
    quiz, tasks, minutes = (part["value"] for part in subject["result"])
    quiz_score, quiz_items = quiz.split("/")
    tasks_done, tasks_required = tasks.split("/")
    evidence = {part["genre"]: part for part in document["evidence"]}
    signer = evidence[_SIGNER]
    return CompletionClaim(
        certificate_id=UUID(document["id"].removeprefix("urn:uuid:")),
        certificate_no=subject["licenseNumber"],
        register_no=evidence[_REGISTER]["name"],
        lookup_code=evidence[_LOOKUP]["name"],
        full_name=identity[_NAME],
        birth=PartialDate.parse(identity[_BIRTH]) if _BIRTH in identity else None,
        residence=identity.get(_RESIDENCE, ""),
        course_id=achievement["humanCode"],
        course_version=achievement["version"],
        course_title=achievement["name"],
        minutes=int(minutes),
        started_on=date.fromisoformat(subject["activityStartDate"]),
        finished_on=date.fromisoformat(subject["activityEndDate"]),
        place=evidence[_PLACE]["name"],
        quiz_score=float(quiz_score),
        quiz_items=int(quiz_items),
        tasks_done=int(tasks_done),
        tasks_required=int(tasks_required),
        issued_at=from_wire(document["validFrom"]),
        issued_place=evidence[_ISSUED_PLACE]["name"],
        issuer=IssuerProfile(
            did=issuer["id"], unit=issuer["name"], parent_unit=issuer["parentOrg"]["name"]
        ),
        signer=Signer(
            authority=signer["narrative"], title=signer["description"], name=signer["name"]
        ),
    )
