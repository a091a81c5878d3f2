"""Gifts are counted in the country of the card, and no longer once their money went back."""

from collections import Counter

from sqlalchemy import select

from hov_donate.campaign.map.models import CountedGift, GiftCount
from hov_donate.campaign.map.operations import count_gift
from hov_donate.payments.queries import payment_by_reference
from tests.support.office import Office
from tests.support.words import GBP


def counted(office: Office) -> dict[str, int]:
    """How many gifts each country has; what is kept is what there is."""
    with office.database.reading() as session:
        kept = {it.country: it.gifts for it in session.scalars(select(GiftCount))}
        there = Counter(session.scalars(select(CountedGift.country)))
    assert {it: many for it, many in kept.items() if many} == there
    return kept


def test_a_gift_is_counted_once_until_all_of_it_went_back(office: Office):
    office.ask(GBP("20.00"))
    assert counted(office) == {}
    first, second = office.gift(GBP("20.00")), office.gift(GBP("10.00"))
    assert counted(office) == {"GB": 2}
    with office.database.writing() as work:
        payment = payment_by_reference(work.session, first)
        assert payment is not None
        count_gift(work, payment_id=payment.id)
    office.hear(second, GBP("10.00"), refunded=400)
    assert counted(office) == {"GB": 2}
    office.hear(second, GBP("10.00"), refunded=1000)
    assert counted(office) == {"GB": 1}
