"""A giver who was written down wrongly, and a receipt that has to go once more."""

import re

import pytest
from sqlalchemy import select

from hov_donate.contacts.models import Consent, ConsentPurpose
from hov_donate.contacts.operations import record_details
from hov_donate.contacts.queries import consented_with, identity
from hov_donate.contacts.sealing import Identity
from hov_donate.core.references import new_reference
from hov_donate.donations.correcting import correct_giver
from hov_donate.donations.offline.operations import GiftFacts, KnownGiver, record_gift
from hov_donate.donations.offline.rules import GiftMethod, GiverKind
from hov_donate.donations.receipts import receipt_pdf
from hov_donate.gateway.port import Interval
from hov_donate.payments.models import Payment
from hov_donate.payments.operations import ask
from hov_donate.payments.queries import payment_by_reference
from hov_donate.payments.rules import PaymentPurpose
from hov_donate.staff.audit.models import AuditRow
from hov_donate.staff.rules import Permission
from tests.support.agreement import all_is_well
from tests.support.house import House
from tests.support.monthly import begun, months_later
from tests.support.office import Desk, Office, treasurer_in, without
from tests.support.words import GBP

RIGHT = {
    "name": "Rosa Quiñones",
    "email": "rosa.q@people.example",
    "reason": "The giver rang on 3 May.",
}


@pytest.fixture
def desk(house: House) -> Desk:
    return treasurer_in(house.site.app, house.parts.database)


def given(house: House) -> Payment:
    payment = house.give("20", email="rosa@poeple.example", keep_details="yes")
    house.pay(payment)
    house.let_everything_arrive()
    return payment


def correct(desk: Desk, reference: str, **fields: str):
    return correct_at(desk, f"/office/gifts/{reference}/giver", **fields)


def correct_at(desk: Desk, room: str, **fields: str):
    seen = re.search(r'name="seen" value="(\w+)"', desk.get(room).text)
    assert seen
    return desk.post(room, **{**RIGHT, "seen": seen[1], **fields})


def giver_of(house: House, reference: str) -> Identity | None:
    with house.parts.database.reading() as session:
        payment = payment_by_reference(session, reference)
        assert payment
        return identity(session, house.parts.seal, payment.details_id)


def addressees(house: House) -> list[str]:
    house.let_everything_arrive()
    return [str(mail.message["To"]) for mail in house.mails()]


def test_a_mistyped_address_is_corrected_and_the_receipt_goes_there(house, desk):
    payment = given(house)
    with house.parts.database.reading() as session:
        before = receipt_pdf(session, house.parts.seal, payment.reference)
    assert correct(desk, payment.reference).status_code == 303
    assert giver_of(house, payment.reference) == Identity(RIGHT["name"], RIGHT["email"])
    desk.post(f"/office/gifts/{payment.reference}/receipt/send")
    assert any("rosa.q@people.example" in each for each in addressees(house))
    with house.parts.database.reading() as session:
        assert receipt_pdf(session, house.parts.seal, payment.reference) == before
    all_is_well(house)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_how_the_office_knows_is_kept_in_the_log_of_what_it_did(house, desk):
    correct(desk, given(house).reference)
    with house.parts.database.reading() as session:
        why = session.scalars(
            select(AuditRow.reason).where(AuditRow.action == "office.correct_who_gave")
        ).all()
    assert why == [RIGHT["reason"]]


def test_what_was_agreed_to_stays_agreed_to(house, desk):
    payment = given(house)
    correct(desk, payment.reference)
    with house.parts.database.reading() as session:
        now = payment_by_reference(session, payment.reference)
        assert now
        assert consented_with(session, now.details_id) == {ConsentPurpose.KEEP_DETAILS}
        moments = set(session.scalars(select(Consent.given_at)))
    assert len(moments) == 1


def test_later_months_are_those_of_who_it_is(house, desk):
    first = begun(house, GBP("10.00"))
    assert first.interval is Interval.MONTH
    correct(desk, first.reference)
    months_later(house)
    newest = house.newest_payment()
    assert newest.reference != first.reference
    assert giver_of(house, newest.reference) == Identity(RIGHT["name"], RIGHT["email"])
    all_is_well(house)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"email": ""}, "Enter the e-mail address"),
        ({"email": "rosa at people"}, "correct format"),
        ({"reason": ""}, "Write how you know"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_changed(house, desk, fields, told):
    payment = given(house)
    answer = correct(desk, payment.reference, **fields)
    assert answer.status_code == 422
    assert told in answer.text
    found = giver_of(house, payment.reference)
    assert found
    assert found.email == "rosa@poeple.example"


def test_a_receipt_that_is_in_line_is_not_put_there_twice(house, desk):
    payment = given(house)
    desk.get(f"/office/gifts/{payment.reference}")
    for _ in range(3):
        desk.post(f"/office/gifts/{payment.reference}/receipt/send")
    assert sum("rosa@poeple.example" in each for each in addressees(house)) == 2


def test_what_was_given_in_cash_and_what_was_given_by_card_is_corrected_together(house, desk):
    payment = given(house)
    cash = in_cash(house, Identity("Rosa Quiñones", "rosa@poeple.example"))
    before = desk.get(f"/office/offline/{cash}").text
    assert "Send the receipt once more" in before
    assert correct_at(desk, f"/office/offline/{cash}/giver").status_code == 303
    assert giver_of(house, payment.reference) == Identity(RIGHT["name"], RIGHT["email"])
    desk.post(f"/office/offline/{cash}/receipt/send")
    assert "Rosa Quiñones" in desk.get(f"/office/offline/{cash}").text
    assert sum("rosa.q@people.example" in each for each in addressees(house)) == 1


def in_cash(house: House, someone: Identity) -> int:
    facts = GiftFacts(
        form="a1",
        method=GiftMethod.BANK_TRANSFER,
        amount=GBP("5.00"),
        received_on=house.parts.database.clock.now().date(),
        giver=GiverKind.KNOWN,
        who=KnownGiver(someone, "en"),
    )
    parts = house.parts
    with parts.database.writing() as work:
        return record_gift(
            work,
            facts=facts,
            actor="staff:1",
            settings=parts.settings,
            seal=parts.seal,
        ).id


def test_a_page_that_was_opened_before_somebody_corrected_it_overwrites_nothing(house, desk):
    payment = given(house)
    room = f"/office/gifts/{payment.reference}/giver"
    stale = desk.get(room).text
    correct(desk, payment.reference)
    seen = re.search(r'name="seen" value="(\w+)"', stale)
    assert seen
    answer = desk.post(room, name="Rosa", email="rosa@old.example", reason="x", seen=seen[1])
    assert "It has changed since you opened" in desk.get(answer.headers["Location"]).text
    found = giver_of(house, payment.reference)
    assert found
    assert found.email == RIGHT["email"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_members_pay_is_no_gift_whose_giver_could_be_corrected(office: Office):
    desk = office.signed_in()
    with office.database.writing() as work:
        details = record_details(
            work, identity=Identity("M", "m@people.example"), consents=(), seal=office.parts.seal
        )
        payment = ask(
            work,
            reference=new_reference(),
            purpose=PaymentPurpose.AFFILIATION,
            amount=GBP("5.00"),
            interval=None,
            details_id=details.id,
        )
    room = f"/office/gifts/{payment.reference}/giver"
    assert (desk.get(room).status_code, desk.post(room).status_code) == (404, 404)
    with pytest.raises(LookupError), office.database.writing() as work:
        correct_giver(
            work,
            details_id=details.id,
            identity=Identity("X", "x@people.example"),
            seal=office.parts.seal,
        )


def test_who_may_not_see_names_changes_none(office: Office):
    desk, reference = office.signed_in(), office.gift(GBP("20.00"))
    with without(Permission.CORRECT_GIVERS):
        assert desk.get(f"/office/gifts/{reference}/giver").status_code == 403
        assert "Correct the name" not in desk.get(f"/office/gifts/{reference}").text
    assert desk.get("/office/gifts/22222222/giver").status_code == 404
