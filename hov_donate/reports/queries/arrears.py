"""What affiliates owe, by the day on which it was due; in stretches of a few hundred."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Invoice, InvoiceBalance, Officer, Promise
from hov_donate.core.money import Money
from hov_donate.outbox.models import OutboxMessage, OutboxStatus

AT_ONCE = 500
OWED = InvoiceBalance.credited_minor + InvoiceBalance.settled_minor < InvoiceBalance.amount_minor


@dataclass(frozen=True)
class Owing:
    """An invoice of which something is owed, and how its affiliation is dealt with."""

    invoice: Invoice
    affiliation: Affiliation
    owed: Money
    promised_until: date | None
    last_letter: datetime | None


def owing(session: Session, first: date | None, last: date | None) -> Iterator[Owing]:
    """What was due from one day to another, both with it; None leaves an end open."""
    bounds = [OWED]
    bounds += [InvoiceBalance.due_on >= first] if first else []
    bounds += [InvoiceBalance.due_on <= last] if last else []
    after: tuple[date, int] | None = None
    while rows := _batch(session, bounds, after):
        after = rows[-1][1].due_on, rows[-1][0].id
        yield from _with_dealings(session, rows)


Rows = Sequence[Row[Invoice, InvoiceBalance, Affiliation]]


def _batch(
    session: Session, bounds: Sequence[ColumnElement[bool]], after: tuple[date, int] | None
) -> Rows:
    due, key = InvoiceBalance.due_on, InvoiceBalance.invoice_id
    query = (
        select(Invoice, InvoiceBalance, Affiliation)
        .join(InvoiceBalance, key == Invoice.id)
        .join(Affiliation, Affiliation.id == Invoice.affiliation_id)
        .where(*bounds)
        .order_by(due, key)
        .limit(AT_ONCE)
    )
    if after is not None:
        query = query.where(or_(due > after[0], and_(due == after[0], key > after[1])))
    return session.execute(query).all()


def _with_dealings(session: Session, rows: Rows) -> Iterator[Owing]:
    ids = {affiliation.id for _, _, affiliation in rows}
    promises, letters = promised_until(session, ids), last_letters(session, ids)
    for invoice, balance, affiliation in rows:
        yield Owing(
            invoice,
            affiliation,
            Money(balance.owed_minor, invoice.currency),
            promises.get(affiliation.id),
            letters.get(affiliation.id),
        )


def promised_until(session: Session, ids: Collection[int]) -> Mapping[int, date]:
    """Until when the last promise of each holds."""
    rows = session.execute(
        select(Promise.affiliation_id, Promise.holds_until)
        .where(Promise.affiliation_id.in_(ids))
        .order_by(Promise.id)
    )
    return {affiliation: until for affiliation, until in rows}  # noqa: C416 (the last one counts)


def last_letters(session: Session, ids: Collection[int]) -> Mapping[int, datetime]:
    """When each was last written to: itself, whoever speaks for it, or whoever was billed."""
    own = select(Affiliation.id, Affiliation.details_id)
    officers = select(Officer.affiliation_id, Officer.details_id)
    billed = select(Invoice.affiliation_id, Invoice.details_id)
    readers = session.execute(
        own.where(Affiliation.id.in_(ids), Affiliation.details_id.is_not(None)).union(
            officers.where(Officer.affiliation_id.in_(ids)),
            billed.where(Invoice.affiliation_id.in_(ids)),
        )
    ).all()
    sent = _last_sent(session, {details for _, details in readers if details})
    found: dict[int, datetime] = {}
    for whose, details in readers:
        if details is not None and details in sent:
            found[whose] = max(sent[details], found.get(whose, sent[details]))
    return found


def _last_sent(session: Session, details: Collection[uuid.UUID]) -> Mapping[uuid.UUID, datetime]:
    """When a letter last went to some details.

    Which of their letters went is chosen while looking at them: as a condition it would lead a
    database that knows little of its tables to all letters that ever went.
    """
    sent_at = case((OutboxMessage.status == OutboxStatus.SENT, OutboxMessage.settled_at))
    rows = session.execute(
        select(OutboxMessage.details_id, func.max(sent_at))
        .where(OutboxMessage.details_id.in_(details))
        .group_by(OutboxMessage.details_id)
    )
    return {details_id: at for details_id, at in rows if details_id is not None and at is not None}
