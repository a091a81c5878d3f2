"""Statements meet what was paid in: batches, cheques that bounce, what no line shows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import MoneyMethod
from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.operations import count
from hov_donate.cashbox.rules import BoxFault
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal
from hov_donate.donations.offline.rules import GiftMethod
from hov_donate.ledger.chart import Account
from hov_donate.reconciliation.bank.operations import (
    GivenByLine,
    settle_batch,
    settle_bounced,
    settle_gift,
)
from hov_donate.reconciliation.bank.queries.unshown import sums_until, unshown_until
from hov_donate.reconciliation.bank.rules.kinds import LineFault, ProposalKind, Surety
from tests.support.affiliates import Affiliates
from tests.support.bank import STAFF, Bank, refused
from tests.support.offline import SECRETARY, TODAY, Till
from tests.support.statement_files import Moved
from tests.support.words import GBP

DAY = date(2026, 11, 20)
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def till(office, bank: Bank) -> Till:
    """The treasurer's till, beside the bank's account."""
    parts = office.parts
    return Till(parts.database, parts.settings, parts.seal, office.clock)


def cash_batch(till: Till, pounds: int, cheque: int = 0) -> Batch:
    """Cash that two counted, perhaps with a cheque, on its way to the bank."""
    gift = till.gives(GBP(pounds), GiftMethod.CASH, received_on=DAY)
    with till.database.writing() as work:
        count(work, item_id=till.item(gift).id, actor=SECRETARY)
    items = [till.item(gift)]
    if cheque:
        items.append(till.item(till.gives(GBP(cheque), GiftMethod.CHEQUE, received_on=DAY)))
    return till.batch(items)


def cheque_batch(till: Till, pounds: int, number: str = "000482") -> tuple[OfflineGift, Batch]:
    gift = till.gives(GBP(pounds), GiftMethod.CHEQUE, received_on=DAY, cheque_number=number)
    return gift, till.batch([till.item(gift)])


def test_a_batch_on_its_way_is_paid_in_with_its_line(bank: Bank, till: Till) -> None:
    batch = cash_batch(till, 100, cheque=25)
    [line] = bank.told(Moved(DAY, 12_500, "COUNTER CREDIT", batch.number))
    assert bank.sure(line) == [(ProposalKind.BATCH, Surety.EXACT)]
    assert bank.confirm(line).id == bank.confirm(line, f"batch:{batch.id}:").id
    [paid] = bank.rows(Batch)
    assert (paid.paid_in_on, paid.paid_in_by) == (DAY, STAFF)
    assert [bank.books(it) for it in (Account.BANK, Account.CASH, Account.CHEQUES)] == [
        *(12_500, 0, 0)
    ]
    assert refused(bank.says, settle_gift, line, given=GivenByLine(), **bank.known) is (
        LineFault.SETTLED_ALREADY
    )


@SQLITE
def test_nobody_paid_in_before_it_came(bank: Bank, till: Till) -> None:
    """Unless the slip's number says so: then one of the days was written down wrongly."""
    batch = cash_batch(till, 100)
    before = DAY - timedelta(days=1)
    nameless, numbered = bank.told(
        Moved(before, 10_000, "COUNTER CREDIT"), Moved(before, 10_000, "X", batch.number)
    )
    assert bank.sure(nameless) == []
    assert [kind for kind, _ in bank.sure(numbered)] == [ProposalKind.BATCH]


def test_a_batch_that_somebody_paid_in_before_is_not_booked_again(bank: Bank, till: Till) -> None:
    till.pays_in(cash_batch(till, 100), on=DAY)
    line, _ = bank.told(
        Moved(DAY, 10_000, "COUNTER CREDIT"),
        Moved(DAY + timedelta(days=1), -600, "RATES"),
    )
    assert bank.unshown() == [ProposalKind.BATCH]
    assert bank.sure(line) == [(ProposalKind.BATCH, Surety.LIKELY)]
    bank.confirm(line)
    assert bank.books() == 10_000
    assert bank.unshown() == []
    bank.undo(line)
    assert bank.books() == 10_000
    assert bank.sure(line) == [(ProposalKind.BATCH, Surety.LIKELY)]


@SQLITE
@pytest.mark.parametrize("paid_in_before", [False, True])
def test_a_batch_that_the_bank_counted_otherwise_takes_words_and_changes_no_gift(
    bank: Bank, till: Till, paid_in_before: bool
) -> None:
    batch = cash_batch(till, 100)
    if paid_in_before:
        till.pays_in(batch, on=DAY)
    [line] = bank.told(Moved(DAY, 9900, "COUNTER CREDIT", f"ref {batch.number}"))
    [proposal] = bank.may_be(line)
    assert (proposal.surety, proposal.needs_words) == (Surety.POSSIBLE, True)
    assert refused(bank.confirm, line) is LineFault.NEEDS_WORDS
    said: dict[str, object] = {"batch_id": batch.id, "seal": bank.parts.seal}
    assert refused(bank.says, settle_batch, line, **said) is BoxFault.DIFFERENCE_WITHOUT_WORDS
    bank.says(settle_batch, line, words="A pound was foreign.", **said)
    assert (bank.books(), bank.books(Account.ADJUSTMENTS)) == (9900, 100)
    assert bank.books(Account.DONATIONS) == -10_000
    bank.undo(line)
    # What was paid in stays so; what the line booked of it does not.
    left = 10_000 if paid_in_before else 9900
    assert (bank.books(), bank.books(Account.ADJUSTMENTS)) == (left, 10_000 - left)
    bank.says(settle_batch, line, words="A pound was foreign.", **said)
    assert (bank.books(), bank.books(Account.ADJUSTMENTS)) == (9900, 100)


@SQLITE
def test_only_cash_is_counted_otherwise(bank: Bank, till: Till) -> None:
    _, batch = cheque_batch(till, 45)
    [line] = bank.told(Moved(DAY, 4400, "COUNTER CREDIT"))
    said = {"batch_id": batch.id, "words": "?", "seal": bank.parts.seal}
    assert refused(bank.says, settle_batch, line, **said) is BoxFault.DIFFERENCE_WITHOUT_CASH
    till.pays_in(batch, on=DAY)
    assert refused(bank.says, settle_batch, line, **said) is BoxFault.DIFFERENCE_WITHOUT_CASH
    assert bank.books() == 4500


@SQLITE
def test_of_two_batches_of_the_same_sum_each_is_on_one_line(bank: Bank, till: Till) -> None:
    first, second = cash_batch(till, 100), cash_batch(till, 100)
    one, other = bank.told(
        Moved(DAY, 10_000, "COUNTER CREDIT"), Moved(DAY, 10_000, "DEPOSIT", second.number)
    )
    assert [it.target for it in bank.may_be(one)] == [first.id, second.id]
    assert {it.surety for it in bank.may_be(one)} == {Surety.POSSIBLE}
    assert [(it.target, it.surety) for it in bank.may_be(other)] == [(second.id, Surety.EXACT)]
    bank.confirm(other)
    said = {"batch_id": second.id, "seal": bank.parts.seal}
    assert refused(bank.says, settle_batch, one, **said) is LineFault.TAKEN
    assert [(it.target, it.surety) for it in bank.may_be(one)] == [(first.id, Surety.LIKELY)]
    bank.confirm(one)
    assert (bank.books(), bank.books(Account.CASH)) == (20_000, 0)


def test_a_cheque_that_bounces_on_the_statement_is_booked_back_with_its_receipt(
    bank: Bank, till: Till
) -> None:
    gift, batch = cheque_batch(till, 45)
    paid, back, other = bank.told(
        Moved(DAY, 4500, "COUNTER CREDIT", batch.number),
        Moved(DAY + timedelta(days=3), -4500, "UNPAID CHEQUE 000482"),
        Moved(DAY + timedelta(days=3), -4500, "PRINTERS LTD"),
    )
    assert bank.sure(back) == []
    bank.confirm(paid)
    assert bank.sure(back) == [(ProposalKind.BOUNCED, Surety.LIKELY)]
    assert bank.sure(other) == [(ProposalKind.BOUNCED, Surety.POSSIBLE)]
    assert refused(bank.confirm, back) is LineFault.NEEDS_WORDS
    said = {"item_id": till.item(gift).id, **bank.known}
    assert refused(bank.says, settle_bounced, back, words="", **said) is LineFault.NEEDS_WORDS
    first = bank.says(settle_bounced, back, words="Refer to drawer", **said)
    assert bank.says(settle_bounced, back, words="Refer to drawer", **said).id == first.id
    [reversal] = bank.rows(OfflineReversal)
    assert (reversal.gift_id, reversal.reversed_on) == (gift.id, back.booked_on)
    assert [it.kind for it in bank.rows(Document)] == [
        *(DocumentKind.RECEIPT, DocumentKind.CORRECTION)
    ]
    assert (bank.books(), bank.sure(other)) == (0, [])
    bank.undo(back)
    # The cheque stays bounced, and its line is found again.
    assert (bank.books(), bank.sure(back)) == (
        *(0, [(ProposalKind.BOUNCE_RECORDED, Surety.EXACT)]),
    )
    bank.confirm(back)
    assert (bank.books(), bank.unshown()) == (0, [])


@SQLITE
def test_an_affiliates_cheque_that_bounces_is_owed_again(bank: Bank, till: Till) -> None:
    affiliates = Affiliates(till.database, till.settings, till.seal)
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    affiliates.receive(branch, GBP(40), (invoice, GBP(40)), method=MoneyMethod.CHEQUE)
    with till.database.reading() as session:
        [item] = session.scalars(select(BoxItem))
    till.pays_in(till.batch([item]))
    [line] = bank.told(Moved(TODAY, -4000, "UNPAID"))
    assert bank.sure(line) == [(ProposalKind.BOUNCED, Surety.POSSIBLE)]
    bank.says(settle_bounced, line, item_id=item.id, words="No funds.", **bank.known)
    assert (bank.books(), bank.books(Account.RECEIVABLES)) == (0, invoice.amount_minor)


@SQLITE
def test_what_is_in_the_books_and_on_no_line_is_told_with_its_sum(bank: Bank, till: Till) -> None:
    bank.told(Moved(date(2026, 11, 1), -600, "CHARGES"))
    till.gives(GBP(120), received_on=DAY)
    till.takes_back(till.gives(GBP(7), received_on=DAY))
    till.gives(GBP(5), received_on=date(2026, 10, 31))
    gift, batch = cheque_batch(till, 45)
    till.pays_in(batch, on=DAY)
    till.takes_back(gift, on=DAY)
    with bank.parts.database.reading() as session:
        found = unshown_until(session, DAY, "Europe/London")
        assert unshown_until(session, DAY - timedelta(days=1), "Europe/London") == []
        assert sums_until(session, DAY - timedelta(days=1), "Europe/London") == []
        assert sums_until(session, DAY, "Europe/London") == [GBP(120)]
        assert unshown_until(session, DAY, "Europe/London", newest=2) == found[-2:]
    assert [(it.kind, it.amount) for it in found] == [
        (ProposalKind.BATCH, GBP(45)),
        (ProposalKind.BOUNCE_RECORDED, GBP(-45)),
        (ProposalKind.GIFT_RECORDED, GBP(120)),
    ]
