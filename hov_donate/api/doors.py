"""Who may ask: whoever sends a token that still opens something, and not too often."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, request

from hov_donate.staff.rules import Permission
from hov_donate.staff.tokens.operations import Use, use_token
from hov_donate.staff.tokens.rules import PER_MINUTE
from hov_donate.web.access import open_to_all
from hov_donate.web.parts import parts
from hov_donate.web.problems import problem

BEARER = "bearer"
REALM = 'Bearer realm="api"'
LONGEST_TOKEN = 200
Answer = Callable[..., Response]


def scope(needed: Permission) -> Callable[[Answer], Answer]:
    """Only a token that lets this be read is answered. Cookies count for nothing here."""

    def guard(view: Answer) -> Answer:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Response:
            return _refusal(_use(), needed) or view(*args, **kwargs)

        # Open to those who are not signed in; the token is asked for here.
        return open_to_all(guarded)

    return guard


def _use() -> Use | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if kind.lower() != BEARER or not token or len(token) > LONGEST_TOKEN:
        return None
    with parts().database.writing() as work:
        return use_token(work, token=token)


def _refusal(use: Use | None, needed: Permission) -> Response | None:
    if use is None:
        refused = problem(401, "Send a token that is alive: Authorization: Bearer hov_…")
        refused.headers["WWW-Authenticate"] = REALM
        return refused
    if use.asked_in_minute > PER_MINUTE:
        refused = problem(429, f"At most {PER_MINUTE} answers a minute.")
        refused.headers["Retry-After"] = str(60 - parts().clock.now().second)
        return refused
    if needed not in use.scopes:
        return problem(403, f"This token does not let this be read: it takes {needed.value}.")
    return None
