"""Where parts are chosen and joined; the only place that knows which payment provider it is."""

import os
from pathlib import Path

from flask import Flask
from flask.helpers import get_debug_flag
from sqlalchemy import Engine

from hov_donate import api, office, public, web
from hov_donate.cli import commands
from hov_donate.cli.deeds import deed_of_command
from hov_donate.cli.house import House
from hov_donate.cli.worker import Worker
from hov_donate.config import Settings, SettingsError
from hov_donate.config.settings import ROOT, environment_with_files
from hov_donate.contacts.sealing import IdentitySeal
from hov_donate.core.clock import Clock, SystemClock
from hov_donate.core.db import Database, Witness, make_engine, unwatched
from hov_donate.core.links import Links
from hov_donate.defence.processes import Guard
from hov_donate.donations.processes import Giving
from hov_donate.gateway.pace import Pace
from hov_donate.gateway.stripe import StripeGateway
from hov_donate.gateway.stripe_events import StripeEventVerifier
from hov_donate.office.deeds import count_shown, deed_of_request
from hov_donate.outbox.transport import transport_from_url
from hov_donate.reconciliation.processes import Reconciler
from hov_donate.reconciliation.sweeping import Sweeper
from hov_donate.staff.audit.watching import witness
from hov_donate.web.database import db
from hov_donate.web.health import healthz
from hov_donate.web.metrics import metrics
from hov_donate.web.parts import KEY, Parts
from hov_donate.wiring.jobs import jobs
from hov_donate.wiring.letters import letters
from hov_donate.wiring.reactions import reactions
from hov_donate.wiring.syncs import EVENT_TYPES, syncs

OFFICE_WITNESS = witness(deed_of_request)
COMMAND_WITNESS = witness(deed_of_command)


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsError listing everything that is wrong."""
    return Settings.from_environment(environment_with_files(os.environ, ROOT))


def build_parts(
    settings: Settings,
    engine: Engine,
    clock: Clock | None = None,
    witness: Witness = unwatched,
) -> Parts:
    """The parts of an installation, on one database engine, with whoever notes changes."""
    if not settings.stripe_secret_key:
        raise SettingsError(
            "STRIPE_SECRET_KEY is missing: give a key from the Stripe dashboard, or try things "
            "out with `make run`, which brings a simulator."
        )
    clock = clock or SystemClock()
    database = Database(engine, clock, reactions(settings), witness)
    gateway = _gateway(settings)
    links = Links(tuple(reversed(settings.secret_keys)))
    seal = IdentitySeal(settings.identity_keys, opened=count_shown)
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        gateway=gateway,
        verifier=StripeEventVerifier(secrets=settings.stripe_webhook_secrets, live=settings.live),
        links=links,
        seal=seal,
        giving=Giving(settings, database, gateway, links, seal),
        reconciler=Reconciler(settings, database, gateway),
        sweeper=_sweeper(settings, database),
        guard=Guard(settings, database),
    )


def _gateway(settings: Settings, pace: Pace | None = None) -> StripeGateway:
    return StripeGateway(
        secret_key=settings.stripe_secret_key, api_base=settings.stripe_api_base, pace=pace
    )


def _sweeper(settings: Settings, database: Database) -> Sweeper:
    """Long work has a pace of its own, so that donors are answered meanwhile."""
    gateway = _gateway(settings, Pace(settings.sweep_calls_per_minute))
    return Sweeper(
        database=database,
        gateway=gateway,
        reconciler=Reconciler(settings, database, gateway),
        syncs=syncs(database, gateway),
        event_types=EVENT_TYPES,
    )


def build_worker(parts: Parts) -> Worker:
    """A worker of an installation."""
    return Worker(
        database=parts.database,
        syncs=syncs(parts.database, parts.gateway),
        write=letters(parts.settings, parts.giving),
        transport=transport_from_url(parts.settings.mail_url),
        jobs=jobs(parts.reconciler, parts.sweeper, parts.database),
    )


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The website: donor's pages, webhook, office, API."""
    settings = settings or read_settings()
    if settings.live and get_debug_flag():
        raise SettingsError("A live Stripe key refuses a debug server: leave out --debug.")
    app = Flask(
        "hov_donate",
        static_folder=str(Path(__file__).with_name("static")),
        template_folder=str(ROOT / "templates"),
    )
    app.config.update(
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        DEBUG=settings.debug,
    )
    db.init_app(app)
    with app.app_context():
        app.extensions[KEY] = build_parts(settings, db.engine, clock, OFFICE_WITNESS)
    web.setup(app)
    public.setup(app)
    office.setup(app)
    api.setup(app)
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/metrics", endpoint="metrics", view_func=metrics(EVENT_TYPES))
    return app


def _house() -> House:
    def parts(settings: Settings, clock: Clock | None = None) -> Parts:
        engine = make_engine(settings.database_url)
        return build_parts(settings, engine, clock, COMMAND_WITNESS)

    def open_database(settings: Settings) -> Database:
        engine = make_engine(settings.database_url)
        return Database(engine, SystemClock(), reactions(settings), COMMAND_WITNESS)

    return House(
        settings=read_settings, open_database=open_database, parts=parts, worker=build_worker
    )


def main() -> None:
    """The `hov-donate` command."""
    commands(_house())
