"""Refusals about learners."""

from common.errors import DomainError


class LearnerNotFoundError(DomainError):
    """No learner has this id."""

    code = "learners.not_found"
    http_status = 404


class NameMissingError(DomainError):
    """The form names nobody, or the name is too long."""

    code = "learners.name_missing"


class BirthDateError(DomainError):
    """The birth date does not exist or is not within a human life."""

    code = "learners.birth_date_wrong"


class CommuneCodeError(DomainError):
    """A commune code has five digits."""

    code = "learners.commune_code_wrong"


class VillageMissingError(DomainError):
    """Namesakes are told apart by their village, so it is needed."""

    code = "learners.village_missing"


class UnknownValueError(DomainError):
    """A choice that the form does not offer."""

    code = "learners.unknown_value"


class IdNumberLengthError(DomainError):
    """A personal number has 12 digits; 14 does not exist."""

    code = "learners.id_number_length"


class IdNumberTakenError(DomainError):
    """Another learner already has this 12-digit number: it is the same person."""

    code = "learners.id_number_taken"
    http_status = 409


class ConsentMissingError(DomainError):
    """Without consent to learning nothing about the person may be stored."""

    code = "learners.consent_missing"


class IdNumberUnavailableError(DomainError):
    """The server has no database key, so it must not store identity numbers."""

    code = "learners.id_number_unavailable"
    http_status = 503


class CitizenCardUnreadableError(DomainError):
    """What the scanner typed is no citizen identity card."""

    code = "learners.card_unreadable"
