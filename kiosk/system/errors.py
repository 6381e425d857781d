"""Why a laptop is not made a kiosk, or not unmade."""

from common.errors import DomainError


class NoSystemdError(DomainError):
    """This system is not run by systemd; start ``bus-kiosk`` in its own way."""

    code = "system.no_systemd"


class NotOursError(DomainError):
    """A file of this name is there already, and bus-kiosk did not write it."""

    code = "system.not_ours"


class RootNeededError(DomainError):
    """A session of its own is written for the whole laptop, so only root may do it."""

    code = "system.root_needed"


class RootRefusedError(DomainError):
    """Learners' pages never run as root: install as an ordinary user, or give one."""

    code = "system.root_refused"


class UserMissingError(DomainError):
    """There is no such user on this laptop."""

    code = "system.user_missing"


class ProgramMissingError(DomainError):
    """The session needs a program that is not installed."""

    code = "system.program_missing"


class ProgramUnreachableError(DomainError):
    """The user of the session may not enter the folder in which bus-kiosk lies."""

    code = "system.program_unreachable"


class OtherSessionError(DomainError):
    """Another sign-in screen starts with this laptop."""

    code = "system.other_session"


class AnswersWaitError(DomainError):
    """Answers still wait for the bus, so the data is not deleted."""

    code = "system.answers_wait"
