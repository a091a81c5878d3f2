"""Statements meet gifts and standing orders, recorded before and after them."""

from datetime import date, timedelta

import pytest

from hov_donate.contacts.sealing import Identity
from hov_donate.documents.models import Document, DocumentKind
from hov_donate.donations.offline.expecting import met_days
from hov_donate.donations.offline.models import OfflineGift, OfflineReversal
from hov_donate.donations.offline.operations import KnownGiver
from hov_donate.donations.offline.remembered import giver_behind
from hov_donate.donations.offline.rules import GiftMethod, OfflineFault
from hov_donate.ledger.chart import Account
from hov_donate.reconciliation.bank.operations import (
    GivenByLine,
    settle_gift,
    settle_standing_order,
)
from hov_donate.reconciliation.bank.operations.settling import name_of
from hov_donate.reconciliation.bank.rules.kinds import (
    LineFault,
    LineStatus,
    ProposalKind,
    SettlementKind,
    Surety,
)
from tests.support.bank import Bank, refused
from tests.support.offline import KEEP, Till
from tests.support.statement_files import Moved
from tests.support.words import GBP

DAY = date(2026, 11, 20)
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def till(office, bank: Bank) -> Till:
    """The treasurer's till, beside the bank's account."""
    parts = office.parts
    return Till(parts.database, parts.settings, parts.seal, office.clock)


def test_a_gift_recorded_before_its_statement_is_not_booked_again(bank: Bank, till: Till) -> None:
    gift = till.gives(GBP(120), received_on=DAY, bank_reference="SOLIDARITY 7")
    line, other = bank.told(
        Moved(DAY, 12_000, "A FRIEND", "solidarity 7"), Moved(DAY, 12_000, "SOMEBODY")
    )
    assert bank.sure(line) == [(ProposalKind.GIFT_RECORDED, Surety.EXACT)]
    assert bank.sure(other) == [(ProposalKind.GIFT_RECORDED, Surety.LIKELY)]
    assert bank.confirm(line).gift_id == gift.id
    assert bank.sure(other) == []
    assert bank.books() == 12_000


def test_a_gift_recorded_after_its_statement_is_found_and_opens_its_line_when_taken_back(
    bank: Bank, till: Till
) -> None:
    [line] = bank.told(Moved(DAY, 12_000, "R GIVER"))
    assert line.status is LineStatus.OPEN
    gift = till.gives(GBP(120), received_on=DAY + timedelta(days=2))
    bank.statements.propose_again()
    assert bank.lines()[0].status is LineStatus.PROPOSED
    bank.confirm(line)
    till.takes_back(gift)
    assert bank.lines()[0].status is LineStatus.OPEN
    assert (bank.books(), bank.unshown()) == (0, [])


def test_a_standing_order_is_met_by_its_line_and_its_giver_gets_a_receipt(
    bank: Bank, till: Till
) -> None:
    order = till.orders(GBP(15), date(2026, 10, 20))
    on_time, again = bank.told(
        Moved(DAY, 1500, "R GIVER", f"SO {order.reference.lower()}"),
        Moved(DAY + timedelta(days=1), 1500, "R GIVER", order.reference),
    )
    assert bank.sure(on_time) == bank.sure(again) == [(ProposalKind.STANDING_ORDER, Surety.EXACT)]
    stale = name_of(bank.may_be(again)[0])
    said = bank.confirm(on_time)
    assert bank.confirm(on_time, stale).id == said.id
    [gift] = bank.rows(OfflineGift)
    assert (gift.due_on, gift.received_on, gift.method) == (DAY, DAY, GiftMethod.STANDING_ORDER)
    assert [it.kind for it in bank.rows(Document)] == [DocumentKind.RECEIPT]
    # A second time in the month is no order's: a person says what it is.
    assert refused(bank.confirm, again, stale) is LineFault.CHANGED_MEANWHILE
    assert bank.sure(again) == []
    twice = {"order_id": order.id, "due_on": DAY, **bank.known}
    assert refused(bank.says, settle_standing_order, again, **twice) is OfflineFault.MET_ALREADY
    assert (bank.books(), bank.books(Account.RECURRING_DONATIONS)) == (1500, -1500)
    bank.undo(on_time)
    with bank.parts.database.reading() as session:
        assert met_days(session, [order.id]) == {}
    assert bank.sure(again) == [(ProposalKind.STANDING_ORDER, Surety.EXACT)]
    assert (bank.books(), bank.books(Account.RECURRING_DONATIONS)) == (0, 0)


@SQLITE
def test_two_orders_of_the_same_sum_are_told_apart_by_reference_or_name_or_by_a_person(
    bank: Bank, till: Till
) -> None:
    hers, his = till.orders(GBP(10), DAY), till.orders(GBP(10), DAY)
    nameless, cited = bank.told(
        Moved(DAY, 1000, "SOMEBODY"), Moved(DAY, 1000, "SOMEBODY", his.reference)
    )
    assert [it.target for it in bank.may_be(nameless)] == [hers.id, his.id]
    assert {it.surety for it in bank.may_be(nameless)} == {Surety.POSSIBLE}
    assert [it.target for it in bank.may_be(cited)] == [his.id]
    bank.confirm(cited)
    assert bank.sure(nameless) == [(ProposalKind.STANDING_ORDER, Surety.POSSIBLE)]
    [named] = bank.told(Moved(DAY + timedelta(days=1), 1000, "GIVER ROSA"))
    assert bank.sure(named) == [(ProposalKind.STANDING_ORDER, Surety.LIKELY)]


@SQLITE
def test_an_order_may_bring_another_sum_than_agreed(bank: Bank, till: Till) -> None:
    order = till.orders(GBP(10), DAY)
    [line] = bank.told(Moved(DAY, 1200, "R GIVER", order.reference))
    assert bank.sure(line) == [(ProposalKind.STANDING_ORDER, Surety.LIKELY)]
    bank.confirm(line)
    assert [it.amount for it in bank.rows(OfflineGift)] == [GBP(12)]


@SQLITE
@pytest.mark.parametrize("who", ["nobody knows", "new", "known"])
def test_money_that_is_like_nothing_becomes_the_gift_of_whoever_gave_it(
    bank: Bank, till: Till, who: str
) -> None:
    order = till.orders(GBP(10), date(2026, 1, 3))
    [line] = bank.told(Moved(DAY, 4250, "QUINN & DAUGHTERS", "THANK YOU"))
    with bank.parts.database.reading() as session:
        givers = {
            "new": KnownGiver(Identity("Ada Quinn", "ada@people.example"), "en", (KEEP,)),
            "known": giver_behind(session, order.reference.lower()),
            "nobody knows": None,
        }
    given = GivenByLine(givers[who], words="At the evening.")
    said = bank.says(settle_gift, line, given=given, **bank.known)
    assert bank.says(settle_gift, line, given=given, **bank.known).id == said.id
    [gift] = bank.rows(OfflineGift)
    assert (said.kind, said.gift_id) == (SettlementKind.GIFT, gift.id)
    assert (gift.method, gift.received_on) == (GiftMethod.BANK_TRANSFER, DAY)
    assert (gift.details_id == order.details_id) is (who == "known")
    assert len(bank.rows(Document)) == (who != "nobody knows")
    assert bank.books() == 4250
    bank.undo(line)
    assert len(bank.rows(OfflineReversal)) == 1
    assert (bank.books(), bank.lines()[0].status) == (0, LineStatus.OPEN)
    bank.says(settle_gift, line, given=given, **bank.known)
    assert bank.books() == 4250


@SQLITE
def test_money_that_names_stripe_or_that_went_is_nobodys_gift(bank: Bank, till: Till) -> None:
    stripes, went = bank.told(Moved(DAY, 1500, "STRIPE PAYMENTS"), Moved(DAY, -1500, "SOMEBODY"))
    order = till.orders(GBP(15), DAY)
    assert bank.sure(stripes) == []
    gift = {"given": GivenByLine(), **bank.known}
    assert refused(bank.says, settle_gift, stripes, **gift) is LineFault.IS_A_PAYOUT
    assert refused(bank.says, settle_gift, went, **gift) is LineFault.WRONG_WAY
    meant = {"order_id": order.id, "due_on": DAY, **bank.known}
    assert refused(bank.says, settle_standing_order, stripes, **meant) is LineFault.IS_A_PAYOUT


@SQLITE
def test_nobody_is_found_by_a_reference_that_is_nobodys_or_erased(bank: Bank, till: Till) -> None:
    with bank.parts.database.reading() as session:
        assert giver_behind(session, "7KQM3XPA") is None
        assert giver_behind(session, "") is None
