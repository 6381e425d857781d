"""Why a paper about learners of other buses is refused; what was known before stays."""

from common.errors import DomainError


class BadDocumentError(DomainError):
    """The file is damaged, altered, or not from this bus's province."""

    code = "elsewhere.bad_document"


class DocumentForOtherBusError(DomainError):
    """The file about learners of other buses was made for another bus."""

    code = "elsewhere.document_for_other_bus"
    http_status = 409


class OutdatedDocumentError(DomainError):
    """This bus has read a newer file about learners of other buses."""

    code = "elsewhere.outdated_document"
    http_status = 409


class NotCarriedError(DomainError):
    """The province no longer names this learner of another bus."""

    code = "elsewhere.not_carried"
    http_status = 404
