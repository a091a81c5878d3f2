"""Flask-SQLAlchemy as holder of the engine and of the session that pages read with.

Pages that only look (GET) never take SQLite's write lock, and all that one of them reads is of one
moment: its figures agree, whatever is booked meanwhile. What changes something goes through
`parts().database.writing()`, which commits once.
"""

from typing import Any

from flask import Flask, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import Engine

from hov_donate.core.db import Base, of_one_moment, prepare_engine

LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


class RequestSession(Session):
    """A session that only reads, and all of it as of one moment, when the request only looks."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine:
        """The engine to use for this request."""
        engine: Engine = super().get_bind(*args, **kwargs)  # type: ignore[assignment]
        if has_request_context() and request.method in LOOKING:
            return looking(engine)
        return engine


class PreparedDatabase(SQLAlchemy):
    """Flask-SQLAlchemy with engines that are safe for concurrent writers."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        return prepare_engine(super()._make_engine(bind_key, options, app))


_LOOKING: dict[int, Engine] = {}


def looking(engine: Engine) -> Engine:
    """The engine for requests that only look; the same one each time."""
    key = id(engine)
    if key not in _LOOKING:
        _LOOKING[key] = of_one_moment(engine)
    return _LOOKING[key]


db = PreparedDatabase(
    model_class=Base, disable_autonaming=True, session_options={"class_": RequestSession}
)
