"""Whether this installation can serve: for whoever watches it."""

from flask import Response
from sqlalchemy.exc import SQLAlchemyError

from hov_donate.core.migrations import head, revision_of
from hov_donate.web.access import open_to_all
from hov_donate.web.parts import parts


@open_to_all
def healthz() -> Response:
    """200 once the database answers and has every migration; 503 with the reason until then."""
    try:
        revision = revision_of(parts().database.engine)
    except SQLAlchemyError as error:
        return _plain(f"the database does not answer: {type(error).__name__}", 503)
    if revision != head():
        return _plain(f"the database is at {revision or 'nothing'}: run hov-donate migrate", 503)
    return _plain("ok", 200)


def _plain(text: str, status: int) -> Response:
    return Response(
        f"{text}\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"}
    )
