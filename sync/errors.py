"""Why a file or message of the protocol is refused as a whole; nothing of it is used then."""

from enum import StrEnum
from typing import ClassVar

from common.errors import DomainError


class BundleFault(StrEnum):
    """What is wrong with a bundle, in the order in which it is looked at."""

    TOO_LARGE = "too_large"
    NOT_A_BUNDLE = "not_a_bundle"
    OTHER_REGISTRY = "other_registry"
    """Sealed to a key this registry does not have."""
    ALTERED = "altered"
    """Does not open, or its content does not fit its signed header."""
    HEADER = "header"
    """The header is unreadable, or says what cannot be."""
    UNKNOWN_BUS = "unknown_bus"
    SIGNATURE = "signature"
    """Not signed with the key of the bus it names."""
    REVOKED_BUS = "revoked_bus"
    CHAIN = "chain"
    """The records do not lead from the hash before them to the hash claimed."""


class BundleError(DomainError):
    """The bundle is refused; ``fault`` says at which step of reading."""

    code: ClassVar[str] = "sync.bundle_refused"
    http_status: ClassVar[int] = 422

    def __init__(self, fault: BundleFault) -> None:
        super().__init__(fault=fault.value)
        self.fault = fault


class DocumentFault(StrEnum):
    """What is wrong with a signed document."""

    MALFORMED = "malformed"
    SIGNATURE = "signature"
    """Altered, or signed by somebody else."""
    OTHER_BUS = "other_bus"
    """Sealed to another bus, or made out for one."""


class DocumentError(DomainError):
    """A receipt, request or pack is refused; ``fault`` says why."""

    code: ClassVar[str] = "sync.document_refused"
    http_status: ClassVar[int] = 422

    def __init__(self, fault: DocumentFault) -> None:
        super().__init__(fault=fault.value)
        self.fault = fault
