"""What a giver gave in an accounting year: at Stripe, outside it, and beside fees."""

import uuid

from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.donations.offline.queries import given_in
from hov_donate.donations.review.queries import given_beside_fees, paid_in


def given_in_year(
    session: Session, contact_id: uuid.UUID, currency: str, year: Span, time_zone: str
) -> Money:
    """All that is known to be a contact's, less what went back and what was refused."""
    at_stripe = paid_in(session, contact_id, currency, year, time_zone)
    outside = given_in(session, contact_id, currency, year)
    return at_stripe + outside + given_beside_fees(session, contact_id, currency, year)
