"""Running the registry's web server."""

import waitress
from flask import Flask
from waitress.server import BaseWSGIServer

from common.clock import utc_now
from common.sql import Database
from registry.config import Config
from registry.keys import RegistryKeys
from registry.register.lists import publish_revocations
from registry.tables import take_turn

THREADS = 8


def renew_lists(database: Database, keys: RegistryKeys) -> None:
    """Publish the revocation list anew when the last one grows old."""
    with database.write() as db:
        take_turn(db)
        publish_revocations(db, keys=keys, now=utc_now())


def listen(app: Flask, config: Config) -> BaseWSGIServer:
    """Return the server, its socket open; ``run`` answers until interrupted.

    The addresses that the public page counts requests by come from ``X-Forwarded-For`` only
    when ``config.trusted_proxy`` itself sent the request.

    Raises:
        OSError: the port is taken.
    """
    proxy = {}
    if config.trusted_proxy:
        proxy = {
            "trusted_proxy": config.trusted_proxy,
            "trusted_proxy_headers": "x-forwarded-for",
            "clear_untrusted_proxy_headers": True,
        }
    return waitress.create_server(
        app, host=config.host, port=config.port, threads=THREADS, ident=None, **proxy
    )
