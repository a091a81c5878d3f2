"""Redirects to our own pages name no host: the request's `Host` header is anyone's to write."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.routing import RequestRedirect


def set_up_redirects(app: Flask) -> None:
    """Leave the host out of the redirects that correct slashes."""
    app.after_request(_without_host)


def _without_host(response: Response) -> Response:
    if isinstance(request.routing_exception, RequestRedirect) and response.location:
        to = urlsplit(response.location)
        path = "/" + to.path.lstrip("/")
        response.location = f"{path}?{to.query}" if to.query else path
    return response
