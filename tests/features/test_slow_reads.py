"""An old answer of Stripe's that arrives late never overwrites a newer one."""

from collections.abc import Callable, Iterator
from typing import cast

import pytest

from hov_donate.config import Settings
from hov_donate.contacts.sealing import Identity, IdentitySeal
from hov_donate.core.clock import FixedClock
from hov_donate.core.db import Database, make_engine
from hov_donate.donations.operations import GiftRequest, start_donation
from hov_donate.gateway.port import PaidStatus, PaymentGateway, RemotePayment, RemoteRefund
from hov_donate.payments.operations import OutdatedReadError
from hov_donate.payments.processes import sync_payment
from hov_donate.payments.queries import installation, payment_by_reference
from hov_donate.payments.rules import Outcome, PaymentStatus
from hov_donate.wiring.reactions import reactions
from tests.support.words import GBP, NOON

REFERENCE = "7KQM3XPA"
SETTINGS = Settings.from_environment({"STRIPE_SECRET_KEY": "sk_test_x"})


class Stripe:
    """Gives one answer after another; something may happen while an answer is on its way."""

    def __init__(self, *answers: RemotePayment) -> None:
        self.answers: Iterator[RemotePayment] = iter(answers)
        self.meanwhile: Callable[[], object] | None = None
        self.reads = 0

    def read_payment(self, _payment_id: str) -> RemotePayment:
        self.reads += 1
        answer = next(self.answers)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        return answer


@pytest.fixture
def database(database_url):
    engine = make_engine(database_url)
    database = Database(engine, FixedClock(NOON), reactions(SETTINGS))
    request = GiftRequest(REFERENCE, GBP(20), Identity("", "rosa@people.example"), (), "en")
    with database.writing() as work:
        start_donation(work, request=request, seal=IdentitySeal(SETTINGS.identity_keys))
    yield database
    engine.dispose()


@pytest.fixture
def answer(database):
    with database.reading() as session:
        ours = installation(session)

    def make(status: PaidStatus, *refunds: RemoteRefund) -> RemotePayment:
        received = GBP(20 if status is PaidStatus.PAID else 0)
        charge = "ch_1" if status is PaidStatus.PAID else None
        return RemotePayment(
            "pi_1",
            REFERENCE,
            ours,
            status,
            received,
            paid_at=NOON,
            charge_id=charge,
            method="card",
            refunds=refunds,
        )

    return make


def sync(database: Database, stripe: Stripe) -> Outcome:
    return sync_payment(database, cast("PaymentGateway", stripe), "pi_1")


def refund(status: str) -> RemoteRefund:
    return RemoteRefund("re_1", GBP(20), status, NOON)


def status(database: Database) -> PaymentStatus:
    with database.reading() as session:
        payment = payment_by_reference(session, REFERENCE)
    assert payment is not None
    return payment.status


def test_paid_is_not_undone_by_an_answer_from_before(database, answer):
    slow = Stripe(answer(PaidStatus.UNPAID), answer(PaidStatus.PAID))
    quick = Stripe(answer(PaidStatus.PAID))
    slow.meanwhile = lambda: sync(database, quick)
    assert sync(database, slow) is Outcome.UPDATED
    assert status(database) is PaymentStatus.PAID
    assert slow.reads == 2


def test_a_refund_is_not_undone_by_an_answer_from_before(database, answer):
    sync(database, Stripe(answer(PaidStatus.PAID)))
    refunded = answer(PaidStatus.PAID, refund("succeeded"))
    slow = Stripe(answer(PaidStatus.PAID), refunded)
    slow.meanwhile = lambda: sync(database, Stripe(refunded))
    sync(database, slow)
    assert status(database) is PaymentStatus.REFUNDED


def test_a_refund_that_fails_after_all_makes_the_gift_ours_again(database, answer):
    sync(database, Stripe(answer(PaidStatus.PAID, refund("succeeded"))))
    assert status(database) is PaymentStatus.REFUNDED
    sync(database, Stripe(answer(PaidStatus.PAID, refund("failed"))))
    assert status(database) is PaymentStatus.PAID


def test_a_payment_that_never_stands_still_is_left_for_later(database, answer):
    def move_on() -> None:
        sync(database, Stripe(*[answer(PaidStatus.PAID)] * 2))
        slow.meanwhile = move_on

    slow = Stripe(*[answer(PaidStatus.PAID)] * 20)
    slow.meanwhile = move_on
    with pytest.raises(OutdatedReadError):
        sync(database, slow)
