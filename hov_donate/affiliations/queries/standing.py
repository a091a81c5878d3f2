"""What affiliations' standing follows from, read for many at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import (
    Affiliation,
    CreditNote,
    CreditReason,
    Invoice,
    InvoiceBalance,
    Promise,
    Term,
)
from hov_donate.affiliations.queries.affiliations import held_terms
from hov_donate.affiliations.queries.scales import stored_scale
from hov_donate.affiliations.rules.covered import Asked, covered, held_until
from hov_donate.affiliations.rules.scale import YearKind, YearRules
from hov_donate.affiliations.rules.standing import Circumstances, HeldTerm
from hov_donate.affiliations.rules.terms import Promise as Held
from hov_donate.payments.models import Subscription
from hov_donate.payments.rules import SubscriptionStatus

# A card that is charged by itself may be tried for so long before it is late.
CARD_MAY_TAKE = timedelta(days=7)
# One whose charge has failed holds nothing: its next charge is a year off, and this year's is open.
HOLDING = frozenset({SubscriptionStatus.STARTING, SubscriptionStatus.ACTIVE})
NO_YEAR = YearRules(YearKind.ANNIVERSARY)


@dataclass(frozen=True)
class _Found:
    terms: Mapping[int, Sequence[Term]]
    asked: Mapping[int, Sequence[Asked]]
    promises: Mapping[int, Sequence[Held]]
    cards: Mapping[int, date]


def circumstances(
    session: Session, affiliations: Collection[Affiliation]
) -> dict[int, Circumstances]:
    """What each one's standing follows from, by its id; in a handful of reads however many."""
    ids = [affiliation.id for affiliation in affiliations]
    terms = held_terms(session, ids)
    found = _Found(
        terms=terms,
        asked=invoices_asked(session, [term.id for each in terms.values() for term in each]),
        promises=_promises(session, ids),
        cards=_cards(session, affiliations),
    )
    return {each.id: _of(session, each, found) for each in affiliations}


def _of(session: Session, affiliation: Affiliation, found: _Found) -> Circumstances:
    terms = found.terms[affiliation.id]
    scale = stored_scale(session, terms[-1].scale_id).scale if terms else None
    return Circumstances(
        status=affiliation.status,
        paid_until=affiliation.paid_until,
        arrears_stage=affiliation.arrears_stage,
        terms=[as_held(it, found.asked.get(it.id, ())) for it in terms],
        year=scale.year if scale else NO_YEAR,
        arrears=scale.arrears if scale else (),
        promises=found.promises.get(affiliation.id, ()),
        card_until=found.cards.get(affiliation.subscription_id or 0),
    )


def as_held(term: Term, asked: Sequence[Asked]) -> HeldTerm:
    """A term, and whether it counts as paid for by what became of its invoices."""
    return HeldTerm(
        first=term.starts_on,
        last=term.ends_on,
        paid=covered(term.fee_minor, asked),
        held_until=held_until(term.mark, asked),
    )


def invoices_asked(session: Session, term_ids: Collection[int]) -> dict[int, list[Asked]]:
    """What became of the fees of some terms, by term."""
    rows = session.execute(
        select(
            Invoice.id,
            Invoice.term_id,
            Invoice.fee_minor,
            InvoiceBalance.amount_minor,
            InvoiceBalance.credited_minor,
            InvoiceBalance.settled_minor,
        )
        .join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
        .where(Invoice.term_id.in_(term_ids))
    ).all()
    credited = _fee_credits(session, [row.id for row in rows if row.credited_minor])
    found: dict[int, list[Asked]] = defaultdict(list)
    for row in rows:
        by_reason = credited.get(row.id, {})
        waived = by_reason.get(CreditReason.WAIVED, 0)
        asked = Asked(
            fee=row.fee_minor,
            settled=row.settled_minor,
            corrected=by_reason.get(CreditReason.CORRECTED, 0),
            waived=waived,
            called_back=row.credited_minor == row.amount_minor and not waived,
        )
        found[row.term_id].append(asked)
    return found


def _fee_credits(
    session: Session, invoice_ids: Collection[int]
) -> dict[int, dict[CreditReason, int]]:
    """What credit notes took off the fees of invoices, by reason."""
    if not invoice_ids:
        return {}
    rows = session.execute(
        select(
            CreditNote.invoice_id,
            CreditNote.reason,
            func.sum(CreditNote.amount_minor - CreditNote.gift_minor).label("fee"),
        )
        .where(CreditNote.invoice_id.in_(invoice_ids))
        .group_by(CreditNote.invoice_id, CreditNote.reason)
    )
    found: dict[int, dict[CreditReason, int]] = defaultdict(dict)
    for row in rows:
        found[row.invoice_id][row.reason] = int(row.fee)
    return found


def _promises(session: Session, affiliation_ids: Collection[int]) -> dict[int, list[Held]]:
    rows = session.scalars(
        select(Promise).where(Promise.affiliation_id.in_(affiliation_ids)).order_by(Promise.id)
    )
    found: dict[int, list[Held]] = defaultdict(list)
    for row in rows:
        found[row.affiliation_id].append(Held(row.made_on, row.holds_until))
    return found


def _cards(session: Session, affiliations: Collection[Affiliation]) -> dict[int, date]:
    """Until when each living subscription holds who pays by it."""
    ids = {each.subscription_id for each in affiliations if each.subscription_id is not None}
    if not ids:
        return {}
    rows = session.scalars(select(Subscription).where(Subscription.id.in_(ids)))
    return {
        row.id: (row.next_charge_at + CARD_MAY_TAKE).date()
        for row in rows
        if row.next_charge_at is not None and row.status in HOLDING and row.cancel_asked_at is None
    }
