"""What the surfaces share: who may enter, transactions, languages, errors, security headers."""

from flask import Flask
from jinja2 import StrictUndefined

from hov_donate.web.converters import set_up_converters
from hov_donate.web.csrf import csrf
from hov_donate.web.errors import set_up_errors
from hov_donate.web.headers import set_up_headers
from hov_donate.web.languages import set_up_languages
from hov_donate.web.parts import KEY
from hov_donate.web.proxies import set_up_proxies
from hov_donate.web.redirects import set_up_redirects
from hov_donate.web.sessions import SessionsOnDemand
from hov_donate.web.static import set_up_static

__all__ = ["setup"]

LONGEST_BODY = 256 * 1024
LONGEST_FIELD = 64 * 1024
MOST_FIELDS = 100


def setup(app: Flask) -> None:
    """Languages, headers, error pages, static files, and limits on what is sent to us."""
    settings = app.extensions[KEY].settings
    app.config.update(
        MAX_CONTENT_LENGTH=LONGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LONGEST_FIELD,
        MAX_FORM_PARTS=MOST_FIELDS,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["campaign"] = settings.campaign
    app.jinja_env.globals["public_url"] = settings.public_url
    set_up_converters(app)
    app.session_interface = SessionsOnDemand()
    csrf.init_app(app)
    set_up_languages(app)
    set_up_static(app)
    set_up_errors(app)
    set_up_headers(app, settings)
    set_up_redirects(app)
    set_up_proxies(app, settings.trusted_proxies)
