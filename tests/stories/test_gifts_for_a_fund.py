"""A gift for one purpose alone stays with it: its fee, its later months, what goes back of it."""

import pytest

from hov_donate.documents.models import Document, DocumentKind
from hov_donate.ledger.funds import close_fund, open_fund
from hov_donate.ledger.queries import in_fund
from tests.support.agreement import all_is_well
from tests.support.house import House
from tests.support.monthly import months_later
from tests.support.words import GBP

NAMES = {"en": "Delegation to Caracas", "es": "Delegación a Caracas"}


@pytest.fixture
def delegation(house: House) -> House:
    with house.parts.database.writing() as work:
        open_fund(work, code="delegation", names=NAMES, restricted=True)
    return house


def page_for_it(house: House, language: str = "en") -> str:
    address = f"{house.site.url}/{language}/donate?fund=delegation"
    return house.donor.get(address).text


def give_for_it(house: House, amount: str, currency: str = "GBP", **more: str):
    answer = house.send(
        page_for_it(house), amount=amount, currency=currency, fund="delegation", **more
    )
    assert answer.status_code == 303, answer.text
    payment = house.newest_payment()
    house.pay(payment)
    house.let_everything_arrive()
    return payment


def inside(house: House, code: str = "delegation"):
    with house.parts.database.reading() as session:
        return dict(in_fund(session, code))


def receipts(house: House) -> list[Document]:
    with house.parts.database.reading() as session:
        return [it for it in session.query(Document) if it.kind is DocumentKind.RECEIPT]


def test_the_page_and_the_receipt_say_what_a_gift_is_for(delegation):
    page = page_for_it(delegation)
    assert "Delegation to Caracas" in page
    assert "used for that and for nothing else" in page
    assert "Delegación a Caracas" in page_for_it(delegation, "es")
    give_for_it(delegation, "20")
    assert [it.purpose for it in receipts(delegation)] == ["Delegation to Caracas"]
    assert inside(delegation) == {"GBP": GBP("19.50")}
    assert inside(delegation, "general") == {}
    all_is_well(delegation)


def test_what_goes_back_is_taken_from_the_fund_and_not_from_the_others(delegation):
    payment = give_for_it(delegation, "20")
    delegation.pay(delegation.give("30"))
    delegation.let_everything_arrive()
    delegation.simulator.control.refund(delegation.intent_of(payment), amount=500)
    delegation.let_everything_arrive()
    assert inside(delegation) == {"GBP": GBP("14.50")}
    assert inside(delegation, "general") == {"GBP": GBP("29.35")}
    all_is_well(delegation)


def test_a_gift_in_another_currency_counts_as_it_was_settled(delegation):
    give_for_it(delegation, "20", "EUR")
    delegation.reconcile()
    found = inside(delegation)
    assert set(found) == {"GBP"}
    assert found["GBP"] == delegation.stripes_balance()["GBP"]


def test_every_later_month_is_for_the_fund_of_the_first(delegation):
    give_for_it(delegation, "10", frequency="month")
    months_later(delegation, 2)
    assert inside(delegation) == delegation.stripes_balance()
    assert [it.purpose for it in receipts(delegation)] == ["Delegation to Caracas"] * 3
    all_is_well(delegation)


def test_who_has_the_page_open_when_the_fund_closes_decides_anew(delegation):
    page = page_for_it(delegation)
    with delegation.parts.database.writing() as work:
        close_fund(work, code="delegation")
    answer = delegation.send(page, amount="20", currency="GBP", fund="delegation")
    assert answer.status_code == 422
    assert "takes no more gifts" in answer.text
    assert 'value="20"' in answer.text
    assert 'name="fund"' not in answer.text
    assert delegation.send(answer.text, amount="20", currency="GBP").status_code == 303
    assert delegation.newest_payment().fund == "general"


@pytest.mark.parametrize("code", ["nobody-knows-it", "'; --", "general", ""])
def test_a_fund_that_is_none_asks_for_the_campaigns_work(delegation, code):
    page = delegation.donor.get(f"{delegation.site.url}/en/donate", params={"fund": code}).text
    assert 'name="fund"' not in page


def test_who_goes_back_and_gives_for_all_of_the_work_gives_so(delegation):
    page = page_for_it(delegation)
    delegation.send(page, amount="20", currency="GBP", fund="delegation")
    delegation.send(page, amount="20", currency="GBP", fund="")
    payment = delegation.newest_payment()
    delegation.pay(payment)
    delegation.let_everything_arrive()
    assert inside(delegation) == {}
    assert delegation.payment(payment).fund == "general"
    all_is_well(delegation)
