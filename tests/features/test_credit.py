"""Money of affiliations that settles nothing: theirs, a gift, sent back, or not there after all."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import (
    Allocation,
    CreditReason,
    CreditUse,
    CreditUseKind,
    MoneyMethod,
)
from hov_donate.affiliations.rules.refusals import MoneyFault
from hov_donate.ledger.chart import Account
from tests.support.affiliates import TREASURER
from tests.support.credit import (
    credit,
    give_credit,
    overdrawn,
    refused,
    reverse,
    send_back,
    use_credit,
)
from tests.support.words import GBP, NOON


def test_a_void_invoice_leaves_its_money_as_credit_that_settles_the_next_one(affiliates):
    branch = affiliates.branch()
    wrong = affiliates.invoice(branch, GBP("63.00"), GBP("7.00"))
    affiliates.card(wrong, GBP("70.00"))
    note = credit(affiliates, wrong)
    assert (note.full_number, note.amount, note.gift_minor) == ("CN-2026-000001", GBP("70"), 700)
    assert affiliates.credit(branch) == {"GBP": GBP("70.00")}
    right = affiliates.invoice(branch, GBP("80.00"))
    use_credit(affiliates, branch)
    assert (affiliates.owes(wrong), affiliates.owes(right)) == (GBP("0.00"), GBP("10.00"))
    assert affiliates.books(Account.DONATIONS) == {}
    with refused(MoneyFault.NOTHING_LEFT_TO_CREDIT):
        credit(affiliates, wrong)


def test_money_that_moved_to_another_invoice_goes_and_comes_back_there(affiliates):
    branch = affiliates.branch()
    wrong = affiliates.invoice(branch)
    paid = affiliates.card(wrong, GBP("50.00"))
    credit(affiliates, wrong)
    right = affiliates.invoice(branch)
    use_credit(affiliates, branch)
    affiliates.went_back(paid, GBP("50.00"))
    assert affiliates.owes(right) == GBP("50.00")
    affiliates.went_back(paid, GBP("0.00"))
    assert (affiliates.owes(right), affiliates.credit(branch)) == (GBP("0.00"), {})


def test_a_part_is_waived_and_only_what_is_too_much_is_credit(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    affiliates.card(invoice, GBP("30.00"))
    credit(affiliates, invoice, GBP("15.00"), CreditReason.WAIVED)
    assert (affiliates.owes(invoice), affiliates.credit(branch)) == (GBP("5.00"), {})
    credit(affiliates, invoice, GBP("15.00"), CreditReason.WAIVED)
    assert affiliates.owes(invoice) == GBP("0.00")
    assert affiliates.credit(branch) == {"GBP": GBP("10.00")}


def test_credit_is_given_or_sent_back_as_its_payer_says(affiliates):
    branch = affiliates.branch()
    affiliates.receive(branch, GBP("30.00"))
    give_credit(affiliates, branch, GBP("10.00"), seen=GBP("30.00"))
    with refused(MoneyFault.CREDIT_CHANGED):
        give_credit(affiliates, branch, GBP("10.00"), seen=GBP("30.00"))
    send_back(affiliates, branch, GBP("15.00"))
    assert affiliates.credit(branch) == {"GBP": GBP("5.00")}
    assert affiliates.books(Account.DONATIONS) == {"GBP": GBP("-10.00")}
    assert affiliates.books(Account.BANK) == {"GBP": GBP("15.00")}
    assert affiliates.books(Account.RECEIVABLES) == {"GBP": GBP("-5.00")}


def test_what_came_by_card_goes_back_at_stripe(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    affiliates.card(invoice, GBP("60.00"))
    with refused(MoneyFault.REFUND_AT_STRIPE):
        send_back(affiliates, branch, GBP("10.00"))


def test_a_gift_of_credit_goes_with_its_money_and_comes_again(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    paid = affiliates.card(invoice, GBP("60.00"))
    give_credit(affiliates, branch, GBP("10.00"))
    affiliates.went_back(paid, GBP("10.00"))
    assert (affiliates.owes(invoice), affiliates.books(Account.DONATIONS)) == (GBP("0.00"), {})
    affiliates.went_back(paid, GBP("60.00"))
    assert affiliates.owes(invoice) == GBP("50.00")
    affiliates.went_back(paid, GBP("0.00"))
    assert affiliates.books(Account.DONATIONS) == {"GBP": GBP("-10.00")}
    assert (affiliates.owes(invoice), affiliates.credit(branch)) == (GBP("0.00"), {})


def test_what_was_sent_back_of_a_cheque_that_bounces_is_owed_without_an_invoice(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    came = affiliates.receive(branch, GBP("60.00"), (invoice, GBP("50.00")))
    send_back(affiliates, branch, GBP("10.00"))
    affiliates.receive(branch, GBP("4.00"))
    reverse(affiliates, came)
    assert (affiliates.owes(invoice), affiliates.credit(branch)) == (GBP("50.00"), {})
    assert overdrawn(affiliates, branch) == {"GBP": GBP("6.00")}
    assert affiliates.books(Account.BANK) == {"GBP": GBP("-6.00")}
    assert affiliates.books(Account.RECEIVABLES) == {"GBP": GBP("56.00")}


def test_what_is_owed_without_an_invoice_comes_before_credit(affiliates):
    branch = affiliates.branch()
    came = affiliates.receive(branch, GBP("30.00"))
    send_back(affiliates, branch, GBP("5.00"))
    # What others paid bears nothing, and what was paid by card goes back there.
    affiliates.receive(affiliates.branch(), GBP("100.00"))
    paid = affiliates.invoice(branch)
    affiliates.card(paid, GBP("60.00"))
    reverse(affiliates, came)
    assert overdrawn(affiliates, branch) == {"GBP": GBP("5.00")}
    affiliates.receive(branch, GBP("4.00"))
    assert overdrawn(affiliates, branch) == {"GBP": GBP("1.00")}
    affiliates.receive(branch, GBP("4.00"))
    assert overdrawn(affiliates, branch) == {}
    assert affiliates.credit(branch) == {"GBP": GBP("13.00")}
    assert affiliates.books(Account.RECEIVABLES) == {"GBP": GBP("-53.00")}


def test_credit_that_a_credit_note_frees_bears_it_before_it_is_given_or_sent_back(affiliates):
    branch = affiliates.branch()
    came = affiliates.receive(branch, GBP("30.00"))
    invoice = affiliates.invoice(branch)
    affiliates.receive(branch, GBP("50.00"), (invoice, GBP("50.00")))
    send_back(affiliates, branch, GBP("20.00"))
    reverse(affiliates, came)
    credit(affiliates, invoice)
    with refused(MoneyFault.CREDIT_CHANGED):
        give_credit(affiliates, branch, GBP("50.00"), seen=GBP("50.00"))
    with refused(MoneyFault.NOT_SO_MUCH_CREDIT):
        send_back(affiliates, branch, GBP("31.00"))
    send_back(affiliates, branch, GBP("30.00"))
    assert (overdrawn(affiliates, branch), affiliates.credit(branch)) == ({}, {})
    assert affiliates.books(Account.BANK) == {}


def test_the_database_takes_nothing_more_out_of_a_sum_that_is_not_there(affiliates):
    branch = affiliates.branch()
    came = affiliates.receive(branch, GBP("30.00"))
    send_back(affiliates, branch, GBP("5.00"))
    reverse(affiliates, came)
    for kind, minor in (("sent_back", 1), ("given", -1), ("sent_back", -501)):
        use = CreditUse(
            affiliation_id=branch.id,
            received_id=came.id,
            kind=CreditUseKind(kind),
            amount_minor=minor,
            currency="GBP",
            words="",
            at=NOON,
            actor=TREASURER,
        )
        with pytest.raises(DBAPIError), affiliates.database.writing() as work:
            work.session.add(use)


def test_what_was_sent_back_is_borne_by_what_came_instead(affiliates):
    """A cheque for too much; the rest is sent back, the cheque bounces, and another one comes."""
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    cheque = affiliates.receive(
        branch, GBP("60.00"), (invoice, GBP("50.00")), method=MoneyMethod.CHEQUE
    )
    send_back(affiliates, branch, GBP("10.00"))
    affiliates.receive(branch, GBP("60.00"))
    reverse(affiliates, cheque)
    assert (affiliates.owes(invoice), affiliates.credit(branch)) == (
        GBP("50.00"),
        {"GBP": GBP("50.00")},
    )
    assert affiliates.books(Account.BANK) == {"GBP": GBP("50.00")}
    assert affiliates.books(Account.CHEQUES) == {}
    assert affiliates.books(Account.RECEIVABLES) == {}
    reverse(affiliates, cheque)
    with affiliates.database.writing() as work:
        operations.use_credit(work, affiliation_id=branch.id, settings=affiliates.settings)
    assert (affiliates.owes(invoice), affiliates.credit(branch)) == (GBP("0.00"), {})


def test_paid_twice_is_credit_that_steps_in_when_one_of_them_goes(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    first, _ = affiliates.card(invoice, GBP("50.00")), affiliates.card(invoice, GBP("50.00"))
    assert affiliates.credit(branch) == {"GBP": GBP("50.00")}
    affiliates.went_back(first, GBP("50.00"))
    assert (affiliates.owes(invoice), affiliates.credit(branch)) == (GBP("0.00"), {})


def test_hearing_of_a_payment_again_moves_nothing(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    paid = affiliates.card(invoice, GBP("60.00"))
    for _ in range(3):
        affiliates.went_back(paid, GBP("20.00"))
    with affiliates.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Allocation)) == 2
    assert affiliates.owes(invoice) == GBP("10.00")
