"""The settings of one bus server, read once, with every problem told together."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.errors import DomainError

FILE_NAME = "config.toml"
ENVIRONMENT_PREFIX = "BUS_LMS_"
BUNDLED_COURSES = Path(__file__).parent.parent / "courses" / "packages"
MADE_SPEECH = Path(__file__).parent.parent / "courses" / "speech" / "made"
_BUS_CODE = re.compile(r"\d{2}[A-Z]\d{2}")
_PROVINCE_CODE = re.compile(r"\d{2}")
_PORTS = range(65536)


class BadConfigError(DomainError):
    """The settings cannot be used; ``problems`` names every one of them."""

    code = "config.bad_config"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems="; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Config:
    """What one bus server needs to know before it opens anything."""

    data_dir: Path
    """Folder of the database, the keys, the outbox and the inbox."""
    bus_code: str
    """Two digits of the province, a letter, two digits, such as ``79B03``."""
    bus_name: str
    """What people call the bus; shown on every kiosk."""
    province_code: str
    """Two digits with a leading zero, such as ``01``."""
    lan_host: str = "0.0.0.0"  # noqa: S104 - kiosks come from the whole LAN of the bus
    """Address the TLS door listens on."""
    lan_port: int = 8443
    """Port of the TLS door; 0 lets the system choose."""
    local_port: int = 8080
    """Port of plain HTTP on 127.0.0.1; 0 lets the system choose."""
    courses_dir: Path = BUNDLED_COURSES
    """Folder of course packages."""
    speech_dir: Path = MADE_SPEECH
    """Folder of made audio, one folder a language; without it browsers read, or nobody."""
    registry_url: str | None = None
    """Base address of the provincial registry; None while only sticks carry bundles."""
    database_key: bytes | None = field(default=None, repr=False)
    """32 bytes that open the database; never in a file of settings."""

    @classmethod
    def load(cls, data_dir: Path, environment: Mapping[str, str] | None = None) -> "Config":
        """Read ``config.toml`` of the data folder; ``BUS_LMS_<NAME>`` variables win over it.

        Raises:
            BadConfigError: the file is absent, or settings are missing, unknown or impossible.
        """
        environment = os.environ if environment is None else environment
        settings = {**_read_file(data_dir / FILE_NAME), **_read_environment(environment)}
        problems = _find_problems(settings)
        if problems:
            raise BadConfigError(problems)
        # Absolute: Flask would look for a relative folder beside its own code.
        for name in _FOLDERS & settings.keys():
            settings[name] = Path(settings[name]).absolute()
        return cls(data_dir=data_dir.absolute(), **settings)


_REQUIRED = ("bus_code", "bus_name", "province_code")
_NUMBERS = ("lan_port", "local_port")
_FOLDERS = frozenset({"courses_dir", "speech_dir"})
_TEXTS = (*_REQUIRED, "lan_host", "courses_dir", "speech_dir", "registry_url")


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadConfigError([f"{path} cannot be read: {error.strerror}"]) from error
    except ValueError as error:
        raise BadConfigError([f"{path}: {error}"]) from error


def _read_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that the environment gives; other variables are left alone."""
    found: dict[str, Any] = {}
    for name in (*_TEXTS, *_NUMBERS):
        value = environment.get(ENVIRONMENT_PREFIX + name.upper())
        if value is not None:
            found[name] = int(value) if name in _NUMBERS and value.isdecimal() else value
    return found


def _find_problems(settings: Mapping[str, Any]) -> list[str]:
    problems = [f"{name} is missing" for name in _REQUIRED if name not in settings]
    for name, value in settings.items():
        if name in _NUMBERS:
            if not isinstance(value, int) or value not in _PORTS:
                problems.append(f"{name} must be a port number, not {value!r}")
        elif name not in _TEXTS:
            problems.append(f"{name} is not a setting")
        elif not isinstance(value, str) or not value:
            problems.append(f"{name} must be a text, not {value!r}")
    return problems + _find_bad_codes(settings)


def _find_bad_codes(settings: Mapping[str, Any]) -> list[str]:
    problems = []
    patterns = {"bus_code": (_BUS_CODE, "79B03"), "province_code": (_PROVINCE_CODE, "79")}
    for name, (pattern, example) in patterns.items():
        value = settings.get(name)
        if isinstance(value, str) and value and not pattern.fullmatch(value):
            problems.append(f"{name} must look like {example}, not {value!r}")
    return problems
