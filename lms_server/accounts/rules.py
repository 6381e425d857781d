"""What a sign-in name and a password must be."""

import re

from lms_server.accounts.errors import BadSignInNameError, WeakPasswordError

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
_SIGN_IN_NAME = re.compile(r"[a-z][a-z0-9.-]{2,31}")
_COMMON_STARTS = ("12345678", "password", "matkhau", "abcd1234", "qwertyui", "11111111")


def check_sign_in_name(name: str) -> str:
    """Return ``name`` when people can type it on any keyboard.

    Raises:
        BadSignInNameError: it is not 3 to 32 small letters, digits, dots or hyphens.
    """
    if not _SIGN_IN_NAME.fullmatch(name):
        raise BadSignInNameError
    return name


def check_password(password: str, *, sign_in_name: str) -> str:
    """Return ``password`` when it is worth guessing.

    Raises:
        WeakPasswordError: too short, too long, or among the first that a guesser tries.
    """
    small = password.casefold()
    is_common = small.startswith(_COMMON_STARTS) or sign_in_name in small
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or is_common:
        raise WeakPasswordError(least=SHORTEST_PASSWORD)
    return password
