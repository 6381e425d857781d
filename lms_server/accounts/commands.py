"""``bus-lms account``: staff accounts from the terminal."""

import argparse
import getpass
import secrets
import sys

from common.clock import utc_now
from common.text import nfc
from lms_server.accounts import actions, queries
from lms_server.accounts.models import Role
from lms_server.accounts.passwords import hash_password
from lms_server.accounts.rules import check_password, check_sign_in_name
from lms_server.opening import add_data_option, open_bus

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``account add`` and ``account list``."""
    parts = commands.add_parser("account", help="staff accounts").add_subparsers(
        required=True, metavar="COMMAND"
    )
    add = parts.add_parser("add", help="open an account")
    add.add_argument("sign_in_name", metavar="NAME", help="3 to 32 of a-z, 0-9, dot, hyphen")
    add.add_argument("--full-name", required=True)
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    how = add.add_mutually_exclusive_group()
    how.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    how.add_argument(
        "--random-password", action="store_true", help="make a password and print it once"
    )
    add_data_option(add)
    add.set_defaults(run=run_add)
    listing = parts.add_parser("list", help="show open accounts")
    add_data_option(listing)
    listing.set_defaults(run=run_list)


def run_add(options: argparse.Namespace) -> int:
    """Open an account."""
    check_sign_in_name(options.sign_in_name)
    password = check_password(_password(options), sign_in_name=options.sign_in_name)
    password_hash = hash_password(password)
    with open_bus(options.data) as bus, bus.database.write() as db:
        account_id = actions.add_account(
            db,
            sign_in_name=options.sign_in_name,
            full_name=nfc(options.full_name),
            role=Role(options.role),
            password_hash=password_hash,
            now=utc_now(),
        )
    sys.stdout.write(f"account {options.sign_in_name} ({options.role}): {account_id}\n")
    if options.random_password:
        sys.stdout.write(f"password: {password}\n")
    return 0


def run_list(options: argparse.Namespace) -> int:
    """Show open accounts."""
    with open_bus(options.data) as bus, bus.database.read() as db:
        for account in queries.list_accounts(db):
            sys.stdout.write(f"{account.sign_in_name}\t{account.role.value}\t{account.full_name}\n")
    return 0


def _password(options: argparse.Namespace) -> str:
    if options.random_password:
        return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass(f"Password of {options.sign_in_name}: ")
