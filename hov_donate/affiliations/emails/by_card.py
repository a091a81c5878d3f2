"""Letters to members whose card pays every year."""

from sqlalchemy import select

from hov_donate.affiliations.emails.writing import Content, Writing
from hov_donate.affiliations.models import Affiliation
from hov_donate.affiliations.queries.by_card import TO_BE_TAKEN, notice_id
from hov_donate.core.money import Money
from hov_donate.ledger.rules import booking_day
from hov_donate.payments.models import Payment, Subscription
from hov_donate.payments.queries import payment_by_invoice
from hov_donate.payments.rules import PaymentStatus


def membership_renews(writing: Writing) -> Content | None:
    """The card is charged in a month: how much, when, and how to end it before."""
    found = _renewed(writing)
    if found is None:
        return None
    affiliation, subscription = found
    zone = writing.settings.campaign.time_zone
    due = subscription.next_charge_at
    if due is None or due <= writing.now or subscription.cancel_asked_at is not None:
        return None
    if subscription.status not in TO_BE_TAKEN:
        return None
    if notice_id(affiliation, subscription, zone) != writing.letter.object_id:
        return None
    speak, before = writing.speak, _taken_before(writing, subscription)
    facts = {
        "amount": speak.money(subscription.amount),
        "before": speak.money(before) if before and before != subscription.amount else "",
        "day": speak.date(booking_day(due, zone)),
        "number": affiliation.number,
        "own_page": writing.own_page(affiliation),
    }
    subject = speak.gettext("Your membership renews on %(day)s", day=facts["day"])
    return Content(subject, facts)


def membership_not_taken(writing: Writing) -> Content | None:
    """The card could not be charged; here is how to confirm it or pay in another way."""
    found = _renewed(writing)
    payment = payment_by_invoice(writing.session, writing.parts[1])
    if found is None or payment is None or payment.status is not PaymentStatus.FAILED:
        return None
    affiliation, subscription = found
    if not subscription.status.alive or payment.subscription_id != subscription.id:
        return None
    again = payment.next_attempt_at
    zone, speak = writing.settings.campaign.time_zone, writing.speak
    facts = {
        "amount": speak.money(payment.amount),
        "hosted_url": payment.hosted_url or "",
        "tried_again": speak.date(booking_day(again, zone))
        if again and again > writing.now
        else "",
        "number": affiliation.number,
        "own_page": writing.own_page(affiliation),
    }
    return Content(speak.gettext("A payment could not be taken"), facts)


def _renewed(writing: Writing) -> tuple[Affiliation, Subscription] | None:
    """The membership of a letter and the card that renews it; None where none does."""
    affiliation = writing.affiliation()
    if affiliation is None or affiliation.subscription_id is None:
        return None
    return affiliation, writing.session.get_one(Subscription, affiliation.subscription_id)


def _taken_before(writing: Writing, subscription: Subscription) -> Money | None:
    """What the card paid last."""
    newest = writing.session.scalars(
        select(Payment)
        .where(Payment.subscription_id == subscription.id, Payment.paid_at.is_not(None))
        .order_by(Payment.paid_at.desc())
        .limit(1)
    ).first()
    return newest.amount if newest else None
