"""Opens the API."""

from flask import Flask

from hov_donate.api import figures, lists, openapi
from hov_donate.api.blueprint import api

PATHS = (figures, lists, openapi)


def setup(app: Flask) -> None:
    """Every path of it."""
    app.register_blueprint(api)
