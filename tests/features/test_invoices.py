"""Invoices are asked for once, settled by whatever comes, and never changed."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from hov_donate.affiliations.models import (
    CreditReason,
    Invoice,
    MoneyMethod,
)
from hov_donate.affiliations.queries.account import account_of
from hov_donate.affiliations.queries.money import invoice_by_reference, owed
from hov_donate.affiliations.rules.refusals import MoneyFault, MoneyRefusedError
from hov_donate.core.references import spaced
from hov_donate.ledger.chart import Account
from hov_donate.outbox.models import MailKind, OutboxMessage
from tests.support.affiliates import TODAY
from tests.support.credit import credit, give_credit, refused, reverse, use_credit
from tests.support.words import EUR, GBP


def test_an_invoice_asks_for_fee_and_gift_and_is_booked(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch, GBP("63.00"), GBP("7.00"))
    assert (invoice.full_number, invoice.amount) == ("INV-2026-000001", GBP("70.00"))
    assert invoice.due_on == TODAY + timedelta(days=90)
    assert affiliates.books(Account.RECEIVABLES) == {"GBP": GBP("70.00")}
    assert affiliates.books(Account.AFFILIATION_FEES) == {"GBP": GBP("-63.00")}
    assert affiliates.books(Account.DONATIONS) == {"GBP": GBP("-7.00")}
    with affiliates.database.reading() as session:
        letter = session.scalars(select(OutboxMessage)).one()
        assert [it.invoice.id for it in owed(session, branch.id)] == [invoice.id]
    assert (letter.kind, letter.object_id) == (
        MailKind.INVOICE_ISSUED,
        f"{branch.id}/{invoice.reference}",
    )


def test_an_invoice_is_found_by_what_people_write_on_a_transfer(affiliates):
    invoice = affiliates.invoice(affiliates.branch())
    written = (spaced(invoice.reference).lower(), "inv-2026-000001", " 2026-1 ")
    with affiliates.database.reading() as session:
        for name in written:
            assert invoice_by_reference(session, name) is not None, name
        for name in ("", "2026", "INV-2026-000002", "9" * 30 + "-1", "2026-²"):
            assert invoice_by_reference(session, name) is None, name


def test_half_by_card_and_half_by_bank_pays_it(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    affiliates.card(invoice, GBP("25.00"))
    assert affiliates.owes(invoice) == GBP("25.00")
    affiliates.receive(branch, GBP("25.00"), (invoice, GBP("25.00")))
    assert affiliates.owes(invoice) == GBP("0.00")
    assert affiliates.credit(branch) == {}
    assert affiliates.books(Account.BANK) == {"GBP": GBP("25.00")}


def test_one_remittance_pays_the_invoices_of_many_branches_and_leaves_credit(affiliates):
    office, *branches = (affiliates.branch() for _ in range(4))
    invoices = [affiliates.invoice(branch) for branch in branches]
    shares = [(invoice, GBP("50.00")) for invoice in invoices]
    affiliates.receive(office, GBP("160.00"), *shares, method=MoneyMethod.CHEQUE)
    assert {affiliates.owes(invoice) for invoice in invoices} == {GBP("0.00")}
    assert affiliates.credit(office) == {"GBP": GBP("10.00")}
    assert affiliates.books(Account.CHEQUES) == {"GBP": GBP("160.00")}
    assert affiliates.books(Account.RECEIVABLES) == {"GBP": GBP("-10.00")}


def test_the_same_form_sent_twice_is_one_sum(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    first = affiliates.receive(branch, GBP("50.00"), (invoice, GBP("50.00")), form="page-1")
    again = affiliates.receive(branch, GBP("50.00"), (invoice, GBP("50.00")), form="page-1")
    assert first.id == again.id
    assert affiliates.books(Account.BANK) == {"GBP": GBP("50.00")}


def test_what_cannot_be_is_said(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    with refused(MoneyFault.MORE_THAN_OWED):
        affiliates.receive(branch, GBP("60.00"), (invoice, GBP("60.00")))
    with refused(MoneyFault.MORE_THAN_OWED):
        affiliates.receive(branch, GBP("60.00"), (invoice, GBP("30.00")), (invoice, GBP("30.00")))
    with refused(MoneyFault.MORE_THAN_CAME):
        affiliates.receive(branch, GBP("10.00"), (invoice, GBP("20.00")))
    with refused(MoneyFault.OTHER_CURRENCY):
        affiliates.receive(branch, EUR("50.00"), (invoice, EUR("50.00")))
    with refused(MoneyFault.IN_THE_FUTURE):
        affiliates.receive(branch, GBP("1.00"), received_on=TODAY + timedelta(days=1))
    with refused(MoneyFault.NOT_A_SUM):
        affiliates.receive(branch, GBP("0.00"))
    with refused(MoneyFault.MORE_THAN_INVOICED):
        credit(affiliates, invoice, GBP("50.01"))
    with refused(MoneyFault.NOT_SO_MUCH_CREDIT):
        give_credit(affiliates, branch, GBP("0.01"))
    assert affiliates.owes(invoice) == GBP("50.00")


def test_a_cheque_that_bounces_is_owed_again(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    came = affiliates.receive(
        branch, GBP("50.00"), (invoice, GBP("50.00")), method=MoneyMethod.CHEQUE
    )
    with refused(MoneyFault.BEFORE_IT_CAME):
        reverse(affiliates, came, TODAY - timedelta(days=1))
    reverse(affiliates, came)
    reverse(affiliates, came)
    assert affiliates.owes(invoice) == GBP("50.00")
    assert affiliates.books(Account.CHEQUES) == {}
    assert affiliates.books(Account.RECEIVABLES) == {"GBP": GBP("50.00")}


@pytest.mark.parametrize("missing", ["number", "term", "banks", "pay_at", "override"])
def test_no_invoice_is_issued_without_what_is_printed_on_it(affiliates, missing):
    invoice = affiliates.invoice(affiliates.branch())
    facts = {it.key: getattr(invoice, it.key) for it in inspect(Invoice).column_attrs}
    facts |= {"id": None, "number": 9, "reference": "22222222"}
    facts["snapshot"] = {k: v for k, v in invoice.snapshot.items() if k != missing}
    with pytest.raises(DBAPIError), affiliates.database.writing() as work:
        work.session.add(Invoice(**facts))


def at_once(*acts) -> list[MoneyRefusedError]:
    failed: list[MoneyRefusedError] = []

    def run(act) -> None:
        try:
            act()
        except MoneyRefusedError as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_two_at_once_never_settle_twice(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    affiliates.receive(branch, GBP("40.00"))

    def by_bank() -> None:
        affiliates.receive(branch, GBP("50.00"), (invoice, GBP("50.00")))

    failed = at_once(
        by_bank,
        by_bank,
        lambda: affiliates.card(invoice, GBP("50.00")),
        lambda: use_credit(affiliates, branch),
        lambda: give_credit(affiliates, branch, GBP("40.00")),
        lambda: credit(affiliates, invoice, GBP("20.00")),
    )
    left = affiliates.credit(branch).get("GBP", GBP(0))
    assert min(affiliates.owes(invoice), left).minor >= 0
    # The card's own entry comes with Stripe's balance transaction.
    stripes = affiliates.books(Account.RECEIVABLES).get("GBP", GBP(0)) - GBP(50)
    assert stripes == affiliates.owes(invoice) - left
    assert len(failed) <= 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE affiliation_invoices SET number = 9",
        "DELETE FROM affiliation_invoices",
        "UPDATE affiliation_allocations SET amount_minor = 1",
        "DELETE FROM affiliation_credit_notes",
    ],
)
def test_the_database_refuses_to_change_what_was_issued(affiliates, statement):
    invoice = affiliates.invoice(affiliates.branch())
    affiliates.card(invoice, GBP("60.00"))
    credit(affiliates, invoice)
    refusal = pytest.raises(DBAPIError, match="it_never_changes")
    with refusal, affiliates.database.engine.begin() as connection:
        connection.execute(text(statement))


def test_an_account_tells_everything_in_order_and_what_is_owed_after_it(affiliates):
    branch = affiliates.branch()
    invoice = affiliates.invoice(branch)
    affiliates.card(invoice, GBP("20.00"))
    came = affiliates.receive(branch, GBP("45.00"), (invoice, GBP("30.00")))
    give_credit(affiliates, branch, GBP("5.00"))
    reverse(affiliates, came)
    credit(affiliates, invoice, GBP("10.00"), CreditReason.WAIVED)
    with affiliates.database.reading() as session:
        lines = account_of(session, branch.id, "Europe/London")
    # All on one day: by kind, and within it in order.
    told = [(line.kind.value, str(line.amount.major)) for line in lines]
    assert told == [
        ("invoice", "50.00"),
        ("credit_note", "-10.00"),
        ("received", "-45.00"),
        ("not_received", "45.00"),
        ("payment", "-20.00"),
        ("credit_given", "5.00"),
        ("credit_given", "-5.00"),
    ]
    assert lines[-1].balance == affiliates.owes(invoice) == GBP("20.00")
