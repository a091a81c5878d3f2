"""What else is said of a line: Stripe's money is nobody's, and what stands is not done again."""

from datetime import UTC, date, datetime

import pytest

from hov_donate.affiliations.models import Invoice
from hov_donate.affiliations.queries.money import credit_of, standing_of
from hov_donate.cashbox.models import Batch
from hov_donate.cashbox.rules import BoxFault
from hov_donate.contacts.sealing import Identity
from hov_donate.core.money import Money
from hov_donate.donations.offline.models import OfflineGift
from hov_donate.donations.offline.operations import KnownGiver
from hov_donate.donations.offline.operations.recording import SecondCounter
from hov_donate.donations.offline.rules import GiftMethod
from hov_donate.ledger.chart import Account
from hov_donate.ledger.funds import open_fund
from hov_donate.reconciliation.bank.models import BankLine
from hov_donate.reconciliation.bank.operations import (
    GivenByLine,
    Said,
    settle_as,
    settle_batch,
    settle_gift,
    settle_invoices,
)
from hov_donate.reconciliation.bank.rules.kinds import LineFault, LineStatus, SettlementKind
from hov_donate.reconciliation.models import Payout
from tests.support.bank import Bank, refused
from tests.support.office import Office
from tests.support.office_affiliates import Register
from tests.support.offline import Till
from tests.support.statement_files import Moved
from tests.support.words import GBP

DAY = date(2026, 11, 9)
PAYOUT = Moved(DAY, 20_000, "STRIPE PAYMENTS UK", "STRIPE")
ADA = KnownGiver(Identity("Ada Lovelace", "ada@people.example"), "en")


def owed(office: Office, invoice: Invoice) -> Money:
    with office.database.reading() as session:
        return standing_of(session, invoice.id).owed


def for_invoices(bank: Bank, line: BankLine, *bills: Invoice, owner: Invoice | None = None):
    return bank.says(
        settle_invoices,
        line,
        shares=[(bill.id, GBP("63")) for bill in bills],
        owner_id=(owner or bills[0]).affiliation_id,
        **bank.known,
    )


def cash_on_its_way(office: Office) -> tuple[Till, Batch]:
    till = Till(office.parts.database, office.parts.settings, office.parts.seal, office.clock)
    by_both = SecondCounter(witness="Wilma Witness")
    gift = till.gives(GBP(120), GiftMethod.CASH, identity=None, received_on=DAY, second=by_both)
    return till, till.batch([till.item(gift)])


def expected(office: Office) -> None:
    """Stripe has sent just that sum."""
    with office.database.writing() as work:
        work.session.add(
            Payout(
                stripe_payout_id="po_1",
                amount_minor=20_000,
                currency="GBP",
                status="paid",
                arrival_date=DAY,
                created_at=datetime(2026, 11, 8, tzinfo=UTC),
            )
        )


@pytest.mark.parametrize(
    "line", [PAYOUT, Moved(DAY, 20_000, "SOMEBODY", "x")], ids=["by its words", "by its sum"]
)
def test_a_payout_pays_no_invoice_and_is_neither_income_nor_less_spent(
    office: Office, register: Register, bank: Bank, line: Moved
) -> None:
    bill = register.billed()
    expected(office)
    [told] = bank.told(line)
    assert refused(for_invoices, bank, told, bill) is LineFault.IS_A_PAYOUT
    seal = bank.parts.seal
    for said in (
        Said(SettlementKind.OTHER_INCOME, "x"),
        Said(SettlementKind.EXPENDITURE, "x"),
        Said(SettlementKind.BANK_CHARGES, "x"),
        Said(SettlementKind.TRANSFER, "x", across=Account.OPENING_BALANCES),
        Said(SettlementKind.TRANSFER, "x", across=Account.CURRENCY_EXCHANGE),
        Said(SettlementKind.TRANSFER, "x", across=Account.SUSPENSE),
    ):
        assert refused(bank.says, settle_as, told, said=said, seal=seal) is LineFault.IS_A_PAYOUT
    assert (owed(office, bill), bank.books()) == (GBP("63"), 0)
    bank.says(
        settle_as,
        told,
        said=Said(SettlementKind.TRANSFER, "x", across=Account.PAYOUTS_IN_TRANSIT),
        seal=seal,
    )
    assert bank.books(Account.PAYOUTS_IN_TRANSIT) == -20_000


def test_what_stripe_takes_from_the_bank_is_spent_as_ever(bank: Bank) -> None:
    [line] = bank.told(Moved(DAY, -1200, "STRIPE", "INVOICE"))
    bank.says(settle_as, line, said=Said(SettlementKind.EXPENDITURE, "x"), seal=bank.parts.seal)
    assert bank.books(Account.EXPENDITURE) == 1200


def test_a_batch_was_not_counted_more_by_a_payout(office: Office, bank: Bank) -> None:
    _, batch = cash_on_its_way(office)
    [line] = bank.told(PAYOUT)
    fault = refused(
        bank.says, settle_batch, line, batch_id=batch.id, words="more", seal=bank.parts.seal
    )
    assert fault is LineFault.IS_A_PAYOUT
    assert bank.books(Account.ADJUSTMENTS) == 0


def test_invoices_that_somebody_else_chose_meanwhile_are_not_told_to_be_paid(
    office: Office, register: Register, bank: Bank
) -> None:
    one, two = register.billed("Unite"), register.billed("GMB")
    [line] = bank.told(Moved(DAY, 12_600, "SOMEBODY", "x"))
    first = for_invoices(bank, line, one)
    assert for_invoices(bank, line, one).id == first.id, "the same once more is harmless"
    assert refused(for_invoices, bank, line, two) is LineFault.SETTLED_ALREADY
    assert refused(for_invoices, bank, line, one, two) is LineFault.SETTLED_ALREADY
    assert refused(for_invoices, bank, line, one, owner=two) is LineFault.SETTLED_ALREADY
    assert (owed(office, one), owed(office, two)) == (GBP("0"), GBP("63"))
    with office.database.reading() as session:
        assert credit_of(session, one.affiliation_id) == {"GBP": GBP("63")}


def test_a_proposal_is_confirmed_as_it_was_seen_or_not_at_all(
    register: Register, bank: Bank
) -> None:
    one, two = register.billed("Unite"), register.billed("GMB")
    line, charge = bank.told(
        Moved(DAY, 6300, "SOMEBODY", one.reference),
        Moved(date(2026, 11, 10), -450, "ACCOUNT CHARGES"),
    )
    first, taken = bank.confirm(line), bank.confirm(charge)
    assert bank.confirm(line, f"invoices::{one.id}-6300").id == first.id
    assert bank.confirm(charge, "charges::").id == taken.id
    for seen in (
        f"invoices::{two.id}-6300",
        f"invoices::{one.id}-6200",
        f"recorded:{first.received_id}:",
        "payout:1:",
        "nonsense",
    ):
        assert refused(bank.confirm, line, seen) is LineFault.SETTLED_ALREADY
    bank.undo(charge)
    bank.says(settle_as, charge, said=Said(SettlementKind.EXPENDITURE, "x"), seal=bank.parts.seal)
    assert refused(bank.confirm, charge, "charges::") is LineFault.SETTLED_ALREADY


def test_a_gift_of_another_giver_or_fund_is_told_not_to_be_recorded(
    office: Office, bank: Bank
) -> None:
    with office.database.writing() as work:
        open_fund(work, code="delegation", names={"en": "Delegation"}, restricted=True)

    def gives(line: BankLine, given: GivenByLine):
        return bank.says(settle_gift, line, given=given, **bank.known)

    nobodys, adas = bank.told(
        Moved(DAY, 5000, "SOMEBODY", "x"), Moved(date(2026, 11, 10), 5000, "SOMEBODY", "x")
    )
    unknown, known = gives(nobodys, GivenByLine()), gives(adas, GivenByLine(ADA))
    assert gives(nobodys, GivenByLine()).id == unknown.id
    assert gives(adas, GivenByLine(ADA)).id == known.id
    bea = KnownGiver(Identity("Bea", "bea@people.example"), "en")
    for line, given in (
        (nobodys, GivenByLine(ADA)),
        (nobodys, GivenByLine(fund="delegation")),
        (adas, GivenByLine()),
        (adas, GivenByLine(bea)),
        (adas, GivenByLine(ADA, "delegation")),
    ):
        assert refused(gives, line, given) is LineFault.SETTLED_ALREADY
    assert len(bank.rows(OfflineGift)) == 2
    assert [it.status for it in bank.lines()] == [LineStatus.SETTLED] * 2


def test_a_batch_that_somebody_paid_in_otherwise_is_not_told_to_be_paid_in(
    office: Office, bank: Bank
) -> None:
    till, batch = cash_on_its_way(office)
    till.pays_in(batch, on=date(2026, 11, 10))
    till.pays_in(batch, on=date(2026, 11, 10))
    for difference, words, day in ((0, "", 12), (-500, "a false note", 10)):
        fault = refused(till.pays_in, batch, difference, words, date(2026, 11, day))
        assert fault is BoxFault.PAID_IN_OTHERWISE
    assert (bank.books(), bank.books(Account.ADJUSTMENTS)) == (12_000, 0)
