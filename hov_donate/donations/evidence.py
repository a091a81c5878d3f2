"""What the system holds that shows a bank that a payment is right.

Banks read English, and one answer; what helps is set out at docs.stripe.com/disputes/responding.
Nothing is in it but what the payer told us for this payment, and what became of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hov_donate.contacts.sealing import Identity
from hov_donate.core.money import Money
from hov_donate.core.references import spaced

MOMENT = "%d %B %Y, %H:%M UTC"


@dataclass(frozen=True)
class EvidenceFacts:
    """What happened around a disputed payment; moments are UTC.

    `agreed` are boxes that the payer ticked, with when; `letters` are those that mail servers took;
    `instalments` counts payments of the same recurring gift that were never objected to.
    """

    organisation: str
    reference: str
    amount: Money
    paid_for: str
    asked_at: datetime
    paid_at: datetime | None
    agreed: Sequence[tuple[datetime, str]] = ()
    documents: Sequence[tuple[datetime, str]] = ()
    letters: Sequence[tuple[datetime, str]] = ()
    recurring_since: datetime | None = None
    instalments: int = 0
    refunded: Money | None = None


def evidence(facts: EvidenceFacts, giver: Identity | None) -> Mapping[str, str]:
    """Stripe's fields of evidence, by name; those that would be empty are left out."""
    found = {
        "customer_name": giver.name if giver else "",
        "customer_email_address": giver.email if giver else "",
        "product_description": f"{facts.paid_for}, to {facts.organisation}. Nothing is sold.",
        "service_date": facts.paid_at.strftime("%d %B %Y") if facts.paid_at else "",
        "uncategorized_text": "\n".join(_story(facts)),
    }
    return {name: text for name, text in found.items() if text}


def _story(facts: EvidenceFacts) -> Iterator[str]:
    amount = f"{facts.amount.major} {facts.amount.currency}"
    yield f"Payment {spaced(facts.reference)} of {amount}: {facts.paid_for}."
    yield ""
    yield f"{facts.asked_at.strftime(MOMENT)}: the payer filled in the form on our website."
    for at, wording in facts.agreed:
        yield f'{at.strftime(MOMENT)}: the payer ticked the box: "{wording}"'
    if facts.paid_at:
        yield f"{facts.paid_at.strftime(MOMENT)}: the payer paid on Stripe's own page."
    for at, name in facts.documents:
        yield f"{at.strftime(MOMENT)}: document {name} was issued."
    for at, name in facts.letters:
        yield f"{at.strftime(MOMENT)}: {name} was sent to the payer's e-mail address."
    if facts.recurring_since:
        yield f"{facts.recurring_since.strftime(MOMENT)}: the payer chose to give regularly."
        yield f"{facts.instalments} other payments of it were not objected to."
        yield "Every letter holds a link by which the payer can end it in two clicks."
    if facts.refunded and facts.refunded.minor:
        yield f"{facts.refunded.major} {facts.refunded.currency} of it were given back already."
    yield ""
    yield "We have no message in which the payer asked us for the money back."
