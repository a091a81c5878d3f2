"""People who become members: by card, every year, by bank transfer; early, late, and not at all."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from hov_donate.affiliations.models import Affiliation, Invoice, InvoicePayment
from hov_donate.affiliations.operations import resign
from hov_donate.affiliations.processes.standing import stand_everyone_anew
from hov_donate.affiliations.rules.standing import AffiliationStatus
from hov_donate.core.references import spaced
from hov_donate.ledger.chart import Account
from hov_donate.outbox.models import MailKind
from hov_donate.payments.models import Payment
from tests.support.affiliating import put_in_force
from tests.support.agreement import all_is_well
from tests.support.house import GOOD_CARD, House
from tests.support.joining import SCALE, Joining
from tests.support.life import STAFF
from tests.support.monthly import FAILING_CARD, at_stripe, change_card, sent
from tests.support.words import GBP

ACTIVE, INVOICED, DUE = AffiliationStatus.ACTIVE, AffiliationStatus.INVOICED, AffiliationStatus.DUE


@pytest.fixture
def joining(house: House) -> Joining:
    return Joining.open(house)


def test_somebody_joins_by_card_and_gets_number_invoice_and_card(joining):
    member = joining.join_and_pay()
    assert joining.status(member) is ACTIVE
    [invoice] = joining.invoices(member)
    assert (invoice.owed, invoice.settled) == (GBP("0.00"), GBP("21.00"))
    page = joining.look(member)
    assert member.number in page
    assert "Paid up" in page
    card = joining.house.donor.get(joining.own_page(member, "/member-card.pdf"))
    assert card.content.startswith(b"%PDF")
    assert joining.house.books(Account.MEMBERSHIP_FEES) == {"GBP": GBP("-21.00")}
    assert joining.house.books(Account.DONATIONS) == {}
    all_is_well(joining.house)


def yearly(joining: Joining, card: str = GOOD_CARD):
    member = joining.join_and_pay(card, pay="yearly")
    [card_] = joining.subscriptions()
    assert joining.now(member).subscription_id == card_.id
    return member


def test_a_card_renews_a_membership_year_after_year(joining):
    member = yearly(joining)
    for years in (2, 3):
        joining.until_charged(less=timedelta(days=29))
        assert len(sent(joining.house, MailKind.MEMBERSHIP_RENEWS)) == years - 1
        assert joining.status(member) is ACTIVE
        joining.until_charged()
        assert joining.status(member) is ACTIVE
        assert len(joining.terms(member)) == years
    first, second, third = joining.terms(member)
    assert second.starts_on == first.ends_on + timedelta(days=1)
    assert third.starts_on == second.ends_on + timedelta(days=1)
    assert [it.owed.minor for it in joining.invoices(member)] == [0, 0, 0]
    assert joining.house.books(Account.MEMBERSHIP_FEES) == {"GBP": GBP("-63.00")}
    assert joining.house.books(Account.RECEIVABLES) == {}
    invoices = sent(joining.house, MailKind.INVOICE_ISSUED)
    assert len(invoices) == 1, "what a card pays by itself is not asked for"
    all_is_well(joining.house)


def test_a_card_that_fails_is_told_recovers_and_is_ended_in_two_clicks(joining):
    member = yearly(joining)
    house = joining.house
    change_card(house, FAILING_CARD)
    joining.until_charged()
    assert joining.status(member) is AffiliationStatus.GRACE
    assert len(sent(house, MailKind.MEMBERSHIP_NOT_TAKEN)) == 1
    [letter] = [mail for mail in house.mails() if "could not be taken" in mail.subject]
    assert house.simulator.url in letter.text
    assert "could not be charged" in joining.look(member)

    change_card(house, GOOD_CARD)
    joining.later(days=7)
    assert joining.status(member) is ACTIVE
    assert [it.owed.minor for it in joining.invoices(member)] == [0, 0]

    assert "Stop now" in joining.look(member, "/stop")
    assert joining.press(member, "/stop").status_code == 303
    house.let_everything_arrive()
    assert at_stripe(house) == "canceled"
    assert "Automatic renewal" not in joining.look(member)
    joining.later(days=370)
    assert len(joining.payments()) == 2
    assert joining.status(member) in {AffiliationStatus.GRACE, DUE}
    all_is_well(house)


def test_a_card_that_is_given_up_falls_back_to_an_invoice(joining):
    member = yearly(joining)
    house = joining.house
    change_card(house, FAILING_CARD)
    joining.until_charged()
    joining.later(days=40)
    assert at_stripe(house) == "canceled"
    page = joining.look(member)
    assert "Pay £21.00 by card" in page
    assert len(sent(house, MailKind.INVOICE_ISSUED)) == 2
    joining.record_transfer(member)
    assert joining.status(member) is ACTIVE
    all_is_well(house)


def test_somebody_joins_by_bank_transfer_and_staff_record_it(joining):
    house = joining.house
    own = joining.join(pay="bank")
    page = house.donor.get(own).text
    member = joining.newest()
    [invoice] = joining.invoices(member)
    assert spaced(invoice.invoice.reference) in page
    assert joining.status(member) is INVOICED
    assert joining.payments() == []
    house.let_everything_arrive()
    assert len(sent(house, MailKind.INVOICE_ISSUED)) == 1
    joining.record_transfer(member)
    assert joining.status(member) is ACTIVE
    assert "Welcome" in house.donor.get(own).text
    all_is_well(house)


def test_early_renewal_loses_no_day_and_a_late_one_does_not_move_the_year(joining):
    house = joining.house
    member = joining.join_and_pay()
    [first] = joining.terms(member)
    joining.later(days=100)
    assert "the fee is: £21." in joining.look(member, "/renewal")
    joining.press(member, "/renewal", **{"class": "waged", "overseas": "no"})
    answer = joining.press(
        member, "/renewal", **{"class": "waged", "overseas": "no", "confirmed": "yes"}
    )
    assert "done=renewed" in answer.headers["Location"]
    _, second = joining.terms(member)
    assert second.starts_on == first.ends_on + timedelta(days=1)
    assert joining.status(member) is DUE
    joining.record_transfer(member)
    assert joining.status(member) is ACTIVE

    joining.later(days=365 + 365 - 100 + 50)
    assert joining.status(member) is AffiliationStatus.GRACE
    if not any(it.owed.minor for it in joining.invoices(member)):
        joining.press(
            member, "/renewal", **{"class": "waged", "overseas": "no", "confirmed": "yes"}
        )
    joining.record_transfer(member)
    third = joining.terms(member)[2]
    assert third.starts_on == second.ends_on + timedelta(days=1)
    assert joining.status(member) is ACTIVE
    all_is_well(house)


def test_pressing_twice_is_one_membership_and_a_changed_form_corrects_it(joining):
    page = joining.page()
    for _ in range(2):
        assert joining.send(page).status_code == 303
    member = joining.newest()
    assert len(joining.invoices(member)) == 1
    assert len(joining.payments()) == 1

    changed = joining.send(page, member_class="unwaged")
    assert changed.headers["Location"].startswith(joining.house.simulator.url)
    assert joining.newest().id == member.id
    assert [it.owed for it in joining.invoices(member)] == [GBP("0.00"), GBP("8.00")]
    joining.house.pay(joining.payments()[-1])
    joining.house.let_everything_arrive()
    assert joining.status(member) is ACTIVE
    all_is_well(joining.house)


def test_who_joins_twice_is_renewed_and_the_form_tells_nobody(joining):
    house = joining.house
    member = joining.join_and_pay()
    [first] = joining.terms(member)
    joining.later(days=1)
    later = joining.join_and_pay(member_class="retired", amount="10")
    assert later.id != member.id
    assert joining.status(later) is AffiliationStatus.RESIGNED
    _, second = joining.terms(member)
    assert second.starts_on == first.ends_on + timedelta(days=1)
    assert joining.now(member).paid_until == second.ends_on
    assert joining.now(member).member_class == "retired"
    assert [it.settled for it in joining.invoices(member)] == [GBP("21.00"), GBP("10.00")]
    assert len(sent(house, MailKind.AFFILIATION_LINK)) == 1
    newest = joining.invoices(member)[-1].invoice.full_number
    assert any(mail.subject == f"Payment for invoice {newest}" for mail in house.mails())
    house.simulator.control.refund(house.intent_of(joining.payments()[-1]))
    house.let_everything_arrive()
    assert [it.owed for it in joining.invoices(member)] == [GBP("0.00"), GBP("10.00")]
    assert joining.now(member).paid_until == first.ends_on
    all_is_well(house)


def test_who_joins_twice_may_pay_by_bank_transfer_too(joining):
    member = joining.join_and_pay()
    joining.later(days=1)
    joining.join(pay="bank", name="R. Quiñones")
    later = joining.newest()
    assert joining.status(later) is INVOICED
    joining.record_transfer(later)
    assert joining.status(later) is AffiliationStatus.RESIGNED
    assert len(joining.terms(member)) == 2
    assert [it.owed.minor for it in joining.invoices(member)] == [0, 0]
    assert "Rosa Quiñones" in joining.look(member)
    all_is_well(joining.house)


def test_another_card_takes_the_place_of_the_one_before(joining):
    member = yearly(joining)
    joining.later(days=1)
    again = joining.join_and_pay(pay="yearly")
    assert joining.status(again) is AffiliationStatus.RESIGNED
    joining.later(hours=1)
    old, new = joining.subscriptions()
    assert joining.now(member).subscription_id == new.id
    assert (old.status.alive, new.status.alive) == (False, True)
    joining.until_charged()
    assert len(joining.terms(member)) == 3
    all_is_well(joining.house)


def test_the_sum_at_stripe_follows_the_scale_before_it_is_announced(joining):
    member = yearly(joining)
    dearer = SCALE.replace('base = "21.00"', 'base = "25.00"').replace("2020-01-01", "2020-01-02")
    dearer = dearer.replace('id = "members"', 'id = "members-2"')
    put_in_force(joining.house.parts.database, dearer)
    joining.until_charged(less=timedelta(days=28))
    [card] = joining.subscriptions()
    assert card.amount == GBP("25.00")
    [notice] = [mail for mail in joining.house.mails() if "renews on" in mail.subject]
    assert "£25.00" in notice.text
    assert "Until now it was £21.00" in notice.text
    joining.until_charged()
    assert [it.settled for it in joining.invoices(member)] == [GBP("21.00"), GBP("25.00")]
    all_is_well(joining.house)


def test_a_free_membership_needs_no_payment(joining):
    own = joining.join(member_class="refugee", pay="")
    assert "Welcome" in joining.house.donor.get(own).text
    assert joining.status(joining.newest()) is ACTIVE
    assert joining.payments() == []


def test_who_leaves_is_asked_for_nothing_more(joining):
    member = yearly(joining)
    joining.press(member, "/end", reason="Moving abroad")
    joining.house.let_everything_arrive()
    assert joining.status(member) is AffiliationStatus.RESIGNED
    assert at_stripe(joining.house) == "canceled"
    joining.later(days=400)
    assert len(joining.payments()) == 1
    all_is_well(joining.house)


def test_whom_staff_take_off_the_list_is_charged_nothing_more(joining):
    member, house = yearly(joining), joining.house
    with house.parts.database.writing() as work:
        resign(work, affiliation_id=member.id, actor=STAFF, reason="they wrote a letter")
    joining.later(minutes=11)
    assert at_stripe(house) == "canceled"
    [card] = joining.subscriptions()
    assert card.cancel_reason == "the membership has ended"
    all_is_well(house)


def paid_by(joining: Joining, member: Affiliation) -> list[tuple[str, str]]:
    """For each invoice how its money stands, and how the instalment behind it does."""
    with joining.house.parts.database.reading() as session:
        rows = session.execute(
            select(Invoice.id, Payment.status)
            .join(InvoicePayment, InvoicePayment.invoice_id == Invoice.id)
            .join(Payment, Payment.id == InvoicePayment.payment_id)
            .where(Invoice.affiliation_id == member.id)
            .order_by(Invoice.id)
        )
        behind = {invoice_id: status.value for invoice_id, status in rows}
    return [
        ("paid" if not it.owed.minor else "owed", behind[it.invoice.id])
        for it in joining.invoices(member)
    ]


@pytest.mark.parametrize(
    ("policy", "card"),
    [
        ({"duplicate": 1.0, "reorder": True}, FAILING_CARD),
        ({"drop": 1.0}, FAILING_CARD),
        ({"drop": 1.0}, GOOD_CARD),
    ],
    ids=["doubled and mixed", "lost", "lost and paid"],
)
def test_whatever_happens_to_events_a_sweep_leaves_the_same_terms(joining, policy, card):
    member, house = yearly(joining), joining.house
    house.simulator.control.set_webhook_policy(**policy)
    house.later(days=366)
    change_card(house, card)
    house.later(days=366)
    house.simulator.control.set_webhook_policy()
    house.sweep()
    house.let_everything_arrive()
    stand_everyone_anew(house.parts.database, house.parts.settings)

    terms = joining.terms(member)
    assert len(terms) == 3
    for earlier, later in pairwise(terms):
        assert later.starts_on == earlier.ends_on + timedelta(days=1)
    last = ("paid", "paid") if card == GOOD_CARD else ("owed", "failed")
    assert paid_by(joining, member) == [("paid", "paid"), ("paid", "paid"), last]
    assert joining.now(member).paid_until == terms[2 if card == GOOD_CARD else 1].ends_on
    assert len(sent(house, MailKind.AFFILIATION_PAID)) == (3 if card == GOOD_CARD else 2)
    assert len(sent(house, MailKind.MEMBERSHIP_NOT_TAKEN)) == (0 if card == GOOD_CARD else 1)
    all_is_well(house)
