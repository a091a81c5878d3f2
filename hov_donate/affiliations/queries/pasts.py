"""Affiliations as they were at the end of a day, read off what was written down and when.

What came later does not count: steps, terms, promises and money all carry their day. Money counts
from the day on which it came, even where it was written down later; money that turned out not to be
there (a bounced cheque) never came.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    Allocation,
    CreditNote,
    CreditReason,
    Invoice,
    MoneyReceived,
    MoneyReversal,
    Promise,
    Term,
)
from hov_donate.affiliations.queries.scales import stored_scale
from hov_donate.affiliations.queries.standing import NO_YEAR
from hov_donate.affiliations.rules.covered import Mark
from hov_donate.affiliations.rules.credentials import (
    Came,
    Past,
    PastInvoice,
    PastTerm,
    TakenOff,
)
from hov_donate.affiliations.rules.scale import Right
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.affiliations.rules.terms import Promise as Held
from hov_donate.ledger.rules import booking_day
from hov_donate.payments.models import Payment

Found = Row[*tuple[Any, ...]]


@dataclass(frozen=True)
class EndOf:
    """The end of a day, by the campaign's clock."""

    day: date
    time_zone: str

    @cached_property
    def moment(self) -> datetime:
        """The first moment of the next day."""
        tomorrow = self.day + timedelta(days=1)
        return datetime.combine(tomorrow, time.min, ZoneInfo(self.time_zone)).astimezone(UTC)

    def day_of(self, moment: datetime) -> date:
        """The campaign's day of a moment."""
        return booking_day(moment, self.time_zone)


def pasts(session: Session, ids: Sequence[int], end: EndOf) -> dict[int, Past]:
    """The affiliations with these ids; those that had not been sent yet are left out."""
    statuses = _statuses(session, ids, end)
    terms = _terms(session, ids, end)
    promises = _promises(session, ids, end)
    newest = {scale_id for scale_id, _ in terms.values()}
    scales = {each: stored_scale(session, each).scale for each in newest}
    people = select(Affiliation.id, Affiliation.details_id).where(Affiliation.id.in_(ids))
    found = {}
    for row in session.execute(people):
        if row.id in statuses:
            scale_id, held = terms.get(row.id, (0, []))
            scale = scales.get(scale_id)
            found[row.id] = Past(
                status=statuses[row.id],
                person=row.details_id is not None,
                terms=tuple(held),
                year=scale.year if scale else NO_YEAR,
                arrears=scale.arrears if scale else (),
                promises=tuple(promises.get(row.id, ())),
            )
    return found


def _statuses(session: Session, ids: Sequence[int], end: EndOf) -> dict[int, AffiliationStatus]:
    last = (
        select(func.max(AffiliationChange.id))
        .where(AffiliationChange.affiliation_id.in_(ids), AffiliationChange.at < end.moment)
        .group_by(AffiliationChange.affiliation_id)
    )
    rows = session.execute(
        select(AffiliationChange.affiliation_id, AffiliationChange.to_status).where(
            AffiliationChange.id.in_(last)
        )
    )
    return {row.affiliation_id: row.to_status for row in rows}


def _promises(session: Session, ids: Sequence[int], end: EndOf) -> dict[int, list[Held]]:
    rows = session.execute(
        select(Promise.affiliation_id, Promise.made_on, Promise.holds_until)
        .where(Promise.affiliation_id.in_(ids), Promise.promised_at < end.moment)
        .order_by(Promise.id)
    )
    found: dict[int, list[Held]] = defaultdict(list)
    for row in rows:
        found[row.affiliation_id].append(Held(row.made_on, row.holds_until))
    return found


def _terms(
    session: Session, ids: Sequence[int], end: EndOf
) -> dict[int, tuple[int, list[PastTerm]]]:
    """The scale of the newest term of each, and its terms."""
    rows = session.execute(
        select(
            *(Term.id, Term.affiliation_id, Term.starts_on, Term.ends_on, Term.fee_minor),
            *(Term.delegates, Term.votes, Term.rights, Term.scale_id, Term.made_at),
            *(Term.voided_at, Term.replaces_id, Term.held_by_minor, Term.held_until),
        )
        .where(Term.affiliation_id.in_(ids), Term.made_at < end.moment)
        # A term is made after the one that it replaces.
        .order_by(Term.affiliation_id, Term.starts_on, Term.id)
    ).all()
    invoices = _invoices(session, ids, end)
    known: dict[int, PastTerm] = {}
    found: dict[int, tuple[int, list[PastTerm]]] = {}
    for row in rows:
        known[row.id] = _term(row, invoices.get(row.id, ()), known.get(row.replaces_id), end)
        if row.voided_at is None or row.voided_at >= end.moment:
            _, before = found.get(row.affiliation_id, (0, []))
            found[row.affiliation_id] = (row.scale_id, [*before, known[row.id]])
    return found


def _term(
    row: Found, invoices: Iterable[PastInvoice], place_of: PastTerm | None, end: EndOf
) -> PastTerm:
    held = row.held_until
    return PastTerm(
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        delegates=row.delegates,
        votes=row.votes,
        rights=_rights(row.rights),
        fee=row.fee_minor,
        invoices=tuple(invoices),
        mark=Mark(row.held_by_minor, held) if held is not None else None,
        made_on=end.day_of(row.made_at),
        place_of=place_of,
    )


@lru_cache(maxsize=256)
def _rights(words: str) -> frozenset[Right]:
    return frozenset(right for right in Right if right.value in words.split())


def _invoices(session: Session, ids: Sequence[int], end: EndOf) -> Mapping[int, list[PastInvoice]]:
    """What was asked for terms, and what became of it, by the term's id."""
    mine = (Invoice.affiliation_id.in_(ids), Invoice.issued_at < end.moment)
    came: dict[int, list[Came]] = defaultdict(list)
    for invoice_id, money in _paid(session, mine, end):
        came[invoice_id].append(money)
    off: dict[int, list[TakenOff]] = defaultdict(list)
    for invoice_id, credit in _credited(session, mine, end):
        off[invoice_id].append(credit)
    found: dict[int, list[PastInvoice]] = defaultdict(list)
    rows = session.execute(
        select(Invoice.id, Invoice.term_id, Invoice.amount_minor, Invoice.fee_minor).where(*mine)
    )
    for row in rows:
        found[row.term_id].append(
            PastInvoice(row.amount_minor, row.fee_minor, tuple(came[row.id]), tuple(off[row.id]))
        )
    return found


Mine = tuple[ColumnElement[bool], ...]


def _credited(session: Session, mine: Mine, end: EndOf) -> Iterable[tuple[int, TakenOff]]:
    rows = session.scalars(
        select(CreditNote)
        .join(Invoice, Invoice.id == CreditNote.invoice_id)
        .where(*mine, CreditNote.issued_at < end.moment)
    )
    for row in rows:
        yield (
            row.invoice_id,
            TakenOff(
                on=row.issued_on,
                minor=row.amount_minor,
                fee=row.amount_minor - row.gift_minor,
                waives=row.reason is CreditReason.WAIVED,
                corrects=row.reason is CreditReason.CORRECTED,
            ),
        )


def _paid(session: Session, mine: Mine, end: EndOf) -> Iterable[tuple[int, Came]]:
    rows = session.execute(
        select(
            *(Allocation.invoice_id, Allocation.payment_id, Allocation.amount_minor),
            *(Allocation.at, Invoice.issued_on, Payment.paid_at),
            *(MoneyReceived.received_on, MoneyReceived.recorded_at),
        )
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .outerjoin(Payment, Payment.id == Allocation.payment_id)
        .outerjoin(MoneyReceived, MoneyReceived.id == Allocation.received_id)
        .outerjoin(MoneyReversal, MoneyReversal.received_id == Allocation.received_id)
        .where(*mine, MoneyReversal.received_id.is_(None))
        .order_by(Allocation.id)
    ).all()
    first: dict[int | None, datetime] = {}
    for row in rows:
        first.setdefault(row.payment_id, row.at)
    for row in rows:
        day = _settled_on(row, row.recorded_at or first[row.payment_id], end)
        if day is not None:
            yield row.invoice_id, Came(day, row.amount_minor)


def _settled_on(row: Found, heard_at: datetime, end: EndOf) -> date | None:
    """The day from which a row counts; None where it came later.

    What was done when the money was heard of counts from when it came, or from the invoice's day if
    that is later. So does all of what was heard of after the end of the day; what was done with
    other money then does not count.
    """
    if row.at != heard_at and heard_at < end.moment:
        return end.day_of(row.at) if row.at < end.moment else None
    came: date = row.received_on or end.day_of(row.paid_at or row.at)
    issued: date = row.issued_on
    return max(came, issued) if came <= end.day else None
