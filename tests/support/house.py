"""A whole installation for stories: site, worker and simulator, with donors who use them."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from hov_donate.app import build_worker, create_app
from hov_donate.cli.worker import Worker
from hov_donate.config import Settings
from hov_donate.contacts.sealing import Identity
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.donations.operations import GiftRequest
from hov_donate.gateway.port import Interval
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.outbox.mailbox import MailboxReader, StoredMail
from hov_donate.payments.models import Payment, PaymentStatusChange, UnmatchedPayment
from hov_donate.payments.queries import last_attempt
from hov_donate.reconciliation.models import Payout
from hov_donate.reconciliation.sweeping import SweepProgress
from hov_donate.simulator.serve import RunningSimulator, start
from hov_donate.web.parts import KEY, Parts
from tests.support.clock import StoryClock
from tests.support.limits import let_everyone_in

SECRET = "whsec_of_the_story"
GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
SECURE_CARD = "4000002760003184"


@dataclass
class Site:
    """The website on a port of its own."""

    app: Flask
    url: str

    @property
    def parts(self) -> Parts:
        """The parts of this installation."""
        found: Parts = self.app.extensions[KEY]
        return found


def serve(app: Flask) -> Iterator[Site]:
    """Serve an application from a thread until the test ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    # Asks this often whether to stop; half a second by itself, at the end of every story.
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class House:
    """What a story may do and look at, in its own words."""

    site: Site
    worker: Worker
    simulator: RunningSimulator
    mailbox: Path
    donor: requests.Session = field(default_factory=requests.Session)
    clock: StoryClock = field(default_factory=StoryClock)

    @property
    def parts(self) -> Parts:
        """The parts of this installation."""
        return self.site.parts

    def fill_in(self, amount: str, currency: str = "GBP", **more: str) -> requests.Response:
        """Open the donation page, fill it in and press the button, without following."""
        language = more.pop("language", "en")
        page = self.donor.get(f"{self.site.url}/{language}/donate", params={"currency": currency})
        return self.send(page.text, amount=amount, currency=currency, language=language, **more)

    def send(self, page: str, **answers: str) -> requests.Response:
        """Send the form of a page that is open."""
        language = answers.pop("language", "en")
        token = re.search(r'name="token" value="([^"]+)"', page)
        filled = {
            "token": token[1] if token else "",
            "email": "rosa@people.example",
            "name": "Rosa Quiñones",
            "frequency": "once",
            "choice": "other",
            **answers,
        }
        return self.donor.post(
            f"{self.site.url}/{language}/donate", data=filled, allow_redirects=False
        )

    def give(self, amount: str, currency: str = "GBP", **more: str) -> Payment:
        """Fill in the form and arrive at Stripe's page; the payment that was asked for."""
        answer = self.fill_in(amount, currency, **more)
        assert answer.status_code == 303, answer.text
        assert answer.headers["Location"].startswith(self.simulator.url)
        return self.newest_payment()

    def newest_payment(self) -> Payment:
        """The payment that was asked for last."""
        with self.parts.database.reading() as session:
            return session.scalars(select(Payment).order_by(Payment.id.desc()).limit(1)).one()

    def payment(self, payment: Payment) -> Payment:
        """The payment as it stands now."""
        with self.parts.database.reading() as session:
            return session.get_one(Payment, payment.id)

    def session_of(self, payment: Payment) -> str:
        """The Checkout Session of a payment's newest attempt."""
        with self.parts.database.reading() as session:
            found = last_attempt(session, payment.id)
        assert found is not None
        assert found.stripe_session_id is not None
        return found.stripe_session_id

    def pay(self, payment: Payment, card: str = GOOD_CARD) -> None:
        """Pay at the simulator's page with a card."""
        self.simulator.control.pay(self.session_of(payment), card=card)

    def give_every(self, interval: Interval, amount: Money) -> Payment:
        """Ask for a gift that comes again, and arrive at Stripe's page; its first instalment."""
        self.parts.giving.give(self.asked_for(interval, amount, new_reference()))
        return self.newest_payment()

    def asked_for(self, interval: Interval, amount: Money, reference: str) -> GiftRequest:
        """What a donor fills in who gives again and again."""
        donor = Identity("Rosa Quiñones", "rosa@people.example")
        return GiftRequest(reference, amount, donor, (), "en", interval)

    def intent_of(self, payment: Payment) -> str:
        """The PaymentIntent that paid a payment."""
        intent = self.payment(payment).stripe_payment_intent_id
        assert intent is not None
        return intent

    def let_everything_arrive(self) -> None:
        """Wait for the webhooks, and let the worker do all that is due."""
        self.simulator.control.wait_idle(10)
        self.worker.drain()

    def later(self, **time: float) -> None:
        """Let time pass here and at Stripe (`days=31`), and hear of what it brought."""
        passed = timedelta(**time)
        self.clock.skip(passed)
        self.simulator.control.advance(passed.total_seconds())
        self.let_everything_arrive()

    def reconcile(self) -> None:
        """Pull Stripe's balance transactions."""
        self.parts.reconciler.run()

    def sweep(self) -> SweepProgress:
        """Look through everything at Stripe."""
        return self.parts.sweeper.run()

    def books(self, account: Account) -> dict[str, Money]:
        """What stands on an account, by currency; nothing where it is nothing."""
        with self.parts.database.reading() as session:
            found = balances(session, account)
        return {currency: amount for currency, amount in found.items() if amount.minor}

    def stripes_balance(self) -> dict[str, Money]:
        """What Stripe says it holds; nothing where it is nothing."""
        found = self.parts.gateway.balances()
        return {currency: amount for currency, amount in found.items() if amount.minor}

    def unmatched(self) -> list[UnmatchedPayment]:
        """Money that waits for a person."""
        with self.parts.database.reading() as session:
            return list(session.scalars(select(UnmatchedPayment)))

    def payouts(self) -> list[Payout]:
        """What Stripe sent to the bank."""
        with self.parts.database.reading() as session:
            return list(session.scalars(select(Payout).order_by(Payout.id)))

    def history(self, payment: Payment) -> list[PaymentStatusChange]:
        """The steps of a payment, in order."""
        with self.parts.database.reading() as session:
            return list(
                session.scalars(
                    select(PaymentStatusChange)
                    .where(PaymentStatusChange.payment_id == payment.id)
                    .order_by(PaymentStatusChange.id)
                )
            )

    def mails(self) -> list[StoredMail]:
        """What would have been sent, newest first."""
        reader = MailboxReader(self.mailbox)
        keys = reader.keys()
        found = (reader.read(key) for key in keys)
        return [mail for mail in found if mail]


def story_settings(database_url: str, simulator: RunningSimulator, folder: Path) -> Settings:
    """Settings of an installation that pays at the simulator."""
    return Settings.from_environment(
        {
            "DATABASE_URL": database_url,
            "STRIPE_SECRET_KEY": simulator.api_key,
            "STRIPE_API_BASE": simulator.url,
            "STRIPE_WEBHOOK_SECRET": SECRET,
            "SWEEP_CALLS_PER_MINUTE": "1000000",
            "MAIL_URL": f"mailbox:{folder / 'mailbox'}",
            "INSTANCE_FOLDER": str(folder),
            "SECRET_KEY": "a secret of the tests, 32 characters",
        }
    )


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    """A simulator of its own for each test."""
    running = start()
    yield running
    running.stop()


@pytest.fixture
def house(database_url: str, simulator: RunningSimulator, tmp_path: Path) -> Iterator[House]:
    """A whole installation; its webhooks reach it."""
    settings = story_settings(database_url, simulator, tmp_path)
    clock = StoryClock()
    app = create_app(settings, clock)
    let_everyone_in(app)
    parts: Parts = app.extensions[KEY]
    for site in serve(app):
        public = replace(settings, public_url=site.url)
        parts = replace(
            parts,
            settings=public,
            giving=replace(parts.giving, settings=public),
            reconciler=replace(parts.reconciler, settings=public),
        )
        site.app.extensions[KEY] = parts
        simulator.control.add_endpoint(f"{site.url}/stripe/webhook", SECRET)
        worker = build_worker(parts)
        yield House(site, worker, simulator, tmp_path / "mailbox", clock=clock)
        # First nobody knocks any more: a webhook in flight would hold a connection past the end.
        simulator.stop()
    parts.database.engine.dispose()
