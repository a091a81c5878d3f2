"""Which invoices a list of references and numbers means, and how a sum is shared among them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Invoice, InvoiceBalance
from hov_donate.affiliations.queries.money import invoice_by_reference, owed
from hov_donate.contacts.models import Organisation
from hov_donate.contacts.queries import one_and_the_same
from hov_donate.core.money import Money
from hov_donate.office.affiliates.queries.finding import numbered
from hov_donate.office.affiliates.queries.invoices import Billed, billed
from hov_donate.office.affiliates.queries.owing import still_owed
from hov_donate.office.affiliates.remittance import Line

# A regional office with more branches than this sends a list.
MOST_TO_TICK = 100


@dataclass(frozen=True)
class Named:
    """What a line means: invoices, none when nothing of ours is owed under what it names."""

    line: Line
    invoices: Sequence[Invoice]


def named(session: Session, lines: Iterable[Line]) -> list[Named]:
    """What each line means: an invoice, or all that the affiliate owes whose number it is."""
    return [Named(line, _meant(session, line.named)) for line in lines]


def to_tick(session: Session, affiliation: Affiliation) -> list[Billed]:
    """What an affiliate owes, and what the bodies right below it owe; oldest first."""
    own = select(Affiliation.id).where(Affiliation.id == affiliation.id)
    keys = own if affiliation.organisation_id is None else own.union(_below(session, affiliation))
    query = (
        select(Invoice)
        .join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
        .where(Invoice.affiliation_id.in_(keys), still_owed())
        .order_by(Invoice.id)
        .limit(MOST_TO_TICK)
    )
    return billed(session, session.scalars(query).all())


def share_out(amount: Money, asked: Sequence[tuple[Billed, Money | None]]) -> dict[int, Money]:
    """How a sum is shared out at first: as the list says, and else in its order, as far as it goes.

    By the key of the invoice; an invoice in another currency gets nothing.
    """
    left, shares = amount, {}
    for row, wanted in asked:
        standing = row.standing
        if standing.invoice.currency != amount.currency:
            continue
        share = wanted or min(standing.owed, left, key=lambda it: it.minor)
        shares[standing.invoice.id] = share
        left = max(left - share, Money(0, amount.currency), key=lambda it: it.minor)
    return shares


def _meant(session: Session, text: str) -> list[Invoice]:
    if not text:
        return []
    invoice = invoice_by_reference(session, text)
    if invoice is not None:
        return [invoice]
    number = numbered(text)
    if number is None:
        return []
    affiliation_id = session.scalar(select(Affiliation.id).where(number))
    return [it.invoice for it in owed(session, affiliation_id or 0)]


def _below(session: Session, affiliation: Affiliation) -> Select[int]:
    same = one_and_the_same(session, affiliation.organisation_id or 0)
    return (
        select(Affiliation.id)
        .join(Organisation, Organisation.id == Affiliation.organisation_id)
        .where(Organisation.parent_id.in_(same))
    )
