"""The office's pages; each room adds its own."""

from flask import Blueprint

office = Blueprint("office", __name__, url_prefix="/office")
