"""Error pages: what happened, and what the reader can do now, in the reader's language."""

import logging
from dataclasses import dataclass

from flask import Flask, Response, request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeftError
from werkzeug.exceptions import HTTPException

from hov_donate.core.i18n import N_
from hov_donate.web.headers import WEBHOOK
from hov_donate.web.problems import for_a_program, problem
from hov_donate.web.rendering import page

log = logging.getLogger(__name__)

DATABASE_AWAY = (OperationalError, InterfaceError, NoConnectionLeftError)


@dataclass(frozen=True)
class ErrorText:
    """A page's heading and its advice."""

    heading: str
    advice: str


_TEXTS = {
    400: ErrorText(
        N_("We could not read that"),
        N_("Go back, check what you entered and send it again."),
    ),
    403: ErrorText(
        N_("This page is not open to you"),
        N_("If you think it should be, write to us."),
    ),
    404: ErrorText(
        N_("Page not found"),
        N_("If you typed the address, check it. If you followed a link, it may be incomplete."),
    ),
    405: ErrorText(
        N_("This page cannot be opened that way"),
        N_("Go back to the start and try again from there."),
    ),
    410: ErrorText(
        N_("This link is too old"),
        N_("Write to us with the reference of your gift and we will help you."),
    ),
    413: ErrorText(
        N_("That was too much at once"),
        N_("Go back and send less text."),
    ),
    429: ErrorText(
        N_("Too many attempts"),
        N_("Wait a few minutes, then try again."),
    ),
    500: ErrorText(
        N_("Something went wrong on our side"),
        N_("Try again in a few minutes. If you were giving, pressing twice never pays twice."),
    ),
    503: ErrorText(
        N_("The service is not available right now"),
        N_("Try again in a few minutes. If you were giving, pressing twice never pays twice."),
    ),
}
_LIKE_400 = frozenset(range(400, 500))


def error_page(status: int) -> Response:
    """The page for an HTTP status."""
    if request.path == WEBHOOK:
        return Response("", status, mimetype="text/plain")
    if for_a_program():
        return problem(status)
    text = _TEXTS.get(status) or _TEXTS[400 if status in _LIKE_400 else 500]
    return page("public/error.html", status, text=text, giving=_giving())


def _giving() -> bool:
    """Whether the reader was about to give and should learn of the other way."""
    return "/donate" in request.path or "/gift/" in request.path


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    response = error_page(status)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After", "WWW-Authenticate"}:
            response.headers[name] = value
    return response


def _database_away(error: Exception) -> Response:
    log.error("the database did not answer: %s", error)
    response = error_page(503)
    response.headers["Retry-After"] = "60"
    return response


def set_up_errors(app: Flask) -> None:
    """Answer every error with a page that says what to do."""
    app.register_error_handler(HTTPException, _http_error)
    for away in DATABASE_AWAY:
        app.register_error_handler(away, _database_away)
