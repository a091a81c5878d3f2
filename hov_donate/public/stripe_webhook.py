"""Where Stripe tells that something may have changed.

Verified, stored, committed, answered; everything else is the worker's. A refusal says why in one
sentence, for whoever reads the endpoint's log at Stripe, and leaves nothing behind.
"""

import logging

from flask import Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from hov_donate.gateway.port import EventRefusedError
from hov_donate.inbox.operations import receive
from hov_donate.web.access import open_to_all
from hov_donate.web.errors import DATABASE_AWAY
from hov_donate.web.parts import parts

log = logging.getLogger(__name__)
LONGEST_BODY = 1024 * 1024


@open_to_all
def receive_event() -> Response:
    """Keep a genuine event, once. 200 only after the commit."""
    house = parts()
    try:
        body = _body()
        now = house.clock.now()
        hint = house.verifier.verify(body, request.headers.get("Stripe-Signature", ""), now)
    except RequestEntityTooLarge:
        return _answer("The body is larger than 1 MiB.", 413)
    except HTTPException:
        return _answer("The body did not arrive whole.", 400)
    except EventRefusedError as refused:
        return _answer(str(refused), 400)
    try:
        with house.database.engine.begin() as connection:
            receive(connection, hint, now)
    except DATABASE_AWAY as error:
        log.warning("event %s could not be kept: %s", hint.id, error)
        return _answer("The event could not be kept. Send it again.", 503)
    return _answer("", 200)


def _body() -> bytes:
    """The body. Raises RequestEntityTooLarge, also when its length was not announced."""
    # Werkzeug cuts an unannounced body off at the limit; one byte more tells that it did.
    request.max_content_length = LONGEST_BODY + 1
    body = request.get_data(cache=False)
    if len(body) > LONGEST_BODY:
        raise RequestEntityTooLarge
    return body


def _answer(text: str, status: int) -> Response:
    return Response(text, status, mimetype="text/plain")
