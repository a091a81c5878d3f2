"""Bank and books on the campaign's days, with many accounts and currencies."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from hov_donate.affiliations.operations import send_credit_back
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry
from hov_donate.reconciliation.bank.operations import Said, open_account, settle_as
from hov_donate.reconciliation.bank.queries.balances import Compared, accounts, compared
from hov_donate.reconciliation.bank.queries.unshown import sums_until, unshown_until
from hov_donate.reconciliation.bank.rules.kinds import SettlementKind
from hov_donate.reports.queries import agreement
from tests.support.bank import STAFF, Bank
from tests.support.office import Office
from tests.support.office_affiliates import Register
from tests.support.statement_files import Moved, csv_file, ofx_file
from tests.support.words import GBP

END_OF_JULY, FIRST_OF_AUGUST = date(2026, 7, 31), date(2026, 8, 1)


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Europe/London", datetime(2026, 7, 31, 23, 30, tzinfo=UTC), FIRST_OF_AUGUST),
        ("Pacific/Auckland", datetime(2026, 7, 31, 12, 0, tzinfo=UTC), FIRST_OF_AUGUST),
        ("America/New_York", datetime(2026, 8, 1, 3, 59, tzinfo=UTC), END_OF_JULY),
        ("America/New_York", datetime(2026, 8, 1, 4, 0, tzinfo=UTC), FIRST_OF_AUGUST),
    ],
)
def test_credit_is_sent_back_on_the_day_on_which_the_books_have_it(
    office: Office, register: Register, bank: Bank, zone: str, at: datetime, day: date
) -> None:
    bill = register.billed()
    [line] = bank.told(Moved(date(2026, 7, 1), 8300, "UNITE", bill.reference))
    bank.confirm(line)
    office.clock.advance(at - office.clock.now())
    settings = office.parts.settings
    there = replace(settings, campaign=replace(settings.campaign, time_zone=zone))
    with office.database.writing() as work:
        send_credit_back(
            work,
            affiliation_id=bill.affiliation_id,
            amount=GBP("20"),
            words="x",
            actor=STAFF,
            settings=there,
        )
    with office.database.reading() as session:
        booked = session.query(LedgerEntry).order_by(LedgerEntry.id.desc()).first()
        [shown] = unshown_until(session, date(2026, 12, 31), zone)
        assert booked is not None
        assert (booked.booked_on, shown.on, shown.amount) == (day, day, GBP(-20))
        before = sums_until(session, END_OF_JULY, zone)
        assert before == ([GBP(-20)] if day == END_OF_JULY else [])
        assert sums_until(session, FIRST_OF_AUGUST, zone) == [GBP(-20)]


def another(bank: Bank, currency: str = "GBP") -> Bank:
    with bank.parts.database.writing() as work:
        account = open_account(
            work,
            name="Savings",
            number="87654321",
            opening=Money(0, currency),
            opening_on=date(2026, 1, 1),
            actor=STAFF,
        )
    return Bank(bank.parts, account)


def states(bank: Bank, day: date, *lines: Moved, number: str = "55555555") -> None:
    """A file whose balance is of its last day."""
    stated = ofx_file(lines, account=number).replace(
        b"<DTASOF>20261124", f"<DTASOF>{day:%Y%m%d}".encode()
    )
    bank.bring_in(stated, None)


def held_against(office: Office) -> Compared:
    with office.database.reading() as session:
        [found] = compared(session, accounts(session))
    return found


def test_two_accounts_of_a_currency_are_compared_as_of_a_day_of_which_both_tell(
    office: Office, bank: Bank
) -> None:
    savings, tenth, twentieth = another(bank), date(2026, 11, 10), date(2026, 11, 20)
    states(bank, tenth, Moved(tenth, 10_000, "A", "x"))
    states(savings, twentieth, Moved(twentieth, 100, "B", "y"), number="87654321")
    bank.bring_in(csv_file([Moved(date(2026, 11, 15), 5000, "C", "z")]))
    income = Said(SettlementKind.OTHER_INCOME, "x")
    seal = bank.parts.seal
    for line in bank.lines():
        found = held_against(office)
        assert (found.on, found.difference) == (tenth, GBP(0)), "open lines explain themselves"
        bank.says(settle_as, line, said=income, seal=seal)
    found = held_against(office)
    assert (found.stated, found.books, found.difference) == (GBP(100), GBP(100), GBP(0))
    assert bank.books() == 15_100
    lost = Said(SettlementKind.EXPENDITURE, "x")
    bank.undo(bank.lines()[0])
    bank.says(settle_as, bank.lines()[0], said=lost, seal=seal)
    assert held_against(office).difference == GBP(0)
    assert bank.books(Account.EXPENDITURE) == -10_000


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Europe/London", "America/New_York"])
def test_the_proof_of_the_bank_is_as_of_the_end_of_the_campaigns_day(
    office: Office, bank: Bank, zone: str
) -> None:
    states(bank, END_OF_JULY, Moved(END_OF_JULY, 10_000, "A", "x"))
    with office.database.reading() as session:
        as_of = agreement.bank(session, zone).as_of
    assert as_of is not None
    assert as_of.astimezone(ZoneInfo(zone)).date() == END_OF_JULY


def test_a_sum_in_one_currency_finds_no_lines_of_another(office: Office, bank: Bank) -> None:
    yen = another(bank, "JPY")
    bank.told(Moved(date(2026, 11, 9), 630_000, "UNITE", "x"))
    yen.bring_in(b"Date,Description,Reference,Amount\r\n09/11/2026,A,x,630000\r\n")
    desk = office.signed_in()

    def found(asked: str) -> list[str]:
        with desk.get(f"/office/lists/bank-lines/csv?{asked}") as answer:
            text = answer.get_data().decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text)) if not row[0].startswith("#")]
        return [row[4] for row in rows[1:]]

    assert found("amount=6300.00") == ["GBP"]
    assert found(f"amount=630000&account={yen.account.id}") == ["JPY"]
    assert sorted(found("")) == ["GBP", "JPY"]
