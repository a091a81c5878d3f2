"""A giver is corrected while a gift of theirs is being paid: one waits for the other.

Who applies a payment holds it and then its giver, to ask what else they gave. Who corrects the
giver takes both in that order, or PostgreSQL would end one of them.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from time import sleep

import pytest
from sqlalchemy import select

from hov_donate.contacts.operations import hold_contact
from hov_donate.contacts.sealing import Identity
from hov_donate.core.references import new_reference
from hov_donate.donations.correcting import correct_giver
from hov_donate.donations.operations import GiftRequest, start_donation
from hov_donate.payments.models import Payment
from tests.support.office import Office
from tests.support.words import GBP

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

ROSA = Identity("Rosa Giver", "rosa@people.example")
RIGHT = Identity("Rosa Quiñones", "rosa@people.example")


def gives(office: Office) -> Payment:
    request = GiftRequest(new_reference(), GBP("5.00"), ROSA, (), "en")
    with office.database.writing() as work:
        start_donation(work, request=request, seal=office.parts.seal)
        return work.session.scalars(
            select(Payment).where(Payment.reference == request.reference)
        ).one()


def test_who_corrects_a_giver_waits_for_the_gift_that_is_being_paid(office: Office):
    payment = gives(office)

    def correct() -> None:
        with office.database.writing() as work:
            correct_giver(
                work, details_id=payment.details_id, identity=RIGHT, seal=office.parts.seal
            )

    with ThreadPoolExecutor(1) as another:
        with office.database.writing() as work:
            work.session.get_one(Payment, payment.id, with_for_update={"key_share": True})
            corrected: Future[None] = another.submit(correct)
            sleep(0.3)
            assert not corrected.done()
            hold_contact(work, details_id=payment.details_id)
        corrected.result(10)


def test_a_gift_begun_while_its_giver_is_corrected_makes_staff_look_again(office: Office):
    """It would keep the old details, or be held in the wrong order."""
    payment = gives(office)

    def correct() -> None:
        with office.database.writing() as work:
            correct_giver(
                work, details_id=payment.details_id, identity=RIGHT, seal=office.parts.seal
            )

    with ThreadPoolExecutor(1) as another:
        with office.database.writing() as work:
            hold_contact(work, details_id=payment.details_id)
            corrected: Future[None] = another.submit(correct)
            sleep(0.3)
            gives(office)
        with pytest.raises(LookupError, match="more was given"):
            corrected.result(10)
