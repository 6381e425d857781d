"""Why a bus is not answered just now."""

from common.errors import DomainError


class TooBusyError(DomainError):
    """Another bus is being answered at this moment; ask again in half a minute."""

    code = "carried.too_busy"
    http_status = 503
