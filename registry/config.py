"""Settings of the registry: one file in the data folder, overruled by the environment."""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from common.errors import DomainError
from common.files import write_atomic

FILE_NAME = "config.toml"
PREFIX = "BUS_REGISTRY_"


class ConfigError(DomainError):
    """Settings are missing or make no sense; ``problems`` names all of them together."""

    code = "registry.config"


@dataclass(frozen=True)
class Config:
    """What one registry needs to know; read once at the start."""

    data_dir: Path
    """Holds ``config.toml``, ``keys/`` and, on SQLite, the database."""
    database_url: str
    """``sqlite:///path`` or ``postgresql+psycopg://user@host/name``."""
    province_code: str
    """Two digits of the General Statistics Office, such as ``79``."""
    province_name: str
    """As people read it, such as ``tỉnh Lâm Đồng``."""
    issuer_did: str
    """Who issues certificates: ``did:web:...``."""
    public_url: str
    """Where phones find the registry; printed in every QR code. No slash at the end."""
    host: str = "127.0.0.1"
    port: int = 8090
    trusted_proxy: str | None = None
    """Address of the proxy in front that speaks TLS; its ``X-Forwarded-For`` is believed."""

    @classmethod
    def load(cls, data_dir: Path, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read ``data_dir/config.toml``; ``BUS_REGISTRY_<NAME>`` overrules a line of it.

        Raises:
            ConfigError: no such file, or something in it is wrong.
        """
        try:
            text = (data_dir / FILE_NAME).read_text(encoding="utf-8")
            values = {name: str(value) for name, value in tomllib.loads(text).items()}
        except (OSError, ValueError) as error:
            raise ConfigError(problems=f"{data_dir / FILE_NAME}: {error}") from error
        for name in _NAMES:
            if PREFIX + name.upper() in environ:
                values[name] = environ[PREFIX + name.upper()]
        return cls.from_values(data_dir, values)

    @classmethod
    def from_values(cls, data_dir: Path, values: Mapping[str, str]) -> "Config":
        """Build a configuration from texts.

        Raises:
            ConfigError: names every problem.
        """
        problems = [f"{name} is missing" for name in _REQUIRED if not values.get(name)]
        problems += [f"{name} is not a setting" for name in values if name not in _NAMES]
        problems += _odd_values(values)
        if problems:
            raise ConfigError(problems="; ".join(problems))
        return cls(
            data_dir=data_dir,
            database_url=values.get("database_url", f"sqlite:///{data_dir / 'registry.db'}"),
            province_code=values["province_code"],
            province_name=values["province_name"],
            issuer_did=values["issuer_did"],
            public_url=values["public_url"].rstrip("/"),
            host=values.get("host", cls.host),
            port=int(values.get("port", cls.port)),
            trusted_proxy=values.get("trusted_proxy"),
        )


def write_config(data_dir: Path, values: Mapping[str, str]) -> None:
    """Write ``config.toml``, for its owner alone: a database address may hold a password."""
    # A JSON string is a TOML string as well.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    write_atomic(data_dir / FILE_NAME, ("\n".join(lines) + "\n").encode(), mode=0o600)


_REQUIRED = ("province_code", "province_name", "issuer_did", "public_url")
_NAMES = (*_REQUIRED, "database_url", "host", "port", "trusted_proxy")


def _odd_values(values: Mapping[str, str]) -> list[str]:
    problems = []
    if not values.get("port", "0").isdecimal():
        problems.append("port is not a number")
    url = values.get("public_url")
    if url and urlsplit(url).scheme not in {"http", "https"}:
        problems.append("public_url is not an http address")
    database = values.get("database_url", "sqlite:///")
    if not database.startswith(("sqlite:///", "postgresql+psycopg://")):
        problems.append("database_url is neither sqlite:/// nor postgresql+psycopg://")
    elif not _is_address(database):
        problems.append("database_url is not an address of a database")
    if values.get("issuer_did", "did:").split(":")[0] != "did":
        problems.append("issuer_did is not a DID")
    return problems


def _is_address(url: str) -> bool:
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        return False
    return True
