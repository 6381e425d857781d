"""Which messages make the bus stumble, each sent alone; known until this program ends."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from kiosk.messages import QueuedMessage


class Stumbles:
    """Written by the uploader alone; others see what was known before a change, or after it."""

    def __init__(self) -> None:
        self._attempts: dict[int, str] = {}
        """By the number of the message, who stumbled longest ago first; empty when of no quiz."""

    def note(self, message: QueuedMessage) -> None:
        """Remember a message; one that is known goes to the end of the row."""
        others = {seq: one for seq, one in self._attempts.items() if seq != message.seq}
        self._attempts = {**others, message.seq: _attempt_of(message.body)}

    def forget_after(self, done: Iterable[int]) -> None:
        """Forget all when the bus has taken one of them: it was mended, perhaps for all."""
        if not self._attempts.keys().isdisjoint(done):
            self._attempts = {}

    def list_seqs(self) -> list[int]:
        """Return the numbers, who stumbled longest ago first."""
        return list(self._attempts)

    def list_attempts(self) -> list[str]:
        """Return the quizzes that have an answer among them."""
        return sorted({one for one in self._attempts.values() if one})

    def hold(self, told: bytes) -> bool:
        """Tell whether ``told`` speaks of one of these quizzes: its end must not go ahead."""
        return any(one.encode() in told for one in self.list_attempts())


class _OfQuiz(msgspec.Struct):
    attempt_id: UUID | None = None


def _attempt_of(body: bytes) -> str:
    try:
        attempt_id = msgspec.json.decode(body, type=_OfQuiz).attempt_id
    except msgspec.DecodeError:
        return ""
    return "" if attempt_id is None else str(attempt_id)
