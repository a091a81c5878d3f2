"""The office decides about gifts that a rule wanted somebody to look at."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import Invoice
from hov_donate.donations.review.rules import Action, Measure
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.payments.models import Payment
from hov_donate.staff.rules import Role
from tests.support.affiliates import TODAY, Affiliates
from tests.support.credit import give_credit
from tests.support.office import Desk, Office
from tests.support.reviewing import decided_rule, reviews
from tests.support.roles import desk_of
from tests.support.words import GBP

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
RULE = {
    "measure": "single",
    "action": "hold",
    "currency": "GBP",
    "at_least": "500",
    "days": "14",
    "begins": "2026-11-24",
    "minute": "Committee, 3 May, minute 7",
}


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.signed_in()


def held(office: Office) -> str:
    """Where a held gift is looked at."""
    decided_rule(office.database, GBP("500"))
    office.gift(GBP("500"))
    return url_of(office)


def on(office: Office, account: Account) -> int:
    with office.database.reading() as session:
        found = balances(session, account).get("GBP", GBP(0))
    return found.minor


def keyed(desk: Desk, path: str) -> str:
    key = re.search(r'name="form" value="(\w+)"', desk.get(path).text)
    assert key
    return key[1]


def test_a_rule_is_made_with_its_minute_and_asks_from_then_on(office, desk):
    assert "There is no rule" in desk.get("/office/review-rules").text
    page = desk.get("/office/review-rules/make").text
    assert "checked" not in page
    assert desk.post("/office/review-rules/make", **RULE | {"minute": ""}).status_code == 422
    past = desk.post("/office/review-rules/make", **RULE | {"begins": "2026-11-23"})
    assert "it never reaches back" in past.text
    key = keyed(desk, "/office/review-rules/make")
    for _ in range(2):
        desk.post("/office/review-rules/make", **RULE, form=key)
    rules = desk.get("/office/review-rules").text
    assert rules.count("A gift of £500.00 or more is held") == 1
    assert "minute 7" in rules
    office.gift(GBP("500"))
    assert "14 days left" in desk.get("/office/reviews?status=waiting").text


def test_a_rule_gets_a_new_version_and_ends_by_another_minute(office, desk):
    rule = decided_rule(office.database, GBP("500"))
    room = f"/office/review-rules/{rule.id}"
    assert 'value="500.00"' in desk.get(f"{room}/change").text
    changed = RULE | {"at_least": "800", "begins": "2026-12-01", "minute": "Minute 9"}
    assert desk.post(f"{room}/change", **changed).status_code == 303
    newest = reviews_rule(desk)
    assert desk.post(f"{room}/change", **changed).status_code == 422
    assert desk.post(f"{newest}/end", ends="2026-11-20", minute="Minute 11").status_code == 303
    page = desk.get("/office/review-rules").text
    assert "never came to be" in page
    assert "Minute 11" in page


def reviews_rule(desk: Desk) -> str:
    link = re.search(
        r'href="(/office/review-rules/\d+)/end"', desk.get("/office/review-rules").text
    )
    assert link
    return link[1]


def test_a_held_gift_is_accepted_with_one_press(office, desk):
    room = held(office)
    page = desk.get(room).text
    assert "A gift of £500.00 or more is held" in page
    assert "£500.00" in page
    assert "is held: no income" in desk.get(f"/office/gifts/{reference(office)}").text
    assert "Your gift has come" not in page
    assert on(office, Account.DONATIONS) == 0
    assert desk.post(f"{room}/accept", words="We know them.").status_code == 303
    assert on(office, Account.DONATIONS) == -50000
    assert "We know them." in desk.get(room).text
    assert "Accept it" not in desk.get(room).text
    desk.post(f"{room}/accept")
    assert "already" in desk.get(room).text
    assert on(office, Account.DONATIONS) == -50000


def reference(office: Office) -> str:
    with office.database.reading() as session:
        return session.scalars(select(Payment.reference).order_by(Payment.id.desc())).first() or ""


def url_of(office: Office) -> str:
    return f"/office/reviews/{reviews(office.database)[-1].id}"


def test_refusing_needs_a_reason_and_another_person(office, desk):
    room = held(office)
    assert "Write why it is not accepted" in desk.post(f"{room}/refuse", why=" ").text
    assert desk.post(f"{room}/refuse", why="A company that we oppose.").status_code == 303
    page = desk.get(room).text
    assert "Waits for another person" in page
    assert "Another person of the office has to agree" in page
    assert url_of(office) not in desk.get("/office/reviews?status=to_go_back").text
    request = re.search(r"/office/refunds/(\d+)", page)
    assert request
    desk.post(f"/office/refunds/{request[1]}/decline", words="A mistake.")
    assert "Gifts to hand back" in desk.get("/office/").text
    assert url_of(office) in desk.get("/office/reviews?status=to_go_back").text
    assert desk.post(f"{room}/accept").status_code == 303
    assert on(office, Account.DONATIONS) == -50000


def test_what_nobody_decided_in_time_stays_and_is_said_on_the_first_screen(office, desk):
    held(office)
    assert "The first: 14 days left" in desk.get("/office/").text
    office.clock.advance(timedelta(days=15))
    later = desk_of(office, Role.AUDITOR)
    assert "1 is overdue" in later.get("/office/").text
    assert "Overdue since" in later.get("/office/reviews?status=overdue").text
    assert on(office, Account.HELD_GIFTS) == -50000


def test_the_next_sum_to_ask_at_is_proposed_and_must_lie_above(office, desk):
    decided_rule(office.database, GBP("500"), Measure.YEAR, Action.FLAG)
    office.gift(GBP("700"))
    room = url_of(office)
    assert 'value="1000.00"' in desk.get(room).text
    wrong = desk.post(f"{room}/looked", again_at="700")
    assert wrong.status_code == 422
    assert "Enter more than this giver has given this year already" in wrong.text
    assert desk.post(f"{room}/looked", again_at="1000").status_code == 303
    office.gift(GBP("299"))
    assert len(reviews(office.database)) == 1
    office.gift(GBP("1"))
    assert len(reviews(office.database)) == 2


def test_names_are_for_those_who_may_see_them(office):
    room = held(office)
    desk = office.signed_in()
    assert "Brien" in desk.get(room).text
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        other = desk_of(office, role)
        assert "Brien" not in other.get(room).text + other.get("/office/reviews").text
        assert "Accept it" not in other.get(room).text


def beside_a_fee(office: Office, gift: str, *, by_card: bool = False) -> Invoice:
    """An invoice with a gift beside its fee, which is paid by bank transfer, or by card."""
    affiliates = Affiliates(office.database, office.parts.settings, office.parts.seal)
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch, GBP("50"), GBP(gift))
    if by_card:
        affiliates.card(invoice, GBP("50") + GBP(gift))
    else:
        affiliates.receive(branch, GBP("50") + GBP(gift), (invoice, GBP("50") + GBP(gift)))
    return invoice


def test_a_gift_on_an_invoice_is_found_in_the_room_and_accepted(office, desk):
    decided_rule(office.database, GBP("500"), begins=TODAY)
    invoice = beside_a_fee(office, "500")
    assert f"Gift on invoice {invoice.full_number}" in desk.get("/office/reviews").text
    page = desk.get(url_of(office)).text
    assert f'href="/office/invoices/{invoice.id}"' in page
    assert "A credit note takes the gift off the invoice" in page
    assert "Sam Secretary" in page
    assert on(office, Account.HELD_GIFTS) == -50000
    done = desk.post(f"{url_of(office)}/accept", words="We know them.")
    assert done.status_code == 303
    assert on(office, Account.DONATIONS) == -50000
    page = desk.get(url_of(office)).text
    assert "It is accepted." in page
    assert "receipt" not in page


def test_a_gift_on_an_invoice_that_is_not_accepted_becomes_credit_to_send_back(office, desk):
    decided_rule(office.database, GBP("500"), begins=TODAY)
    invoice = beside_a_fee(office, "500")
    assert desk.post(f"{url_of(office)}/refuse", why="A company.").status_code == 303
    page = desk.get(url_of(office)).text
    assert "See to it that the money goes back" in page
    assert "The gift is taken off the invoice by a credit note" in page
    assert "Accept it" not in page
    assert on(office, Account.DONATIONS) == on(office, Account.HELD_GIFTS) == 0
    assert on(office, Account.RECEIVABLES) == -50000
    assert "CN-" in desk.get(f"/office/invoices/{invoice.id}").text


def test_what_stripe_brought_of_a_gift_on_an_invoice_goes_back_when_another_agrees(office, desk):
    decided_rule(office.database, GBP("500"))
    beside_a_fee(office, "500", by_card=True)
    assert desk.post(f"{url_of(office)}/refuse", why="A company.").status_code == 303
    page = desk.get(url_of(office)).text
    assert "Another person of the office has to agree" in page
    assert "Waits for another person" in page
    wish = re.search(r'href="(/office/refunds/\d+)"', page)
    assert wish
    assert "£500.00" in desk.get(wish[1]).text


def test_credit_that_is_given_says_why_it_is_not_held(office, desk):
    decided_rule(office.database, GBP("500"), begins=TODAY)
    affiliates = Affiliates(office.database, office.parts.settings, office.parts.seal)
    member = affiliates.member()
    affiliates.receive(member, GBP("700"))
    give_credit(affiliates, member, GBP("600"))
    assert "Credit given to the campaign" in desk.get("/office/reviews").text
    page = desk.get(url_of(office)).text
    assert "a gift made of credit cannot be held" in page
    assert "Do not accept it" not in page
    assert desk.post(f"{url_of(office)}/looked", words="").status_code == 303
    assert "Looked at" in desk.get(url_of(office)).text
    with desk.get("/office/lists/gifts-to-look-at/csv") as file:
        assert "credit-" in file.text


def test_a_flagged_gift_on_an_invoice_is_taken_off_by_a_credit_note(office, desk):
    decided_rule(office.database, GBP("500"), action=Action.FLAG, begins=TODAY)
    invoice = beside_a_fee(office, "500")
    assert "take the gift off with a credit note" in desk.get(url_of(office)).text
    room = f"/office/invoices/{invoice.id}/credit"
    assert "Take the gift off first" in desk.get(room).text
    typed = {"amount": "500", "reason": "waived", "words": "Not wanted.", "seen": "0"}
    assert desk.post(room, **typed, gift_first="yes").status_code == 303
    assert on(office, Account.DONATIONS) == 0
    assert on(office, Account.AFFILIATION_FEES) == -5000
