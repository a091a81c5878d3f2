"""Links that letters carry."""

from hov_donate.payments.queries import payment_by_reference
from hov_donate.web.parts import Parts


def gift_url(parts: Parts, reference: str, language: str = "en") -> str:
    """The address of a gift's own page."""
    with parts.database.reading() as session:
        payment = payment_by_reference(session, reference)
    assert payment is not None, f"no gift {reference}"
    return parts.giving.addresses.gift(payment, language)
