"""Whence a request comes, when proxies of ours stand in front."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def set_up_proxies(app: Flask, trusted: int) -> None:
    """Read the donor's address as `trusted` proxies tell it; what else they tell is not needed."""
    if trusted:
        inner = app.wsgi_app
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            inner, x_for=trusted, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )
