"""What lines of bank statements are: proposed, confirmed by a person, booked once, taken back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import (
    Affiliation,
    Invoice,
    MoneyMethod,
    MoneyReceived,
    ReversalReason,
)
from hov_donate.affiliations.operations import (
    ReceivedFacts,
    receive_money,
    reverse_money,
    send_credit_back,
)
from hov_donate.affiliations.queries.money import credit_of, standing_of
from hov_donate.core.money import Money
from hov_donate.ledger.chart import Account
from hov_donate.ledger.models import LedgerEntry, LedgerFund
from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.bank.operations import (
    Said,
    ignore_line,
    open_account,
    settle_as,
    settle_invoices,
)
from hov_donate.reconciliation.bank.rules.kinds import (
    LineFault,
    LineStatus,
    SettlementKind,
    Surety,
)
from tests.support.bank import STAFF, Bank, refused
from tests.support.office import Office
from tests.support.office_affiliates import Register
from tests.support.statement_files import Moved, csv_file
from tests.support.words import GBP

DAY = date(2026, 11, 9)
TWINS = (
    Moved(DAY, 1000, "A N OTHER", "GIFT"),
    Moved(DAY, 1000, "A N OTHER", "GIFT"),
    Moved(date(2026, 11, 10), -450, "ACCOUNT CHARGES"),
)


def owed(office: Office, invoice: Invoice) -> Money:
    with office.database.reading() as session:
        return standing_of(session, invoice.id).owed


def recorded(office: Office, invoice: Invoice, major: str = "63") -> MoneyReceived:
    amount = GBP(major)
    facts = ReceivedFacts(
        form=f"typed{amount.minor}",
        affiliation_id=invoice.affiliation_id,
        method=MoneyMethod.BANK_TRANSFER,
        amount=amount,
        received_on=DAY - timedelta(days=2),
        payer="UNITE",
    )
    with office.database.writing() as work:
        return receive_money(
            work,
            facts=facts,
            shares=[(invoice.id, GBP("63"))],
            actor=STAFF,
            settings=office.parts.settings,
        )


def say(bank: Bank, line: BankLine, said: Said):
    with bank.parts.database.writing() as work:
        return settle_as(work, line_id=line.id, said=said, actor=STAFF, seal=bank.parts.seal)


def test_reference_and_amount_settle_an_invoice_once_confirmed(
    office: Office, register: Register, bank: Bank
) -> None:
    invoice = register.billed()
    bank.bring_in(csv_file([Moved(DAY, 6300, "UNITE LEEDS", invoice.reference)]))
    [line] = bank.lines()
    assert line.status is LineStatus.PROPOSED
    assert [it.surety for it in bank.proposals(line)] == [Surety.EXACT]
    assert owed(office, invoice) == GBP("63")
    first = bank.confirm(line)
    assert owed(office, invoice) == GBP("0")
    assert bank.books() == 6300
    again = bank.confirm(line, seen=f"invoices::{invoice.id}-6300")
    assert again.id == first.id
    assert bank.books() == 6300


@pytest.mark.parametrize("lost", ["first", "last"])
def test_a_lost_character_is_proposed_and_not_exact(
    register: Register, bank: Bank, lost: str
) -> None:
    reference = register.billed().reference
    typed = reference[1:] if lost == "first" else reference[:-1]
    bank.bring_in(csv_file([Moved(DAY, 6300, "SOMEBODY", typed.lower())]))
    [proposal] = bank.proposals(bank.lines()[0])
    assert proposal.surety is Surety.LIKELY
    assert f"lost_{lost}" in proposal.reasons.split()


def test_a_branch_without_a_reference_is_found_by_name_and_amount(
    register: Register, bank: Bank
) -> None:
    register.billed("Unite North East", branch="Leeds 302")
    bank.bring_in(csv_file([Moved(DAY, 6300, "UNITE NORTH EAST LEEDS")]))
    assert [it.surety for it in bank.proposals(bank.lines()[0])] == [Surety.POSSIBLE]


def test_of_twins_for_one_invoice_only_the_first_settles_it(
    office: Office, register: Register, bank: Bank
) -> None:
    invoice = register.billed()
    bank.bring_in(csv_file([Moved(DAY, 6300, "UNITE", invoice.reference)] * 2))
    first, twin = bank.lines()
    assert [bank.proposals(it)[0].surety for it in (first, twin)] == [Surety.EXACT, Surety.LIKELY]
    stale = f"invoices::{invoice.id}-6300"
    bank.confirm(first)
    assert refused(bank.confirm, twin, stale) is LineFault.CHANGED_MEANWHILE
    assert bank.books() == 6300


def test_one_line_pays_for_many_invoices_and_the_rest_is_credit(
    office: Office, register: Register, bank: Bank
) -> None:
    bills = [register.billed(name) for name in ("Leeds", "York")]
    bank.bring_in(csv_file([Moved(DAY, 15_000, "REGIONAL OFFICE")]))
    [line] = bank.lines()
    with office.database.writing() as work:
        settle_invoices(
            work,
            line_id=line.id,
            shares=[(bill.id, GBP("63")) for bill in bills],
            owner_id=bills[0].affiliation_id,
            actor=STAFF,
            settings=office.parts.settings,
            seal=office.parts.seal,
        )
    assert [owed(office, bill) for bill in bills] == [GBP("0"), GBP("0")]
    with office.database.reading() as session:
        assert credit_of(session, bills[0].affiliation_id) == {"GBP": GBP("24")}
    bank.undo(line)
    assert [owed(office, bill) for bill in bills] == [GBP("63"), GBP("63")]
    assert (bank.books(), bank.lines()[0].status) == (0, LineStatus.OPEN)


def test_money_that_staff_recorded_is_not_booked_a_second_time(
    office: Office, register: Register, bank: Bank
) -> None:
    invoice = register.billed()
    came = recorded(office, invoice)
    bank.bring_in(csv_file([Moved(DAY, 6300, "UNITE", "FEE")]))
    [line] = bank.lines()
    said = bank.confirm(line)
    assert (said.kind, said.received_id) == (SettlementKind.RECORDED, came.id)
    assert bank.books() == 6300
    bank.bring_in(csv_file([Moved(DAY, 6300, "UNITE", "AGAIN")]))
    assert bank.proposals(bank.lines()[1]) == []


def test_a_line_is_open_again_when_its_money_is_taken_back_elsewhere(
    office: Office, register: Register, bank: Bank
) -> None:
    came = recorded(office, register.billed())
    bank.bring_in(csv_file([Moved(DAY, 6300, "UNITE", "FEE")]))
    bank.confirm(bank.lines()[0])
    with office.database.writing() as work:
        reverse_money(
            work,
            received_id=came.id,
            reason=ReversalReason.RECORDED_WRONGLY,
            on=came.received_on,
            words="of another branch",
            actor=STAFF,
            settings=office.parts.settings,
        )
    assert bank.lines()[0].status is LineStatus.OPEN


def test_credit_that_was_sent_back_is_known_when_it_leaves_the_account(
    office: Office, register: Register, bank: Bank
) -> None:
    invoice = register.billed()
    recorded(office, invoice, "83")
    with office.database.writing() as work:
        send_credit_back(
            work,
            affiliation_id=invoice.affiliation_id,
            amount=GBP("20"),
            words="by bank",
            actor=STAFF,
            settings=office.parts.settings,
        )
    bank.bring_in(csv_file([Moved(date(2026, 11, 24), -2000, "UNITE")]))
    [line] = bank.lines()
    assert bank.confirm(line).kind is SettlementKind.SENT_BACK
    assert bank.books() == 6300


def test_what_is_chosen_from_the_list_is_booked_once_and_can_be_taken_back(bank: Bank) -> None:
    bank.bring_in(csv_file([Moved(DAY, -4500, "PRINTERS LTD", "LEAFLETS")]))
    [line] = bank.lines()
    said = Said(SettlementKind.EXPENDITURE, "Leaflets for May Day")
    assert say(bank, line, said).id == say(bank, line, said).id
    assert (bank.books(), bank.books(Account.EXPENDITURE)) == (-4500, 4500)
    other = Said(SettlementKind.BANK_CHARGES, "")
    assert refused(say, bank, line, other) is LineFault.SETTLED_ALREADY
    bank.undo(line)
    assert (bank.books(), bank.books(Account.EXPENDITURE)) == (0, 0)
    assert refused(bank.undo, line) is LineFault.NOT_SETTLED
    say(bank, line, other)
    assert bank.books(Account.BANK_CHARGES) == 4500
    with bank.parts.database.reading() as session:
        rows = session.execute(
            select(LedgerEntry.reporting_category, LedgerEntry.source_id, LedgerEntry.booked_on)
        )
        key = f"line-{line.id}"
        assert [tuple(row) for row in rows] == [
            ("bank_line", f"{key}-1", DAY),
            ("bank_line_taken_back", f"{key}-1", DAY),
            ("bank_line", f"{key}-2", DAY),
        ]


@pytest.mark.parametrize(
    ("minor", "said", "fault"),
    [
        (-100, Said(SettlementKind.OTHER_INCOME, ""), LineFault.WRONG_WAY),
        (100, Said(SettlementKind.GIFT_SENT_BACK, ""), LineFault.WRONG_WAY),
        (100, Said(SettlementKind.TRANSFER, ""), LineFault.NO_SUCH_ACCOUNT),
        (100, Said(SettlementKind.TRANSFER, "", across=Account.STRIPE), LineFault.NO_SUCH_ACCOUNT),
        (100, Said(SettlementKind.EXPENDITURE, "", fund="nobody's"), LineFault.NO_SUCH_FUND),
        (0, Said(SettlementKind.EXPENDITURE, ""), LineFault.NOTHING_MOVED),
    ],
)
def test_what_cannot_be_is_refused(bank: Bank, minor: int, said: Said, fault: LineFault) -> None:
    bank.bring_in(csv_file([Moved(DAY, minor, "X")]))
    assert refused(say, bank, bank.lines()[0], said) is fault
    assert bank.books() == 0


def test_no_restricted_fund_is_spent_below_zero(bank: Bank) -> None:
    with bank.parts.database.writing() as work:
        work.session.add(LedgerFund(code="delegation", names={"en": "Delegation"}, restricted=True))
    bank.bring_in(csv_file([Moved(DAY, 5000, "A TRUST"), Moved(DAY, -5001, "RAILWAY")]))
    came, went = sorted(bank.lines(), key=lambda line: -line.amount_minor)
    say(bank, came, Said(SettlementKind.OTHER_INCOME, "a grant", fund="delegation"))
    spent = Said(SettlementKind.EXPENDITURE, "fares", fund="delegation")
    assert refused(say, bank, went, spent) is LineFault.NOT_SO_MUCH
    say(bank, went, Said(SettlementKind.EXPENDITURE, "fares"))


def test_money_named_stripe_is_never_income(bank: Bank) -> None:
    bank.bring_in(csv_file([Moved(DAY, 5462, "STRIPE PAYMENTS UK")]))
    [line] = bank.lines()
    assert refused(say, bank, line, Said(SettlementKind.OTHER_INCOME, "")) is LineFault.IS_A_PAYOUT
    moved = Said(SettlementKind.TRANSFER, "", across=Account.PAYOUTS_IN_TRANSIT)
    say(bank, line, moved)
    assert bank.books(Account.PAYOUTS_IN_TRANSIT) == -5462


def test_money_between_our_own_accounts_moves_nothing_in_the_books(bank: Bank) -> None:
    bank.bring_in(csv_file([Moved(DAY, -5000, "SAVINGS")]))
    say(bank, bank.lines()[0], Said(SettlementKind.TRANSFER, "", across=Account.BANK))
    assert bank.books() == 0
    assert bank.lines()[0].status is LineStatus.SETTLED


def test_a_line_may_be_left_out_with_a_reason(bank: Bank) -> None:
    bank.bring_in(csv_file([Moved(DAY, 0, "INTEREST RATE IS NOW 1.2%")]))
    [line] = bank.lines()
    with bank.parts.database.writing() as work:
        ignore_line(work, line_id=line.id, words="no money", actor=STAFF)
    assert bank.lines()[0].status is LineStatus.IGNORED
    bank.undo(line)
    assert bank.lines()[0].status is LineStatus.OPEN


def test_what_stood_on_an_account_before_is_booked_with_it(bank: Bank) -> None:
    with bank.parts.database.writing() as work:
        open_account(
            work,
            name="Savings",
            number="12345678",
            opening=GBP("100"),
            opening_on=date(2026, 1, 1),
            actor=STAFF,
        )
    assert (bank.books(), bank.books(Account.OPENING_BALANCES)) == (10_000, -10_000)


def test_who_paid_is_forgotten_after_seven_years(office: Office, bank: Bank) -> None:
    bank.bring_in(csv_file(TWINS))
    office.clock.advance(timedelta(days=6 * 365))
    bank.statements.forget_words()
    assert all(line.sealed for line in bank.lines())
    office.clock.advance(timedelta(days=2 * 366))
    bank.statements.forget_words()
    assert not any(line.sealed for line in bank.lines())
    assert len(bank.lines()) == 3


def test_later_invoices_are_found_when_lines_are_looked_at_again(
    office: Office, register: Register, bank: Bank
) -> None:
    bank.bring_in(csv_file([Moved(DAY, 6300, "UNITE", "A-00001")]))
    assert bank.lines()[0].status is LineStatus.OPEN
    invoice = register.billed()
    with office.database.reading() as session:
        assert session.get_one(Affiliation, invoice.affiliation_id).number == "A-00001"
    bank.statements.propose_again()
    assert bank.lines()[0].status is LineStatus.PROPOSED
