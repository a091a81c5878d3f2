"""Whatever happens to invoices and money, in whatever order: it adds up, here and in the books."""

from collections import Counter

import pytest
from hypothesis import settings
from hypothesis.stateful import (
    invariant,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    CreditNote,
    CreditUse,
    Invoice,
    InvoiceBalance,
    MoneyReceived,
    MoneyReversal,
)
from hov_donate.affiliations.queries.money import (
    credit_of,
    overdrawn_of,
    standing_of,
)
from hov_donate.affiliations.queries.receivables import receivables
from hov_donate.affiliations.queries.sources import sources_of
from hov_donate.payments.models import Payment
from hov_donate.payments.rules import PaymentStatus
from tests.support.databases import ENGINES
from tests.support.invoicing import Invoicing, ledger


class Treasury(Invoicing):
    """After every step of it, what was asked for, paid, credited and booked is compared."""

    @invariant()
    def it_adds_up(self):
        with self.database.reading() as session:
            invoiced = _sum(session.scalars(select(Invoice)).all(), "amount_minor")
            noted = _sum(session.scalars(select(CreditNote)).all(), "amount_minor")
            assert _less(invoiced, noted) == _less(
                _plus(_paid(session), self._owed(session)),
                _less(self._credit(session), self._overdrawn(session)),
            )

    @invariant()
    def the_books_say_the_same(self):
        with self.database.reading() as session:
            expected = {it.currency: it.expected.minor for it in receivables(session)}
            assert ledger(session) == {each: it for each, it in expected.items() if it}
            owed, credit = self._owed(session), self._credit(session)
            overdrawn = self._overdrawn(session)
            for each in receivables(session):
                found = (each.owed, each.credit)
                assert found == (owed.get(each.currency, 0), credit.get(each.currency, 0))
                assert each.overdrawn == overdrawn.get(each.currency, 0) + _twice(
                    session, each.currency
                )

    @invariant()
    def nothing_is_below_zero(self):
        with self.database.reading() as session:
            gone = set(session.scalars(select(MoneyReversal.received_id)))
            for balance in session.scalars(select(InvoiceBalance)):
                assert min(balance.owed_minor, balance.settled_minor, balance.credited_minor) >= 0
            for affiliation in self.everybody:
                for source in sources_of(session, affiliation.id):
                    # What was sent back out of a sum that is not there is owed without an invoice.
                    least = 0 if source.kept else -source.sent_back
                    assert source.spare >= least
                    assert not source.overdrawn or source.received_id in gone

    @invariant()
    def what_comes_bears_first_what_was_sent_back_in_vain(self):
        with self.database.reading() as session:
            for affiliation in self.everybody:
                for currency in overdrawn_of(session, affiliation.id):
                    assert not self._could_bear(session, affiliation, currency)

    def _could_bear(self, session: Session, affiliation: Affiliation, currency: str) -> list[int]:
        """Credit that a remittance brought, and no credit note freed since."""
        return [
            source.spare
            for source in sources_of(session, affiliation.id)
            if source.currency == currency
            and source.received_id is not None
            and source.spare > 0
            and not source.settles
        ]

    def _owed(self, session: Session) -> dict[str, int]:
        found: Counter[str] = Counter()
        for invoice in self.invoices:
            found[invoice.currency] += standing_of(session, invoice.id).owed.minor
        return _plain(found)

    def _overdrawn(self, session: Session) -> dict[str, int]:
        found: Counter[str] = Counter()
        for affiliation in self.everybody:
            for currency, amount in overdrawn_of(session, affiliation.id).items():
                found[currency] += amount.minor
        return _plain(found)

    def _credit(self, session: Session) -> dict[str, int]:
        found: Counter[str] = Counter()
        for affiliation in self.everybody:
            for currency, amount in credit_of(session, affiliation.id).items():
                found[currency] += amount.minor
        return _plain(found)


def _paid(session: Session) -> dict[str, int]:
    """What payers paid and did not give away or get back: at Stripe, and otherwise."""
    found: Counter[str] = Counter()
    for payment in session.scalars(select(Payment)):
        found[payment.currency] += payment.kept.minor
    gone = set(session.scalars(select(MoneyReversal.received_id)))
    for came in session.scalars(select(MoneyReceived)):
        found[came.currency] += 0 if came.id in gone else came.amount_minor
    for use in session.scalars(select(CreditUse)):
        found[use.currency] -= use.amount_minor
    return _plain(found)


def _twice(session: Session, currency: str) -> int:
    """What payers had back both by a refund and by a dispute."""
    payments = session.scalars(select(Payment).where(Payment.currency == currency)).all()
    gone = [it.refunded_minor + it.disputed_minor + it.lost_minor for it in payments]
    return sum(
        max(0, minor - it.amount_minor)
        for it, minor in zip(payments, gone, strict=True)
        if it.status.received and it.status is not PaymentStatus.REVERSED
    )


def _sum(rows, name: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row.currency] += getattr(row, name)
    return _plain(found)


def _plain(found: Counter[str]) -> dict[str, int]:
    return {currency: minor for currency, minor in found.items() if minor}


def _plus(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return _plain(Counter({each: one.get(each, 0) + other.get(each, 0) for each in {*one, *other}}))


def _less(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
    return _plus(one, {each: -minor for each, minor in other.items()})


@pytest.mark.parametrize("engine", ENGINES)
def test_invoices_add_up_at_every_step_of_any_history(databases, engine, tmp_path):
    class Here(Treasury):
        def __init__(self) -> None:
            super().__init__(databases, engine, tmp_path)

    run_state_machine_as_test(
        Here,
        settings=settings(max_examples=6, stateful_step_count=30, deadline=None),
    )
