"""Instalments of memberships that a card renews: each makes a term and pays for it."""

from collections.abc import Sequence

from hov_donate.affiliations.models import Affiliation, Invoice, InvoicePayment
from hov_donate.affiliations.operations.locking import lock_affiliation
from hov_donate.affiliations.operations.moving import STRIPE, carry_out, set_right
from hov_donate.affiliations.operations.terms import make_term
from hov_donate.affiliations.queries.by_card import (
    affiliation_by_subscription,
    invoice_of_term,
    newest_invoice,
    siblings,
)
from hov_donate.affiliations.queries.money import owed
from hov_donate.affiliations.queries.planning import NoScaleError
from hov_donate.affiliations.queries.sources import sources_of
from hov_donate.affiliations.rules.choosing import ChoiceRefusedError
from hov_donate.affiliations.rules.facts import QuoteError
from hov_donate.affiliations.rules.settling import Move
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.ledger.rules import booking_day
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import subscription_by_reference
from hov_donate.payments.rules import PaymentPurpose

Asked = tuple[InvoicePayment, Payment]


def follow_instalment(
    work: UnitOfWork, *, payment_id: int, first_reference: str, settings: Settings
) -> None:
    """An instalment pays what is owed longest, or the next term, which it makes.

    Money for which there is no term is credit: of who has left, or whom no scale is for any more.
    An earlier instalment that is heard of later takes its place among the others, by Stripe's
    clock, so that the end is the same in whatever order they are heard of.
    """
    subscription = subscription_by_reference(work.session, first_reference)
    if subscription is None or subscription.purpose is not PaymentPurpose.AFFILIATION:
        return
    whose = affiliation_by_subscription(work.session, subscription)
    if whose is None or work.session.get(InvoicePayment, payment_id) is not None:
        return
    affiliation = lock_affiliation(work, whose.id)
    payment = work.session.get_one(Payment, payment_id)
    others = siblings(work.session, subscription)
    later = [each for each in others if each[1].created_at > payment.created_at]
    newest = later[-1][1] if later else payment
    free = _invoice_for(work, affiliation, newest, others, settings)
    place = _move_up(work, affiliation, later, free, settings)
    work.session.add(
        InvoicePayment(payment_id=payment_id, invoice_id=place, affiliation_id=affiliation.id)
    )
    work.session.flush()


def _invoice_for(
    work: UnitOfWork,
    affiliation: Affiliation,
    payment: Payment,
    others: Sequence[Asked],
    settings: Settings,
) -> Invoice:
    """What is owed longest and no other instalment is for; or else the next term's."""
    taken = {asked.invoice_id for asked, _ in others}
    waiting = [it.invoice for it in owed(work.session, affiliation.id)]
    free = [invoice for invoice in waiting if invoice.id not in taken]
    if free:
        return free[0]
    made = _invoice_of_next_term(work, affiliation, payment, settings)
    return made or newest_invoice(work.session, affiliation.id)


def _invoice_of_next_term(
    work: UnitOfWork, affiliation: Affiliation, payment: Payment, settings: Settings
) -> Invoice | None:
    """The invoice of the term that Stripe asks for; None where there is nothing to ask."""
    if not affiliation.status.living:
        return None
    # By Stripe's clock: however late we hear of it, the same term follows.
    day = booking_day(payment.created_at, settings.campaign.time_zone)
    for chosen in (payment.amount, None):
        try:
            term = make_term(
                work,
                affiliation=affiliation,
                on=day,
                settings=settings,
                chosen=chosen,
                letter=None,
            )
        except ChoiceRefusedError:
            continue
        except (NoScaleError, QuoteError):
            return None
        return invoice_of_term(work.session, term.id)
    return None


def _move_up(
    work: UnitOfWork,
    affiliation: Affiliation,
    later: Sequence[Asked],
    free: Invoice,
    settings: Settings,
) -> int:
    """Let later instalments be for the invoice after theirs, the last for the free one.

    The invoice that is free then. Money that settled one of them settles the next.
    """
    place = free.id
    for asked, _ in reversed(later):
        place, asked.invoice_id = asked.invoice_id, place
    work.session.flush()
    if later:
        moved = {payment.id for _, payment in later}
        released = [
            Move(source, invoice_id, -flow.now)
            for source in sources_of(work.session, affiliation.id)
            if source.payment_id in moved
            for invoice_id, flow in source.settles.items()
            if invoice_id != source.asked_for and flow.now
        ]
        carry_out(
            work, affiliation_id=affiliation.id, moves=released, settings=settings, actor=STRIPE
        )
        set_right(work, affiliation_id=affiliation.id, settings=settings)
    return place
