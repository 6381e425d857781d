"""Refusals about buses."""

from common.errors import DomainError


class BusNotFoundError(DomainError):
    """No bus of this code is enrolled, or it is revoked already."""

    code = "buses.not_found"
    http_status = 404


class EnrolmentRefusedError(DomainError):
    """The enrolment request is for another province, or a key in it does not fit its id."""

    code = "buses.request_refused"


class KeyConflictError(DomainError):
    """The code or an officer's key belongs to another laptop; give this one a new code."""

    code = "buses.key_conflict"
    http_status = 409


class BusRevokedError(DomainError):
    """The bus was revoked; its code is never used again."""

    code = "buses.revoked"
    http_status = 409


class HeadNotHeldError(DomainError):
    """The last good head is not among the records that the registry holds."""

    code = "buses.head_not_held"
    http_status = 409
