"""Addresses of our own files that change when the file does, so that browsers may keep them."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask

FOLDER = Path(__file__).resolve().parents[1] / "static"


@lru_cache(maxsize=64)
def static_url(name: str) -> str:
    """The address of a file in `static/`, with its content's digest."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def set_up_static(app: Flask) -> None:
    """Let templates name files by `static_url`."""
    app.jinja_env.globals["static_url"] = static_url
