"""What a giver gave in an accounting year, at Stripe and outside it."""

import uuid

from sqlalchemy.orm import Session

from hov_donate.core.money import Money
from hov_donate.core.spans import Span
from hov_donate.donations.offline.queries import given_in
from hov_donate.donations.review.queries import paid_in


def given_in_year(
    session: Session, contact_id: uuid.UUID, currency: str, year: Span, time_zone: str
) -> Money:
    """All that is known to be a contact's, less what went back and what was refused."""
    at_stripe = paid_in(session, contact_id, currency, year, time_zone)
    return at_stripe + given_in(session, contact_id, currency, year)
