"""The baselines that are served over HTTP: Flask and as little as honesty allows."""

import json
import os
from datetime import datetime

import stripe
from flask import Flask, Response, request
from sqlalchemy import Engine, Integer, MetaData, String, Table, create_engine, insert
from sqlalchemy.schema import Column

from hov_donate.core.clock import SystemClock
from hov_donate.core.db import UtcDateTime, prepare_engine

SECRET = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
EVENTS = Table(
    "floor_events",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("event_id", String(255), unique=True, nullable=False),
    Column("type", String(100), nullable=False),
    Column("object_id", String(255), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
)


def floor_engine(url: str) -> Engine:
    """The engine as Flask-SQLAlchemy makes the site's: same driver, pool, pragmas and BEGIN."""
    return prepare_engine(create_engine(url))


def hello() -> str:
    """A page of one word."""
    return "hello"


class Floor:
    """Verify, parse, insert one row, commit."""

    def __init__(self, engine: Engine) -> None:
        """Rows go to `engine`."""
        self.engine = engine
        self.clock = SystemClock()

    def take(self) -> Response:
        """Take an event."""
        body = request.get_data().decode()
        stripe.WebhookSignature.verify_header(
            body, request.headers["Stripe-Signature"], SECRET, 300
        )
        event = json.loads(body)
        with self.engine.begin() as connection:
            connection.execute(insert(EVENTS), _row(event, self.clock.now()))
        return Response("", 200, mimetype="text/plain")


def _row(event: dict[str, object], now: datetime) -> dict[str, object]:
    data = event["data"]
    changed = data["object"] if isinstance(data, dict) else {}
    return {
        "event_id": event["id"],
        "type": event["type"],
        "object_id": changed["id"],
        "received_at": now,
    }


def make_app() -> Flask:
    """Both baselines; the rows go to the database of DATABASE_URL."""
    app = Flask("floor")
    app.add_url_rule("/hello", view_func=hello)
    take = Floor(floor_engine(os.environ["DATABASE_URL"])).take
    app.add_url_rule("/webhook", view_func=take, methods=["POST"])
    return app
