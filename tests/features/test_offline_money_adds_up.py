"""Whatever happens to money outside Stripe, in whatever order: it adds up, and nothing is twice."""

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from hov_donate.affiliations.models import MoneyMethod, MoneyReceived, MoneyReversal
from hov_donate.affiliations.models import ReversalReason as AffiliatesReason
from hov_donate.affiliations.operations import reverse_money
from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.operations import count
from hov_donate.cashbox.queries import lying_here
from hov_donate.cashbox.rules import BoxRefusedError, ItemKind
from hov_donate.core.money import Money, total
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal
from hov_donate.donations.offline.rules import GiftMethod, OfflineRefusedError, ReversalReason
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry
from tests.support.affiliates import Affiliates
from tests.support.databases import ENGINES, Databases
from tests.support.offline import ROSA, SECRETARY, TODAY, TREASURER, make_till
from tests.support.words import GBP

WHICH = st.integers(0, 1000)
MINOR = st.integers(1, 9000)
OF_THE_BOX = (Account.BANK, Account.CHEQUES, Account.CASH)
BY_HAND = [it for it in GiftMethod if it is not GiftMethod.STANDING_ORDER]


class CashBox(RuleBasedStateMachine):
    """A treasurer's life with envelopes, cheques and the bank's counter."""

    def __init__(self, databases: Databases, engine: str, folder: Path) -> None:
        """An empty installation of its own."""
        super().__init__()
        self.opened = databases.fresh(engine, folder)
        self.till = make_till(self.opened.__enter__())
        self.branch = Affiliates(self.till.database, self.till.settings, self.till.seal)
        self.affiliate = self.branch.branch()

    def teardown(self) -> None:
        """The installation is gone."""
        self.till.database.engine.dispose()
        self.opened.__exit__(None, None, None)

    @rule(minor=MINOR, method=st.sampled_from(BY_HAND), known=st.booleans())
    def somebody_gives(self, minor, method, known):
        self.till.gives(Money(minor, "GBP"), method, identity=ROSA if known else None)

    @rule(minor=MINOR, method=st.sampled_from(MoneyMethod))
    def an_affiliate_pays(self, minor, method):
        self.branch.receive(self.affiliate, Money(minor, "GBP"), method=method)

    @rule(which=WHICH, actor=st.sampled_from([TREASURER, SECRETARY]))
    def cash_is_counted(self, which, actor):
        item = one_of(self.rows(BoxItem), which)
        if item is None or item.kind is ItemKind.CHEQUE:
            return
        with suppress(BoxRefusedError), self.till.database.writing() as work:
            count(work, item_id=item.id, actor=actor)

    @rule(part=st.integers(1, 4), notes=st.integers(0, 9000))
    def a_batch_is_made(self, part, notes):
        with self.till.database.reading() as session:
            items = lying_here(session)[::part]
        with suppress(BoxRefusedError):
            self.till.batch(items, notes=notes)

    @rule(which=WHICH, difference=st.integers(-200, 200))
    def the_bank_takes_a_batch(self, which, difference):
        batch = one_of(self.rows(Batch), which)
        if batch is not None:
            with suppress(BoxRefusedError):
                self.till.pays_in(batch, difference, "Counted again")

    @rule(which=WHICH)
    def a_batch_is_undone(self, which):
        batch = one_of(self.rows(Batch), which)
        if batch is not None:
            with suppress(BoxRefusedError):
                self.till.undoes(batch)

    @precondition(lambda self: self.rows(OfflineGift))
    @rule(which=WHICH, reason=st.sampled_from(ReversalReason))
    def a_gift_is_not_there(self, which, reason):
        with suppress(BoxRefusedError, OfflineRefusedError):
            self.till.takes_back(one_of(self.rows(OfflineGift), which), reason)

    @precondition(lambda self: self.rows(MoneyReceived))
    @rule(which=WHICH)
    def an_affiliates_money_is_not_there(self, which):
        came = one_of(self.rows(MoneyReceived), which)
        with suppress(BoxRefusedError), self.till.database.writing() as work:
            reverse_money(
                work,
                received_id=came.id,
                reason=AffiliatesReason.RECORDED_WRONGLY,
                on=TODAY,
                words="",
                actor=TREASURER,
                settings=self.till.settings,
            )

    @invariant()
    def bank_cheques_and_cash_are_what_came_less_what_is_not_there(self):
        gone = {row.gift_id for row in self.rows(OfflineReversal)}
        taken = {row.received_id for row in self.rows(MoneyReversal)}
        kept = [
            *(it.amount for it in self.rows(OfflineGift) if it.id not in gone),
            *(it.amount for it in self.rows(MoneyReceived) if it.id not in taken),
            *(it.difference for it in self.rows(Batch)),
        ]
        assert total((self.till.on(it) for it in OF_THE_BOX), "GBP") == total(kept, "GBP")

    @invariant()
    def cash_and_cheques_in_the_books_are_those_that_the_bank_has_not(self):
        paid = {it.id for it in self.rows(Batch) if it.paid_in_on is not None}
        here = [it for it in self.rows(BoxItem) if it.gone_on is None and it.batch_id not in paid]
        for kind, account in ((ItemKind.CASH, Account.CASH), (ItemKind.CHEQUE, Account.CHEQUES)):
            lying = total((it.amount for it in here if it.kind is kind), "GBP")
            assert self.till.on(account) == lying

    @invariant()
    def receipts_less_corrections_are_what_is_kept_of_known_givers(self):
        gone = {row.gift_id for row in self.rows(OfflineReversal)}
        known = [it for it in self.rows(OfflineGift) if it.details_id is not None]
        counted = [
            it.amount if it.kind is DocumentKind.RECEIPT else -it.amount
            for it in self.rows(Document)
        ]
        kept = total((it.amount for it in known if it.id not in gone), "GBP")
        assert total(counted, "GBP") == kept

    @invariant()
    def nothing_is_booked_twice(self):
        named = Counter((it.reporting_category, it.source_id) for it in self.rows(LedgerEntry))
        assert set(named.values()) <= {1}
        paid = [it for it in self.rows(Batch) if it.paid_in_on is not None]
        booked = [source for category, source in named if category == "offline_paid_in"]
        assert sorted(booked) == sorted(it.source for it in paid)

    @invariant()
    def what_two_did_not_count_is_not_at_the_bank(self):
        assert not any(it.to_be_counted and it.batch_id for it in self.rows(BoxItem))
        assert self.till.on(Account.ADJUSTMENTS) == -total(
            (it.difference for it in self.rows(Batch)), "GBP"
        )

    def rows(self, table):
        with self.till.database.reading() as session:
            return session.scalars(select(table)).all()


def one_of(rows, which):
    return rows[which % len(rows)] if rows else None


@pytest.mark.parametrize("engine", ENGINES)
def test_money_outside_stripe_adds_up(engine, databases, tmp_path):
    class Here(CashBox):
        """An empty installation for each history."""

        def __init__(self) -> None:
            super().__init__(databases, engine, tmp_path)

    run_state_machine_as_test(
        Here,
        settings=settings(max_examples=4, stateful_step_count=25, deadline=None),
    )


def test_a_sum_that_is_missing_would_be_noticed(till):
    gift = till.gives(GBP("5"))
    till.takes_back(gift)
    assert total((till.on(it) for it in OF_THE_BOX), "GBP") == GBP(0)
