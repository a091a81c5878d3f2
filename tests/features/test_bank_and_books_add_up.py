"""Whatever comes to the bank, recorded before or not: nothing is twice, bank and books are one."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hov_donate.core.money import Money
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal
from hov_donate.donations.offline.rules import GiftMethod, OfflineRefusedError, ReversalReason
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry
from hov_donate.reconciliation.bank.operations import open_account
from tests.support.bank import PROFILE
from tests.support.databases import ENGINES
from tests.support.offline import Till, make_till
from tests.support.statement_files import IBAN, Moved, csv_file
from tests.support.treasurer import Treasurer

MONDAY = date(2026, 11, 16)
# Few sums on few days, so that much looks alike.
SUMS = st.sampled_from([1000, 2500])
DAYS = st.integers(0, 3).map(lambda days: MONDAY + timedelta(days=days))
HOW_KNOWN = st.sampled_from(["before", "after", "never"])
WORDS = st.sampled_from(["", "R GIVER", "SOLIDARITY"])


@dataclass
class Month:
    """What happens at the bank, and what a treasurer writes down of it, and when."""

    till: Till
    lines: list[Moved] = field(default_factory=list)
    later: list[Callable[[], object]] = field(default_factory=list)
    given: int = 0
    spent: int = 0

    def know(self, how: str, act) -> None:
        """Write it down before the statement is brought in, after that, or never."""
        if how == "before":
            act()
        elif how == "after":
            self.later.append(act)

    def transfer(self, minor: int, on: date, how: str, words: str) -> None:
        """Somebody sends money."""
        self.lines.append(Moved(on, minor, "A PAYER", words))
        self.given += minor
        amount = Money(minor, "GBP")
        self.know(how, lambda: self.till.gives(amount, received_on=on, bank_reference=words))

    def order(self, minor: int, on: date, how: str, words: str) -> None:
        """A standing order brings what was expected; its reference may be missing."""
        order = self.till.orders(Money(minor, "GBP"), on)
        self.lines.append(Moved(on, minor, "R GIVER", words and order.reference))
        self.given += minor
        self.know(how, lambda: self.till.meets(order, on))

    def batch(self, minor: int, on: date, how: str, words: str) -> None:
        """A cheque is taken to the bank in a batch, and may bounce a day later."""
        gift = self.till.gives(Money(minor, "GBP"), GiftMethod.CHEQUE, received_on=on)
        batch = self.till.batch([self.till.item(gift)])
        self.lines.append(Moved(on, minor, "COUNTER CREDIT", words and batch.number))
        self.given += minor
        self.know("before" if how == "after" else how, lambda: self.till.pays_in(batch, on=on))
        if words != "SOLIDARITY":
            return
        back = on + timedelta(days=1)
        self.lines.append(Moved(back, -minor, "UNPAID CHEQUE 100200"))
        self.given -= minor
        if how == "before":
            self.till.takes_back(gift, ReversalReason.BOUNCED, back)

    def expense(self, minor: int, on: date, _how: str, _words: str) -> None:
        """The campaign buys something that costs as much as nothing else here."""
        self.lines.append(Moved(on, -minor - 77, "A SHOP"))
        self.spent += minor + 77


HAPPENS = st.tuples(
    st.sampled_from([Month.transfer, Month.order, Month.batch, Month.expense]),
    *(SUMS, DAYS, HOW_KNOWN, WORDS),
)


@pytest.mark.parametrize("engine", ENGINES)
def test_once_every_line_is_settled_bank_and_books_are_one(engine, databases, tmp_path) -> None:
    @settings(max_examples=8, deadline=None)
    @given(happenings=st.lists(HAPPENS, min_size=1, max_size=8), cut=st.integers(0, 8))
    def add_up(happenings, cut) -> None:
        with databases.fresh(engine, tmp_path) as url:
            till = make_till(url)
            try:
                settle(till, happenings, cut)
            finally:
                till.database.engine.dispose()

    add_up()


def settle(till: Till, happenings, cut: int) -> None:
    """Two statements that overlap, with what is written down between them."""
    with till.database.writing() as work:
        nothing = Money(0, "GBP")
        open_account(
            work, name="Main", number=IBAN, opening=nothing, opening_on=None, actor="staff:1"
        )
    month, treasurer = Month(till), Treasurer(till.database, till.settings, till.seal)
    for happen, *facts in happenings:
        happen(month, *facts)
    for lines in (month.lines[:cut], month.lines):
        if lines:
            treasurer.brings_in(csv_file(sorted(lines, key=lambda it: it.on)), PROFILE)
        treasurer.confirms_what_is_exact()
        for act in month.later:
            # What its line brought already is refused by hand.
            with suppress(OfflineRefusedError):
                act()
        month.later.clear()
    treasurer.settles_the_rest()
    adds_up(month, treasurer)


def adds_up(month: Month, treasurer: Treasurer) -> None:
    assert treasurer.open_lines() == []
    assert treasurer.unshown() == []
    bank = month.till.on(Account.BANK).minor
    assert bank == sum(line.minor for line in month.lines)
    assert month.till.on(Account.EXPENDITURE).minor == month.spent
    with month.till.database.reading() as session:
        gone = select(OfflineReversal.gift_id)
        there = session.scalars(select(OfflineGift).where(OfflineGift.id.not_in(gone))).all()
        named = session.execute(select(LedgerEntry.reporting_category, LedgerEntry.source_id))
        assert set(Counter(map(tuple, named)).values()) == {1}
    assert sum(gift.amount_minor for gift in there) == month.given
