"""Seeding the demo: invented gifts and affiliations, made through the same doors as real ones.

First three years of affiliations, whose money Stripe never saw. Then the simulator's clock is set
back two years and moved on from gift to gift, so that payments, payouts, letters and books come
about as they would have. Last a year of the campaign in public, who endorses it, and the figures
that follow.
"""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.cli.demo.affiliates import BEGINNING, tell_affiliations
from hov_donate.cli.demo.campaign import tell_campaign
from hov_donate.cli.demo.endorsing import tell_endorsements
from hov_donate.cli.demo.people import DAYS, DELEGATION
from hov_donate.cli.demo.sign_in import FILE, NoDemoError
from hov_donate.cli.demo.statement import FILE as STATEMENT
from hov_donate.cli.demo.statement import write_demo_statement
from hov_donate.cli.demo.story import Story, what_happens
from hov_donate.cli.house import House
from hov_donate.config import Settings
from hov_donate.core import jobs
from hov_donate.core.clock import FixedClock, SystemClock
from hov_donate.core.db import Database
from hov_donate.core.jobs import Schedule, ScheduledJob
from hov_donate.core.migrations import start_anew, upgrade
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import installation
from hov_donate.simulator.serve import start
from hov_donate.web.parts import Parts

SEED = Schedule("demo_seed", timedelta(days=36500))


def state_file(settings: Settings, database: Database) -> Path:
    """Where the simulator keeps its state: one file for each database, so that they agree."""
    with database.reading() as session:
        return settings.instance_folder / f"simulator-{installation(session)}.sqlite"


def needs_seed(settings: Settings, database: Database) -> bool:
    """Whether the database is empty; a seeding that was killed is thrown away first."""
    with database.reading() as session:
        marker = session.get(ScheduledJob, SEED.name)
        if marker is None:
            return not _has_payments(session)
    if marker.finished_at is not None:
        return False
    reset_everything(settings, database)
    return True


def _has_payments(session: Session) -> bool:
    return session.scalars(select(Payment.id).limit(1)).first() is not None


def reset_everything(settings: Settings, database: Database) -> None:
    """Empty a demo's database and folder. Raises NoDemoError when it is not a demo's."""
    if settings.stripe_secret_key and not settings.simulated:
        raise NoDemoError("This is not a demo: the Stripe key is not the simulator's.")
    upgrade(settings.database_url)
    with database.reading() as session:
        if session.get(ScheduledJob, SEED.name) is None and _has_payments(session):
            raise NoDemoError("This is not a demo: it has gifts that the demo did not invent.")
    state = state_file(settings, database)
    start_anew(settings.database_url)
    for file in settings.instance_folder.glob(f"{state.name}*"):
        file.unlink()
    for kept in (FILE, STATEMENT):
        (settings.instance_folder / kept).unlink(missing_ok=True)
    if settings.mail_url.startswith("mailbox:"):
        shutil.rmtree(settings.mail_url.removeprefix("mailbox:"), ignore_errors=True)


def _seed_affiliations(parts: Parts, clock: FixedClock) -> None:
    label = "Inventing three years of affiliations"
    with click.progressbar(length=BEGINNING, label=label) as bar:
        left = BEGINNING
        for days_ago in tell_affiliations(parts, clock, clock.now()):
            bar.update(left - days_ago)
            left = days_ago


def _seed_campaign(parts: Parts, clock: FixedClock) -> None:
    with click.progressbar(
        tell_campaign(parts, clock, DELEGATION), label="Inventing a year in public"
    ) as bar:
        for _ in bar:
            pass


def seed(house: House, settings: Settings, database: Database) -> None:
    """Invent affiliations and gifts. Killed half-way, the next start begins again."""
    with database.writing() as work:
        jobs.claim_due(work, schedule=SEED)
    now = SystemClock().now()
    beginning = now - timedelta(days=DAYS + 1)
    clock = FixedClock(now)
    simulator = start(
        state=state_file(settings, database),
        endpoints=[],
        settlement_currency=settings.campaign.default_currency,
        now=beginning,
    )
    try:
        there = replace(settings, stripe_api_base=simulator.url)
        parts = house.parts(there, clock)
        _seed_affiliations(parts, clock)
        clock.advance(beginning - clock.now())
        story = Story(house, parts, clock, simulator)
        story.open_fund()
        with click.progressbar(what_happens(), label="Inventing two years of gifts") as bar:
            for days_ago, happens in bar:
                happens(story, days_ago)
        story.finish()
        _seed_campaign(parts, clock)
        tell_endorsements(parts)
    finally:
        simulator.stop()
    write_demo_statement(settings, database)
    with database.writing() as work:
        jobs.finish(work, schedule=SEED, error=None)
