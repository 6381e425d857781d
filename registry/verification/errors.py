"""Refusals of the public page."""

from common.errors import DomainError


class TooManyRequestsError(DomainError):
    """This address asked too often within a minute."""

    code = "verification.too_many"
    http_status = 429


class NoSuchCertificateError(DomainError):
    """No certificate has this lookup code; a misspelt code gets the same answer."""

    code = "verification.not_found"
    http_status = 404
