"""The bus server as one WSGI program: every slice, one database, one catalogue."""

import hashlib
import hmac
import os
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Flask

from common.sql import Database, SqliteDatabase
from common.web import access, compress, csrf, errors, filters, headers, i18n
from common.wire.batches import MAX_BODY
from courses.catalog import Catalog
from lms_server.accounts import guard, login
from lms_server.accounts import routes as accounts_routes
from lms_server.activities import content as activity_content
from lms_server.activities import previews as activity_previews
from lms_server.activities import routes as activities_routes
from lms_server.activities import staff_routes as staff_activities_routes
from lms_server.assistance import board as assistance_board
from lms_server.assistance import routes as assistance_routes
from lms_server.attendance import routes as attendance_routes
from lms_server.away import api as away_api
from lms_server.away import routes as away_routes
from lms_server.away import turn as away_turn
from lms_server.away import witness as away_witness
from lms_server.banks import drafts as bank_drafts
from lms_server.banks import routes as banks_routes
from lms_server.closing import routes as closing_routes
from lms_server.config import Config
from lms_server.dashboard import device_routes
from lms_server.dashboard import routes as dashboard_routes
from lms_server.devices import access as devices_access
from lms_server.devices import api as devices_api
from lms_server.devices import routes as devices_routes
from lms_server.devices import signs, staff_pin
from lms_server.exchange import routes as exchange_routes
from lms_server.guests import routes as guests_routes
from lms_server.hand_test import routes as hand_test_routes
from lms_server.issuing import key_routes, keyring, paper_routes
from lms_server.issuing import routes as issuing_routes
from lms_server.learners import routes as learners_routes
from lms_server.lessons import api as lessons_api
from lms_server.lessons import routes as lessons_routes
from lms_server.narration import recording_routes
from lms_server.narration import routes as narration_routes
from lms_server.opening import DATABASE_NAME
from lms_server.oral import routes as oral_routes
from lms_server.packages import routes as packages_routes
from lms_server.packages.loading import load_catalog
from lms_server.packages.shelf import Shelf
from lms_server.preferences import routes as preferences_routes
from lms_server.preferences import shown as preferences_shown
from lms_server.quizzes import api as quizzes_api
from lms_server.quizzes import routes as quizzes_routes
from lms_server.reports import routes as reports_routes
from lms_server.statements import routes as statements_routes
from lms_server.takehome import routes as takehome_routes
from lms_server.training import address, door, pin_routes, seat, steps, together
from lms_server.training import routes as training_routes
from lms_server.web import context, menu, principal, sessions, slips, uploads
from lms_server.web.access import ACCESS, sign_in_url

CATALOGUES = (
    "core",
    "learning",
    "door",
    "together",
    "activities",
    "narration",
    "preferences",
    "assistance",
    "hand_test",
    "oral",
    "takehome",
    "issuing",
    "exchange",
    "packages",
    "banks",
    "reports",
    "away",
    "devices",
)
BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts_routes.bp,
    devices_routes.bp,
    devices_api.bp,
    learners_routes.bp,
    packages_routes.bp,
    banks_routes.bp,
    training_routes.bp,
    door.bp,
    pin_routes.bp,
    guests_routes.bp,
    address.bp,
    together.bp,
    preferences_routes.bp,
    attendance_routes.bp,
    oral_routes.bp,
    assistance_routes.bp,
    hand_test_routes.bp,
    lessons_routes.bp,
    lessons_api.bp,
    quizzes_routes.bp,
    quizzes_api.bp,
    narration_routes.bp,
    recording_routes.bp,
    activities_routes.bp,
    activity_content.bp,
    staff_activities_routes.bp,
    closing_routes.bp,
    dashboard_routes.bp,
    device_routes.bp,
    takehome_routes.bp,
    away_routes.bp,
    away_api.bp,
    reports_routes.bp,
    statements_routes.bp,
    issuing_routes.bp,
    paper_routes.bp,
    key_routes.bp,
    exchange_routes.bp,
)
INSTALLERS: tuple[Callable[[Flask], None], ...] = (
    activity_previews.install,
    login.install,
    guard.install,
    devices_access.install,
    devices_api.install,
    devices_routes.install,
    signs.install,
    staff_pin.install,
    bank_drafts.install,
    keyring.install,
    preferences_shown.install,
    seat.install,
    together.install,
    address.install,
    steps.install,
    guests_routes.install,
    narration_routes.install,
    attendance_routes.install,
    assistance_board.install,
    away_turn.install,
    away_witness.install,
    slips.install,
)
"""What slices add to the program beside pages, such as the principals they recognise."""
_WEB = Path(__file__).parent / "web"


def open_database(config: Config) -> SqliteDatabase:
    """Open the bus's database, which must exist.

    Raises:
        FileNotFoundError: the data folder holds no database yet.
    """
    path = config.data_dir / DATABASE_NAME
    if not path.exists():
        raise FileNotFoundError(path)
    return SqliteDatabase(path, key=config.database_key)


def create_app(
    config: Config, *, database: Database | None = None, catalog: Catalog | None = None
) -> Flask:
    """Return the program; it writes nothing to disk but copies of courses.

    Args:
        config: the settings.
        database: an open one, with all its tables; None opens the one of the data folder.
        catalog: the courses; None loads those the bus keeps and those of the courses folder.
    """
    app = Flask(
        "lms_server", template_folder=str(_WEB / "templates"), static_folder=str(_WEB / "static")
    )
    app.secret_key = _secret_key(config)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["TRAP_HTTP_EXCEPTIONS"] = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    database = database or open_database(config)
    shelf = Shelf(config.data_dir)
    context.provide(
        app,
        config=config,
        database=database,
        catalog=catalog
        or load_catalog(config.courses_dir, shelf, database, key=config.database_key),
    )
    _install_web(app)
    for install in INSTALLERS:
        install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _install_web(app: Flask) -> None:
    compress.install(app)
    uploads.install(app)
    sessions.install(app)
    i18n.install(app, folder=_WEB / "translations", domains=CATALOGUES, finish=address.say_here)
    errors.install(app)
    access.install(app, ACCESS, principal.current_principals, sign_in_url)
    csrf.install(app)
    headers.install(app, more=[lessons_routes.PLAYER])
    filters.install(app)
    menu.install(app)
    app.jinja_env.globals["bus_name"] = context.bus_name(app)


def _secret_key(config: Config) -> bytes:
    """Return the key of visitors' tokens; the same after a restart, so open pages go on."""
    if config.database_key is None:
        return os.urandom(32)
    return hmac.new(config.database_key, b"bus-lms web", hashlib.sha256).digest()
