"""Languages: Vietnamese by default, the English of the code on request.

``python -m common.web.i18n compile`` makes the catalogues ready; ``... check`` fails on any
text or error code without Vietnamese.
"""

from pathlib import Path

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel

from common.web.i18n.finishing import Finish, FinishedDomain

LOCALES = ("vi", "en")
COOKIE = "bus_lang"
_COMMON = Path(__file__).parent.parent / "translations"


def install(app: Flask, *, folder: Path, domains: tuple[str, ...], finish: Finish = str) -> None:
    """Give ``app`` its catalogues.

    Args:
        app: the program.
        folder: its ``translations`` folder.
        domains: catalogues in it, one an area, named without ``.po``.
        finish: what becomes of each translated text before it is shown.
    """
    # Flask-Babel pairs the n-th domain with the n-th folder.
    folders = [str(_COMMON), *(str(folder) for _ in domains)]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(folders)
    app.config["BABEL_DOMAIN"] = ";".join(("common", *domains))
    app.config["BABEL_DEFAULT_LOCALE"] = LOCALES[0]
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Ho_Chi_Minh"
    babel = Babel(app, locale_selector=select_locale)
    babel.domain_instance = FinishedDomain(app.config["BABEL_DOMAIN"], finish)
    app.jinja_env.globals["locale"] = select_locale
    app.after_request(_remember_wish)


def select_locale() -> str:
    """Return the language of this visitor: ``?lang=``, then a cookie, then Vietnamese."""
    if has_request_context():
        for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
            if wish in LOCALES:
                return str(wish)
    return LOCALES[0]


def forget_wish(response: Response) -> Response:
    """Let whoever comes next begin in Vietnamese."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def _remember_wish(response: Response) -> Response:
    """Keep a language that was asked for, until the browser is closed."""
    wish = request.args.get("lang")
    if wish in LOCALES and wish != request.cookies.get(COOKIE):
        response.set_cookie(
            COOKIE, str(wish), httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response
