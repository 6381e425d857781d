"""Refusals of this library that a person can meet."""

from common.errors import DomainError


class WeakPassphraseError(DomainError):
    """The passphrase of a signing key can be guessed."""

    code = "certificates.weak_passphrase"


class BadNumberError(DomainError):
    """Not a certificate number or lookup code; most often a slip of the finger."""

    code = "certificates.bad_number"


class BadTrustStoreError(DomainError):
    """The trust store is altered, unreadable, or older than the one already held."""

    code = "certificates.bad_trust_store"


class BadRevocationListError(DomainError):
    """The revocation list is altered, unreadable, or older than the one already held."""

    code = "certificates.bad_revocation_list"


class BadKeyFileError(DomainError):
    """The file is not a sealed officer key."""

    code = "certificates.bad_key_file"


class FontsMissingError(DomainError):
    """The printing fonts were not built at set-up."""

    code = "certificates.fonts_missing"
    http_status = 500


class CannotPrintError(DomainError):
    """No printing font has a letter of the text."""

    code = "certificates.cannot_print"
