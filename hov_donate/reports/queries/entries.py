"""Entries of the books with the posting that says what they are about, read in streams."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hov_donate.core.db import not_by_index
from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry, LedgerPosting

AT_ONCE = 500


@dataclass(frozen=True)
class Line:
    """A posting, and the entry that it is of. `amount` is a credit: positive is income."""

    entry: LedgerEntry
    account: Account
    amount: Money
    fund: str

    @property
    def settled(self) -> Money:
        """What moved at Stripe, before its fee; nothing where Stripe never saw it."""
        return Money(self.entry.gross_minor, self.entry.currency)

    @property
    def fee(self) -> Money:
        """What Stripe took for it."""
        return Money(self.entry.fee_minor, self.entry.currency)


def lines(
    session: Session,
    span: Span,
    accounts: Collection[Account],
    *more: ColumnElement[bool],
) -> Iterator[Line]:
    """Postings on some accounts in a span, oldest first, a few hundred at a time.

    The days decide what is read, or what `more` asks for. The account is looked at afterwards: a
    database that knows little of its tables would read all that was ever posted to it.
    """
    query = (
        select(LedgerEntry, LedgerPosting)
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .where(
            LedgerEntry.booked_on >= span.first,
            LedgerEntry.booked_on <= span.last,
            not_by_index(LedgerPosting.account.in_(accounts)),
            *more,
        )
        .order_by(LedgerEntry.booked_on, LedgerEntry.id, LedgerPosting.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for entry, posting in session.execute(query):
        amount = Money(-posting.amount_minor, posting.currency)
        yield Line(entry, posting.account, amount, posting.fund)


def on_account(account: Account) -> ColumnElement[bool]:
    """Entries that post to an account, by its index: for accounts on which little is posted."""
    return LedgerEntry.id.in_(
        select(LedgerPosting.entry_id).where(LedgerPosting.account == account)
    )
