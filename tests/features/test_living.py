"""Affiliations are renewed, corrected, fall behind, end by decisions, and come back by paying."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import Affiliation, ChangeKind, Declaration
from hov_donate.affiliations.operations import (
    DecisionMissingError,
    Override,
    OverrideIncompleteError,
    PromiseRefusedError,
)
from hov_donate.affiliations.queries.money import credit_of
from hov_donate.affiliations.rules.standing import AffiliationStatus as Status
from hov_donate.affiliations.rules.standing import StepRefusedError
from hov_donate.outbox.models import MailKind
from tests.support.example_scale import ANNIVERSARY
from tests.support.life import STAFF, Life
from tests.support.words import EUR, GBP

DECIDED = {"actor": STAFF, "reason": "A year unpaid.", "minute_reference": "AGM 2027, 9"}


@pytest.fixture
def branch(life: Life) -> Affiliation:
    """A branch of 350 that has paid for 2026."""
    life.scale()
    found = life.affiliated(350)
    life.pays(found)
    return life.now(found)


def behind(life: Life, branch: Affiliation, until: date = date(2028, 2, 1)) -> None:
    """It did not pay for 2027."""
    life.on(date(2026, 12, 1))
    life.renews(branch)
    life.on(until)
    life.stands(branch)


def test_an_early_renewal_loses_no_day_and_a_late_one_does_not_move_the_year(life, branch):
    life.on(date(2026, 10, 1))
    life.renews(branch)
    life.on(date(2028, 5, 1))
    life.renews(branch)
    assert [(term.starts_on, term.ends_on) for term in life.terms(branch)] == [
        (date(2026, 1, 5), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 12, 31)),
        (date(2028, 1, 1), date(2028, 12, 31)),
    ]


def test_a_members_year_stays_where_it_began(life):
    life.scale(ANNIVERSARY)
    member = life.joins()
    life.pays(member)
    life.on(date(2027, 3, 1))
    with life.database.writing() as work:
        row = operations.lock_affiliation(work, member.id)
        operations.make_term(work, affiliation=row, on=life.today, settings=life.settings)
    assert life.terms(member)[1].starts_on == date(2027, 1, 5)
    life.pays(member)
    assert life.now(member).paid_until == date(2028, 1, 4)


def test_renewing_twice_asks_for_one_year_only(life, branch):
    life.on(date(2026, 11, 1))
    life.renews(branch)
    life.renews(branch)
    assert len(life.terms(branch)) == 2
    assert len(life.owed(branch)) == 1


def test_a_renewal_with_other_figures_leaves_alone_what_is_paid(life, branch):
    life.on(date(2026, 11, 1))
    life.renews(branch, 400)
    this_year, next_year = life.terms(branch)
    assert (this_year.fee, next_year.fee) == (GBP("63.00"), GBP("72.00"))
    life.renews(branch, 300)
    this_year, next_year = life.terms(branch)
    assert (this_year.fee, next_year.fee) == (GBP("63.00"), GBP("54.00"))
    [owed] = life.owed(branch)
    assert owed.owed == GBP("54.00")


def test_a_corrected_number_heals_the_books(life, branch):
    made = life.redeclares(branch, 400)
    assert made
    [term] = life.terms(branch)
    assert (term.fee, term.delegates) == (GBP("72.00"), 8)
    [owed] = life.owed(branch)
    assert (owed.owed, owed.settled) == (GBP("9.00"), GBP("63.00"))
    life.pays(branch)
    assert life.owed(branch) == []
    assert len(life.letters(MailKind.CREDIT_NOTE_ISSUED)) == 1


def test_a_correction_downwards_leaves_credit(life, branch):
    life.redeclares(branch, 300)
    with life.database.reading() as session:
        assert credit_of(session, branch.id) == {"GBP": GBP("9.00")}
    assert life.now(branch).status is Status.ACTIVE
    life.on(date(2026, 12, 1))
    life.renews(branch, 300)
    [owed] = life.owed(branch)
    assert owed.owed == GBP("45.00")


def test_figures_that_change_nothing_leave_the_invoice_as_it_is(life, branch):
    assert life.redeclares(branch, 350) is None
    assert len(life.invoices(branch)) == 1
    with life.database.reading() as session:
        assert len(session.scalars(select(Declaration)).all()) == 2


def test_a_fee_is_overridden_by_a_decision_that_is_named(life, branch):
    facts = {"affiliation_id": branch.id, "actor": STAFF, "settings": life.settings}
    for wrong in (
        Override(GBP("20.00"), "", "the committee", "EC 2"),
        Override(GBP("20.00"), "a strike", " ", "EC 2"),
        Override(GBP("20.00"), "a strike", "the committee", ""),
        Override(EUR("20.00"), "a strike", "the committee", "EC 2"),
    ):
        with pytest.raises(OverrideIncompleteError):
            life.do(operations.override_fee, override=wrong, **facts)
    right = Override(GBP("20.00"), "a strike", "the committee", "EC 2")
    term = life.do(operations.override_fee, override=right, **facts)
    assert (term.fee, term.override_minute) == (GBP("20.00"), "EC 2")
    assert life.redeclares(branch, 400).fee == GBP("20.00")
    assert life.history(branch).count(ChangeKind.OVERRIDDEN) == 1


def test_lapsing_takes_arrears_and_a_minute(life, branch):
    facts = {"affiliation_id": branch.id, **DECIDED}
    with pytest.raises(StepRefusedError):
        life.do(operations.lapse, **facts)
    behind(life, branch)
    assert (life.now(branch).status, life.now(branch).arrears_stage) == (Status.ARREARS, 3)
    with pytest.raises(DecisionMissingError):
        life.do(operations.lapse, **facts | {"minute_reference": " "})
    life.do(operations.lapse, **facts)
    assert life.now(branch).status is Status.LAPSED
    assert len(life.letters(MailKind.AFFILIATION_ENDED)) == 1


def test_whoever_lapsed_is_back_by_paying(life, branch):
    behind(life, branch, date(2027, 9, 1))
    life.do(operations.lapse, affiliation_id=branch.id, **DECIDED)
    assert life.stands(branch).status is Status.LAPSED
    life.pays(branch)
    assert life.now(branch).status is Status.ACTIVE
    assert life.history(branch)[-1] is ChangeKind.REINSTATED


def test_whoever_lapsed_long_ago_begins_anew_and_owes_nothing_for_the_years_between(life, branch):
    behind(life, branch, date(2027, 9, 1))
    life.do(operations.lapse, affiliation_id=branch.id, **DECIDED)
    life.on(date(2030, 3, 1))
    life.renews(branch)
    newest = life.terms(branch)[-1]
    assert (newest.starts_on, newest.ends_on) == (date(2030, 3, 1), date(2030, 12, 31))
    life.pays(branch)
    assert life.now(branch).status is Status.ACTIVE
    assert life.now(branch).paid_until == date(2030, 12, 31)


def test_whoever_resigns_is_not_asked_for_what_they_have_not_begun_to_pay(life, branch):
    life.on(date(2026, 12, 1))
    life.renews(branch)
    life.do(operations.resign, affiliation_id=branch.id, actor=STAFF, reason="Merged away.")
    assert life.now(branch).status is Status.RESIGNED
    assert life.owed(branch) == []
    assert len(life.terms(branch)) == 1
    life.on(date(2026, 12, 30))
    assert life.stands(branch).status is Status.RESIGNED
    with pytest.raises(StepRefusedError):
        life.do(operations.resign, affiliation_id=branch.id, actor=STAFF, reason="")


def test_whoever_resigned_applies_again_and_keeps_the_days_that_are_paid(life, branch):
    life.do(operations.resign, affiliation_id=branch.id, actor=STAFF, reason="")
    life.on(date(2026, 6, 1))
    life.renews(branch)
    assert life.now(branch).status is Status.SUBMITTED
    life.approves(branch)
    assert life.terms(branch)[-1].starts_on == date(2027, 1, 1)
    assert life.now(branch).status is Status.DUE


def test_a_promise_holds_a_stage_until_its_day(life, branch):
    behind(life, branch, date(2027, 3, 15))
    facts = {"affiliation_id": branch.id, "words": "The cheque is signed.", "actor": STAFF}
    until = date(2027, 7, 10)
    life.do(operations.promise, until=until, today=life.today, **facts)
    life.on(until)
    assert (life.stands(branch).status, life.now(branch).arrears_stage) == (Status.ARREARS, 0)
    life.on(until + timedelta(days=1))
    assert life.stands(branch).arrears_stage == 2
    with pytest.raises(PromiseRefusedError):
        life.do(operations.promise, until=date(2027, 1, 1), today=life.today, **facts)


def test_a_term_is_never_made_twice_by_two_at_once(life, branch):
    life.on(date(2026, 11, 1))
    request = life.request(renews_id=branch.id)
    other = life.request(renews_id=branch.id)
    for each in (request, other, request):
        life.send(each)
    assert len(life.terms(branch)) == 2


def test_looking_again_leaves_no_trace(life, branch):
    before = life.history(branch)
    for _ in range(3):
        life.stands(branch)
    assert life.history(branch) == before
