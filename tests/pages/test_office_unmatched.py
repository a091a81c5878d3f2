"""The treasurer decides about money that matched nothing, with Stripe at the other end."""

import pytest

from hov_donate.affiliations.models import Invoice
from hov_donate.contacts.models import Consent
from hov_donate.ledger.chart import Account
from hov_donate.payments.models import Payment
from hov_donate.payments.rules import PaymentStatus, Resolution
from hov_donate.staff.rules import Permission, Role
from tests.support.affiliates import Affiliates
from tests.support.agreement import all_is_well
from tests.support.house import House
from tests.support.office import TREASURER, Desk, member_in, treasurer_in, without
from tests.support.words import GBP

ONCE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ADA = {"name": " Ada  Lovelace ", "email": "ada@people.example", "language": "es"}


@pytest.fixture
def desk(house: House) -> Desk:
    return treasurer_in(house.site.app, house.parts.database)


def stray(house: House, amount: int = 1500, currency: str = "gbp") -> str:
    """Money that says not what it is for; the address of its page."""
    house.simulator.control.make_stray_payment(amount, currency)
    house.let_everything_arrive()
    [money] = house.unmatched()
    return f"/office/unmatched/{money.id}"


def newest(house: House) -> Payment:
    return house.newest_payment()


def test_money_is_attached_to_the_gift_whose_reference_was_typed(house: House, desk: Desk) -> None:
    gift = house.give("20")
    room = stray(house, 1900)
    assert f'href="{room}"' in desk.get("/office/reconciliation").text
    assert "Waits for a decision" in desk.get(room).text

    shown = f"{gift.reference[:4]}-{gift.reference[4:]}".lower()
    asked = desk.get(f"{room}/attach?reference={shown}").text
    assert "another sum than was asked" in asked
    assert "rosa@people.example" in asked
    answer = desk.post(f"{room}/attach", reference=gift.reference)
    assert answer.headers["Location"] == f"/office/gifts/{gift.reference}"
    page = desk.get(answer.headers["Location"]).text
    for text in ("£19.00", "A member of staff said whose it is", TREASURER, "placed_by_staff"):
        assert text in page, text
    settled = desk.get(room).text
    assert "Attached to a gift or an invoice" in settled
    assert TREASURER in settled
    assert "What is it?" not in settled
    assert "Attached to a gift or an invoice" in desk.get("/office/reconciliation").text
    assert house.books(Account.UNMATCHED_PAYMENTS) == {}


@ONCE
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Type the whole reference"),
        ("2222 2223", "Type the whole reference"),
        ("2222 2222", "There is no gift with this reference"),
        ("%00", "Type the whole reference"),
    ],
)
def test_a_mistyped_reference_is_told_apart_from_one_that_nobody_has(
    house: House, desk: Desk, typed: str, told: str
) -> None:
    answer = desk.get(f"{stray(house)}/attach?reference={typed}")
    assert answer.status_code == 422
    assert told in answer.text
    assert "<title>Error:" in answer.text


@ONCE
def test_money_for_a_paid_gift_is_announced_as_a_new_one(house: House, desk: Desk) -> None:
    gift = house.give("20")
    house.pay(gift)
    house.let_everything_arrive()
    room = stray(house, 2000)
    assert "A new gift is made" in desk.get(f"{room}/attach?reference={gift.reference}").text
    desk.post(f"{room}/attach", reference=gift.reference)
    assert newest(house).reference != gift.reference
    assert newest(house).status is PaymentStatus.PAID


def test_money_is_made_into_a_gift_of_someone_whom_the_treasurer_knows(
    house: House, desk: Desk
) -> None:
    room = stray(house)
    desk.get(f"{room}/gift")
    unsaid = desk.post(f"{room}/gift", email="ada@", language="xx")
    assert unsaid.status_code == 422
    for told in ("e-mail address in the correct format", "language of the receipt", "lets us keep"):
        assert told in unsaid.text, told
    unsaid = desk.post(f"{room}/gift", **ADA, leave="given")
    assert unsaid.status_code == 422
    assert "Write how and when the giver agreed" in unsaid.text
    assert "ada@people.example" in unsaid.text

    answer = desk.post(f"{room}/gift", **ADA, leave="given", source="By letter of 3 May.")
    page = desk.get(answer.headers["Location"]).text
    for text in ("Ada Lovelace", "ada@people.example", "By letter of 3 May.", "noted-by-staff-1"):
        assert text in page, text
    house.let_everything_arrive()
    assert [mail.subject[:6] for mail in house.mails() if "ada@" in mail.to] == ["Recibo"]


@ONCE
def test_who_agreed_to_nothing_leaves_no_consent_behind(house: House, desk: Desk) -> None:
    room = stray(house)
    desk.get(f"{room}/gift")
    desk.post(f"{room}/gift", **ADA, leave="none", source="not to be kept")
    with house.parts.database.reading() as session:
        assert session.query(Consent).count() == 0
    assert newest(house).status is PaymentStatus.PAID


@ONCE
def test_nothing_that_was_typed_is_lost_when_stripe_is_silent(house: House, desk: Desk) -> None:
    room = stray(house)
    desk.get(f"{room}/gift")
    house.simulator.control.set_fault("500", times=20, path="/v1/payment_intents")
    answer = desk.post(f"{room}/gift", **ADA, leave="given", source="By letter of 3 May.")
    assert answer.status_code == 503
    assert "Nothing was changed" in answer.text
    assert "By letter of 3 May." in answer.text
    house.simulator.control.clear_faults()
    assert desk.post(f"{room}/gift", **ADA, leave="none").status_code == 303


def test_money_that_is_not_ours_goes_back_and_the_history_says_who_sent_it(
    house: House, desk: Desk
) -> None:
    room = stray(house)
    assert "£15.00" in desk.get(f"{room}/refund").text
    assert desk.post(f"{room}/refund").headers["Location"] == room
    page = desk.get(room).text
    assert "The money goes back to whoever paid it." in page
    assert "Went back whole" in page
    assert page.count(f"<bdi>{TREASURER}</bdi>") == 3  # signed in, asked, settled
    desk.post(f"{room}/refund")
    assert "Someone has decided about this money already" in desk.get(room).text
    house.reconcile()
    assert house.books(Account.STRIPE) == house.stripes_balance()


@ONCE
def test_a_large_sum_goes_back_when_another_person_agrees(house: House, desk: Desk) -> None:
    room = stray(house, 15_000)
    assert "another person of the office has to agree" in desk.get(f"{room}/refund").text
    for _press in range(2):
        desk.post(f"{room}/refund")
        assert "Another person of the office has to agree" in desk.get(room).text
    desk.post(f"{room}/refund/agree")
    assert "Another person than the one who asked has to agree" in desk.get(room).text
    assert house.unmatched()[0].resolved_at is None

    other = member_in(
        house.site.app, house.parts.database, email="b@office.example", role=Role.ADMINISTRATOR
    )
    assert "Agree, and send it back" in other.get(room).text
    other.post(f"{room}/refund/agree")
    assert "The money goes back to whoever paid it." in other.get(room).text
    assert house.unmatched()[0].resolution is Resolution.WENT_BACK
    assert house.books(Account.UNMATCHED_PAYMENTS) == {}


@ONCE
def test_nobody_agrees_to_what_nobody_asked_for(house: House, desk: Desk) -> None:
    room = stray(house)
    desk.get(room)
    desk.post(f"{room}/refund/agree")
    assert "Another person than the one who asked has to agree" in desk.get(room).text
    assert house.unmatched()[0].resolved_at is None


@ONCE
def test_a_refund_that_stripe_was_silent_about_is_pressed_again_and_goes_once(
    house: House, desk: Desk
) -> None:
    room = stray(house)
    desk.get(f"{room}/refund")
    house.simulator.control.set_fault("500", times=20, path="/v1/refunds")
    desk.post(f"{room}/refund")
    assert "Your wish is noted" in desk.get(room).text
    house.simulator.control.clear_faults()
    house.simulator.control.set_fault("lost_reply", path="/v1/refunds")
    desk.post(f"{room}/refund")
    house.let_everything_arrive()
    [money] = house.unmatched()
    assert money.resolution is Resolution.WENT_BACK
    assert len(house.parts.gateway.read_payment(money.stripe_payment_intent_id).refunds) == 1
    assert house.books(Account.UNMATCHED_PAYMENTS) == {}


@ONCE
def test_disputed_money_is_nobodys_gift(house: House, desk: Desk) -> None:
    gift = house.give("20")
    room = stray(house, 2000)
    [money] = house.unmatched()
    house.simulator.control.open_dispute(money.stripe_payment_intent_id)
    house.let_everything_arrive()
    page = desk.get(room).text
    assert "The payer did not make this payment" in page
    desk.post(f"{room}/attach", reference=gift.reference)
    assert "went back or is disputed" in desk.get(room).text
    assert f'href="{room}"' in desk.get("/office/disputes").text
    assert house.books(Account.DONATIONS) == {}


@ONCE
def test_whoever_may_only_look_sees_no_button_and_does_nothing(house: House, desk: Desk) -> None:
    gift = house.give("20")
    room = stray(house)
    desk.get(room)
    with without(Permission.PLACE_MONEY, Permission.REFUND_UNMATCHED):
        page = desk.get(room).text
        assert "Send it back" not in page
        assert "Make it into a gift" not in page
        assert desk.post(f"{room}/attach", reference=gift.reference).status_code == 403
        assert desk.post(f"{room}/gift", **ADA, leave="none").status_code == 403
        assert desk.post(f"{room}/refund").status_code == 403
        for door in ("attach?reference=", "gift", "refund"):
            assert desk.get(f"{room}/{door}").status_code == 403
    with without(Permission.SEE_LEDGER):
        assert desk.get(room).status_code == 403
    [money] = house.unmatched()
    assert money.resolved_at is None
    assert house.books(Account.UNMATCHED_PAYMENTS) == {"GBP": GBP("-15.00")}


@ONCE
@pytest.mark.parametrize("door", ["", "/attach?reference=", "/gift", "/refund"])
def test_money_that_is_not_there_has_no_page(house: House, desk: Desk, door: str) -> None:
    wanted = 422 if door.startswith("/attach") else 404
    assert desk.get(f"/office/unmatched/7{door}").status_code in {404, wanted}
    assert house.site.app.test_client().get(f"/office/unmatched/7{door}").status_code == 303


@ONCE
def test_every_decision_wants_the_token_of_its_page(house: House, desk: Desk) -> None:
    room = stray(house)
    desk.token = "forged"
    for door in ("attach", "gift", "refund"):
        assert desk.post(f"{room}/{door}", **ADA).status_code == 400


def owing(house: House) -> tuple[Affiliates, Invoice]:
    """A branch that owes fifty pounds."""
    parts = house.parts
    affiliates = Affiliates(parts.database, parts.settings, parts.seal)
    return affiliates, affiliates.invoice(affiliates.branch())


def test_money_is_attached_to_an_invoice_and_what_is_too_much_is_credit(
    house: House, desk: Desk
) -> None:
    affiliates, invoice = owing(house)
    room = stray(house, 6000)
    for name in ("", "7KQM 3XPA", "INV-2026-999999"):
        answer = desk.get(f"{room}/invoice?invoice={name}")
        assert answer.status_code == 422
        assert "There is no invoice with this reference or number" in answer.text
    asked = desk.get(f"{room}/invoice?invoice={invoice.full_number.lower()}").text
    assert "The rest becomes the payer" in asked
    answer = desk.post(f"{room}/invoice", invoice=invoice.reference)
    assert answer.headers["Location"] == f"/office/invoices/{invoice.id}"
    assert affiliates.owes(invoice) == GBP("0.00")
    assert house.books(Account.UNMATCHED_PAYMENTS) == {}
    assert house.books(Account.RECEIVABLES) == {"GBP": GBP("-10.00")}
    assert "It pays an invoice now" in desk.get(room).text
    # Whoever follows the payment's reference, as the ledger shows it, meets the invoice.
    paid = desk.get(f"/office/gifts/{newest(house).reference}")
    assert paid.headers["Location"] == f"/office/invoices/{invoice.id}"
    all_is_well(house)


@ONCE
def test_money_in_another_currency_is_only_credit(house: House, desk: Desk) -> None:
    affiliates, invoice = owing(house)
    room = stray(house, 2000, "eur")
    assert "another currency" in desk.get(f"{room}/invoice?invoice={invoice.reference}").text
    desk.post(f"{room}/invoice", invoice=invoice.reference)
    assert affiliates.owes(invoice) == GBP("50.00")
    all_is_well(house)
