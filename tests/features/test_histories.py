"""Whatever happens to an affiliation, in any order: no day twice, no paid hole, no penny lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hov_donate.affiliations import operations
from hov_donate.affiliations.models import (
    Affiliation,
    AffiliationChange,
    MoneyReceived,
    MoneyReversal,
    ReversalReason,
    Term,
)
from hov_donate.affiliations.operations import Override
from hov_donate.affiliations.queries.money import credit_of
from hov_donate.affiliations.rules.calendar import DAY
from hov_donate.affiliations.rules.standing import AffiliationStatus as S
from hov_donate.core.money import Money, total
from hov_donate.ledger.chart import Account
from hov_donate.ledger.queries import balances
from tests.support.example_scale import ANNIVERSARY, SCALE
from tests.support.life import NEW_YEAR, STAFF, Life
from tests.support.words import GBP

QUARTERS = SCALE.replace("grace_days", 'rollover_from = "10-01"\nproration = "quarter"\ngrace_days')
SCALES = {"fixed": SCALE, "anniversary": ANNIVERSARY, "by quarters": QUARTERS}
COMES_BACK = {S.LAPSED, S.RESIGNED}


@dataclass
class Branch:
    """One branch in a history of its own."""

    life: Life
    row: Affiliation
    of_others: Money

    @property
    def status(self) -> S:
        return self.life.now(self.row).status

    def later(self, days: int) -> None:
        self.life.on(self.life.today + timedelta(days=days))
        self.life.stands(self.row)

    def renews(self, members: int) -> None:
        if self.status is not S.REJECTED:
            self.life.renews(self.row, members)
        if self.status.pending:
            self.life.approves(self.row)

    def corrects(self, members: int) -> None:
        with self.nothing_is_taken_away():
            self.life.redeclares(self.row, members)

    @contextmanager
    def nothing_is_taken_away(self) -> Iterator[None]:
        """Whoever is paid up is not less so by a figure or a fee that is corrected."""
        before = self.life.stands(self.row)
        yield
        after = self.life.now(self.row)
        if before.status.living and before.paid_until is not None:
            assert after.paid_until is not None
            assert after.paid_until >= before.paid_until
            assert after.status.paid_up or not before.status.paid_up

    def pays(self, _: int) -> None:
        self.life.pays(self.row)

    def pays_a_part(self, amount: int) -> None:
        for standing in self.life.owed(self.row)[:1]:
            self.life.pays(self.row, min(Money(amount, "GBP"), standing.owed))

    def bounces(self, _: int) -> None:
        gone = select(MoneyReversal.received_id)
        query = select(MoneyReceived).where(
            MoneyReceived.affiliation_id == self.row.id, MoneyReceived.id.not_in(gone)
        )
        with self.life.database.reading() as session:
            newest = session.scalars(query.order_by(MoneyReceived.id.desc())).first()
        if newest is not None:
            self.life.do(
                operations.reverse_money,
                received_id=newest.id,
                reason=ReversalReason.BOUNCED,
                on=self.life.today,
                words="",
                actor=STAFF,
                settings=self.life.settings,
            )

    def lapses(self, _: int) -> None:
        if self.status is S.ARREARS:
            facts = {"actor": STAFF, "reason": "", "minute_reference": "EC 7"}
            self.life.do(operations.lapse, affiliation_id=self.row.id, **facts)

    def resigns(self, _: int) -> None:
        if self.status.living:
            facts = {"actor": STAFF, "reason": ""}
            self.life.do(operations.resign, affiliation_id=self.row.id, **facts)

    def is_overridden(self, fee: int) -> None:
        override = Override(Money(fee, "GBP"), "a strike", "the committee", "EC 8")
        if self.life.terms(self.row):
            with self.nothing_is_taken_away():
                self.life.do(
                    operations.override_fee,
                    affiliation_id=self.row.id,
                    override=override,
                    actor=STAFF,
                    settings=self.life.settings,
                )


Step = tuple[Callable[[Branch, int], None], int]
LATER = st.tuples(st.just(Branch.later), st.integers(1, 250))
PAYS = st.tuples(st.just(Branch.pays), st.just(0))
RENEWS = st.tuples(st.just(Branch.renews), st.integers(1, 900))
ENDS = st.tuples(st.sampled_from([Branch.lapses, Branch.lapses, Branch.resigns]), st.just(0))
# What happens often is named more often.
STEPS = st.one_of(
    *(LATER, LATER, LATER, PAYS, PAYS, RENEWS, RENEWS, ENDS),
    st.tuples(st.just(Branch.corrects), st.integers(1, 900)),
    st.tuples(st.just(Branch.bounces), st.just(0)),
    st.tuples(st.just(Branch.pays_a_part), st.integers(1, 9000)),
    st.tuples(st.just(Branch.is_overridden), st.integers(0, 9000)),
)


def holds(branch: Branch) -> None:
    """Everything that is true at every moment."""
    life, row = branch.life, life_row(branch)
    terms = life.terms(row)
    for earlier, later in pairwise(terms):
        assert earlier.ends_on < later.starts_on
        if earlier.ends_on + DAY != later.starts_on:
            assert left_between(branch, earlier.ends_on, later.starts_on)
    if row.paid_until is not None and row.status.living:
        assert any(term.ends_on == row.paid_until for term in terms)
    again = life.stands(row)
    assert (again.status, again.paid_until) == (row.status, row.paid_until)
    marks_are_held(branch, again, terms)
    money_adds_up(branch)


def marks_are_held(branch: Branch, row: Affiliation, terms: list[Term]) -> None:
    """What is owed for counts as paid only where a mark holds: in time, and with its money here."""
    for standing in branch.life.owed(branch.row):
        term = next((it for it in terms if it.id == standing.invoice.term_id), None)
        if term is None or not row.status.living or (row.paid_until or date.min) < term.starts_on:
            continue
        assert term.held_until is not None
        assert term.held_until >= branch.life.today
        assert term.held_by_minor is not None
        assert standing.settled.minor >= term.held_by_minor


def life_row(branch: Branch) -> Affiliation:
    return branch.life.now(branch.row)


def left_between(branch: Branch, last: date, first: date) -> bool:
    """Whether they had left when their next term began: nothing in between was asked for."""
    query = select(AffiliationChange).where(AffiliationChange.affiliation_id == branch.row.id)
    with branch.life.database.reading() as session:
        changes = session.scalars(query.order_by(AffiliationChange.id)).all()
    return any(it.to_status in COMES_BACK and it.at.date() <= first for it in changes)


def booked(life: Life) -> Money:
    with life.database.reading() as session:
        return balances(session, Account.RECEIVABLES).get("GBP", GBP("0"))


def money_adds_up(branch: Branch) -> None:
    """What it owes less what is its credit is what the books say of it."""
    with branch.life.database.reading() as session:
        credit = credit_of(session, branch.row.id).get("GBP", GBP("0"))
    owed = total((it.owed for it in branch.life.owed(branch.row)), "GBP")
    assert booked(branch.life) - branch.of_others == owed - credit


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("scale", SCALES)
def test_no_history_has_a_day_twice_or_a_paid_hole_or_loses_a_penny(life, scale):
    life.scale(SCALES[scale])

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(joins=st.integers(0, 365), steps=st.lists(STEPS, min_size=6, max_size=16))
    def history(joins: int, steps: list[Step]) -> None:
        life.on(NEW_YEAR + timedelta(days=joins))
        of_others = booked(life)
        branch = Branch(life, life.affiliated(350), of_others)
        for step, number in [(Branch.pays, 0), *steps]:
            step(branch, number)
            holds(branch)

    history()
