"""What the programs of one test process need to make only once.

Each test has a program and a database of its own. Their templates, addresses and statements
are the same, and compiling these took longer than most tests.
"""

from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy import Engine, event
from werkzeug.routing import Rule


class CompiledTemplates(BytecodeCache):
    """Compiled templates by name and place; another source under the same name is compiled."""

    def __init__(self):
        self._known = {}

    def load_bytecode(self, bucket):
        """Give what was compiled from the same source."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket):
        """Keep it for the next program."""
        self._known[bucket.key, bucket.checksum] = bucket.code


BUILDERS = {}
"""How addresses are built, by the parts of their rule."""


class KnownRule(Rule):
    """A rule that builds its addresses as the same rule of an earlier program does."""

    def _compile_builder(self, append_unknown=True):  # noqa: FBT002
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key = (*self._trace, append_unknown)
        if key not in BUILDERS:
            BUILDERS[key] = super()._compile_builder(append_unknown)
        return BUILDERS[key]


DIALECTS = {}
"""The first one of each driver: statements are compiled for a dialect, and all are alike."""

STATEMENTS = {}
"""Compiled statements of all SQLite databases."""


def share_statements(connection):
    """Let a new connection use what others compiled; SQLite's only, whatever its file holds."""
    own = connection.dialect
    if own.name == "sqlite":
        connection.dialect = DIALECTS.setdefault((type(own), own.dbapi), own)
        connection.execution_options(compiled_cache=STATEMENTS)


def share_what_is_compiled():
    """Let all programs made from now on in this process compile nothing a second time."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()}
    Flask.url_rule_class = KnownRule
    event.listen(Engine, "engine_connect", share_statements)
