"""Letters about a gift that somebody has to accept first, and about one that was refused."""

from datetime import date

from hov_donate.core.money import Money
from hov_donate.core.references import spaced
from hov_donate.donations.emails.writing import Content, Writing
from hov_donate.donations.offline.queries import given_by_reference
from hov_donate.payments.models import Payment
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.queries.refunds import refund_by_stripe_id


def held(writing: Writing) -> Content | None:
    """The gift is here, and is looked at before it is accepted. Overtaken by what was decided."""
    about = writing.letter.object_id
    payment = payment_by_reference(writing.session, about)
    subject = writing.speak.gettext("Your gift has come and is being looked at")
    if payment is not None:
        is_here = payment.held and payment.kept == payment.amount
        return Content(subject, _of_payment(writing, payment)) if is_here else None
    given = given_by_reference(writing.session, about)
    if given is None or given.reversal is not None or not given.held:
        return None
    return Content(subject, _facts(writing, about, given.gift.amount, given.gift.received_on))


def refused(writing: Writing) -> Content | None:
    """The gift was not accepted and goes back the way it came, or was handed back."""
    about = writing.letter.object_id
    subject = writing.speak.gettext("We are giving your gift back")
    found = refund_by_stripe_id(writing.session, about)
    if found is not None:
        refund, payment = found
        facts = _of_payment(writing, payment) | {"amount": writing.speak.money(refund.amount)}
        return Content(subject, facts) if refund.status.counts else None
    given = given_by_reference(writing.session, about)
    if given is None or given.reversal is None:
        return None
    facts = _facts(writing, about, given.gift.amount, given.gift.received_on)
    return Content(subject, facts | {"back_on": writing.speak.date(given.reversal.reversed_on)})


def not_returned(writing: Writing, subject: str) -> Content | None:
    """What was refused could not go back; None of a gift that was accepted once."""
    found = refund_by_stripe_id(writing.session, writing.letter.object_id)
    if found is None or not found[1].held:
        return None
    refund, payment = found
    facts = _of_payment(writing, payment) | {"amount": writing.speak.money(refund.amount)}
    return Content(subject, facts)


def _of_payment(writing: Writing, payment: Payment) -> dict[str, object]:
    came = writing.day(payment.paid_at or payment.created_at)
    link = writing.gift_link(payment)
    return _facts(writing, payment.reference, payment.amount) | {"date": came, "link": link}


def _facts(
    writing: Writing, reference: str, amount: Money, came: date | None = None
) -> dict[str, object]:
    return {
        "amount": writing.speak.money(amount),
        "date": writing.speak.date(came) if came else "",
        "reference": spaced(reference),
        "receipt": "",
        "still_given": "",
        "back_on": "",
        "link": "",
    }
