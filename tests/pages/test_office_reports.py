"""Reports in the office: they agree with the books, with each other, and in every file."""

import csv
import io
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from hov_donate.core.spans import Span
from hov_donate.ledger.chart import MONEY, Account, AccountKind
from hov_donate.ledger.models import LedgerAccount, LedgerDailySum
from hov_donate.ledger.queries import in_funds
from hov_donate.payments.models import DisputeAnswer
from hov_donate.reports.catalogue import REPORTS
from hov_donate.reports.writing.checking import check
from hov_donate.staff.rules import Permission
from tests.support.office import Desk, without
from tests.support.two_years import TwoYears, at
from tests.support.words import GBP

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
BOTH = Span(date(2025, 1, 1), date(2026, 12, 31))
IN_BOTH = "from=2025-01-01&to=2026-12-31"
GIFTS = (Account.DONATIONS, Account.RECURRING_DONATIONS)
Sums = dict[str, Decimal]


@pytest.fixture
def desk(two_years: TwoYears) -> Desk:
    return two_years.office.signed_in()


def text_of(desk: Desk, code: str, query: str = "year=2026") -> str:
    return file_of(desk, code, "csv", query).decode("utf-8-sig")


def file_of(desk: Desk, code: str, ending: str, query: str) -> bytes:
    with desk.get(f"/office/reports/{code}/{ending}?{query}") as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].endswith(f".{ending}")
        return bytes(answer.data)


def rows_of(desk: Desk, code: str, query: str = "year=2026") -> list[dict[str, str]]:
    lines = csv.reader(io.StringIO(text_of(desk, code, query), newline=""))
    keys, *rows = [line for line in lines if not line[0].startswith("#")]
    return [dict(zip(keys, row, strict=True)) for row in rows]


def added(rows: list[dict[str, str]], key: str, **which: str) -> Sums:
    """A column added up by currency, of the rows that have these words in them."""
    found: Sums = defaultdict(Decimal)
    for row in rows:
        if row[key] and all(row[name] == word for name, word in which.items()):
            found[row[f"{key}_currency"]] += Decimal(row[key])
    return {currency: amount for currency, amount in found.items() if amount}


def booked(story: TwoYears, span: Span, *accounts: Account) -> Sums:
    """What daily sums say of accounts, credits positive; all currencies here have two decimals."""
    net = func.sum(LedgerDailySum.credit_minor - LedgerDailySum.debit_minor)
    query = (
        select(LedgerDailySum.currency, net)
        .where(
            LedgerDailySum.account.in_(accounts),
            LedgerDailySum.booked_on >= span.first,
            LedgerDailySum.booked_on <= span.last,
        )
        .group_by(LedgerDailySum.currency)
    )
    with story.office.database.reading() as session:
        return _majors(session.execute(query))


def _majors(rows) -> Sums:
    decimals = {"JPY": 0}
    found = {currency: Decimal(int(minor)) for currency, minor in rows}
    return {it: n.scaleb(-decimals.get(it, 2)) for it, n in found.items() if n}


def of_kinds(story: TwoYears, *kinds: AccountKind) -> list[Account]:
    with story.office.database.reading() as session:
        query = select(LedgerAccount.code).where(LedgerAccount.kind.in_(kinds))
        return list(session.scalars(query))


def negated(sums: Sums) -> Sums:
    return {currency: -amount for currency, amount in sums.items()}


def test_the_income_statement_is_what_the_books_say_given_and_settled(two_years, desk):
    rows = rows_of(desk, "income-statement")
    nominal = of_kinds(two_years, AccountKind.INCOME, AccountKind.EXPENSE)
    assert added(rows, "given") == booked(two_years, YEAR, *nominal)
    assert added(rows, "settled") == negated(booked(two_years, YEAR, *MONEY))
    before = Span(date(2025, 1, 1), date(2025, 11, 24))
    assert added(rows, "given_last_year") == booked(two_years, before, *nominal)
    assert added(rows, "settled_last_year") == negated(booked(two_years, before, *MONEY))
    for account in (*GIFTS, Account.MEMBERSHIP_FEES, Account.STRIPE_FEES, Account.DISPUTES):
        assert added(rows, "given", line=account) == booked(two_years, YEAR, account)


def test_fund_by_fund_it_comes_to_the_same(two_years, desk):
    whole, by_fund = rows_of(desk, "income-statement"), rows_of(desk, "income-by-fund")
    for column in ("given", "given_last_year", "settled", "settled_last_year"):
        assert added(by_fund, column) == added(whole, column)
    alone = rows_of(desk, "income-statement", "year=2026&fund=delegation")
    for column in ("given", "settled"):
        assert added(alone, column) == added(by_fund, column, group="delegation")


def test_months_of_funds_begin_where_the_last_ended_and_end_at_what_is_in_the_funds(
    two_years, desk
):
    rows = rows_of(desk, "monthly-by-fund", IN_BOTH)
    closing: dict[tuple[str, str], str] = {}
    for row in rows:
        key = row["group"], row["closing_currency"]
        assert Decimal(row["opening"]) == Decimal(closing.get(key, 0))
        closing[key] = row["closing"]
    with two_years.office.database.reading() as session:
        there = {
            (fund, currency): amount.major
            for fund, found in in_funds(session).items()
            for currency, amount in found.items()
        }
    assert {key: Decimal(text) for key, text in closing.items() if Decimal(text)} == there
    assert ("delegation", "GBP") in there


def test_months_of_funds_and_the_income_statement_agree(desk):
    months, statement = rows_of(desk, "monthly-by-fund"), rows_of(desk, "income-statement")
    for column, part in (("in", "income"), ("refunds", "given_back"), ("fees", "fees")):
        assert added(months, column) == added(statement, "given", group=part)
    assert added(months, "transfers") == {}
    assert added(months, "transfers", group="delegation") == {"GBP": Decimal(100)}


def test_a_transfer_is_told_with_the_minute_that_decided_it(desk):
    [month] = [
        row
        for row in rows_of(desk, "monthly-by-fund")
        if row["group"] == "delegation" and row["transfers"]
    ]
    assert (month["month"], month["minutes"]) == ("2026-03", "EC 2026-03-02, item 4")


def test_a_restricted_fund_below_zero_is_marked_loudly(two_years, desk):
    given = two_years.gift(at(2026, 9, 1), GBP(1000), fund="delegation")
    two_years.refund(at(2026, 9, 2), given, GBP(1000), GBP(1000))
    two_years.dispute(at(2026, 9, 3), given, GBP(1000), taken=True)
    page = desk.get("/office/reports/monthly-by-fund?year=2026").text
    assert re.search(r'<strong class="wrong">Restricted, and below zero</strong>', page)
    months = [row["month"] for row in rows_of(desk, "monthly-by-fund") if row["warning"]]
    assert months[0] == "2026-09"


def test_payouts_are_their_items_and_what_left_stripe(two_years, desk):
    rows = rows_of(desk, "payout-reconciliation")
    transit = booked(two_years, YEAR, Account.PAYOUTS_IN_TRANSIT)
    assert added(rows, "booked") == negated(transit) == {"GBP": Decimal(500)}
    assert [row["status"] for row in rows] == ["paid", "failed"]
    assert added(rows, "difference") == {}


def test_arrears_less_credit_are_what_the_books_say_that_affiliates_owe(two_years, desk):
    rows = rows_of(desk, "aged-arrears")
    owed = negated(booked(two_years, BOTH, Account.RECEIVABLES))
    assert added(rows, "owed") == owed == {"GBP": Decimal(20), "EUR": Decimal(80)}
    assert [row["group"] for row in rows] == ["current", "current", "credit"]
    two_years.office.clock.moment = at(2027, 5, 30)
    much_later = Desk(two_years.office.browser())
    much_later.sign_in()
    later = rows_of(much_later, "aged-arrears")
    assert {row["group"] for row in later} == {"3-6", "credit"}
    assert added(later, "owed") == owed


def test_registers_hold_all_that_went_back(two_years, desk):
    statement = rows_of(desk, "income-statement")
    refunds = rows_of(desk, "refund-register")
    refunded = added(refunds, "booked", group="donations_refunded")
    assert refunded == booked(two_years, YEAR, Account.DONATIONS_REFUNDED)
    assert refunded == added(statement, "given", line="donations_refunded")
    disputes = rows_of(desk, "dispute-register")
    disputed = added(disputes, "booked", group="disputes")
    assert disputed == booked(two_years, YEAR, Account.DISPUTES)
    assert disputed == added(statement, "given", line="disputes")


def test_registers_tell_why_who_asked_who_agreed_and_what_the_books_do_not_know(desk):
    refunds = rows_of(desk, "refund-register")
    assert {row["asked_by"] for row in refunds if row["booked"]} == {"stripe"}
    waiting, declined = [row for row in refunds if not row["booked"]]
    assert (waiting["group"], waiting["refund"]) == ("not_booked", "re_pending")
    told = waiting["reason"], waiting["asked_by"], waiting["agreed_by"]
    assert told == ("given_twice", "staff:1", "staff:2")
    assert (declined["group"], declined["status"], declined["agreed_by"]) == (
        *("not_sent", "declined"),
        "",
    )
    taken, opened = rows_of(desk, "dispute-register")
    assert (taken["answer_by"], taken["evidence"]) == ("2026-12-10", "awaited")
    assert (opened["group"], opened["booked"]) == ("nothing_taken", "")


def test_a_dispute_that_was_answered_says_when(two_years, desk):
    [dispute, _] = rows_of(desk, "dispute-register")
    answer = DisputeAnswer(
        stripe_dispute_id=dispute["dispute"],
        sealed=b"",
        version=1,
        actor="staff:1",
        written_at=at(2026, 11, 20),
        sent_at=at(2026, 11, 21),
    )
    two_years.post.add(answer)
    assert rows_of(desk, "dispute-register")[0]["evidence"] == "sent 2026-11-21"


def test_gifts_at_a_years_edge_stand_on_the_side_of_the_campaigns_day(two_years, desk):
    rows = rows_of(desk, "year-edge-gifts")
    assert [(row["stripe_utc"], row["day"], row["year"]) for row in rows] == [
        ("2025-12-31 23:30:00", "2025-12-31", "2025"),
        ("2026-01-01 00:30:00", "2026-01-01", "2026"),
    ]
    edge = Span(date(2025, 12, 31), date(2026, 1, 1))
    assert added(rows, "given") == booked(two_years, edge, *GIFTS)


def test_every_gift_is_large_from_one_on_and_none_is_converted(desk):
    every = rows_of(desk, "large-gifts", "year=2026&over=1")
    statement = rows_of(desk, "income-statement")
    gifts: Sums = defaultdict(Decimal)
    for account in GIFTS:
        for currency, amount in added(statement, "given", line=account).items():
            gifts[currency] += amount
    assert added(every, "given") == {**gifts}
    yen = rows_of(desk, "large-gifts", "year=2026&over=GBP 650, JPY 1000")
    assert [(row["given"], row["given_currency"]) for row in yen] == [
        ("700.00", "GBP"),
        ("1000", "JPY"),
    ]
    by_itself = rows_of(desk, "large-gifts")
    assert {row["given"] for row in by_itself} == {"600.00", "700.00"}


def test_only_those_who_agreed_to_news_are_to_be_thanked(desk):
    rows = rows_of(desk, "thank-you-list")
    assert [(row["group"], row["given"], row["years"]) for row in rows] == [
        ("first", "600.00", ""),
        ("large", "600.00", ""),
        ("anniversary", "5.00", "1"),
    ]


def test_terms_that_end_are_forecast_with_the_next_fee(two_years, desk):
    rows = rows_of(desk, "renewals-forecast")
    assert {row["group"] for row in rows} == {"2026-12"}
    assert added(rows, "fee") == {"GBP": Decimal(83), "EUR": Decimal(80)}
    assert len(rows) == 3


@pytest.mark.parametrize("code", REPORTS)
def test_a_report_is_the_same_on_the_screen_and_in_every_file(desk, code):
    query = "year=2026&over=10&within=366"
    page = desk.get(f"/office/reports/{code}?{query}")
    assert page.status_code == 200
    checksum = re.findall(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){3}", page.text)
    found = check(io.StringIO(text_of(desk, code, query), newline=""))
    assert (found.faults, [found.checksum]) == ([], checksum)
    spanish = check(io.StringIO(text_of(desk, code, f"{query}&lang=es"), newline=""))
    assert spanish.checksum == found.checksum
    assert file_of(desk, code, "pdf", query).startswith(b"%PDF")
    assert file_of(desk, code, "xlsx", query).startswith(b"PK")


def test_what_cannot_be_read_is_told_beside_its_field(desk):
    page = desk.get("/office/reports/large-gifts?over=much").text
    assert "<title>Error: Large gifts" in page
    assert '<a href="#over">Write whole sums, like 500, or GBP 500, JPY 90000</a>' in page
    assert 'value="much"' in page
    wrong = desk.get("/office/reports/income-statement?from=2026-02-02").text
    assert '<a href="#to">Enter the last day</a>' in wrong
    assert desk.get("/office/reports/large-gifts/csv?over=much").status_code == 400
    assert desk.get("/office/reports/income-statement/csv?from=2026-02-02").status_code == 400
    assert desk.get("/office/reports/income-statement?fund=nothing").status_code == 200
    assert desk.get("/office/reports/nothing").status_code == 404


@pytest.mark.parametrize("within", ["0", "367", "0000000603", "0000000019999999999", "9" * 200])
def test_days_ahead_are_read_whole(desk, within):
    page = f"/office/reports/lapsed-and-due-soon?within={within}"
    assert '<a href="#within">Write a number of days from 1 to 366</a>' in desk.get(page).text
    assert desk.get(page.replace("?", "/csv?")).status_code == 400


def test_reports_are_for_those_who_may_read_them(desk):
    with without(Permission.SEE_REPORTS):
        assert desk.get("/office/reports").status_code == 403
        assert desk.get("/office/reports/income-statement/csv").status_code == 403
    with without(Permission.SEE_AFFILIATES):
        assert "Aged arrears" not in desk.get("/office/reports").text
        assert desk.get("/office/reports/aged-arrears").status_code == 403
        assert desk.get("/office/reports/aged-arrears/pdf").status_code == 403


def test_no_report_names_anybody(desk):
    for code in REPORTS:
        told = text_of(desk, code, "year=2026&over=1&within=366")
        assert not re.search(r"Rosa|Quiñones|@people\.example", told)


def test_those_to_thank_are_named_to_whoever_says_why(desk):
    path = "/office/reports/thank-you-list/names/csv?year=2026"
    page = desk.get("/office/reports/thank-you-list?year=2026")
    assert path in page.text
    assert "What do you need the names for?" in desk.get(path).text
    assert desk.post(path, reason="").status_code == 422
    answer = desk.post(path, reason="Cards for the new year")
    told = answer.data.decode("utf-8-sig")
    answer.close()
    assert "name,email" in told
    assert "@people.example" in told
    log = desk.get("/office/audit?kind=exported").text
    assert "Cards for the new year" in log
    assert "report thank-you-list.csv with names rows 3 year=2026" in log
    assert desk.get("/office/reports/income-statement/names/csv").status_code == 404
