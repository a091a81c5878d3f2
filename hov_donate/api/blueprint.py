"""The API's paths; each module adds its own."""

from flask import Blueprint

from hov_donate.web.problems import API

api = Blueprint("api", __name__, url_prefix=f"{API}/v1")
