"""Whatever happens to events, one sweep leaves exactly what perfect delivery leaves."""

import os
import random
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from hov_donate.contacts.sealing import Identity
from hov_donate.core.db import Base
from hov_donate.core.money import Money
from hov_donate.core.references import new_reference
from hov_donate.donations.operations import GiftRequest
from hov_donate.donations.review.rules import Action
from hov_donate.gateway.port import Interval
from hov_donate.payments.models import Dispute, Payment, Refund, Subscription
from hov_donate.payments.rules import DisputeStatus, PaymentStatus, RefundStatus
from hov_donate.simulator.errors import ApiError
from hov_donate.simulator.serve import start
from tests.support.databases import Databases
from tests.support.reviewing import decided_rule
from tests.support.twins import (
    Twins,
    assert_books_agree,
    assert_one_receipt_each,
    assert_same,
    every,
    killed_after,
    living,
    state,
)
from tests.support.words import EUR, GBP

DAY = 86_400
MONTHLY = Interval.MONTH
CARDS = (
    "4242424242424242",
    "4000000000000002",  # declined
    "4000000000000259",  # disputed soon after
    "4000000000005423",  # an early warning of fraud
    "4000000000007726",  # its refund is pending at first
    "4000000000005126",  # its refund fails after it succeeded
)
CARDS_FOR_MORE = ("4242424242424242", "4000000000000341")
ACCOUNTS = (
    "AT611904300234573201",  # pays
    "AT861904300235473202",  # fails
    "AT591904300235473203",  # pays, then disputes
)
# How many lives are lived; more are asked for by the environment.
LIVES = int(os.environ.get("LIVES", "3"))
FAULTS = ("500", "429", "lost_reply")


class Life(RuleBasedStateMachine):
    """Donors, banks and staff do what they do, while the lossy twin is told what chance leaves."""

    databases: Databases
    engine = "sqlite"

    def __init__(self) -> None:
        """A simulator and two fresh databases for each example."""
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(TemporaryDirectory()))
        self.simulator = start()
        self.stack.callback(self.simulator.stop)
        self.twins: Twins = self.stack.enter_context(
            living(self.simulator, self.databases, self.engine, folder)
        )
        self.control = self.simulator.control
        self.chance = random.Random(0)  # noqa: S311 (chance that can be repeated)
        self.open_pages: list[tuple[str, Interval | None, str]] = []
        self.strays = 0

    @initialize(seed=st.integers(0, 10**9))
    def begin(self, seed: int) -> None:
        """A life begins with gifts of every kind; rules hold some of them, and flag others."""
        self.chance.seed(seed)
        for twin in (self.twins.perfect, self.twins.lossy):
            yesterday = twin.parts.clock.now().date() - timedelta(days=1)
            decided_rule(twin.parts.database, GBP("28"), begins=yesterday)
            decided_rule(twin.parts.database, EUR("35"), action=Action.FLAG, begins=yesterday)
        gifts = (20, None, CARDS[0]), (30, None, CARDS[5]), (9, MONTHLY, CARDS[0])
        for units, often, card in gifts:
            self.give(units, "GBP", often, silent=False)
            self.pay_by_card(card)
        self.give(40, "EUR", None, silent=False)
        self.pay_by_debit(self.chance.choice(ACCOUNTS))

    def pay_by_card(self, card: str) -> None:
        """The newest page is paid by card."""
        reference, *_ = page = self.open_pages[-1]
        if self.control.pay(self.twins.session_of(reference), card=card)["status"] == "paid":
            self.open_pages.remove(page)
        self.twins.tell()

    def pay_by_debit(self, account: str) -> None:
        """The newest page is paid by a debit."""
        reference, *_ = self.open_pages.pop()
        self.control.pay_by_debit(self.twins.session_of(reference), account)
        self.twins.tell()

    @rule(
        units=st.integers(2, 90),
        currency=st.sampled_from(["GBP", "EUR", "JPY"]),
        interval=st.sampled_from([None, MONTHLY]),
        silent=st.booleans(),
    )
    def give(self, units: int, currency: str, interval: Interval | None, *, silent: bool) -> None:
        """A donor fills in the form; the lossy house may lose Stripe's answer to it."""
        amount = Money.of_major(units * (100 if currency == "JPY" else 1), currency)
        someone = Identity("Rosa", f"rosa{units}@people.example")
        asked = GiftRequest(new_reference(), amount, someone, (), "en", interval)
        self.twins.ask(asked, silent=silent)
        self.open_pages.append((asked.reference, interval, currency))
        self.twins.tell()

    @rule(card=st.sampled_from(CARDS))
    def card_gift(self, card: str) -> None:
        """A donor gives once."""
        self.give(25, "GBP", None, silent=False)
        self.pay_by_card(card)

    @rule(account=st.sampled_from(ACCOUNTS))
    def debit_gift(self, account: str) -> None:
        """A donor lets us debit a bank account."""
        self.give(35, "EUR", None, silent=False)
        self.pay_by_debit(account)

    @rule(card=st.sampled_from(CARDS_FOR_MORE))
    def monthly_gift(self, card: str) -> None:
        """A donor gives every month; some cards fail at the second instalment."""
        self.give(5, "EUR", MONTHLY, silent=False)
        self.pay_by_card(card)

    @precondition(lambda self: self.open_pages)
    @rule(card=st.sampled_from(CARDS))
    def pay_late(self, card: str) -> None:
        """A page whose opening one twin may not have lived to note is paid."""
        self.pay_by_card(card)

    @rule(days=st.sampled_from([1, 6, 35, 70]))
    def time_passes(self, days: int) -> None:
        """Pages close, debits arrive or fail, instalments are taken."""
        self.control.advance(days * DAY)
        self.open_pages.clear()
        self.twins.tell()

    def some(self, data: st.DataObject, kind: type[Base], *conditions: Any) -> Any:
        """One of those that stand so, if there is any."""
        found = every(self.twins.perfect, select(kind).where(*conditions))
        return data.draw(st.sampled_from(found)) if found else None

    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        """Money goes back, whole or in part, in the dashboard."""
        whole_or_part = [PaymentStatus.PAID, PaymentStatus.PARTLY_REFUNDED]
        if payment := self.some(data, Payment, Payment.status.in_(whole_or_part)):
            left = payment.kept.minor
            part = data.draw(st.sampled_from([left, max(1, left // 3)]))
            whole_units = part - part % 100 or left
            self.control.refund(payment.stripe_payment_intent_id, whole_units)
            self.twins.tell()

    @rule(data=st.data())
    def refund_fails(self, data: st.DataObject) -> None:
        """A bank will not take a refund."""
        if refund := self.some(data, Refund, Refund.status == RefundStatus.SUCCEEDED):
            self.control.fail_refund(refund.stripe_refund_id)
            self.twins.tell()

    @rule(data=st.data(), inquiry=st.booleans())
    def dispute(self, data: st.DataObject, *, inquiry: bool) -> None:
        """A payer goes to their bank."""
        by_card = Payment.status == PaymentStatus.PAID, Payment.method == "card"
        if payment := self.some(data, Payment, *by_card):
            # A payment that is asked about already is not disputed again.
            with suppress(ApiError):
                self.control.open_dispute(payment.stripe_payment_intent_id, inquiry=inquiry)
            self.twins.tell()

    @rule(data=st.data(), verb=st.sampled_from(["win_dispute", "lose_dispute"]))
    def decide(self, data: st.DataObject, verb: str) -> None:
        """The bank decides."""
        if dispute := self.some(data, Dispute, Dispute.status == DisputeStatus.NEEDS_RESPONSE):
            getattr(self.control, verb)(dispute.stripe_dispute_id)
            self.twins.tell()

    @rule(data=st.data())
    def reinstate(self, data: st.DataObject) -> None:
        """What was lost is won on appeal."""
        if dispute := self.some(data, Dispute, Dispute.status == DisputeStatus.LOST):
            self.control.reinstate_dispute(dispute.stripe_dispute_id)
            self.twins.tell()

    @rule(data=st.data())
    def debit_taken_back(self, data: st.DataObject) -> None:
        """A bank takes back a debit that had come."""
        by_debit = Payment.status == PaymentStatus.PAID, Payment.method == "sepa_debit"
        if payment := self.some(data, Payment, *by_debit):
            self.control.fail_after_success(payment.stripe_payment_intent_id)
            self.twins.tell()

    @rule(data=st.data())
    def stop_giving(self, data: st.DataObject) -> None:
        """A monthly gift is ended in the dashboard."""
        if running := self.some(data, Subscription, Subscription.ended_at.is_(None)):
            self.control.cancel_subscription(running.stripe_subscription_id)
            self.twins.tell()

    @rule(fails=st.booleans())
    def pay_out(self, *, fails: bool) -> None:
        """Stripe sends money to the bank, which may not take it."""
        for payout in self.control.run_payout():
            if fails:
                self.control.fail_payout(payout["id"])
        self.twins.tell()

    @precondition(lambda self: not self.strays)
    @rule()
    def stray(self) -> None:
        """Money comes that nobody asked for."""
        self.strays += 1
        self.control.make_stray_payment(1234, "gbp")
        self.twins.tell()

    @rule()
    def hear(self) -> None:
        """Some events reach the lossy twin, shuffled and doubled; some never will."""
        self.twins.deliver(self.chance, lost=0.3, doubled=0.3)

    @rule(fault=st.sampled_from(FAULTS), times=st.integers(1, 5))
    def work_with_faults(self, fault: str, times: int) -> None:
        """The lossy twin's worker meets errors of Stripe's API."""
        self.control.set_fault(fault, times)
        self.twins.lossy.work()
        self.control.clear_faults()

    @rule(commits=st.integers(0, 12))
    def killed_at_work(self, commits: int) -> None:
        """The lossy twin's worker is killed at some step."""
        with killed_after(self.twins.lossy, commits):
            self.twins.lossy.work()

    @rule(commits=st.integers(0, 40))
    def killed_in_a_sweep(self, commits: int) -> None:
        """A sweep is killed at some step, and is taken up by the next one."""
        with killed_after(self.twins.lossy, commits):
            self.twins.lossy.parts.sweeper.run()

    def teardown(self) -> None:
        """One sweep, with faults, and both twins are the same."""
        try:
            self.converge()
        finally:
            self.stack.close()

    def converge(self) -> None:
        """One sweep of the lossy twin, when nothing is about to happen at Stripe."""
        self.control.advance(600)
        self.twins.tell()
        self.twins.perfect.parts.reconciler.run()
        self.control.set_fault_rate(0.05, kinds=FAULTS, seed=1)
        done = self.twins.lossy.parts.sweeper.run()
        self.control.clear_faults()
        assert done.failed == 0
        assert_same(state(self.twins.perfect), state(self.twins.lossy))
        assert_one_receipt_each(self.twins.lossy)
        for twin in (self.twins.perfect, self.twins.lossy):
            assert twin.parts.sweeper.run().differed == 0
            assert_books_agree(twin)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_any_order_of_anything_ends_in_the_same_books(engine, databases):
    class LifeHere(Life):
        pass

    LifeHere.databases = databases
    LifeHere.engine = engine
    run_state_machine_as_test(
        LifeHere,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=20,
            deadline=None,
            # Stripe's ids are random: a life cannot be lived again to make it shorter.
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
