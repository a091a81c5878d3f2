"""Letters about gifts that come again, and the link to a donor's own page."""

from datetime import datetime

from hov_donate.contacts.models import ContactDetails
from hov_donate.donations.addresses import SENT_LINK_LASTS
from hov_donate.donations.emails.writing import Content, Writing
from hov_donate.donations.yearly import DUE_FOR_NOTICE, notice_id
from hov_donate.payments.models import Subscription
from hov_donate.payments.queries import payment_by_reference, subscription_by_reference
from hov_donate.payments.rules import PaymentStatus, SubscriptionStatus

# Who asked for an end: the donor, or else a member of staff by name.
THE_DONOR = "donor"


def instalment_failed(writing: Writing) -> Content | None:
    """An instalment could not be taken; here is how to confirm it or pay in another way."""
    payment = payment_by_reference(writing.session, _reference(writing))
    subscription = writing.subscription_of(payment) if payment else None
    if payment is None or payment.status is not PaymentStatus.FAILED:
        return None
    if subscription is None or not subscription.status.alive:
        return None
    again = payment.next_attempt_at
    facts = {
        "amount": writing.speak.money(payment.amount),
        "rhythm": writing.rhythm(subscription.amount, subscription.interval),
        "hosted_url": payment.hosted_url or "",
        "tried_again": writing.day(again) if again and again > writing.now else "",
        "own_page": writing.own_page(),
    }
    return Content(writing.speak.gettext("A payment could not be taken"), facts)


def changed(writing: Writing) -> Content | None:
    """What is given from now on, and when next; it is read when written, so it is true."""
    subscription = subscription_by_reference(writing.session, _reference(writing))
    if subscription is None or not subscription.status.alive:
        return None
    skips = subscription.status is SubscriptionStatus.PAUSED
    facts = _standing(writing, subscription) | {"skips": skips}
    return Content(writing.speak.gettext("Your regular gift was changed"), facts)


def ended(writing: Writing) -> Content | None:
    """Nothing more is taken, and why. One that never began has no end to tell of."""
    subscription = subscription_by_reference(writing.session, _reference(writing))
    if subscription is None or subscription.status is not SubscriptionStatus.ENDED:
        return None
    facts = _standing(writing, subscription) | {
        "why": _why_ended(subscription),
        "ended_on": _day(writing, subscription.ended_at),
        "giving_page": writing.giving_page(),
    }
    return Content(writing.speak.gettext("Your regular gift has ended"), facts)


def yearly_notice(writing: Writing) -> Content | None:
    """A yearly gift is taken soon: when, how much, and how to skip or end it before."""
    subscription = subscription_by_reference(writing.session, _reference(writing))
    if subscription is None or subscription.cancel_asked_at is not None:
        return None
    due = subscription.next_charge_at
    if due is None or due <= writing.now or subscription.status not in DUE_FOR_NOTICE:
        return None
    if notice_id(subscription, writing.settings) != writing.letter.object_id:
        return None
    day = writing.day(due)
    subject = writing.speak.gettext("Your yearly gift is due on %(day)s", day=day)
    return Content(subject, _standing(writing, subscription) | {"day": day})


def my_giving_link(writing: Writing) -> Content | None:
    """The link that someone asked for with this address; good for a short time."""
    details = writing.session.get(ContactDetails, writing.letter.details_id)
    if details is None:
        return None
    link = writing.addresses.my_giving(
        details.contact_id, writing.letter.language, now=writing.now, lasts=SENT_LINK_LASTS
    )
    zone = writing.settings.campaign.time_zone
    until = writing.speak.moment(writing.now + SENT_LINK_LASTS, zone)
    return Content(writing.speak.gettext("Your link"), {"link": link, "until": until})


def _reference(writing: Writing) -> str:
    return writing.letter.object_id.partition("/")[0]


def _standing(writing: Writing, subscription: Subscription) -> dict[str, object]:
    return {
        "amount": writing.speak.money(subscription.amount),
        "rhythm": writing.rhythm(subscription.amount, subscription.interval),
        "next_on": _day(writing, subscription.next_charge_at),
        "own_page": writing.own_page(),
    }


def _day(writing: Writing, moment: datetime | None) -> str:
    return writing.day(moment) if moment else ""


def _why_ended(subscription: Subscription) -> str:
    """`donor`, `staff`, or Stripe's word for the reason."""
    if subscription.cancel_asked_by is None:
        return subscription.end_reason or ""
    return THE_DONOR if subscription.cancel_asked_by == THE_DONOR else "staff"
