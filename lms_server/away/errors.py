"""Refusals about what happened while the bus was away."""

from common.errors import DomainError


class SittingNotFoundError(DomainError):
    """The kiosk names somebody who never sat down at a machine of this bus."""

    code = "away.sitting_not_found"
    http_status = 404


class WrongDeviceError(DomainError):
    """The learner sat at another machine than the one that tells of it."""

    code = "away.wrong_device"
    http_status = 403


class StepConflictError(DomainError):
    """This id is stored with another content."""

    code = "away.step_conflict"
    http_status = 409


class MalformedStepError(DomainError):
    """The message could not be read."""

    code = "away.malformed"
