"""Invoices of the demo that are paid by card, as late as the simulator is there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hov_donate.affiliations.models import Affiliation, Invoice, InvoiceBalance
from hov_donate.cli.demo.affiliates.bodies import demo_bodies
from hov_donate.cli.demo.affiliates.fates import Fate
from hov_donate.contacts.models import Organisation
from hov_donate.gateway.port import Interval

# So many days ago: bodies once, and members every year from then on.
BODIES, MEMBERS = (41.0, 27.0, 16.0), (6.5, 5.5)


@dataclass(frozen=True)
class CardPayment:
    """Who pays which invoice by card, and whether it is to be paid every year from now on."""

    invoice: Callable[[Session], int]
    interval: Interval | None = None


def card_payments() -> Iterator[tuple[float, CardPayment]]:
    """How many days ago, and what was paid."""
    paying = [body.name for body in demo_bodies() if body.fate is Fate.PAYS_BY_CARD]
    for days_ago, name in zip(BODIES, paying, strict=True):
        yield days_ago, CardPayment(partial(_of_body, name=name))
    for days_ago in MEMBERS:
        yield days_ago, CardPayment(_of_a_member, Interval.YEAR)


def _of_body(session: Session, *, name: str) -> int:
    query = _open().join(Organisation, Organisation.id == Affiliation.organisation_id)
    return session.scalars(query.where(Organisation.name == name)).first() or 0


def _of_a_member(session: Session) -> int:
    """The newest member who has not paid yet."""
    query = _open().where(Affiliation.details_id.is_not(None), Affiliation.paid_until.is_(None))
    return session.scalars(query.order_by(Invoice.id.desc())).first() or 0


def _open() -> Select[int]:
    return (
        select(Invoice.id)
        .join(Affiliation, Affiliation.id == Invoice.affiliation_id)
        .join(InvoiceBalance, InvoiceBalance.invoice_id == Invoice.id)
        .where(
            InvoiceBalance.credited_minor + InvoiceBalance.settled_minor
            < InvoiceBalance.amount_minor
        )
    )
