"""Everybody's next term is planned, looked at by a person, and made once."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import (
    Affiliation,
    Invoice,
    RenewalItem,
    RenewalOutcome,
    RenewalRun,
    RunStatus,
)
from hov_donate.affiliations.operations import (
    Override,
    RunRefusedError,
    carrying_out,
    planning_runs,
)
from hov_donate.affiliations.processes.renewing import go_on_renewing, renew_batch
from hov_donate.affiliations.queries.renewals import problem_of, summary
from hov_donate.affiliations.rules.standing import AffiliationStatus as Status
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from hov_donate.outbox.models import MailKind
from tests.support.life import STAFF, Life
from tests.support.words import GBP

YEARS_END, NOVEMBER = date(2026, 12, 31), date(2026, 11, 20)


@pytest.fixture
def paid_up(life: Life) -> list[Affiliation]:
    """Five branches that have paid for this year, in November."""
    life.scale()
    branches = [life.affiliated(100 + 50 * number) for number in range(5)]
    for branch in branches:
        life.pays(branch)
    life.on(NOVEMBER)
    return branches


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at a time."""
    for module in (planning_runs, carrying_out):
        monkeypatch.setattr(module, "BATCH", 2)


def begun(life: Life) -> RenewalRun:
    run: RenewalRun = life.do(operations.begin_run, ends_by=YEARS_END, actor=STAFF)
    return run


def started(life: Life) -> RenewalRun:
    run = begun(life)
    go_on_renewing(life.database, life.settings)
    life.do(operations.start_run, run_id=run.id, actor=STAFF)
    return run


def as_now(life: Life, run: RenewalRun) -> RenewalRun:
    with life.database.reading() as session:
        return session.get_one(RenewalRun, run.id)


def items(life: Life, run: RenewalRun) -> list[RenewalItem]:
    query = select(RenewalItem).where(RenewalItem.run_id == run.id)
    with life.database.reading() as session:
        return list(session.scalars(query.order_by(RenewalItem.affiliation_id)))


def outcomes(life: Life, run: RenewalRun) -> Counter[RenewalOutcome]:
    return Counter(item.outcome for item in items(life, run))


def test_a_run_says_who_and_how_much_before_anything_is_sent(life, paid_up):
    run = begun(life)
    letters = len(life.letters())
    go_on_renewing(life.database, life.settings)
    assert as_now(life, run).status is RunStatus.PLANNED
    with life.database.reading() as session:
        [row] = summary(session, run.id)
    assert (row.outcome, row.rule, row.many, row.fees) == (
        RenewalOutcome.RENEWS,
        1,
        5,
        GBP("180.00"),
    )
    assert len(life.letters()) == letters
    assert all(len(life.terms(branch)) == 1 for branch in paid_up)


def test_a_run_that_a_person_started_makes_terms_invoices_and_letters(life, paid_up):
    run = started(life)
    go_on_renewing(life.database, life.settings)
    done = as_now(life, run)
    assert (done.status, done.seen, done.done, done.failed) == (RunStatus.DONE, 5, 5, 0)
    for branch in paid_up:
        _this_year, next_year = life.terms(branch)
        assert (next_year.starts_on, next_year.ends_on) == (date(2027, 1, 1), date(2027, 12, 31))
        [owed] = life.owed(branch)
        assert owed.invoice.term_id == next_year.id
        assert life.now(branch).status is Status.DUE
    assert len(life.letters(MailKind.INVOICE_ISSUED)) == 10
    with life.database.reading() as session:
        assert balances(session, Account.RECEIVABLES) == {"GBP": GBP("180.00")}
        numbers = session.scalars(select(Invoice.number).order_by(Invoice.id)).all()
    assert list(numbers) == list(range(1, 11))


def killed(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("at", ["issue_invoices", "stand_all_anew"])
def test_a_run_that_is_killed_goes_on_and_doubles_nothing(life, paid_up, monkeypatch, at):
    run = started(life)
    assert renew_batch(life.database, life.settings)
    with monkeypatch.context() as patch:
        patch.setattr(carrying_out, at, killed)
        with pytest.raises(KeyboardInterrupt):
            go_on_renewing(life.database, life.settings)
    assert outcomes(life, run)[RenewalOutcome.RENEWED] == 2
    go_on_renewing(life.database, life.settings)
    assert outcomes(life, run) == {RenewalOutcome.RENEWED: 5}
    assert [len(life.terms(branch)) for branch in paid_up] == [2] * 5
    assert [len(life.invoices(branch)) for branch in paid_up] == [2] * 5


def test_whoever_is_otherwise_when_the_run_comes_is_left_alone(life, paid_up):
    run = started(life)
    life.redeclares(paid_up[0], 400)
    life.renews(paid_up[1], 150)
    life.do(operations.resign, affiliation_id=paid_up[2].id, actor=STAFF, reason="")
    go_on_renewing(life.database, life.settings)
    found = [item.outcome for item in items(life, run)]
    assert found == [RenewalOutcome.CHANGED_MEANWHILE] * 3 + [RenewalOutcome.RENEWED] * 2
    assert as_now(life, run).failed == 3
    assert problem_of(items(life, run)[0])
    assert len(life.terms(paid_up[1])) == 2


def test_what_no_run_can_decide_waits_for_a_person(life, paid_up):
    override = Override(GBP("5.00"), "a strike", "the committee", "EC 2026-02-02, 3")
    arguments = {"override": override, "actor": STAFF, "settings": life.settings}
    life.do(operations.override_fee, affiliation_id=paid_up[0].id, **arguments)
    never_paid = life.affiliated(90)
    run = begun(life)
    go_on_renewing(life.database, life.settings)
    problems = {item.affiliation_id: problem_of(item) for item in items(life, run)}
    assert "EC 2026-02-02, 3" in str(problems[paid_up[0].id])
    assert "never paid" in str(problems[never_paid.id])
    assert problems[paid_up[1].id] is None


def test_credit_and_free_terms_are_seen_to_one_by_one(life, paid_up):
    life.redeclares(paid_up[0], 56)
    free = life.joins("unwaged")
    run = started(life)
    go_on_renewing(life.database, life.settings)
    assert outcomes(life, run) == {RenewalOutcome.RENEWED: 6}
    assert life.now(free).paid_until == date(2027, 12, 31)
    [owed] = life.owed(paid_up[0])
    assert owed.settled == GBP("7.92")


def test_there_is_one_run_at_a_time_and_it_can_be_stopped(life, paid_up):
    run = started(life)
    with pytest.raises(RunRefusedError):
        begun(life)
    assert renew_batch(life.database, life.settings)
    life.do(operations.stop_run, run_id=run.id)
    assert not renew_batch(life.database, life.settings)
    with pytest.raises(RunRefusedError):
        life.do(operations.start_run, run_id=run.id, actor=STAFF)
    with life.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Invoice)) == 7
    again = started(life)
    go_on_renewing(life.database, life.settings)
    assert as_now(life, again).done == 3
