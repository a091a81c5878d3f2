"""Funds in the office: opened, given for, moved between by a meeting's decision, closed."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import FundTransfer, LedgerEntry
from hov_donate.ledger.operations import EntryFacts, NewEntry, post
from hov_donate.ledger.queries import fund_for_gifts, in_funds
from hov_donate.ledger.rules import Line
from hov_donate.staff.rules import Permission
from tests.support.office import NOON, Desk, Office, without
from tests.support.words import GBP

NAMES = {"name-en": "Delegation", "name-es": "Delegación"}
FOR_THIS_ALONE = {"code": "delegation", **NAMES, "restricted": "for_this_alone"}


@pytest.fixture
def desk(office: Office) -> Desk:
    desk = office.signed_in()
    desk.get("/office/funds/open")
    answer = desk.post("/office/funds/open", **FOR_THIS_ALONE)
    assert answer.status_code == 303, answer.text
    return desk


def put_in(office: Office, fund: str, amount: Money) -> None:
    facts = EntryFacts(
        stripe_balance_transaction_id=None,
        reporting_category="charge",
        source_id=None,
        payment_reference=None,
        occurred_at=NOON,
        booked_on=NOON.date(),
        available_on=NOON.date(),
        gross_minor=0,
        fee_minor=0,
        net_minor=0,
        currency=amount.currency,
        gift_minor=amount.minor,
        gift_currency=amount.currency,
        exchange_rate=None,
    )
    lines = [Line(Account.BANK, amount, fund), Line(Account.DONATIONS, -amount, fund)]
    with office.database.writing() as work:
        post(work, entries=[NewEntry(facts, lines)])


def inside(office: Office) -> dict[str, dict[str, Money]]:
    with office.database.reading() as session:
        return {fund: dict(amounts) for fund, amounts in in_funds(session).items()}


def move(desk: Desk, **fields: str):
    desk.get("/office/funds/move")
    filled = {
        "form": "a1",
        "source": "general",
        "target": "delegation",
        "currency": "GBP",
        "amount": "20",
        "minute": "Committee, 3 May 2026, minute 7",
        **fields,
    }
    return desk.post("/office/funds/move", **filled)


def transfers(office: Office) -> int:
    with office.database.reading() as session:
        entries = session.query(LedgerEntry).filter_by(reporting_category="fund_transfer").count()
        assert session.query(FundTransfer).count() == entries
        return entries


def test_a_fund_has_a_name_in_every_language_and_an_address_for_its_givers(office, desk):
    page = desk.get("/office/funds").text
    assert "Delegation" in page
    assert "Restricted" in page
    assert "/en/donate?fund=delegation" in page
    assert "Delegación" in desk.get("/office/funds?lang=es").text


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("code", "", "Enter a code"),
        ("code", "Delegation 2027", "Use small letters"),
        ("code", "delegation", "Another fund has this code"),
        ("code", "general", "Another fund has this code"),
        ("name-en", "", "Enter a name"),
        ("restricted", "", "Choose what it may be used for"),
    ],
)
def test_a_fund_that_cannot_be_opened_is_told_at_its_field(office, desk, field, typed, told):
    answer = desk.post("/office/funds/open", **{**FOR_THIS_ALONE, "code": "other", field: typed})
    assert answer.status_code == 422
    assert told in answer.text
    assert f'href="#{field}"' in answer.text


def test_money_is_moved_by_a_decision_and_pressing_twice_moves_it_once(office, desk):
    put_in(office, "general", GBP("50.00"))
    for _ in range(2):
        assert move(desk).status_code == 303
    assert inside(office) == {
        "general": {"GBP": GBP("30.00")},
        "delegation": {"GBP": GBP("20.00")},
    }
    assert transfers(office) == 1
    # Whoever went back in the browser and typed another sum is told that it was not moved.
    assert "Something else was moved from this page" in move(desk, amount="9").text
    assert transfers(office) == 1
    page = desk.get("/office/funds").text
    assert "Committee, 3 May 2026, minute 7" in page
    assert "treasurer@campaign.example" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"minute": ""}, "Write which meeting decided it"),
        ({"amount": "20.01"}, "There is not so much in the fund"),
        ({"amount": "0"}, "above zero"),
        ({"amount": "-5"}, "Enter an amount"),
        ({"target": "general"}, "Choose another fund"),
        ({"source": "nobody"}, "There is no such fund"),
        ({"currency": "XYZ"}, "Choose the currency"),
        ({"currency": ""}, "Choose the currency"),
    ],
)
def test_no_more_is_moved_than_is_there_and_none_without_a_decision(office, desk, fields, told):
    put_in(office, "general", GBP("20.00"))
    answer = move(desk, **fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert transfers(office) == 0
    assert inside(office) == {"general": {"GBP": GBP("20.00")}}


def test_a_restricted_fund_never_falls_below_zero_by_a_transfer(office, desk):
    put_in(office, "delegation", GBP("10.00"))
    answer = move(desk, source="delegation", target="general", amount="10.01")
    assert answer.status_code == 422
    assert move(desk, source="delegation", target="general", amount="10").status_code == 303
    assert inside(office) == {"general": {"GBP": GBP("10.00")}}


def test_a_fund_closes_empty_and_can_be_opened_again(office, desk):
    put_in(office, "delegation", GBP("10.00"))
    desk.post("/office/funds/delegation/close")
    assert "There is money in this fund" in desk.get("/office/funds").text
    assert move(desk, source="delegation", target="general", amount="10").status_code == 303
    desk.post("/office/funds/delegation/close")
    with office.database.reading() as session:
        assert fund_for_gifts(session, "delegation") is None
    assert move(desk, amount="5", form="b2").status_code == 422
    desk.post("/office/funds/delegation/reopen")
    assert move(desk, amount="5", form="b2").status_code == 303


def test_the_general_fund_stays(office, desk):
    desk.post("/office/funds/general/close")
    assert "The general fund cannot be closed" in desk.get("/office/funds").text


def test_who_only_looks_moves_nothing(office, desk):
    with without(Permission.MOVE_FUNDS):
        assert move(desk).status_code == 403
        assert desk.post("/office/funds/open", **FOR_THIS_ALONE).status_code == 403
        page = desk.get("/office/funds").text
    assert "Move money" not in page
    assert "Close it" not in page


def test_the_database_books_a_transfer_once(office, desk):
    put_in(office, "general", GBP("50.00"))
    move(desk)
    again = (
        "INSERT INTO ledger_entries (id, reporting_category, source_id, occurred_at, booked_on,"
        " available_on, gross_minor, fee_minor, net_minor, currency, recorded_at)"
        " SELECT 99, reporting_category, source_id, occurred_at, booked_on, available_on,"
        " gross_minor, fee_minor, net_minor, currency, recorded_at FROM ledger_entries"
        " WHERE reporting_category = 'fund_transfer'"
    )
    with pytest.raises(DBAPIError), office.database.engine.begin() as connection:
        connection.execute(text(again))
