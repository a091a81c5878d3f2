"""Whose figures are corrected after paying stays paid up until the difference is due."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hov_donate.affiliations import operations
from hov_donate.affiliations.certificates import certificate_pdf
from hov_donate.affiliations.models import Affiliation, CreditReason, Invoice, MoneyMethod
from hov_donate.affiliations.operations import ConferenceFacts, Override, ReceivedFacts
from hov_donate.affiliations.processes.standing import stand_everyone_anew
from hov_donate.affiliations.queries.conferences import Entry, Hall
from hov_donate.affiliations.queries.marks import marks_held
from hov_donate.affiliations.queries.money import credit_of
from hov_donate.affiliations.rules.calendar import DAY
from hov_donate.affiliations.rules.standing import AffiliationStatus as Status
from hov_donate.core.references import new_reference
from tests.features.test_histories import Branch
from tests.support.life import LEEDS, STAFF, Life
from tests.support.words import GBP

END = date(2026, 12, 31)


@pytest.fixture
def branch(life: Life) -> Affiliation:
    """A branch of 350 that has paid 63.00 for 2026."""
    life.scale()
    found = life.affiliated(350)
    life.pays(found)
    return life.now(found)


def night(life: Life, day: date) -> None:
    life.on(day)
    stand_everyone_anew(life.database, life.settings)


def due(life: Life, branch: Affiliation) -> date:
    return life.invoices(branch)[-1].invoice.due_on


def stands(life: Life, branch: Affiliation) -> tuple[Status, date | None]:
    row = life.now(branch)
    return row.status, row.paid_until


def bounces(life: Life, branch: Affiliation) -> None:
    Branch(life, branch, GBP("0")).bounces(0)


def pays_for(life: Life, payer: Affiliation, invoice_id: int) -> None:
    facts = ReceivedFacts(
        form=new_reference(),
        affiliation_id=payer.id,
        method=MoneyMethod.BANK_TRANSFER,
        amount=GBP("63.00"),
        received_on=life.today,
        payer="Example Union",
    )
    life.do(
        operations.receive_money,
        facts=facts,
        shares=[(invoice_id, GBP("63.00"))],
        actor=STAFF,
        settings=life.settings,
    )


def entry(life: Life, branch: Affiliation, paid_up_by: date, cut_off: date) -> Entry:
    facts = ConferenceFacts("Conference", "Cardiff", cut_off + 30 * DAY, cut_off, paid_up_by)
    conference = life.do(operations.open_conference, facts=facts, actor=STAFF)
    zone = life.settings.campaign.time_zone
    with life.database.reading() as session:
        found = Hall.at(session, conference, life.clock.now(), zone).of(branch.id)
    assert found
    return found


def test_a_branch_that_paid_stays_paid_up_until_the_difference_is_due(life, branch):
    life.redeclares(branch, 400)
    last = due(life, branch)
    assert stands(life, branch) == (Status.ACTIVE, END)
    night(life, last)
    assert stands(life, branch) == (Status.ACTIVE, END)
    night(life, last + DAY)
    assert stands(life, branch) == (Status.INVOICED, None)
    life.pays(branch)
    assert stands(life, branch) == (Status.ACTIVE, END)


def test_the_difference_in_time_keeps_it_paid_up_for_good(life, branch):
    life.redeclares(branch, 400)
    last = due(life, branch)
    life.pays(branch, GBP("4.00"))
    life.pays(branch)
    night(life, last + DAY)
    assert stands(life, branch) == (Status.ACTIVE, END)


def test_a_part_of_the_difference_holds_nothing_beyond_the_day(life, branch):
    life.redeclares(branch, 400)
    life.pays(branch, GBP("8.99"))
    night(life, due(life, branch) + DAY)
    assert stands(life, branch) == (Status.INVOICED, None)


def test_money_that_goes_takes_the_mark_at_once(life, branch):
    life.redeclares(branch, 400)
    bounces(life, branch)
    assert stands(life, branch) == (Status.INVOICED, None)


def test_an_invoice_that_is_taken_back_takes_the_mark_with_it(life, branch):
    life.redeclares(branch, 400)
    with life.database.writing() as work:
        operations.credit_invoice(
            work,
            invoice=work.session.get_one(Invoice, life.invoices(branch)[-1].invoice.id),
            amount=None,
            reason=CreditReason.VOID,
            words="",
            actor=STAFF,
            settings=life.settings,
        )
    assert stands(life, branch) == (Status.INVOICED, None)


def test_who_has_not_paid_gets_no_mark_by_a_correction(life):
    life.scale()
    branch = life.affiliated(350)
    life.redeclares(branch, 400)
    assert stands(life, branch) == (Status.INVOICED, None)
    assert life.terms(branch)[0].mark is None


def test_a_second_correction_gives_the_time_of_its_own_invoice(life, branch):
    life.redeclares(branch, 400)
    first = due(life, branch)
    life.on(life.today + timedelta(days=20))
    life.redeclares(branch, 380)
    second = due(life, branch)
    assert second == first + timedelta(days=20)
    night(life, first + DAY)
    assert stands(life, branch) == (Status.ACTIVE, END)
    night(life, second + DAY)
    assert stands(life, branch) == (Status.INVOICED, None)


def test_no_correction_gives_back_a_mark_that_is_over(life, branch):
    life.redeclares(branch, 400)
    night(life, due(life, branch) + DAY)
    life.redeclares(branch, 500)
    assert stands(life, branch) == (Status.INVOICED, None)
    life.redeclares(branch, 350)
    assert stands(life, branch) == (Status.ACTIVE, END)
    assert life.owed(branch) == []


def test_part_of_the_difference_that_goes_again_leaves_what_was_there_before(life, branch):
    life.redeclares(branch, 400)
    life.pays(branch, GBP("5.00"))
    bounces(life, branch)
    assert stands(life, branch) == (Status.ACTIVE, END)


def test_in_a_later_year_it_falls_back_to_the_year_before(life, branch):
    life.on(date(2026, 12, 1))
    life.renews(branch)
    life.pays(branch)
    night(life, date(2027, 6, 1))
    life.redeclares(branch, 400)
    last = due(life, branch)
    night(life, last)
    assert stands(life, branch) == (Status.ACTIVE, date(2027, 12, 31))
    night(life, last + DAY)
    assert stands(life, branch) == (Status.ARREARS, END)


def test_a_fee_that_was_nothing_may_be_asked_for_without_harm(life, branch):
    for fee in ("0", "20.00"):
        override = Override(GBP(fee), "a strike", "the committee", "EC 2")
        life.do(
            operations.override_fee,
            affiliation_id=branch.id,
            override=override,
            actor=STAFF,
            settings=life.settings,
        )
    assert stands(life, branch) == (Status.ACTIVE, END)


def test_what_a_national_office_paid_for_a_branch_moves_with_the_branch(life, branch):
    office = life.affiliated(350, organisation=replace(LEEDS, branch="HQ"))
    other = life.affiliated(350, organisation=replace(LEEDS, branch="7"))
    [asked] = life.owed(other)
    pays_for(life, office, asked.invoice.id)
    life.redeclares(other, 400)
    [owed] = life.owed(other)
    assert (owed.settled, owed.owed) == (GBP("63.00"), GBP("9.00"))
    assert stands(life, other) == (Status.ACTIVE, END)
    with life.database.reading() as session:
        assert credit_of(session, office.id) == {}


def test_what_paid_for_a_term_pays_for_no_older_debt(life):
    life.scale()
    branch = life.affiliated(350)
    life.on(date(2027, 1, 5))
    life.renews(branch)
    with life.database.reading() as session:
        [old, new] = [it.invoice.id for it in life.invoices(branch)]
        assert session.get_one(Invoice, old).due_on < session.get_one(Invoice, new).due_on
    pays_for(life, branch, new)
    life.redeclares(branch, 400)
    assert [it.owed for it in life.owed(branch)] == [GBP("63.00"), GBP("9.00")]


def test_credentials_certificate_and_page_say_the_same(life, branch):
    """Paid in January, corrected in June, cut off in July."""
    life.on(date(2026, 6, 1))
    life.redeclares(branch, 400)
    last = due(life, branch)
    found = entry(life, branch, date(2026, 2, 1), date(2026, 7, 1)).found
    assert (found.paid_up, found.status, found.delegates) == (True, Status.ACTIVE, 8)
    with life.database.reading() as session:
        assert certificate_pdf(session, branch.id, life.settings, life.today)
        [mark] = marks_held(session, branch.id, life.today)
        assert (mark.until, mark.owed) == (last, GBP("9.00"))
    night(life, last + DAY)
    late = entry(life, branch, date(2026, 2, 1), last + DAY).found
    assert (late.paid_up, late.status) == (False, Status.INVOICED)
    with life.database.reading() as session:
        assert certificate_pdf(session, branch.id, life.settings, life.today) is None
        assert marks_held(session, branch.id, life.today) == []


def test_a_correction_downwards_does_not_unsay_that_it_was_paid_in_time(life, branch):
    life.on(date(2026, 6, 1))
    life.redeclares(branch, 300)
    found = entry(life, branch, date(2026, 2, 1), date(2026, 7, 1)).found
    assert (found.paid_up, found.delegates) == (True, 6)


def test_a_cheque_that_bounced_was_never_there_before_the_correction_either(life, branch):
    life.on(date(2026, 6, 1))
    life.redeclares(branch, 300)
    bounces(life, branch)
    assert not entry(life, branch, date(2026, 2, 1), date(2026, 7, 1)).found.paid_up


def test_as_much_money_again_brings_the_mark_back(life, branch):
    life.redeclares(branch, 400)
    bounces(life, branch)
    life.pays(branch, GBP("63.00"))
    assert stands(life, branch) == (Status.ACTIVE, END)
    assert life.owed(branch)[0].owed == GBP("9.00")
