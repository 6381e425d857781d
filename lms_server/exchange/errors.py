"""What can go wrong between the bus and its province; nothing written is ever lost by it."""

from common.errors import DomainError


class NotEnrolledError(DomainError):
    """The bus has no keys of its province yet; ``bus-lms enrol`` brings them."""

    code = "exchange.not_enrolled"
    http_status = 409


class BadPackError(DomainError):
    """The file is not an enrolment pack, or it was altered."""

    code = "exchange.bad_pack"


class CodesDifferError(DomainError):
    """The 16 digits are not those of the pack: somebody may have put another in its place."""

    code = "exchange.codes_differ"


class PackForOtherBusError(DomainError):
    """The enrolment pack is for another bus, or for another key than this bus has."""

    code = "exchange.pack_for_other_bus"
    http_status = 409


class OtherProvinceError(DomainError):
    """The bus already belongs to a province with another root key."""

    code = "exchange.other_province"
    http_status = 409


class BadReceiptError(DomainError):
    """The file is not a receipt of the registry."""

    code = "exchange.bad_receipt"


class ForeignReceiptError(DomainError):
    """The receipt was altered, or another registry signed it."""

    code = "exchange.foreign_receipt"


class ReceiptForOtherBusError(DomainError):
    """The receipt is for another bus."""

    code = "exchange.receipt_for_other_bus"
    http_status = 409


class FolderMissingError(DomainError):
    """The folder or the stick is not there any more."""

    code = "exchange.folder_missing"
    http_status = 404


class FolderNotWritableError(DomainError):
    """The folder or the stick is full, read-only or broken."""

    code = "exchange.folder_not_writable"
    http_status = 409


class NoReceiptsError(DomainError):
    """There is no receipt file on the stick."""

    code = "exchange.no_receipts"
    http_status = 404


class RegistryUnreachableError(DomainError):
    """No answer came from the registry; everything stays here and is sent later."""

    code = "exchange.registry_unreachable"
    http_status = 502


class RegistryRefusedError(DomainError):
    """The registry answered, but it did not take the bundle; ``problem`` is its code."""

    code = "exchange.registry_refused"
    http_status = 502


class NoRegistryAddressError(DomainError):
    """Neither the settings nor the enrolment pack name the registry's web address."""

    code = "exchange.no_registry_address"
    http_status = 409
