"""Running the registry's web server."""

import waitress
from flask import Flask
from waitress.server import BaseWSGIServer

from registry.config import Config

THREADS = 8


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
