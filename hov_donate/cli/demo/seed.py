"""Seeding the demo: invented gifts, made through the same doors as real ones, in the past.

The simulator's clock is set back four months and moved on from gift to gift, so that payments,
payouts, letters and books come about as they would have.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.cli.demo.people import DECLINED_FIRST, LEFT_OPEN, REFUNDED, DemoGift, demo_gifts
from hov_donate.cli.demo.sign_in import FILE, NoDemoError
from hov_donate.cli.house import House
from hov_donate.config import Settings
from hov_donate.contacts.sealing import Identity
from hov_donate.core import jobs
from hov_donate.core.clock import FixedClock, SystemClock
from hov_donate.core.db import Database
from hov_donate.core.i18n import translator
from hov_donate.core.jobs import Schedule, ScheduledJob
from hov_donate.core.migrations import start_anew, upgrade
from hov_donate.core.references import new_reference
from hov_donate.donations.consents import KEEP_DETAILS, NEWS
from hov_donate.donations.operations import GiftRequest
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import installation, last_attempt, payment_by_reference
from hov_donate.simulator.serve import RunningSimulator, start
from hov_donate.web.parts import Parts

SEED = Schedule("demo_seed", timedelta(days=36500))
GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
PAYOUT_EVERY = timedelta(days=7)


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
    (settings.instance_folder / FILE).unlink(missing_ok=True)
    if settings.mail_url.startswith("mailbox:"):
        shutil.rmtree(settings.mail_url.removeprefix("mailbox:"), ignore_errors=True)


def seed(house: House, settings: Settings, database: Database) -> None:
    """Invent four months of gifts. Killed half-way, the next start begins again."""
    with database.writing() as work:
        jobs.claim_due(work, schedule=SEED)
    gifts = list(demo_gifts())
    beginning = SystemClock().now() - timedelta(days=gifts[0].days_ago + 1)
    clock = FixedClock(beginning)
    simulator = start(
        state=state_file(settings, database),
        endpoints=[],
        settlement_currency=settings.campaign.default_currency,
        now=beginning,
    )
    try:
        there = replace(settings, stripe_api_base=simulator.url)
        seeding = _Seeding(house, house.parts(there, clock), clock, simulator)
        with click.progressbar(gifts, label="Inventing four months of gifts") as bar:
            for gift in bar:
                seeding.give(gift)
        seeding.finish()
    finally:
        simulator.stop()
    with database.writing() as work:
        jobs.finish(work, schedule=SEED, error=None)


@dataclass
class _Seeding:
    """Moves the clock on and makes gifts."""

    house: House
    parts: Parts
    clock: FixedClock
    simulator: RunningSimulator
    last_payout: datetime | None = None

    def give(self, gift: DemoGift) -> None:
        self._move_to(SystemClock().now() - timedelta(days=gift.days_ago))
        request = _request(gift, self.parts.settings.campaign.name)
        self.parts.giving.give(request)
        session_id = self._session_of(request.reference)
        if gift.story == DECLINED_FIRST:
            self.simulator.control.pay(session_id, card=DECLINED_CARD)
        if gift.story != LEFT_OPEN:
            self.simulator.control.pay(session_id, card=GOOD_CARD)
        self.parts.giving.check(request.reference)
        if gift.story == REFUNDED:
            self._refund(request.reference)
        self.house.worker(self.parts).drain()

    def finish(self) -> None:
        # The newest gifts are still on the balance: no payout before today.
        self.last_payout = SystemClock().now()
        self._move_to(self.last_payout)
        for reference in self._open_references():
            self.parts.giving.check(reference)
        self.parts.reconciler.run()
        self.house.worker(self.parts).drain()

    def _move_to(self, moment: datetime) -> None:
        while self.clock.now() < moment:
            step = min(moment - self.clock.now(), PAYOUT_EVERY)
            self.simulator.control.advance(step.total_seconds())
            self.clock.advance(step)
            if self.last_payout is None or self.clock.now() - self.last_payout >= PAYOUT_EVERY:
                self.simulator.control.run_payout()
                self.last_payout = self.clock.now()

    def _session_of(self, reference: str) -> str:
        with self.parts.database.reading() as session:
            payment = payment_by_reference(session, reference)
            last = last_attempt(session, payment.id) if payment else None
        if last is None or last.stripe_session_id is None:
            raise LookupError(f"no page was opened for {reference}")
        return last.stripe_session_id

    def _refund(self, reference: str) -> None:
        with self.parts.database.reading() as session:
            payment = payment_by_reference(session, reference)
        if payment and payment.stripe_payment_intent_id:
            self.simulator.control.refund(payment.stripe_payment_intent_id)
            self.parts.giving.check(reference)

    def _open_references(self) -> Iterator[str]:
        with self.parts.database.reading() as session:
            references = session.scalars(
                select(Payment.reference).where(Payment.paid_at.is_(None))
            ).all()
        yield from references


def _request(gift: DemoGift, campaign: str) -> GiftRequest:
    speak = translator(gift.language)
    texts = [KEEP_DETAILS] * gift.keeps_details + [NEWS] * gift.wants_news
    return GiftRequest(
        reference=new_reference(),
        amount=gift.amount,
        identity=Identity(gift.name, gift.email),
        consents=tuple(text.given(speak, campaign) for text in texts),
        language=gift.language,
    )
