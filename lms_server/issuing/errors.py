"""Refusals of the certificate register."""

from common.errors import DomainError


class NotCompletedError(DomainError):
    """The learner still lacks something the course asks for."""

    code = "issuing.not_completed"
    http_status = 409


class IdentityUnseenError(DomainError):
    """Nobody has seen a document of the learner yet; the certificate waits."""

    code = "issuing.identity_unseen"
    http_status = 409


class NoConsentError(DomainError):
    """The learner withdrew the consent to learn and receive a certificate."""

    code = "issuing.no_consent"
    http_status = 409


class OwnClassError(DomainError):
    """The trainer of a class cannot approve it or issue for it; another officer must."""

    code = "issuing.own_class"
    http_status = 403


class NotApprovedError(DomainError):
    """The certificate was not approved."""

    code = "issuing.not_approved"
    http_status = 409


class CertificateNotFoundError(DomainError):
    """No certificate of this bus has this id."""

    code = "issuing.certificate_not_found"
    http_status = 404


class AlreadyRevokedError(DomainError):
    """The certificate is revoked already; that cannot be undone or changed."""

    code = "issuing.already_revoked"
    http_status = 409


class BadDecisionError(DomainError):
    """A revocation needs a reason, a decision number and the decision's date, not in the future."""

    code = "issuing.bad_decision"


class BadProfileError(DomainError):
    """The issuing unit, its code, the signer and the province must be filled in."""

    code = "issuing.bad_profile"


class ProfileMissingError(DomainError):
    """Nobody has entered the issuing unit and the signer yet."""

    code = "issuing.profile_missing"
    http_status = 409


class KeyLockedError(DomainError):
    """The signing key is locked: the time or the number of signatures is used up."""

    code = "issuing.key_locked"
    http_status = 409


class KeyMissingError(DomainError):
    """The officer has no signing key on this bus yet."""

    code = "issuing.key_missing"
    http_status = 409


class KeyExistsError(DomainError):
    """The officer has a signing key already; it is never overwritten."""

    code = "issuing.key_exists"
    http_status = 409


class KeyNotListedError(DomainError):
    """The province has not confirmed this key, or its time is over."""

    code = "issuing.key_not_listed"
    http_status = 409


class NotEnrolledError(DomainError):
    """The bus has no list of keys from the province yet."""

    code = "issuing.not_enrolled"
    http_status = 409


class ClockBehindError(DomainError):
    """The clock is before the last certificate or the province's list: correct it first."""

    code = "issuing.clock_behind"
    http_status = 409


class PassphrasesDifferError(DomainError):
    """The two passphrases are not the same."""

    code = "issuing.passphrases_differ"


class RegisterInDoubtError(DomainError):
    """The bus went on from an older copy and may have lost certificates: see the page for it."""

    code = "issuing.register_in_doubt"
    http_status = 409


class BadReleaseError(DomainError):
    """Why issuing may go on was not said, or the last number is below one that this bus knows."""

    code = "issuing.bad_release"


class OtherYearError(DomainError):
    """The year is another one than the page showed: look at year and number once more."""

    code = "issuing.other_year"
    http_status = 409
