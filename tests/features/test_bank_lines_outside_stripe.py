"""Statements meet what a treasurer knows: batches, gifts, standing orders, cheques that bounce."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import MoneyMethod
from hov_donate.cashbox.models import Batch, BoxItem
from hov_donate.cashbox.operations import count
from hov_donate.cashbox.rules import BoxFault, BoxRefusedError
from hov_donate.contacts.sealing import Identity
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.donations.offline.expecting import met_days
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal
from hov_donate.donations.offline.operations import KnownGiver
from hov_donate.donations.offline.remembered import giver_behind
from hov_donate.donations.offline.rules import GiftMethod, OfflineFault, OfflineRefusedError
from hov_donate.ledger.chart import Account
from hov_donate.reconciliation.bank.models import BankLine, BankSettlement
from hov_donate.reconciliation.bank.operations import (
    GivenByLine,
    settle_batch,
    settle_bounced,
    settle_gift,
    settle_standing_order,
    take_back,
)
from hov_donate.reconciliation.bank.operations.proposing import found_for
from hov_donate.reconciliation.bank.operations.settling import name_of
from hov_donate.reconciliation.bank.queries.unshown import sums_until, unshown_until
from hov_donate.reconciliation.bank.rules.kinds import (
    LineFault,
    LineRefusedError,
    LineStatus,
    ProposalKind,
    SettlementKind,
    Surety,
)
from hov_donate.reconciliation.bank.rules.matching import Proposal
from tests.support.affiliates import Affiliates
from tests.support.bank import STAFF, Bank
from tests.support.offline import KEEP, SECRETARY, TODAY, Till
from tests.support.statement_files import Moved, csv_file
from tests.support.words import GBP

DAY = date(2026, 11, 20)
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def till(office, bank: Bank) -> Till:
    """The treasurer's till, beside the bank's account."""
    parts = office.parts
    return Till(parts.database, parts.settings, parts.seal, office.clock)


def told(bank: Bank, *lines: Moved) -> list[BankLine]:
    """A statement comes; its lines in their order."""
    bank.bring_in(csv_file(lines))
    return bank.lines()[-len(lines) :]


def may_be(bank: Bank, line: BankLine) -> list[Proposal]:
    with bank.parts.database.reading() as session:
        return found_for(session, [line], bank.parts.seal)[line.id]


def sure(bank: Bank, line: BankLine) -> list[tuple[ProposalKind, Surety]]:
    return [(it.kind, it.surety) for it in may_be(bank, line)]


def says(bank: Bank, act: Callable[..., BankSettlement], line: BankLine, **more) -> BankSettlement:
    """Somebody says what a line is."""
    with bank.parts.database.writing() as work:
        return act(work, line_id=line.id, actor=STAFF, **more)


def known(bank: Bank) -> dict[str, object]:
    return {"settings": bank.parts.settings, "seal": bank.parts.seal}


def undo(bank: Bank, line: BankLine) -> BankSettlement:
    return says(bank, take_back, line, words="a mistake", **known(bank))


def refused(act: Callable[..., object], *args, **more) -> object:
    with pytest.raises((LineRefusedError, BoxRefusedError, OfflineRefusedError)) as caught:
        act(*args, **more)
    return caught.value.fault  # type: ignore[attr-defined]


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


def rows(bank: Bank, table):
    with bank.parts.database.reading() as session:
        return session.scalars(select(table)).all()


def waiting_in_books(bank: Bank) -> list[ProposalKind]:
    with bank.parts.database.reading() as session:
        return [it.kind for it in unshown_until(session, date(2026, 12, 31))]


def test_a_batch_on_its_way_is_paid_in_with_its_line(bank: Bank, till: Till) -> None:
    batch = cash_batch(till, 100, cheque=25)
    [line] = told(bank, Moved(DAY, 12_500, "COUNTER CREDIT", batch.number))
    assert sure(bank, line) == [(ProposalKind.BATCH, Surety.EXACT)]
    assert bank.confirm(line).id == bank.confirm(line, f"batch:{batch.id}:").id
    [paid] = rows(bank, Batch)
    assert (paid.paid_in_on, paid.paid_in_by) == (DAY, STAFF)
    assert [bank.books(it) for it in (Account.BANK, Account.CASH, Account.CHEQUES)] == [
        *(12_500, 0, 0)
    ]
    assert refused(says, bank, settle_gift, line, given=GivenByLine(), **known(bank)) is (
        LineFault.SETTLED_ALREADY
    )


@SQLITE
def test_nobody_paid_in_before_it_came(bank: Bank, till: Till) -> None:
    """Unless the slip's number says so: then one of the days was written down wrongly."""
    batch = cash_batch(till, 100)
    before = DAY - timedelta(days=1)
    nameless, numbered = told(
        bank, Moved(before, 10_000, "COUNTER CREDIT"), Moved(before, 10_000, "X", batch.number)
    )
    assert sure(bank, nameless) == []
    assert [kind for kind, _ in sure(bank, numbered)] == [ProposalKind.BATCH]


def test_a_batch_that_somebody_paid_in_before_is_not_booked_again(bank: Bank, till: Till) -> None:
    till.pays_in(cash_batch(till, 100), on=DAY)
    line, _ = told(
        bank,
        Moved(DAY, 10_000, "COUNTER CREDIT"),
        Moved(DAY + timedelta(days=1), -600, "RATES"),
    )
    assert waiting_in_books(bank) == [ProposalKind.BATCH]
    assert sure(bank, line) == [(ProposalKind.BATCH, Surety.LIKELY)]
    bank.confirm(line)
    assert bank.books() == 10_000
    assert waiting_in_books(bank) == []
    undo(bank, line)
    assert bank.books() == 10_000
    assert sure(bank, line) == [(ProposalKind.BATCH, Surety.LIKELY)]


@SQLITE
@pytest.mark.parametrize("paid_in_before", [False, True])
def test_a_batch_that_the_bank_counted_otherwise_takes_words_and_changes_no_gift(
    bank: Bank, till: Till, paid_in_before: bool
) -> None:
    batch = cash_batch(till, 100)
    if paid_in_before:
        till.pays_in(batch, on=DAY)
    [line] = told(bank, Moved(DAY, 9900, "COUNTER CREDIT", f"ref {batch.number}"))
    [proposal] = may_be(bank, line)
    assert (proposal.surety, proposal.needs_words) == (Surety.POSSIBLE, True)
    assert refused(bank.confirm, line) is LineFault.NEEDS_WORDS
    said = {"batch_id": batch.id}
    assert refused(says, bank, settle_batch, line, **said) is BoxFault.DIFFERENCE_WITHOUT_WORDS
    says(bank, settle_batch, line, words="A pound was foreign.", **said)
    assert (bank.books(), bank.books(Account.ADJUSTMENTS)) == (9900, 100)
    assert bank.books(Account.DONATIONS) == -10_000
    undo(bank, line)
    # What was paid in stays so; what the line booked of it does not.
    left = 10_000 if paid_in_before else 9900
    assert (bank.books(), bank.books(Account.ADJUSTMENTS)) == (left, 10_000 - left)
    says(bank, settle_batch, line, words="A pound was foreign.", **said)
    assert (bank.books(), bank.books(Account.ADJUSTMENTS)) == (9900, 100)


@SQLITE
def test_only_cash_is_counted_otherwise(bank: Bank, till: Till) -> None:
    _, batch = cheque_batch(till, 45)
    [line] = told(bank, Moved(DAY, 4400, "COUNTER CREDIT"))
    said = {"batch_id": batch.id, "words": "?"}
    assert refused(says, bank, settle_batch, line, **said) is BoxFault.DIFFERENCE_WITHOUT_CASH
    till.pays_in(batch, on=DAY)
    assert refused(says, bank, settle_batch, line, **said) is BoxFault.DIFFERENCE_WITHOUT_CASH
    assert bank.books() == 4500


@SQLITE
def test_of_two_batches_of_the_same_sum_each_is_on_one_line(bank: Bank, till: Till) -> None:
    first, second = cash_batch(till, 100), cash_batch(till, 100)
    one, other = told(
        bank, Moved(DAY, 10_000, "COUNTER CREDIT"), Moved(DAY, 10_000, "DEPOSIT", second.number)
    )
    assert [it.target for it in may_be(bank, one)] == [first.id, second.id]
    assert {it.surety for it in may_be(bank, one)} == {Surety.POSSIBLE}
    assert [(it.target, it.surety) for it in may_be(bank, other)] == [(second.id, Surety.EXACT)]
    bank.confirm(other)
    assert refused(says, bank, settle_batch, one, batch_id=second.id) is LineFault.TAKEN
    assert [(it.target, it.surety) for it in may_be(bank, one)] == [(first.id, Surety.LIKELY)]
    bank.confirm(one)
    assert (bank.books(), bank.books(Account.CASH)) == (20_000, 0)


def test_a_gift_recorded_before_its_statement_is_not_booked_again(bank: Bank, till: Till) -> None:
    gift = till.gives(GBP(120), received_on=DAY, bank_reference="SOLIDARITY 7")
    line, other = told(
        bank, Moved(DAY, 12_000, "A FRIEND", "solidarity 7"), Moved(DAY, 12_000, "SOMEBODY")
    )
    assert sure(bank, line) == [(ProposalKind.GIFT_RECORDED, Surety.EXACT)]
    assert sure(bank, other) == [(ProposalKind.GIFT_RECORDED, Surety.LIKELY)]
    assert bank.confirm(line).gift_id == gift.id
    assert sure(bank, other) == []
    assert bank.books() == 12_000


def test_a_gift_recorded_after_its_statement_is_found_and_opens_its_line_when_taken_back(
    bank: Bank, till: Till
) -> None:
    [line] = told(bank, Moved(DAY, 12_000, "R GIVER"))
    assert line.status is LineStatus.OPEN
    gift = till.gives(GBP(120), received_on=DAY + timedelta(days=2))
    bank.statements.propose_again()
    assert bank.lines()[0].status is LineStatus.PROPOSED
    bank.confirm(line)
    till.takes_back(gift)
    assert bank.lines()[0].status is LineStatus.OPEN
    assert (bank.books(), waiting_in_books(bank)) == (0, [])


def test_a_standing_order_is_met_by_its_line_and_its_giver_gets_a_receipt(
    bank: Bank, till: Till
) -> None:
    order = till.orders(GBP(15), date(2026, 10, 20))
    on_time, again = told(
        bank,
        Moved(DAY, 1500, "R GIVER", f"SO {order.reference.lower()}"),
        Moved(DAY + timedelta(days=1), 1500, "R GIVER", order.reference),
    )
    assert sure(bank, on_time) == sure(bank, again) == [(ProposalKind.STANDING_ORDER, Surety.EXACT)]
    stale = name_of(may_be(bank, again)[0])
    said = bank.confirm(on_time)
    assert bank.confirm(on_time, stale).id == said.id
    [gift] = rows(bank, OfflineGift)
    assert (gift.due_on, gift.received_on, gift.method) == (DAY, DAY, GiftMethod.STANDING_ORDER)
    assert [it.kind for it in rows(bank, Document)] == [DocumentKind.RECEIPT]
    # A second time in the month is no order's: a person says what it is.
    assert refused(bank.confirm, again, stale) is LineFault.CHANGED_MEANWHILE
    assert sure(bank, again) == []
    twice = {"order_id": order.id, "due_on": DAY, **known(bank)}
    assert refused(says, bank, settle_standing_order, again, **twice) is OfflineFault.MET_ALREADY
    assert (bank.books(), bank.books(Account.RECURRING_DONATIONS)) == (1500, -1500)
    undo(bank, on_time)
    with bank.parts.database.reading() as session:
        assert met_days(session, [order.id]) == {}
    assert sure(bank, again) == [(ProposalKind.STANDING_ORDER, Surety.EXACT)]
    assert (bank.books(), bank.books(Account.RECURRING_DONATIONS)) == (0, 0)


@SQLITE
def test_two_orders_of_the_same_sum_are_told_apart_by_reference_or_name_or_by_a_person(
    bank: Bank, till: Till
) -> None:
    hers, his = till.orders(GBP(10), DAY), till.orders(GBP(10), DAY)
    nameless, cited = told(
        bank, Moved(DAY, 1000, "SOMEBODY"), Moved(DAY, 1000, "SOMEBODY", his.reference)
    )
    assert [it.target for it in may_be(bank, nameless)] == [hers.id, his.id]
    assert {it.surety for it in may_be(bank, nameless)} == {Surety.POSSIBLE}
    assert [it.target for it in may_be(bank, cited)] == [his.id]
    bank.confirm(cited)
    assert sure(bank, nameless) == [(ProposalKind.STANDING_ORDER, Surety.POSSIBLE)]
    [named] = told(bank, Moved(DAY + timedelta(days=1), 1000, "GIVER ROSA"))
    assert sure(bank, named) == [(ProposalKind.STANDING_ORDER, Surety.LIKELY)]


@SQLITE
def test_an_order_may_bring_another_sum_than_agreed(bank: Bank, till: Till) -> None:
    order = till.orders(GBP(10), DAY)
    [line] = told(bank, Moved(DAY, 1200, "R GIVER", order.reference))
    assert sure(bank, line) == [(ProposalKind.STANDING_ORDER, Surety.LIKELY)]
    bank.confirm(line)
    assert [it.amount for it in rows(bank, OfflineGift)] == [GBP(12)]


@SQLITE
@pytest.mark.parametrize("who", ["nobody knows", "new", "known"])
def test_money_that_is_like_nothing_becomes_the_gift_of_whoever_gave_it(
    bank: Bank, till: Till, who: str
) -> None:
    order = till.orders(GBP(10), date(2026, 1, 3))
    [line] = told(bank, Moved(DAY, 4250, "QUINN & DAUGHTERS", "THANK YOU"))
    with bank.parts.database.reading() as session:
        givers = {
            "new": KnownGiver(Identity("Ada Quinn", "ada@people.example"), "en", (KEEP,)),
            "known": giver_behind(session, order.reference.lower()),
            "nobody knows": None,
        }
    given = GivenByLine(givers[who], words="At the evening.")
    said = says(bank, settle_gift, line, given=given, **known(bank))
    assert says(bank, settle_gift, line, given=given, **known(bank)).id == said.id
    [gift] = rows(bank, OfflineGift)
    assert (said.kind, said.gift_id) == (SettlementKind.GIFT, gift.id)
    assert (gift.method, gift.received_on) == (GiftMethod.BANK_TRANSFER, DAY)
    assert (gift.details_id == order.details_id) is (who == "known")
    assert len(rows(bank, Document)) == (who != "nobody knows")
    assert bank.books() == 4250
    undo(bank, line)
    assert len(rows(bank, OfflineReversal)) == 1
    assert (bank.books(), bank.lines()[0].status) == (0, LineStatus.OPEN)
    says(bank, settle_gift, line, given=given, **known(bank))
    assert bank.books() == 4250


@SQLITE
def test_money_that_names_stripe_or_that_went_is_nobodys_gift(bank: Bank, till: Till) -> None:
    stripes, went = told(bank, Moved(DAY, 1500, "STRIPE PAYMENTS"), Moved(DAY, -1500, "SOMEBODY"))
    order = till.orders(GBP(15), DAY)
    assert sure(bank, stripes) == []
    gift = {"given": GivenByLine(), **known(bank)}
    assert refused(says, bank, settle_gift, stripes, **gift) is LineFault.IS_A_PAYOUT
    assert refused(says, bank, settle_gift, went, **gift) is LineFault.WRONG_WAY
    meant = {"order_id": order.id, "due_on": DAY, **known(bank)}
    assert refused(says, bank, settle_standing_order, stripes, **meant) is LineFault.IS_A_PAYOUT


@SQLITE
def test_nobody_is_found_by_a_reference_that_is_nobodys_or_erased(bank: Bank, till: Till) -> None:
    with bank.parts.database.reading() as session:
        assert giver_behind(session, "7KQM3XPA") is None
        assert giver_behind(session, "") is None


def test_a_cheque_that_bounces_on_the_statement_is_booked_back_with_its_receipt(
    bank: Bank, till: Till
) -> None:
    gift, batch = cheque_batch(till, 45)
    paid, back, other = told(
        bank,
        Moved(DAY, 4500, "COUNTER CREDIT", batch.number),
        Moved(DAY + timedelta(days=3), -4500, "UNPAID CHEQUE 000482"),
        Moved(DAY + timedelta(days=3), -4500, "PRINTERS LTD"),
    )
    assert sure(bank, back) == []
    bank.confirm(paid)
    assert sure(bank, back) == [(ProposalKind.BOUNCED, Surety.LIKELY)]
    assert sure(bank, other) == [(ProposalKind.BOUNCED, Surety.POSSIBLE)]
    assert refused(bank.confirm, back) is LineFault.NEEDS_WORDS
    said = {"item_id": till.item(gift).id, **known(bank)}
    assert refused(says, bank, settle_bounced, back, words="", **said) is LineFault.NEEDS_WORDS
    first = says(bank, settle_bounced, back, words="Refer to drawer", **said)
    assert says(bank, settle_bounced, back, words="Refer to drawer", **said).id == first.id
    [reversal] = rows(bank, OfflineReversal)
    assert (reversal.gift_id, reversal.reversed_on) == (gift.id, back.booked_on)
    assert [it.kind for it in rows(bank, Document)] == [
        *(DocumentKind.RECEIPT, DocumentKind.CORRECTION)
    ]
    assert (bank.books(), sure(bank, other)) == (0, [])
    undo(bank, back)
    # The cheque stays bounced, and its line is found again.
    assert (bank.books(), sure(bank, back)) == (
        *(0, [(ProposalKind.BOUNCE_RECORDED, Surety.EXACT)]),
    )
    bank.confirm(back)
    assert (bank.books(), waiting_in_books(bank)) == (0, [])


@SQLITE
def test_an_affiliates_cheque_that_bounces_is_owed_again(bank: Bank, till: Till) -> None:
    affiliates = Affiliates(till.database, till.settings, till.seal)
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    affiliates.receive(branch, GBP(40), (invoice, GBP(40)), method=MoneyMethod.CHEQUE)
    with till.database.reading() as session:
        [item] = session.scalars(select(BoxItem))
    till.pays_in(till.batch([item]))
    [line] = told(bank, Moved(TODAY, -4000, "UNPAID"))
    assert sure(bank, line) == [(ProposalKind.BOUNCED, Surety.POSSIBLE)]
    says(bank, settle_bounced, line, item_id=item.id, words="No funds.", **known(bank))
    assert (bank.books(), bank.books(Account.RECEIVABLES)) == (0, invoice.amount_minor)


@SQLITE
def test_what_is_in_the_books_and_on_no_line_is_told_with_its_sum(bank: Bank, till: Till) -> None:
    told(bank, Moved(date(2026, 11, 1), -600, "CHARGES"))
    till.gives(GBP(120), received_on=DAY)
    till.takes_back(till.gives(GBP(7), received_on=DAY))
    till.gives(GBP(5), received_on=date(2026, 10, 31))
    gift, batch = cheque_batch(till, 45)
    till.pays_in(batch, on=DAY)
    till.takes_back(gift, on=DAY)
    with bank.parts.database.reading() as session:
        found = unshown_until(session, DAY)
        assert unshown_until(session, DAY - timedelta(days=1)) == []
        assert sums_until(session, DAY - timedelta(days=1)) == []
        assert sums_until(session, DAY) == [GBP(120)]
        assert unshown_until(session, DAY, newest=2) == found[-2:]
    assert [(it.kind, it.amount) for it in found] == [
        (ProposalKind.BATCH, GBP(45)),
        (ProposalKind.BOUNCE_RECORDED, GBP(-45)),
        (ProposalKind.GIFT_RECORDED, GBP(120)),
    ]
