"""What can be wrong with a journal."""

from common.errors import DomainError
from common.wire.witness import RESTORED


class NoEpochError(DomainError):
    """The data folder was never set up: ``bus-lms init`` starts the first epoch."""

    code = "journal.no_epoch"
    http_status = 503


class RestoredError(DomainError):
    """The bus came back from an older copy: nothing is taken before what kiosks have kept."""

    code = RESTORED
    http_status = 409


class BrokenChainError(DomainError):
    """A record of the journal was altered or is missing."""

    code = "journal.broken_chain"
    http_status = 500
