"""What follows for memberships when a card pays them every year, fails to, or ceases."""

from hov_donate.affiliations.events import AffiliationResigned
from hov_donate.affiliations.operations import by_card
from hov_donate.affiliations.operations.instalments import follow_instalment
from hov_donate.config import Settings
from hov_donate.core.db import UnitOfWork
from hov_donate.core.events import Event
from hov_donate.payments.events import (
    InstalmentAsked,
    InstalmentFailed,
    PaymentSucceeded,
    SubscriptionEnded,
)


def begin_renewing(happened: Event, work: UnitOfWork, settings: Settings) -> None:  # noqa: ARG001 (every handler's shape)
    """The card of somebody who ticked that pays every year from now on."""
    assert isinstance(happened, PaymentSucceeded)  # noqa: S101 (the wiring's promise)
    by_card.begin_renewing(work, payment_id=happened.payment_id)


def make_next_term(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Stripe asks for another year: it has a term and an invoice of its own."""
    assert isinstance(happened, InstalmentAsked)  # noqa: S101 (the wiring's promise)
    follow_instalment(
        work,
        payment_id=happened.payment_id,
        first_reference=happened.first_reference,
        settings=settings,
    )


def tell_not_taken(happened: Event, work: UnitOfWork, settings: Settings) -> None:  # noqa: ARG001 (every handler's shape)
    """The card could not be charged: its member can settle or confirm it."""
    assert isinstance(happened, InstalmentFailed)  # noqa: S101 (the wiring's promise)
    by_card.tell_not_taken(work, payment_id=happened.payment_id)


def fall_back_to_invoices(happened: Event, work: UnitOfWork, settings: Settings) -> None:
    """Nothing more is taken: what is owed is asked for by invoice."""
    assert isinstance(happened, SubscriptionEnded)  # noqa: S101 (the wiring's promise)
    by_card.end_renewing(work, reference=happened.reference, settings=settings)


def stop_with_membership(happened: Event, work: UnitOfWork, settings: Settings) -> None:  # noqa: ARG001 (every handler's shape)
    """Whoever leaves, or is taken off the list, is charged nothing more."""
    assert isinstance(happened, AffiliationResigned)  # noqa: S101 (the wiring's promise)
    by_card.stop_with_membership(work, affiliation_id=happened.affiliation_id)
