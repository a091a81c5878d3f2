"""An office with a treasurer in it, and gifts that came the way every gift comes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hov_donate.app import create_app
from hov_donate.config import Settings
from hov_donate.contacts.models import ConsentPurpose
from hov_donate.contacts.operations import GivenConsent
from hov_donate.contacts.sealing import Identity
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.donations.operations import GiftRequest, start_donation
from hov_donate.gateway.port import (
    CheckoutStatus,
    PaidStatus,
    RemoteBalanceTransaction,
    RemoteCheckout,
    RemotePayment,
    RemoteRefund,
)
from hov_donate.payments.operations import apply_checkout, begin_attempt, record_opened
from hov_donate.payments.queries import payment_by_reference, version_by_reference
from hov_donate.staff.operations import add_member
from hov_donate.staff.rules import PERMISSIONS, Permission, Role
from hov_donate.staff.secrets import StaffSecrets
from hov_donate.web.database import db
from hov_donate.web.parts import KEY, Parts
from tests.support.doors import PASSWORD, TREASURER, give_app, make_sessions_whole, next_code
from tests.support.limits import let_everyone_in

__all__ = ["PASSWORD", "TREASURER", "Desk", "Office", "office", "treasurer_in"]

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DONOR = Identity("Ανδρέας O'Brien", "giver@example.org")


def office_settings(database_url: str, **more: str) -> Settings:
    """Settings of an installation whose Stripe cannot be reached."""
    return Settings.from_environment(
        {
            "DATABASE_URL": database_url,
            "STRIPE_SECRET_KEY": "sk_test_simulator",
            "STRIPE_WEBHOOK_SECRET": "whsec_test",
            "STRIPE_API_BASE": "http://127.0.0.1:9",
            **more,
        }
    )


@dataclass
class Office:
    """The office's website and what stands behind it."""

    app: Flask
    parts: Parts
    clock: FixedClock

    @property
    def database(self) -> Database:
        """Where everything is kept."""
        return self.parts.database

    def browser(self) -> FlaskClient:
        """Someone who is not signed in."""
        return self.app.test_client()

    def signed_in(self, language: str = "en") -> "Desk":
        """The treasurer at the desk."""
        return treasurer_in(self.app, self.database, language)

    def ask(self, amount: Money, *, identity: Identity = DONOR, language: str = "en") -> str:
        """A donor presses the button; the gift's reference."""
        reference = new_reference()
        words = GivenConsent(ConsentPurpose.KEEP_DETAILS, "Keep my name.", "1", language)
        request = GiftRequest(reference, amount, identity, (words,), language)
        with self.database.writing() as work:
            start_donation(work, request=request, seal=self.parts.seal)
        return reference

    def gift(self, amount: Money, **more: Any) -> str:
        """A gift that was asked for and paid; its reference."""
        reference = self.ask(amount, **more)
        checkout = self._checkout(reference, amount)
        with self.database.writing() as work:
            payment = payment_by_reference(work.session, reference)
            assert payment is not None
            begin_attempt(work, payment=payment, expires_at=checkout.expires_at)
            record_opened(work, payment=payment, number=1, checkout=checkout)
        self.hear(reference, amount)
        return reference

    def hear(self, reference: str, amount: Money, refunded: int = 0) -> None:
        """Stripe tells of a paid page."""
        with self.database.writing() as work:
            seen = version_by_reference(work.session, reference)
            checkout = self._checkout(reference, amount, paid=True, refunded=refunded)
            apply_checkout(work, checkout=checkout, seen=seen)

    def _checkout(
        self, reference: str, amount: Money, *, paid: bool = False, refunded: int = 0
    ) -> RemoteCheckout:
        return RemoteCheckout(
            id=f"cs_test_{reference}",
            reference=reference,
            attempt=1,
            installation=None,
            status=CheckoutStatus.COMPLETE if paid else CheckoutStatus.OPEN,
            url=None if paid else "http://127.0.0.1:9/pay",
            expires_at=self.clock.now() + timedelta(days=1),
            payment=self._payment(reference, amount, refunded) if paid else None,
        )

    def _payment(self, reference: str, amount: Money, refunded: int) -> RemotePayment:
        now = self.clock.now()
        refund = RemoteRefund(
            f"re_{reference}", Money(refunded or 1, amount.currency), "succeeded", now
        )
        return RemotePayment(
            id=f"pi_{reference}",
            reference=reference,
            installation=None,
            status=PaidStatus.PAID,
            received=amount,
            paid_at=now,
            charge_id=f"ch_{reference}",
            method="card",
            country="GB",
            refunds=(refund,) if refunded else (),
            balance_transactions=(self._movement(reference, amount),),
        )

    def _movement(self, reference: str, amount: Money) -> RemoteBalanceTransaction:
        fee = amount.minor * 15 // 1000 + 20
        return RemoteBalanceTransaction(
            id=f"txn_{reference}",
            reporting_category="charge",
            source_id=f"ch_{reference}",
            payment_id=f"pi_{reference}",
            created_at=self.clock.now(),
            available_on=self.clock.now().date(),
            currency=amount.currency,
            gross_minor=amount.minor,
            fee_minor=fee,
            net_minor=amount.minor - fee,
            given=amount,
            exchange_rate=None,
        )


@dataclass
class Desk:
    """Someone at a browser, who presses buttons with the token of the page they are on."""

    client: FlaskClient
    token: str = ""

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        answer = self.client.get(path)
        if answer.mimetype == "text/html":
            found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
            self.token = found[1] if found else self.token
        return answer

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form of the page that was opened last."""
        return self.client.post(path, data={"csrf_token": self.token, **fields})

    def give_password(self, email: str = TREASURER, password: str = PASSWORD) -> TestResponse:
        """Fill in the sign-in page."""
        self.get("/office/sign-in")
        return self.post("/office/sign-in", email=email, password=password)

    def sign_in(self, email: str = TREASURER, password: str = PASSWORD) -> TestResponse:
        """Both steps; the answer to the one that went wrong, or else to the second."""
        answer = self.give_password(email, password)
        if answer.status_code != 302:
            return answer
        self.get("/office/second-step")
        return self.show_code(next_code(self.client.application, email))

    def show_code(self, code: str, **more: str) -> TestResponse:
        """Fill in the page that asks for the second factor."""
        return self.post("/office/second-step/code", code=code, **more)


def treasurer_in(app: Flask, database: Database, language: str = "en") -> Desk:
    """A treasurer of an installation, signed in."""
    return member_in(app, database, language=language)


def member_in(
    app: Flask,
    database: Database,
    *,
    email: str = TREASURER,
    role: Role = Role.TREASURER,
    language: str = "en",
) -> Desk:
    """A new member of the office, who has an app for codes, signed in."""
    keys = StaffSecrets(app.extensions[KEY].settings.identity_keys)
    with database.writing() as work:
        member = add_member(work, email=email, role=role, password=PASSWORD, language=language)
        give_app(work, keys, member.id)
    desk = Desk(app.test_client())
    answer = desk.give_password(email)
    assert answer.status_code == 302, answer.text
    make_sessions_whole(database, member.id)
    return desk


@contextmanager
def without(*permissions: Permission) -> Iterator[None]:
    """Treasurers may not do these things, for as long as this lasts."""
    everything = PERMISSIONS[Role.TREASURER]
    PERMISSIONS[Role.TREASURER] = everything - set(permissions)
    try:
        yield
    finally:
        PERMISSIONS[Role.TREASURER] = everything


def open_office(database_url: str, clock: FixedClock, **more: str) -> Office:
    """An office on a migrated database."""
    app = create_app(office_settings(database_url, **more), clock)
    let_everyone_in(app)
    return Office(app, app.extensions[KEY], clock)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """An empty office, on each engine."""
    opened = open_office(database_url, FixedClock(NOON))
    yield opened
    with opened.app.app_context():
        db.engine.dispose()
