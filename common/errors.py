"""Refusals that a person can meet; each has a stable code, never compared by its text."""

from typing import ClassVar


class DomainError(Exception):
    """A refusal with a code that pages and clients translate.

    ``params`` fill the translated sentence. They never hold personal data.
    """

    code: ClassVar[str] = "common.refused"
    http_status: ClassVar[int] = 400

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.code + "".join(f" {k}={v}" for k, v in sorted(params.items())))
