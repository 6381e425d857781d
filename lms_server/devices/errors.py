"""Refusals of the devices slice."""

from common.errors import DomainError


class NoOpenCodeError(DomainError):
    """No pairing code is open: none was shown, it was used, is too old, or tried too often."""

    code = "devices.no_open_code"
    http_status = 410


class WrongCodeError(DomainError):
    """These are not the six digits that the trainer sees."""

    code = "devices.wrong_code"
    http_status = 403


class PairingNotFoundError(DomainError):
    """The pairing was not begun here, or a minute has passed since."""

    code = "devices.pairing_not_found"
    http_status = 409


class BadPairingMessageError(DomainError):
    """The message is not one of the pairing."""

    code = "devices.bad_pairing_message"


class BadHeartbeatError(DomainError):
    """The message is not a heartbeat."""

    code = "devices.bad_heartbeat"


class UnknownDeviceError(DomainError):
    """The device's token is unknown or was withdrawn: it must be paired again."""

    code = "devices.unknown_device"
    http_status = 401


class DeviceNotFoundError(DomainError):
    """There is no such device."""

    code = "devices.device_not_found"
    http_status = 404


class NameMissingError(DomainError):
    """A kiosk needs a name that people can call it by."""

    code = "devices.name_missing"


class NameTooLongError(DomainError):
    """The name does not fit on the wall of the kiosks; ``most`` letters do."""

    code = "devices.name_too_long"


class NameTakenError(DomainError):
    """Another kiosk has this name."""

    code = "devices.name_taken"
    http_status = 409


class SeatTooLongError(DomainError):
    """The seat does not fit on the wall of the kiosks; ``most`` letters do."""

    code = "devices.seat_too_long"


class SeatTakenError(DomainError):
    """Another kiosk stands at this seat."""

    code = "devices.seat_taken"
    http_status = 409
