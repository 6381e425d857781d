"""What can go wrong with a voice."""

from common.errors import DomainError


class VoiceMissingError(DomainError):
    """The voice's program or file is not on this machine."""

    code = "courses.voice_missing"


class VoiceFailedError(DomainError):
    """The voice's program failed, or what it wrote is no sound."""

    code = "courses.voice_failed"
