"""Running the registry's web server."""

import logging

import waitress
from flask import Flask

from common.clock import utc_now
from common.sql import Database
from registry.config import Config
from registry.keys import RegistryKeys
from registry.register.lists import publish_revocations
from registry.tables import take_turn

THREADS = 8
log = logging.getLogger(__name__)


def renew_lists(database: Database, keys: RegistryKeys) -> None:
    """Publish the revocation list anew when the last one grows old."""
    with database.write() as db:
        take_turn(db)
        publish_revocations(db, registry_key=keys.signing, now=utc_now())


def serve(app: Flask, config: Config) -> None:
    """Answer until interrupted.

    The addresses that the public page counts requests by come from ``X-Forwarded-For`` only
    when ``config.trusted_proxy`` itself sent the request.
    """
    proxy = {}
    if config.trusted_proxy:
        proxy = {
            "trusted_proxy": config.trusted_proxy,
            "trusted_proxy_headers": "x-forwarded-for",
            "clear_untrusted_proxy_headers": True,
        }
    log.info("registry listens", extra={"host": config.host, "port": config.port})
    waitress.serve(app, host=config.host, port=config.port, threads=THREADS, ident=None, **proxy)
