"""Refusals of the accounts slice."""

from common.errors import DomainError


class WrongPasswordError(DomainError):
    """The name or the password is not right."""

    code = "accounts.wrong_password"
    http_status = 403


class TooBusyError(DomainError):
    """Too many passwords are being checked at this moment; try again in a few seconds."""

    code = "accounts.too_busy"
    http_status = 503


class WeakPasswordError(DomainError):
    """The password is too easy to guess: at least 8 characters, not the sign-in name."""

    code = "accounts.weak_password"


class BadSignInNameError(DomainError):
    """A sign-in name has 3 to 32 small letters without marks, digits, dots or hyphens."""

    code = "accounts.bad_sign_in_name"


class NameTakenError(DomainError):
    """Another account has this sign-in name."""

    code = "accounts.name_taken"
    http_status = 409
