"""Forms of the accounts slice."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from common.text import nfc


@dataclass(frozen=True)
class SignIn:
    """What a person typed at the door."""

    sign_in_name: str
    password: str = field(repr=False)

    @classmethod
    def parse(cls, form: Mapping[str, str]) -> "SignIn":
        """Read the sign-in form; the name's case and spaces do not matter."""
        return cls(nfc(form.get("sign_in_name", "")).lower()[:32], form.get("password", "")[:1000])


@dataclass(frozen=True)
class PasswordChange:
    """What a person typed to change their password."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    again: str = field(repr=False)

    @classmethod
    def parse(cls, form: Mapping[str, str]) -> "PasswordChange":
        """Read the form."""
        return cls(
            form.get("old", "")[:1000], form.get("new", "")[:1000], form.get("again", "")[:1000]
        )
