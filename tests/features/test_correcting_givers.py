"""A giver who was written down wrongly is corrected for all that they gave outside Stripe."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from hov_donate.contacts.models import ContactDetails
from hov_donate.contacts.queries import contact_by_email, identity, newest_details
from hov_donate.contacts.sealing import Identity
from hov_donate.donations.correcting import correct_giver, send_offline_receipt_again
from hov_donate.donations.offline.models import OfflineGift, StandingOrder
from hov_donate.donations.offline.operations import end_order
from hov_donate.donations.offline.queries import given_by
from hov_donate.donations.processes import forget_strangers
from hov_donate.donations.receipts import receipt_pdf
from hov_donate.outbox.models import MailKind, OutboxMessage
from hov_donate.outbox.operations import claim
from tests.support.offline import ROSA, TODAY, TREASURER, Till
from tests.support.words import GBP

RIGHT = Identity("Rosa Quiñones", "rosa.q@people.example")
SOMEBODY_ELSE = Identity("Sam Secretary", ROSA.email)


def corrected(till: Till, given: OfflineGift | StandingOrder, identity: Identity = RIGHT) -> None:
    assert given.details_id
    with till.database.writing() as work:
        correct_giver(work, details_id=given.details_id, identity=identity, seal=till.seal)


def details_of(till: Till, given: OfflineGift | StandingOrder) -> ContactDetails:
    table = type(given)
    with till.database.reading() as session:
        return session.scalars(
            select(ContactDetails)
            .join(table, table.details_id == ContactDetails.id)
            .where(table.id == given.id)
        ).one()


def giver_of(till: Till, given: OfflineGift | StandingOrder) -> Identity | None:
    details = details_of(till, given)
    return till.seal.open(details.sealed) if details.sealed else None


def contact_of(till: Till, given: OfflineGift | StandingOrder) -> uuid.UUID:
    return details_of(till, given).contact_id


def sends(till: Till, gift: OfflineGift) -> bool:
    with till.database.writing() as work:
        return send_offline_receipt_again(work, gift_id=gift.id, seal=till.seal)


def goes_to(till: Till) -> list[str]:
    """Whom the letters that are in line go to."""
    with till.database.writing() as work:
        claimed = claim(work, limit=20)
    return [_written(till, each.details_id) for each in claimed]


def _written(till: Till, details_id: uuid.UUID | None) -> str:
    assert details_id
    with till.database.reading() as session:
        someone = identity(session, till.seal, details_id)
    return someone.email if someone else ""


def test_once_corrected_is_corrected_for_all_that_was_given_so(till: Till):
    cheque, transfer = till.gives(GBP("30.00")), till.gives(GBP("5.00"))
    order = till.orders(GBP("10.00"), TODAY)
    met = till.meets(order, TODAY)
    others = till.gives(GBP("7.00"), identity=SOMEBODY_ELSE)
    corrected(till, cheque)
    assert {giver_of(till, it) for it in (cheque, transfer, order, met)} == {RIGHT}
    assert giver_of(till, others) == SOMEBODY_ELSE
    assert set(goes_to(till)) == {RIGHT.email, SOMEBODY_ELSE.email}


def test_an_order_that_has_ended_is_its_givers_all_the_same(till: Till):
    order = till.orders(GBP("10.00"), TODAY)
    with till.database.writing() as work:
        end_order(work, order_id=order.id, last_day=TODAY, words="A letter.", actor=TREASURER)
    corrected(till, order)
    assert giver_of(till, order) == RIGHT


def test_a_page_of_ones_own_goes_with_the_address(till: Till):
    """What a mistyped address was told opens nothing any more, and its owner finds nothing."""
    gift, others = till.gives(GBP("30.00")), till.gives(GBP("7.00"), identity=SOMEBODY_ELSE)
    known = till.gives(GBP("3.00"), identity=RIGHT)
    corrected(till, gift)
    assert contact_of(till, gift) == contact_of(till, known) != contact_of(till, others)
    with till.database.reading() as session:
        mine = contact_by_email(session, till.seal, RIGHT.email)
        assert mine
        page = given_by(session, mine.id)
        [others_only] = given_by(session, contact_of(till, others)).gifts
        still = newest_details(session, till.seal, ROSA.email)
    assert [len(it.documents) for it in page.gifts] == [1, 1]
    assert others_only.given.gift.id == others.id
    assert still
    assert still.id == others.details_id


def test_a_receipt_can_be_sent_once_more_long_after_its_giver_was_corrected(till: Till):
    gift = till.gives(GBP("30.00"))
    with till.database.reading() as session:
        before = receipt_pdf(session, till.seal, gift.reference)
    goes_to(till)
    corrected(till, gift)
    till.clock.advance(timedelta(days=60))
    forget_strangers(till.database)
    with till.database.reading() as session:
        assert receipt_pdf(session, till.seal, gift.reference) == before


def test_whoever_is_forgotten_is_forgotten_as_they_were_written_down_first_too(till: Till):
    gift = till.gives(GBP("30.00"))
    corrected(till, gift)
    with till.database.writing() as work:
        work.session.execute(
            update(ContactDetails)
            .values(sealed=None, email_digest=None)
            .where(ContactDetails.id == work.session.get_one(OfflineGift, gift.id).details_id)
        )
        work.session.execute(update(OutboxMessage).values(status="sent"))
    till.clock.advance(timedelta(days=60))
    forget_strangers(till.database)
    with till.database.reading() as session:
        assert session.scalars(select(ContactDetails.sealed)).all() == [None, None]


def test_a_gift_goes_to_no_other_giver_whoever_writes(till: Till):
    gift, others = till.gives(GBP("30.00")), till.gives(GBP("7.00"), identity=SOMEBODY_ELSE)
    for values in ({"details_id": others.details_id}, {"amount_minor": 1}):
        with pytest.raises(DBAPIError), till.database.writing() as work:
            work.session.execute(
                update(OfflineGift).where(OfflineGift.id == gift.id).values(**values)
            )


def test_two_who_correct_at_once_do_not_undo_each_other(till: Till):
    gift = till.gives(GBP("30.00"))
    corrected(till, gift)
    with pytest.raises(LookupError):
        corrected(till, gift, Identity("Rosa Giver", "another@people.example"))
    assert giver_of(till, gift) == RIGHT


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_address_that_comes_later_gets_the_receipt_for_the_first_time(till: Till):
    gift = till.gives(GBP("30.00"), identity=Identity("Rosa Giver", ""))
    assert not sends(till, gift)
    corrected(till, gift)
    assert sends(till, gift)
    assert not sends(till, gift)
    assert goes_to(till) == [RIGHT.email]
    till.takes_back(gift)
    assert not sends(till, gift)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_receipt_that_went_goes_once_more_to_where_it_should_have_gone(till: Till):
    gift = till.gives(GBP("30.00"))
    with till.database.writing() as work:
        [letter] = claim(work, limit=1)
        work.session.execute(update(OutboxMessage).values(status="sent"))
    assert letter.kind is MailKind.OFFLINE_RECEIPT
    corrected(till, gift)
    assert sends(till, gift)
    assert goes_to(till) == [RIGHT.email]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_collections_have_nobody_to_correct_or_to_write_to(till: Till):
    gift = till.gives(GBP("30.00"), meeting="Public meeting, Leeds")
    assert not sends(till, gift)
    with pytest.raises(LookupError), till.database.writing() as work:
        correct_giver(work, details_id=uuid.uuid4(), identity=RIGHT, seal=till.seal)
